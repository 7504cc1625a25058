"""No page is served while cases of the former system wait: nobody acts upon a case that is about to become another."""

from __future__ import annotations

from flask import Blueprint, request

from casework.takeover import service

blueprint = Blueprint("takeover", __name__)


@blueprint.before_app_request
def refuse_until_taken_over() -> None:
    """Raises ``NotReady`` (503) until the last case is taken over; styles and images are given, and whoever watches the
    server is answered."""
    if request.endpoint != "static" and request.blueprint != "upkeep":
        service.check_ready()
