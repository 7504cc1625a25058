"""案款: the account of a case, and the report by account, on screen and as CSV."""

from __future__ import annotations

import io

from flask import render_template, request, send_file
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.accesses import recording as accesses
from casework.accounts import service as accounts
from casework.errors import Invalid
from casework.money import report as reports
from casework.money import sheet
from casework.money.account import account
from casework.proceedings import service
from casework.web.money import account_views
from casework.web.money.blueprint import blueprint

__all__ = ["account_views", "blueprint"]

Page = str | tuple[str, int] | Response
CSV = "text/csv; charset=utf-8"


@blueprint.get("/folders/<int:folder_id>/money")
def of_folder(folder_id: int) -> Page:
    """案款账: what each debt of a case is, and every line of its account."""
    folder = service.get_for(accounts.signed_in_person(), folder_id)
    return render_template("pages/money/case.html", account=account(folder), folder=folder)


@blueprint.get("/folders/<int:folder_id>/money.csv")
def sheet_of_folder(folder_id: int) -> Page:
    """The same as CSV."""
    person = accounts.signed_in_person()
    folder = service.get_for(person, folder_id)
    name = gettext("%(reference)s案款账.csv", reference=folder.reference)
    accesses.downloaded(person, folder, name)
    return send_file(io.BytesIO(sheet.of_account(account(folder))), CSV, as_attachment=True, download_name=name)


@blueprint.get("/money")
def report() -> Page:
    """资金台账: what came in and went out between two days, by account."""
    person, asked = accounts.signed_in_person(), request.args
    try:
        since, until = reports.days_of(asked.get("since", ""), asked.get("until", ""))
    except Invalid as wrong:
        return render_template("pages/money/report.html", report=None, asked=asked, mistake=wrong.message), 422
    found = reports.report(person, since, until)
    return render_template("pages/money/report.html", report=found, asked=asked, mistake="")


@blueprint.get("/money.csv")
def sheet_of_report() -> Page:
    """The same as CSV."""
    person, asked = accounts.signed_in_person(), request.args
    since, until = reports.days_of(asked.get("since", ""), asked.get("until", ""))
    name = gettext("资金台账%(since)s至%(until)s.csv", since=since.isoformat(), until=until.isoformat())
    found = reports.report(person, since, until)
    for folder in reports.taken_out(found):
        accesses.downloaded(person, folder, name)
    return send_file(io.BytesIO(sheet.of_report(found)), CSV, as_attachment=True, download_name=name)
