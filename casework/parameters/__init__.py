"""参数集: parameter sets that a bureau enters, a second officer verifies value by value, and the database freezes."""
