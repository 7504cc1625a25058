"""Pages of the compensation plan."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("compensation", __name__)
