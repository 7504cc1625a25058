"""Pages and forms of recovery."""
