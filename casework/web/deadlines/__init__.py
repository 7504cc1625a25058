"""Pages and forms of deadlines."""
