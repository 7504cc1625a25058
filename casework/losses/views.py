"""Pages of the measurement."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("losses", __name__)
