"""The blueprint of the pages of planting, tending and labour, and what a view of it answers."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

blueprint = Blueprint("restoring", __name__)

Page = str | tuple[str, int] | Response
