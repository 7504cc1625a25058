"""The edition rebuilt in November 2026."""
