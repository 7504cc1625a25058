"""计量: the officer measures, the judge reads line by line."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.accounts import service as accounts
from casework.cases import Case, lifecycle, stages
from casework.cases import history as case_history
from casework.cases import service as cases
from casework.cases.errors import UploadNotText, UploadTooLarge
from casework.errors import Impossible, Invalid
from casework.losses import adoption, attribution, measuring, reviewing
from casework.losses import queries as loss_queries
from casework.losses.errors import ResultChanged
from casework.web.formfields import place
from casework.web.losses.forms import DecisionForm, MeasurePage
from rules.carbon.parameters.species import vocabulary
from rules.reading.errors import FieldError, InputError

blueprint = Blueprint("losses", __name__)

Page = str | tuple[str, int] | Response


def _case(case_id: int) -> Case:
    return cases.get_for(accounts.signed_in_person(), case_id)


@blueprint.get("/cases/<int:case_id>/losses")
def show(case_id: int) -> Page:
    """The current assessment; with fields for remarks and a decision where this person reviews it."""
    return _show(_case(case_id), None)


@blueprint.get("/cases/<int:case_id>/losses/<int:number>")
def earlier(case_id: int, number: int) -> Page:
    """An assessment of the case by its number."""
    return _show(_case(case_id), number)


def _show(
    case: Case, number: int | None, form: DecisionForm | None = None, message: str = "", status: int = 200
) -> Page:
    person = accounts.signed_in_person()
    return render_template(
        "pages/losses/show.html",
        case=case,
        next_step=cases.next_step(case),
        page=loss_queries.page(case, person, number),
        form=form or DecisionForm(formdata=None),
        typed=_remarks() if form else {},
        message=message,
    ), status


@blueprint.route("/cases/<int:case_id>/losses/new", methods=["GET", "POST"])
def measure(case_id: int) -> Page:
    """Choose, look at the result, submit. Three buttons of one form: edit, preview, submit."""
    case, person = _case(case_id), accounts.signed_in_person()
    sent = request.form.to_dict()
    page = MeasurePage.begin(loss_queries.begin(case, person), sent)
    step = sent.get("step", "edit")
    if step == "edit":
        return _measure_page(case, page.rearranged(sent.get("do", "")))
    if rows := page.row_mistakes:
        return _measure_page(case, page.refused(rows), gettext("不能计量，请改正下列各处。"), 422)
    if step == "preview" and (opened := page.opened(sent)):
        return _measure_page(case, replace(page, more=opened))
    try:
        if step == "submit":
            lifecycle.check_version(case, page.form.row_version.data)
            measuring.submit(case, person, page.choice, page.form.previewed.data or "")
            flash(gettext("计量已提交，等待法官复核。"), "success")
            return redirect(url_for("losses.show", case_id=case.id))
        return _preview_page(case, page)
    except ResultChanged as refusal:
        return _preview_page(case, page, refusal.message, refusal.status)
    except Invalid as refusal:
        return _measure_page(case, page.refused(refusal.errors), refusal.message, refusal.status)
    except Impossible as refusal:
        return _measure_page(case, page, refusal.message, refusal.status)


def _measure_page(case: Case, page: MeasurePage, message: str = "", status: int = 200) -> Page:
    return render_template(
        "pages/losses/measure.html",
        case=case,
        next_step=cases.next_step(case),
        page=page,
        form=page.form,
        returned=reviewing.latest(case),
        message=message,
        species=vocabulary().canonical,
    ), status


def _preview_page(case: Case, page: MeasurePage, message: str = "", status: int = 200) -> Page:
    preview = measuring.draft(case, page.choice)
    aside = ("csrf_token", "step", "previewed", "row_version")
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in aside]
    return render_template(
        "pages/losses/preview.html",
        case=case,
        next_step=cases.next_step(case),
        preview=preview,
        typed=typed,
        message=message,
    ), status


@blueprint.post("/cases/<int:case_id>/losses/review")
def review(case_id: int) -> Page:
    """Keep the remarks, and with the chosen button return the measurement or confirm the loss."""
    case, person = _case(case_id), accounts.signed_in_person()
    form = DecisionForm()
    reason, remarks = form.reason.data or "", _remarks()
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
        place(form, refusal.errors)
        return _show(case, None, form, refusal.message, refusal.status)
    except Impossible as refusal:
        return _show(case, None, form, refusal.message, refusal.status)
    return redirect(url_for("losses.show", case_id=case.id))


def _remarks() -> dict[int, str]:
    found = {}
    for name, text in request.form.items():
        match = re.fullmatch(r"remark-(\d{1,6})", name)
        if match and text.strip():
            found[int(match.group(1))] = text
    return found


@blueprint.get("/cases/<int:case_id>/losses/compare")
def compare(case_id: int) -> Page:
    """Two assessments side by side, the lines that differ."""
    case = _case(case_id)
    before, after = request.args.get("before", 1, type=int), request.args.get("after", 1, type=int)
    return render_template(
        "pages/losses/compare.html",
        case=case,
        next_step=cases.next_step(case),
        comparison=loss_queries.compare(case, before, after),
        numbers=loss_queries.numbers(case),
    )


@blueprint.route("/cases/<int:case_id>/losses/rival", methods=["GET", "POST"])
def rival(case_id: int) -> Page:
    """The present case file beside another version, another method or an uploaded case file. Nothing is stored."""
    case = _case(case_id)
    if request.method == "GET":
        return _rival_page(case, None)
    given = request.files.get("file")
    wanted = attribution.Rival(
        version=request.form.get("version", type=int),
        method=request.form.get("method", ""),
        content=given.read() if given else b"",
        file=(given.filename or "") if given else "",
    )
    try:
        return _rival_page(case, attribution.against(case, wanted))
    except InputError as problem:
        return _rival_page(case, None, gettext("不能对照，请改正下列各处。没有保存任何内容。"), problem.errors, 422)
    except (UploadTooLarge, UploadNotText) as refusal:
        return _rival_page(case, None, refusal.message, (), refusal.status)


@blueprint.post("/cases/<int:case_id>/losses/rival/adopt")
def adopt(case_id: int) -> Page:
    """Make the stands of the rival case file those of the case, as a new version."""
    case, person = _case(case_id), accounts.signed_in_person()
    content, file = request.form.get("document", "").encode(), request.form.get("name", "")[:200]
    try:
        weighed = attribution.against(case, attribution.Rival(content=content, file=file))
        assert weighed.rival is not None, "an uploaded file is the rival"
    except InputError as problem:
        return _rival_page(case, None, gettext("没有采纳，没有保存任何内容。"), problem.errors, 422)
    except (UploadTooLarge, UploadNotText) as refusal:
        return _rival_page(case, None, refusal.message, (), refusal.status)
    try:
        lifecycle.check_version(case, request.form.get("row_version", type=int))
        number = adoption.adopt(case, person, weighed.rival, request.form.get("reason", ""))
    except (Impossible, Invalid) as refused:
        errors = refused.errors if isinstance(refused, Invalid) else ()
        return _rival_page(case, weighed, refused.message, errors, refused.status)
    flash(gettext("对照一方的地块数据已采纳，成为第 %(number)s 版案件文件。", number=number), "success")
    return redirect(url_for("cases.version", case_id=case.id, number=number))


def _rival_page(
    case: Case,
    weighed: attribution.Weighed | None,
    message: str = "",
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> Page:
    rival, person = weighed.rival if weighed else None, accounts.signed_in_person()
    return render_template(
        "pages/losses/rival.html",
        case=case,
        next_step=cases.next_step(case),
        weighed=weighed,
        adoption=adoption.adoption(case, person, rival) if rival else None,
        versions=[version.version for version in case_history.versions(case)],
        methods=measuring.offered(cases.current_casefile(case)),
        typed=request.form,
        message=message,
        errors=errors,
    ), status
