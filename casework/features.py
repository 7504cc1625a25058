"""The features of the application, in the order in which their pages are registered."""

from __future__ import annotations

FEATURES = (
    "accounts",
    "cases",
    "tallies",
    "parameters",
    "losses",
    "recovery",
    "deadlines",
    "compensation",
    "credits",
    "documents",
    "rulebook",
    "audit",
)
"""Packages of ``casework``; the pages of each stand in ``casework/web/<feature>/views.py``."""
