"""The blueprint that the pages of cases share, and what a view gives back."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("cases", __name__)

Page = str | tuple[str, int] | Response
