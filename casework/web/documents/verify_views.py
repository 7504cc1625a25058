"""核对文书: anybody brings a PDF and is told of each check what came of it. No sign-in; nothing of it is stored."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from casework.accounts import service as accounts
from casework.documents.errors import TooManyChecks, WrongFile
from casework.documents.verifying import public
from casework.web.documents.blueprint import Page, blueprint
from casework.web.documents.forms import VerifyForm
from casework.web.formfields import place


def _page(form: VerifyForm, **told: Any) -> str:
    return render_template("pages/documents/verify.html", form=form, **told)


@blueprint.route("/verify", methods=["GET", "POST"])
@accounts.public
def verify() -> Page:
    """The page to bring a paper to, and what was found."""
    form = VerifyForm()
    if request.method == "GET":
        return _page(form)
    sent = request.files.get("file")
    try:
        verdict = public.check(sent.read() if sent is not None else b"", request.remote_addr or "")
    except WrongFile as problem:
        place(form, problem.errors)
        return _page(form), problem.status
    except TooManyChecks as problem:
        return _page(form, message=problem.message), problem.status
    return _page(form, verdict=verdict, file=(sent.filename if sent is not None else "") or "")
