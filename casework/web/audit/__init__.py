"""Pages and forms of audit."""
