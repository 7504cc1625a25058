"""IPCC 第一层级面积法: biomass per hectare from the IPCC tables, by origin and kind of forest."""
