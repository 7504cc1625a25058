"""Pages and forms of rulebook."""
