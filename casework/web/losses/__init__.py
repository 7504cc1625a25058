"""Pages and forms of losses."""
