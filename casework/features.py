"""The features of the application, in the order in which they declare themselves and their pages are registered."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from casework.cases import lifecycle

FEATURES = (
    "accounts",
    "accesses",
    "cases",
    "tallies",
    "parameters",
    "losses",
    "recovery",
    "deadlines",
    "compensation",
    "credits",
    "documents",
    "proceedings",
    "takeover",
    "rulebook",
    "audit",
)
"""Packages of ``casework``; the pages of those that have any stand in ``casework/web/<feature>/views.py``."""


def init_app(app: Flask) -> None:
    """Let each feature declare what the audit log proves of it and what the workflow asks of it."""
    for feature in FEATURES:
        package = import_module(f"casework.{feature}")
        if hasattr(package, "init_app"):
            package.init_app(app)
    if missing := lifecycle.missing_guards(app):
        raise RuntimeError(f"no feature declares the guards {sorted(missing)}")
