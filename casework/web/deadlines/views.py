"""期限: the periods of a case, and the events they run from."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.accounts import service as accounts
from casework.cases import Case, lifecycle
from casework.cases import service as cases
from casework.deadlines import RecordedEvent, recording
from casework.deadlines import queries as deadline_queries
from casework.deadlines.asking import SOON_DAYS
from casework.errors import Impossible, Invalid
from casework.proceedings import overview
from casework.web.deadlines.forms import CorrectionForm, EventForm, fill, offer
from casework.web.formfields import place
from casework.web.pages import page_at

blueprint = Blueprint("deadlines", __name__)

Page = str | tuple[str, int] | Response


def init_app(app: Flask) -> None:
    """Let the head of every case show the period that ends next."""
    app.add_template_global(deadline_queries.nearest, "nearest_deadline")


def _case(case_id: int) -> Case:
    return cases.get_for(accounts.signed_in_person(), case_id)


@blueprint.get("/deadlines")
def reminders() -> str:
    """The periods that my office has to meet: passed, or ending soon."""
    found = deadline_queries.due(accounts.signed_in_person(), page_at(), deadline_queries.PER_PAGE)
    return render_template("pages/deadlines/reminders.html", reminders=found, soon=SOON_DAYS)


@blueprint.get("/cases/<int:case_id>/deadlines")
def show(case_id: int) -> Page:
    """The periods as they stand today, what was recorded, and a form for the next event."""
    return _show(_case(case_id), EventForm(formdata=None))


def _show(case: Case, form: EventForm, message: str = "", left: Any = (), status: int = 200) -> Page:
    person = accounts.signed_in_person()
    page = deadline_queries.page(case, person)
    offer(form, page.may_record)
    return render_template(
        "pages/deadlines/show.html",
        case=case,
        head=overview.head(page.folder) if page.folder else None,
        next_step=cases.next_step(case),
        page=page,
        form=form,
        message=message,
        left=left,
    ), status


@blueprint.post("/cases/<int:case_id>/deadlines")
def record(case_id: int) -> Page:
    """Record an event. What the law is against is recorded only with a ground."""
    case, person = _case(case_id), accounts.signed_in_person()
    form = EventForm()
    try:
        # First of all: who may never record it is told so, however old the page.
        recording.check_person(case, person, form.event.data or "")
        lifecycle.check_version(case, form.row_version.data)
        if not form.validate():
            return _show(case, form, status=422)
        row = recording.record(case, person, form.entry())
    except Invalid as refusal:
        left = place(form, refusal.errors)
        return _show(case, form, refusal.message, left, refusal.status)
    except Impossible as refusal:
        return _show(case, form, refusal.message, status=refusal.status)
    flash(gettext("已记录：%(event)s。", event=row.event), "success")
    return redirect(url_for("deadlines.show", case_id=case.id))


@blueprint.route("/cases/<int:case_id>/deadlines/<int:number>", methods=["GET", "POST"])
def correct(case_id: int, number: int) -> Page:
    """Correct an event, or strike it; the former record stays readable."""
    case, person = _case(case_id), accounts.signed_in_person()
    row = recording.recorded(case, number)
    form = CorrectionForm()
    if request.method == "GET":
        fill(form, row)
        return _correct(case, row, form)
    strike = request.form.get("step") == "strike"
    try:
        recording.check_person(case, person, row.event)
        lifecycle.check_version(case, form.row_version.data)
        if not form.validate():
            return _correct(case, row, form, status=422)
        recording.correct(case, person, number, None if strike else form.entry(), form.reason.data or "")
    except Invalid as refusal:
        left = place(form, refusal.errors)
        return _correct(case, row, form, refusal.message, left, refusal.status)
    except Impossible as refusal:
        return _correct(case, row, form, refusal.message, status=refusal.status)
    flash(gettext("已撤去该条记录。") if strike else gettext("已更正。"), "success")
    return redirect(url_for("deadlines.show", case_id=case.id))


def _correct(
    case: Case, row: RecordedEvent, form: CorrectionForm, message: str = "", left: Any = (), status: int = 200
) -> Page:
    offer(form, recording.recordable(case, accounts.signed_in_person()))
    return render_template(
        "pages/deadlines/correct.html",
        case=case,
        next_step=cases.next_step(case),
        row=row,
        form=form,
        message=message,
        left=left,
    ), status
