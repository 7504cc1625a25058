"""Bytes to plain data with line and column; mistakes with their place; messages that can be translated."""
