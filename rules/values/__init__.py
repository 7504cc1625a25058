"""Types of single values: exact numbers with units, field types, standard errors, origins, the day in Beijing."""
