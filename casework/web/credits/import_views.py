"""批次文件: lots from a file, looked at whole and then registered; the empty file; lots given to other systems."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from casework import permissions
from casework.accounts import Person
from casework.accounts import service as accounts
from casework.credits import exchange, importing, lot_sheets
from casework.errors import Impossible, Invalid
from casework.web.credits.blueprint import Page, blueprint
from casework.web.credits.forms import LotFileForm
from casework.web.formfields import place

EXCHANGED = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
"""Kind of exchange file -> its media type."""


def _page(form: LotFileForm, staged: importing.Staged | None = None, message: str = "", status: int = 200) -> Page:
    return render_template("pages/credits/lot_import.html", form=form, staged=staged, message=message), status


@blueprint.route("/credits/lots/import", methods=["GET", "POST"])
def import_lots() -> Page:
    """Send a file of lots, and look at what it would register and at every mistake; nothing is registered yet."""
    person = accounts.signed_in_person()
    permissions.require(person, permissions.KEEP_REGISTER)
    form = LotFileForm()
    if request.method == "GET":
        return _shown(person, request.args.get("file", ""))
    if not form.validate() or not form.file.data:
        form.file.errors = [gettext("请选择文件")]
        return _page(form, status=422)
    try:
        staged = importing.stage(person, form.file.data.read(), form.file.data.filename or "")
    except Invalid as refusal:
        place(form, refusal.errors)
        return _page(form, message=refusal.message, status=refusal.status)
    return redirect(url_for("credits.import_lots", file=staged.sha256), 303)


def _shown(person: Person, sha256: str) -> Page:
    """The empty form, with the file that was looked at where one is asked for."""
    form = LotFileForm(formdata=None)
    if not sha256:
        return _page(form)
    try:
        staged = importing.looked_at(person, sha256)
    except (Invalid, Impossible) as refusal:
        return _page(form, message=refusal.message, status=refusal.status)
    return _page(form, staged, status=422 if staged.mistakes else 200)


@blueprint.post("/credits/lots/import/<sha256>")
def commit_lots(sha256: str) -> Page:
    """Register what was looked at, all of it or nothing."""
    person = accounts.signed_in_person()
    permissions.require(person, permissions.KEEP_REGISTER)
    try:
        made = importing.enter(person, sha256)
    except (Invalid, Impossible) as refusal:
        return _page(LotFileForm(formdata=None), message=refusal.message, status=refusal.status)
    flash(gettext("已登记 %(count)s 个批次。", count=made), "success")
    return redirect(url_for("credits.register"))


@blueprint.get("/credits/lots/blank.<any(csv, xlsx):kind>")
def blank_lots(kind: str) -> Response:
    """An empty file of lots to fill in."""
    accounts.signed_in_person()
    response = Response(lot_sheets.blank(kind), content_type=lot_sheets.KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="credit-lots.{kind}"'
    return response


@blueprint.get("/credits/lots/exchange.<any(csv, json):kind>")
def exchanged_lots(kind: str) -> Response:
    """Every lot of the register for another system, with a checksum."""
    accounts.signed_in_person()
    response = Response(exchange.written(kind), content_type=EXCHANGED[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="credit-register.{kind}"'
    return response
