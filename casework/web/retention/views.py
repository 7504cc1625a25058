"""个人信息保存: what the system keeps of persons, why and how long. For everybody who signs in."""

from __future__ import annotations

from flask import Blueprint, render_template

from casework.retention.holdings import declared

blueprint = Blueprint("retention", __name__)


@blueprint.get("/retention")
def index() -> str:
    """Each kind of information with its period and ground."""
    return render_template("pages/retention/index.html", holdings=declared())
