"""Pages and forms of insurance."""
