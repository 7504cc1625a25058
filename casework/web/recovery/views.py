"""恢复: try a replanting against the measured loss, and write it into the case file."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.accounts import service as accounts
from casework.errors import Impossible, Invalid, Stale
from casework.proceedings import Folder, facts, overview
from casework.proceedings import service as proceedings
from casework.recovery import service
from casework.recovery.errors import RecoveryRefused
from casework.web.formfields import place
from casework.web.recovery.forms import RecoveryForm, recovery_form
from rules.reading.errors import FieldError

blueprint = Blueprint("recovery", __name__)

Page = str | tuple[str, int] | Response


def _folder(folder_id: int) -> Folder:
    return proceedings.get_for(accounts.signed_in_person(), folder_id)


@blueprint.get("/folders/<int:folder_id>/recovery")
def show(folder_id: int) -> Page:
    """The question and its answer: what stands in the address, else what the case file has. Stores nothing."""
    folder = _folder(folder_id)
    if "series" in request.args:
        return _answer(folder, recovery_form(request.args))
    kept = service.written(folder)
    form = recovery_form(data=kept)
    return _answer(folder, form) if kept else _page(folder, form)


@blueprint.post("/folders/<int:folder_id>/recovery")
def store(folder_id: int) -> Page:
    """Write what was tried into the case file."""
    person, folder = accounts.signed_in_person(), _folder(folder_id)
    form, reason = recovery_form(request.form), request.form.get("reason", "")
    facts.check_may_change(folder, person)
    try:
        if request.form.get("row_version", type=int) != len(proceedings.state(folder).acts):
            raise Stale
        service.store(folder, person, form.wish, reason)
    except (Impossible, Invalid) as refusal:
        errors = refusal.errors if isinstance(refusal, Invalid) else ()
        return _answer(folder, form, refusal.message, errors, refusal.status, reason)
    flash(gettext("恢复部分已写入案情，成为新的一版。"), "success")
    return redirect(url_for("recovery.show", folder_id=folder.id))


def _answer(
    folder: Folder,
    form: RecoveryForm,
    message: str = "",
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
    reason: str = "",
) -> Page:
    try:
        found = service.tried(folder, form.wish)
    except RecoveryRefused as refusal:
        left = place(form, refusal.errors)
        return _page(folder, form, None, message or refusal.message, tuple(left), refusal.status)
    return _page(folder, form, found, message, errors, status, reason)


def _page(
    folder: Folder,
    form: RecoveryForm,
    found: service.Tried | None = None,
    message: str = "",
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
    reason: str = "",
) -> Page:
    case = proceedings.state(folder)
    return render_template(
        "pages/recovery/show.html",
        head=overview.head_of(folder, case),
        folder=folder,
        version=len(case.acts),
        form=form,
        tried=found,
        bounds=service.bounds(service.filed(folder)),
        may_store=facts.may_change(folder, accounts.signed_in_person()),
        message=message,
        errors=errors,
        reason=reason,
    ), status
