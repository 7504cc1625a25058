"""The blueprint of money."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("money", __name__)
