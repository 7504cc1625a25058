"""Pages and forms of cases kept by their acts."""
