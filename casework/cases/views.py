"""Pages of a case."""

from __future__ import annotations

from flask import Blueprint, render_template

from casework.accounts import service as accounts
from casework.cases import service

blueprint = Blueprint("cases", __name__)


@blueprint.get("/")
def todo() -> str:
    """What waits for me."""
    return render_template("pages/cases/todo.html", person=accounts.signed_in_person())


@blueprint.get("/cases/<int:case_id>")
def show(case_id: int) -> str:
    """案情."""
    case = service.get_for(accounts.signed_in_person(), case_id)
    return render_template("pages/cases/show.html", case=case, casefile=service.current_casefile(case))
