"""认定损失法: a loss that an authority, an expert or a court has found, taken over as it stands."""
