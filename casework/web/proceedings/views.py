"""The pages of cases kept by their acts."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("proceedings", __name__)
