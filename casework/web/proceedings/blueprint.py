"""The blueprint that the pages of cases kept by their acts share, and what a view gives back."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("proceedings", __name__)

Page = str | tuple[str, int] | Response
