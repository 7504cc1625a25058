"""Pages and forms of credits."""
