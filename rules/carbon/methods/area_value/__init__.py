"""面积价值法: what an authority fixed or the parties agreed on per unit of area."""
