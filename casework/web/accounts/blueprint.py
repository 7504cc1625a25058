"""The pages of accounts share one blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
