"""The state of the audit log."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from casework.accounts import service as accounts
from casework.audit import service

blueprint = Blueprint("audit", __name__)


@blueprint.get("/audit")
def state() -> str:
    """The head of the chain and its latest entries."""
    before = request.args.get("before", type=int)
    log = service.overview(accounts.signed_in_person(), before)
    return render_template("pages/audit/state.html", log=log, action_name=service.action_name)
