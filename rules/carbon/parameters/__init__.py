"""Parameters: values with unit, source, confidence and dates, and the tables that methods share."""
