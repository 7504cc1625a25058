"""The edition of November 2026."""
