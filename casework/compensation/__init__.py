"""方案与履行: the compensation plan and what has been done of it."""
