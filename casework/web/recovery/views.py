"""恢复: try a replanting against the measured loss, and write it into the case file."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.accounts import service as accounts
from casework.cases import Case, lifecycle
from casework.cases import service as cases
from casework.cases.stages import STANDS
from casework.errors import Impossible, Invalid
from casework.recovery import service
from casework.recovery.errors import RecoveryRefused
from casework.web.formfields import place
from casework.web.recovery.forms import RecoveryForm, recovery_form
from rules.reading.errors import FieldError

blueprint = Blueprint("recovery", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/cases/<int:case_id>/recovery")
def show(case_id: int) -> Page:
    """The question and its answer: what stands in the address, else what the case file has. Stores nothing."""
    case = cases.get_for(accounts.signed_in_person(), case_id)
    if "series" in request.args:
        return _answer(case, recovery_form(request.args))
    kept = service.written(case)
    form = recovery_form(data=kept)
    return _answer(case, form) if kept else _page(case, form)


@blueprint.post("/cases/<int:case_id>/recovery")
def store(case_id: int) -> Page:
    """Write what was tried into the case file."""
    person = accounts.signed_in_person()
    case = cases.get_for(person, case_id)
    form, reason = recovery_form(request.form), request.form.get("reason", "")
    try:
        cases.check_revising(case, person, STANDS)
        lifecycle.check_version(case, request.form.get("row_version", type=int))
        service.store(case, person, form.wish, reason)
    except (Impossible, Invalid) as refusal:
        errors = refusal.errors if isinstance(refusal, Invalid) else ()
        return _answer(case, form, refusal.message, errors, refusal.status, reason)
    flash(gettext("恢复部分已写入案件文件，成为新的一版。"), "success")
    return redirect(url_for("recovery.show", case_id=case.id))


def _answer(
    case: Case,
    form: RecoveryForm,
    message: str = "",
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
    reason: str = "",
) -> Page:
    try:
        found = service.tried(case, form.wish)
    except RecoveryRefused as refusal:
        left = place(form, refusal.errors)
        return _page(case, form, None, message or refusal.message, tuple(left), refusal.status)
    return _page(case, form, found, message, errors, status, reason)


def _page(
    case: Case,
    form: RecoveryForm,
    found: service.Tried | None = None,
    message: str = "",
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
    reason: str = "",
) -> Page:
    return render_template(
        "pages/recovery/show.html",
        case=case,
        next_step=cases.next_step(case),
        form=form,
        tried=found,
        bounds=service.bounds(cases.current_casefile(case)),
        may_store=service.may_store(case, accounts.signed_in_person()),
        message=message,
        errors=errors,
        reason=reason,
    ), status
