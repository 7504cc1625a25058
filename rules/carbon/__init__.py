"""Measuring: exact worksheet lines, methods by edition, parameters, tallies, ranges, comparisons, recovery."""
