"""Pages and forms of tallies."""
