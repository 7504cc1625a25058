"""The blueprint that the pages of documents share."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("documents", __name__)

Page = str | tuple[str, int] | Response
"""What a view gives back."""
