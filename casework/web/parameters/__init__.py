"""Pages and forms of parameters."""
