"""每木检尺: from rows of trees or stumps to volume and biomass, equal trees counted once."""
