"""蓄积量扩展法: one expansion of the stock for all species, with optional understory and soil terms."""
