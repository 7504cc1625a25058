"""年固碳量法: area × the sink of a year × the years until it is restored."""
