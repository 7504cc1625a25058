"""碳汇核销查询: anybody asks by serial, ticket or certificate; no sign-in, nothing of any person or case is told."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from casework.accounts import service as accounts
from casework.credits import lookup
from casework.credits.errors import NoSerial, TooManyLookups
from casework.web.credits.blueprint import Page, blueprint
from casework.web.credits.forms import LookupForm


def _page(form: LookupForm, **told: Any) -> str:
    return render_template("pages/credits/lookup.html", form=form, **told)


@blueprint.route("/credits/lookup", methods=["GET", "POST"])
@accounts.public
def look_up() -> Page:
    """The page to ask on, and the answer."""
    form = LookupForm()
    if request.method == "GET":
        return _page(form)
    typed = form.number.data or ""
    try:
        found = lookup.look_up(typed, request.remote_addr or "")
    except NoSerial as refusal:
        form.number.errors = [refusal.message]
        return _page(form), refusal.status
    except TooManyLookups as refusal:
        return _page(form, message=refusal.message), refusal.status
    return _page(form, found=found, asked=typed.strip())
