"""Credits and money by declared rules, prices, and a plan held against the loss."""
