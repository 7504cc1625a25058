"""计量: the officer measures, the judge reads line by line."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from casework.accounts import service as accounts
from casework.cases import Case, lifecycle, stages
from casework.cases import service as cases
from casework.errors import Impossible, Invalid
from casework.losses import RETURNED, adoption, measuring, reviewing
from casework.losses import queries as loss_queries
from casework.proceedings import facts
from casework.web import places
from casework.web.formfields import place as place_mistakes
from casework.web.losses import measure_page, order_views, rival_page
from casework.web.losses.blueprint import OF_CASE, Page, blueprint
from casework.web.losses.forms import DecisionForm, remarks_sent
from casework.web.places import Place
from rules.casefile import CaseFile

__all__ = ["blueprint", "order_views"]


def _case(case_id: int) -> Case:
    return cases.get_for(accounts.signed_in_person(), case_id)


def _kept_by_acts(case: Case, endpoint: str) -> Page | None:
    """Where a case kept by its acts has its results; None of one that goes by stages."""
    folder = facts.folder_of(case)
    return redirect(url_for(endpoint, folder_id=folder.id)) if folder is not None else None


@blueprint.get("/cases/<int:case_id>/losses")
def show(case_id: int) -> Page:
    """The current assessment; with fields for remarks and a decision where this person reviews it."""
    case = _case(case_id)
    return _kept_by_acts(case, "losses.side_by_side") or _show(case, None)


@blueprint.get("/cases/<int:case_id>/losses/<int:number>")
def earlier(case_id: int, number: int) -> Page:
    """An assessment of the case by its number."""
    case = _case(case_id)
    return _kept_by_acts(case, "losses.side_by_side") or _show(case, number)


def _show(
    case: Case, number: int | None, form: DecisionForm | None = None, message: str = "", status: int = 200
) -> Page:
    person = accounts.signed_in_person()
    return render_template(
        "pages/losses/show.html",
        place=_place(case),
        page=loss_queries.page(case, person, number),
        form=form or DecisionForm(formdata=None),
        typed=remarks_sent() if form else {},
        message=message,
    ), status


@blueprint.route("/cases/<int:case_id>/losses/new", methods=["GET", "POST"])
def measure(case_id: int) -> Page:
    """Choose, look at the result, submit."""
    case, person = _case(case_id), accounts.signed_in_person()
    place = _place(case)

    def submit(choice: measuring.Choice, previewed: str, version: int | None) -> None:
        lifecycle.check_version(case, version)
        measuring.submit(case, person, choice, previewed)

    return measure_page.measure(
        measure_page.Bench(
            place,
            loss_queries.begin(case, person),
            partial(measuring.draft, case),
            submit,
            lambda _: _place(case),
            _returned(case, place),
            gettext("计量已提交，等待法官复核。"),
        )
    )


def _place(case: Case) -> Place:
    return places.of_case(case, "losses", OF_CASE)


def _returned(case: Case, place: Place) -> measure_page.Returned | None:
    last = reviewing.latest(case)
    if last is None or last.review is None or last.state != RETURNED:
        return None
    number = last.row.number
    return measure_page.Returned(number, last.review.reason, place.to("earlier", number=number))


@blueprint.post("/cases/<int:case_id>/losses/review")
def review(case_id: int) -> Page:
    """Keep the remarks, and with the chosen button return the measurement or confirm the loss."""
    case, person = _case(case_id), accounts.signed_in_person()
    form = DecisionForm()
    reason, remarks = form.reason.data or "", remarks_sent()
    decision = request.form.get("decision")
    try:
        # First of all: who may never review is told so, however old the page.
        lifecycle.check_step(case, stages.STEPS["confirm"], person)
        lifecycle.check_version(case, form.row_version.data)
        if decision == "confirm":
            reviewing.confirm(case, person, reason, remarks)
            flash(gettext("碳汇损失已确认。"), "success")
        elif decision == "return":
            reviewing.send_back(case, person, reason, remarks)
            flash(gettext("计量已退回重新测算。"), "success")
        else:
            kept = reviewing.remark(case, person, remarks)
            flash(gettext("已保存 %(count)s 条批注。", count=kept), "success")
    except Invalid as refusal:
        place_mistakes(form, refusal.errors)
        return _show(case, None, form, refusal.message, refusal.status)
    except Impossible as refusal:
        return _show(case, None, form, refusal.message, refusal.status)
    return redirect(url_for("losses.show", case_id=case.id))


@blueprint.get("/cases/<int:case_id>/losses/compare")
def compare(case_id: int) -> Page:
    """Two assessments side by side, the lines that differ."""
    case = _case(case_id)
    before, after = request.args.get("before", 1, type=int), request.args.get("after", 1, type=int)
    return render_template(
        "pages/losses/compare.html",
        place=_place(case),
        comparison=loss_queries.compare(case, before, after),
        numbers=loss_queries.numbers(case),
    )


@blueprint.route("/cases/<int:case_id>/losses/rival", methods=["GET", "POST"])
def rival(case_id: int) -> Page:
    """The present case file beside another version, another method or an uploaded case file. Nothing is stored."""
    return rival_page.rival(_rivals(_case(case_id)))


@blueprint.post("/cases/<int:case_id>/losses/rival/adopt")
def adopt(case_id: int) -> Page:
    """Make the stands of the rival case file those of the case, as a new version."""
    return rival_page.adopt(_rivals(_case(case_id)))


def _rivals(case: Case) -> rival_page.Rivals:
    person = accounts.signed_in_person()

    def store(rival: CaseFile, reason: str, version: int | None) -> str:
        lifecycle.check_version(case, version)
        number = adoption.adopt(case, person, rival, reason)
        flash(gettext(rival_page.ADOPTED, number=number), "success")
        return url_for("cases.version", case_id=case.id, number=number)

    return rival_page.Rivals(_place(case), case, partial(adoption.adoption, case, person), store)
