"""Pages of cases: what waits for me, the list, the case with its facts and records, and its own steps."""

from __future__ import annotations

import json
from typing import Any

import yaml
from flask import Flask, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from casework import permissions
from casework.accesses import recording as accesses
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.cases import Case, filing, lifecycle, service, stages
from casework.cases import history as case_history
from casework.cases import queries as case_queries
from casework.compensation import checking
from casework.deadlines import queries as deadline_queries
from casework.deadlines.asking import SOON_DAYS
from casework.errors import Impossible, Invalid
from casework.losses import missing, reviewing
from casework.proceedings import facts as case_facts
from casework.proceedings import history as folder_history
from casework.proceedings import overview
from casework.web import facts
from casework.web.cases import intake_views
from casework.web.cases.blueprint import Page, blueprint
from casework.web.cases.forms import JudgmentForm, ReasonForm, StepForm
from casework.web.pages import page_at
from rules.casefile import answers
from rules.casefile.fact import STANDS
from rules.casefile.offences import OFFENCES
from rules.closed_lists import LISTS
from rules.reading.errors import FieldError

__all__ = ["blueprint", "intake_views"]

FORMS = {"accept": StepForm, "withdraw": ReasonForm, "rule": JudgmentForm, "close": StepForm}
"""The steps taken on the case page itself, each with its form."""


def _way_on(case: Case) -> str | None:
    """The address of the page where the person signed in takes the next step; None where it is another's to take."""
    page = service.next_page(case, accounts.signed_in_person())
    return None if page is None else url_for("cases.show", case_id=case.id) + page


def _folder_page(case: Case) -> overview.Head | None:
    """The head of the case kept by its acts whose facts these are; None of one that goes by stages."""
    folder = case_facts.folder_of(case)
    return overview.head_of(folder, folder_history.history(folder)) if folder is not None else None


def _kept_by_acts(case: Case, endpoint: str, **more: Any) -> Page | None:
    """Where a case kept by its acts has this page; None of one that goes by stages."""
    folder = case_facts.folder_of(case)
    return redirect(url_for(endpoint, folder_id=folder.id, **more)) if folder is not None else None


def init_app(app: Flask) -> None:
    """Register what templates of several pages use."""
    app.add_template_global(_way_on, "way_on")
    app.add_template_global(_folder_page, "folder_page")
    facts.init_app(app)


@blueprint.get("/cases/todo")
def todo() -> Page:
    """按阶段办理的旧案 that wait for me, with the next step."""
    person = accounts.signed_in_person()
    return render_template(
        "pages/cases/todo.html",
        todo=case_queries.todo(person, request.args.get("step", ""), page_at()),
        reminders=deadline_queries.due(person),
        soon=SOON_DAYS,
        may_file=_may_file(),
    )


@blueprint.get("/cases")
def index() -> str:
    """按阶段办理的旧案: all I may see, filtered and paged."""
    wanted = case_queries.Filter(
        stage=request.args.get("stage", "") if request.args.get("stage") in stages.STAGES else "",
        offence=request.args.get("offence", "") if request.args.get("offence") in OFFENCES else "",
        text=request.args.get("text", "").strip()[:100],
    )
    return render_template(
        "pages/cases/list.html",
        wanted=wanted,
        found=case_queries.listing(accounts.signed_in_person(), wanted, page_at()),
        stages={name: label for name, label in stages.STAGES.items() if name != stages.ACTS},
        offences=OFFENCES,
    )


def _may_file() -> bool:
    return permissions.may(accounts.signed_in_person(), permissions.OPEN_FOLDER)


@blueprint.get("/cases/<int:case_id>")
def show(case_id: int) -> Page:
    """案情: the facts, and the steps I may take on this page."""
    case = service.get_for(accounts.signed_in_person(), case_id)
    return _kept_by_acts(case, "proceedings.facts") or _show(case)


def _show(case: Case, filled: dict[str, Any] | None = None, message: str = "", status: int = 200) -> Page:
    person = accounts.signed_in_person()
    steps = lifecycle.steps_for(case, person)
    forms = {step.action: FORMS[step.action](formdata=None) for step in steps if step.action in FORMS}
    for form in forms.values():
        form.row_version.data = case.row_version
    return render_template(
        "pages/cases/show.html",
        case=case,
        known=answers.read(service.current_casefile(case), LISTS),
        measured=reviewing.latest(case),
        next_step=service.next_step(case),
        steps=steps,
        forms={**forms, **(filled or {})},
        proofs=checking.proofs(case) if {"rule", "close"} & forms.keys() else (),
        message=message,
    ), status


@blueprint.post("/cases/<int:case_id>/<any(accept, withdraw, rule, close):action>")
def step(case_id: int, action: str) -> Page:
    """Take a step of the case itself. A refusal shows the page again with what was typed."""
    person = accounts.signed_in_person()
    case = service.get_for(person, case_id)
    form = FORMS[action]()
    try:
        lifecycle.check_step(case, stages.STEPS[action], person)
        lifecycle.check_version(case, form.row_version.data)
        if not form.validate():
            return _show(case, {action: form}, status=422)
        if action == "rule":
            seen = checking.proofs(case) if form.checked.data else ()
            service.rule(case, person, form.number.data, form.date.data, form.note.data or "", checked=seen)
        else:
            lifecycle.advance(case, action, person, reason=form.reason.data if action == "withdraw" else None)
    except Invalid as refusal:
        _place(form, refusal.errors)
        return _show(case, {action: form}, refusal.message, refusal.status)
    except Impossible as refusal:
        # What was typed stays; the next attempt is made from the state now shown.
        form.row_version.raw_data, form.row_version.data = None, case.row_version
        return _show(case, {action: form}, refusal.message, refusal.status)
    flash(gettext("已完成：%(step)s。", step=str(stages.STEPS[action].label)), "success")
    return redirect(url_for("cases.show", case_id=case.id))


def _place(form: StepForm, errors: tuple[FieldError, ...]) -> None:
    for error in errors:
        if error.path in form:
            form[error.path].errors = [*form[error.path].errors, error.message]


@blueprint.get("/cases/<int:case_id>/stands")
def stands(case_id: int) -> str:
    """地块: what was lost, place by place."""
    person = accounts.signed_in_person()
    case = service.get_for(person, case_id)
    casefile = service.current_casefile(case)
    return render_template(
        "pages/cases/stands.html",
        case=case,
        may_enter=service.may_revise(case, person, stages.STANDS),
        casefile=casefile,
        known=[page for page in answers.read(casefile, LISTS) if page.group is STANDS],
        next_step=service.next_step(case),
    )


@blueprint.get("/cases/<int:case_id>/rules")
def rules(case_id: int) -> Page:
    """规则: which rules apply and why, and which routes are open, as of the latest measurement."""
    person = accounts.signed_in_person()
    case = service.get_for(person, case_id)
    if elsewhere := _kept_by_acts(case, "proceedings.rules"):
        return elsewhere
    measured = reviewing.latest(case)
    return render_template(
        "pages/cases/rules.html",
        case=case,
        next_step=service.next_step(case),
        measured=measured,
        lacking=missing.lacking(case, measured) if measured else None,
        address=intake_views.stating(case, person),
    )


@blueprint.get("/cases/<int:case_id>/history")
def history(case_id: int) -> Page:
    """记录: the timeline, the versions of the case file, the audit entries."""
    case = service.get_for(accounts.signed_in_person(), case_id)
    if elsewhere := _kept_by_acts(case, "proceedings.facts"):
        return elsewhere
    return render_template(
        "pages/cases/history.html",
        case=case,
        next_step=service.next_step(case),
        events=case_history.timeline(case),
        versions=case_history.versions(case),
        entries=audit.entries(f"case:{case.id}", limit=1000),
        action_name=audit.action_name,
    )


@blueprint.get("/cases/<int:case_id>/versions/<int:number>")
def version(case_id: int, number: int) -> Page:
    """One version of the case file and what it changed."""
    case = service.get_for(accounts.signed_in_person(), case_id)
    if elsewhere := _kept_by_acts(case, "proceedings.facts_version", number=number):
        return elsewhere
    shown = case_history.version(case, number)
    return render_template(
        "pages/cases/version.html",
        case=case,
        next_step=service.next_step(case),
        shown=shown,
        known=answers.read(filing.casefile_of(shown.version), LISTS),
    )


@blueprint.get("/cases/<int:case_id>/casefile.<any(yaml, json):form>")
def download(case_id: int, form: str) -> Response:
    """The case file as it stands, in the interchange format."""
    person = accounts.signed_in_person()
    case = service.get_for(person, case_id)
    data = service.current_casefile(case).as_json()
    accesses.downloaded(person, case, f"{case.reference}.{form}")
    if form == "json":
        text, kind = json.dumps(data, ensure_ascii=False, indent=2) + "\n", "application/json"
    else:
        text, kind = yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "application/yaml"
    response = Response(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{case.reference}.{form}"'
    return response


@blueprint.get("/health")
@accounts.public
def health() -> Response:
    """Whether the application and its database answer. Says nothing else."""
    audit.head()
    return Response("ok\n", content_type="text/plain; charset=utf-8")
