"""Parameter sets that a forestry bureau brings: the form, its reader, the check before import, the set made of it."""
