"""The features of the application, in the order in which they declare themselves and their pages are registered."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

FEATURES = (
    "retention",
    "accounts",
    "accesses",
    "typed",
    "cases",
    "tallies",
    "parameters",
    "losses",
    "recovery",
    "deadlines",
    "credits",
    "documents",
    "proceedings",
    "restoring",
    "insurance",
    "money",
    "jobs",
    "bundles",
    "transfer",
    "takeover",
    "rulebook",
    "audit",
    "upkeep",
)
"""Packages of ``casework``; the pages of those that have any stand in ``casework/web/<feature>/views.py``."""


def init_app(app: Flask) -> None:
    """Let each feature declare what the audit log proves of it, and what others ask of it."""
    for feature in FEATURES:
        package = import_module(f"casework.{feature}")
        if hasattr(package, "init_app"):
            package.init_app(app)
