"""Pages of accesses."""
