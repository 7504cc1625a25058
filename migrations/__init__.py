"""Alembic migrations. Files are numbered in order; ``head`` names the last, so that two at once conflict in git."""
