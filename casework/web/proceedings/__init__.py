"""Pages of cases kept by their acts."""
