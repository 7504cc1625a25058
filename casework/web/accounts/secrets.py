"""Answers with a secret in them or in their address."""

from __future__ import annotations

from flask import make_response
from werkzeug.wrappers import Response


def unkept(page: str, status: int = 200) -> Response:
    """A page that no browser keeps, and from which no other page learns its address."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
