"""People and institutions: who may enter, and on whose behalf they act."""
