"""补植、管护、劳务台账: of one duty, its design, looks on the ground, work and its confirmation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from wtforms.fields import SelectChoice

from casework.accounts import service as accounts
from casework.errors import Forbidden, Impossible, Invalid, NotFound
from casework.insurance import policies
from casework.permissions import RECORD_INSURANCE, may
from casework.proceedings import Folder, overview, service
from casework.restoring import agenda, designing, owed, register, surveying, working
from casework.restoring.surveying import RESULTS
from casework.web.formfields import place
from casework.web.pages import page_at
from casework.web.restoring import weighing_views
from casework.web.restoring.blueprint import Page, blueprint
from casework.web.restoring.forms import (
    ADDED,
    METHODS,
    DesignForm,
    LabourPlanForm,
    ReasonForm,
    RowsForm,
    SheetForm,
    SurveyForm,
)
from casework.wording import joined
from rules.carbon.parameters.species import vocabulary
from rules.restoring.standards import standard_of

__all__ = ["blueprint", "weighing_views"]

OF_DUTY = "/folders/<int:folder_id>/obligations/<key>"


def _folder(folder_id: int) -> Folder:
    return service.get_for(accounts.signed_in_person(), folder_id)


@blueprint.get(f"{OF_DUTY}/register")
def show(folder_id: int, key: str) -> Page:
    """台账 of a duty."""
    person, folder = accounts.signed_in_person(), _folder(folder_id)
    found = register.register(folder, person, key)
    shown = {"methods": METHODS, "results": RESULTS, "today": overview.today(), "told": owed.told(found.duty)}
    insured = {"policies": policies.of_duty(folder, key), "may_insure": may(person, RECORD_INSURANCE)}
    return render_template("pages/restoring/register.html", folder=folder, register=found, **shown, **insured)


@blueprint.get("/folders/inspections")
def inspections() -> Page:
    """验收日程: what is to be inspected, by its day."""
    found = agenda.agenda(accounts.signed_in_person(), page_at())
    return render_template("pages/restoring/agenda.html", agenda=found, today=overview.today(), soon=agenda.SOON_DAYS)


def _page(template: str, folder: Folder, key: str, form: Any, **shown: Any) -> Callable[[str, int], Page]:
    case = service.state(folder)
    return lambda message, status: (
        render_template(
            f"pages/restoring/{template}.html",
            page=overview.head_of(folder, case),
            folder=folder,
            duty=case.obligations[key],
            told=owed.told(case.obligations[key]),
            key=key,
            form=form,
            message=message,
            **shown,
        ),
        status,
    )


def _sent(
    folder: Folder, key: str, form: Any, save: Callable[[], object], show: Callable[[str, int], Page], done: str
) -> Page:
    """Save what a form says; a refusal, or the wish for more rows, shows the form again with what was typed."""
    rows = form if isinstance(form, RowsForm) else None
    wants_more = request.method == "POST" and rows is not None and rows.wants_more
    if request.method == "GET" or wants_more:
        if rows is not None:
            rows.fill_up(ADDED if wants_more else 0)
        return show("", 200)
    message, status = _saved(form, save)
    if not status:
        flash(done, "success")
        return redirect(url_for("restoring.show", folder_id=folder.id, key=key))
    if rows is not None:
        rows.fill_up()
    return show(message, status)


def _saved(form: Any, save: Callable[[], object]) -> tuple[str, int]:
    """What is told of a refusal, and its status; nothing and 0 where it was saved."""
    if not form.validate():
        return "", 422
    try:
        save()
    except Invalid as refusal:
        fields = form.at_rows() if isinstance(form, RowsForm) else {}
        left = place(form, refusal.errors, fields)
        return joined((error.message for error in left), "；") or refusal.message, refusal.status
    except (Impossible, Forbidden, NotFound) as refusal:
        return refusal.message, refusal.status
    return "", 0


@blueprint.route(f"{OF_DUTY}/design", methods=["GET", "POST"])
def design(folder_id: int, key: str) -> Page:
    """作业设计书: write the first version of a design, or the next one."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    designing.to_design(folder, person, key)
    before = designing.newest(folder, key)
    form = DesignForm(data=_written(before) if before else None)
    if request.method == "GET":
        form.seen.data = before.number if before else 0
    return _sent(
        folder,
        key,
        form,
        lambda: designing.save(folder, person, key, form.entry(), form.seen.data),
        _page("design", folder, key, form, before=before, species=sorted(vocabulary().names)),
        gettext("作业设计书已保存为新的一版，可以制作文书打印。"),
    )


def _written(design: designing.Design) -> dict[str, Any]:
    entry = design.entry
    said = {name: getattr(entry, name) for name in ("season", "plant_by", *designing.TEXTS)}
    return said | {"plots": [vars(one) for one in entry.plots]}


@blueprint.get(f"{OF_DUTY}/design/<int:number>")
def design_version(folder_id: int, key: str, number: int) -> Page:
    """A version of a design, as it was saved."""
    folder = _folder(folder_id)
    case = service.state(folder)
    duty = owed.found(case, key)
    found = designing.version(folder, key, number)
    shown = {"page": overview.head_of(folder, case), "folder": folder, "told": owed.told(duty), "key": key}
    return render_template("pages/restoring/version.html", design=found, **shown)


@blueprint.route(f"{OF_DUTY}/inspection", methods=["GET", "POST"])
def inspect(folder_id: int, key: str) -> Page:
    """检查验收: what was counted on the ground, which proves the duty or gives it a term."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    case, duty = owed.to_do(folder, person, key, "inspect")
    form, today = SurveyForm(), overview.today()
    if request.method == "GET":
        form.seen.data, form.on.data = len(case.acts), today
        form.look_again.data = surveying.suggested_look(duty, today)
        form.whole_mu.data = owed.to_plant(duty).get("area_mu")
    standard = standard_of(duty, surveying.year_on(duty, today))
    return _sent(
        folder,
        key,
        form,
        lambda: surveying.record(folder, person, key, form.entry(), form.seen.data),
        _page("inspection", folder, key, form, standard=standard, planted=owed.planted_on(duty)),
        gettext("检查验收已登记，成活率、比较和底稿列在台账中。"),
    )


@blueprint.route(f"{OF_DUTY}/labour-plan", methods=["GET", "POST"])
def plan(folder_id: int, key: str) -> Page:
    """劳务日数: the days or hours that a sum is at a wage."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    case, duty = owed.to_do(folder, person, key, "perform")
    before = next(iter(working.plans(folder, key)), None)
    form = LabourPlanForm(data=_planned(before, duty))
    if request.method == "GET":
        form.seen.data = len(case.acts)
    return _sent(
        folder,
        key,
        form,
        lambda: working.plan(folder, person, key, form.entry(), form.seen.data),
        _page("plan", folder, key, form),
        gettext("劳务日数已保存。"),
    )


def _planned(before: Any, duty: Any) -> dict[str, Any]:
    """What the last version says, else what the instrument does."""
    names = ("amount_cny", "per", "wage_cny", "wage_source", "wage_date", "overseer", "begins_on")
    if before is not None:
        return {name: getattr(before, name) for name in names}
    details = duty.details
    amount = duty.quantity if duty.unit == "amount" else details.get("amount")
    return {"amount_cny": amount, "wage_cny": details.get("day_wage"), "overseer": details.get("village") or ""}


@blueprint.route(f"{OF_DUTY}/sheets/new", methods=["GET", "POST"])
def enter_sheet(folder_id: int, key: str) -> Page:
    """录入履行记录: rows of work, for another to confirm."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    case, duty = working.to_enter(folder, person, key)
    months = working.months(folder, case, duty)
    form = SheetForm()
    form.worker.choices = [SelectChoice(name, name) for name in duty.obligors]
    if months:
        form.month.choices = [SelectChoice(str(one.number), _month(one)) for one in months if one.sheet is None]
    else:
        del form.month
    if request.method == "GET":
        form.seen.data = len(case.acts)
        plan_ = next(iter(working.plans(folder, key)), None)
        form.overseer.data = plan_.overseer if plan_ is not None else ""
    return _sent(
        folder,
        key,
        form,
        lambda: working.enter(folder, person, key, form.entry(), form.seen.data),
        _page("sheet", folder, key, form, months=months),
        gettext("履行记录已录入，由另一人与纸质记录核对后确认。"),
    )


def _month(one: working.Month) -> str:
    return gettext("第 %(number)s 个月（%(first)s 至 %(last)s）", number=one.number, first=one.first, last=one.last)


@blueprint.route("/folders/<int:folder_id>/sheets/<int:sheet_id>", methods=["GET", "POST"])
def confirm_sheet(folder_id: int, sheet_id: int) -> Page:
    """核对履行记录: confirm a sheet row by row, which performs the duty."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    found = working.to_confirm(folder, person, sheet_id)
    form, key = ReasonForm(formdata=None), found.row.obligation
    show = _page("confirm", folder, key, form, found=found, own=found.row.entered_by == person.id)
    if request.method == "GET":
        return show("", 200)
    try:
        working.confirm(folder, person, sheet_id)
    except (Impossible, Invalid) as refusal:
        return show(refusal.message, refusal.status)
    flash(gettext("履行记录已确认，履行已记入办案记录。"), "success")
    return redirect(url_for("restoring.show", folder_id=folder.id, key=key))


@blueprint.post("/folders/<int:folder_id>/sheets/<int:sheet_id>/return")
def return_sheet(folder_id: int, sheet_id: int) -> Page:
    """退回: send a sheet back that is not as it was."""
    folder, person = _folder(folder_id), accounts.signed_in_person()
    found = working.to_confirm(folder, person, sheet_id)
    form, key = ReasonForm(), found.row.obligation
    return _sent(
        folder,
        key,
        form,
        lambda: working.send_back(folder, person, sheet_id, form.reason.data or ""),
        _page("confirm", folder, key, form, found=found, own=found.row.entered_by == person.id),
        gettext("履行记录已退回，可以重新录入。"),
    )
