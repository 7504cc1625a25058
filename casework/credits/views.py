"""Pages of the credit register."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("credits", __name__)
