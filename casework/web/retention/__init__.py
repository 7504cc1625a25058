"""The page of what is kept how long."""
