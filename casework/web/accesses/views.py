"""查阅记录: who opened which case and took which file out, for supervisors."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from casework.accesses import DOWNLOAD, OPENING, queries
from casework.accounts import service as accounts
from casework.web.pages import page_at

blueprint = Blueprint("accesses", __name__)


@blueprint.get("/accesses")
def index() -> str:
    """The record, newest first."""
    kind = request.args.get("kind", "")
    wanted = queries.Filter(
        reference=request.args.get("reference", "").strip()[:20],
        username=request.args.get("username", "").strip()[:60],
        kind=kind if kind in (OPENING, DOWNLOAD) else "",
    )
    page = queries.listing(accounts.signed_in_person(), wanted, page_at())
    return render_template("pages/accesses/list.html", wanted=wanted, page=page, opening=OPENING, download=DOWNLOAD)
