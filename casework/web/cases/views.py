"""Pages of cases: what waits for me, the list, the case with its facts and records, and its own steps."""

from __future__ import annotations

import json
from typing import Any

import yaml
from flask import Flask, Response, redirect, render_template, request, url_for

from casework.accesses import recording as accesses
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.cases import Case, filing, service, stages
from casework.cases import history as case_history
from casework.losses import missing, reviewing
from casework.proceedings import facts as case_facts
from casework.proceedings import history as folder_history
from casework.proceedings import overview
from casework.web import facts
from casework.web.cases import intake_views
from casework.web.cases.blueprint import Page, blueprint
from rules.casefile import answers
from rules.casefile.fact import STANDS
from rules.closed_lists import LISTS

__all__ = ["blueprint", "intake_views"]


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


@blueprint.get("/cases")
def index() -> Page:
    """Where the list of cases stands now: addresses that were kept lead there."""
    asked: dict[str, Any] = request.args.to_dict()
    return redirect(url_for("proceedings.index", **asked))


@blueprint.get("/cases/<int:case_id>")
def show(case_id: int) -> Page:
    """Where the case stands now: its page."""
    person = accounts.signed_in_person()
    case = service.get_for(person, case_id)
    if elsewhere := _kept_by_acts(case, "proceedings.show"):
        return elsewhere
    return render_template(
        "pages/cases/show.html",
        case=case,
        known=answers.read(service.current_casefile(case), LISTS),
        measured=reviewing.latest(case),
        next_step=service.next_step(case),
        may_amend=service.may_revise(case, person),
    )


@blueprint.get("/cases/<int:case_id>/stands")
def stands(case_id: int) -> Page:
    """地块: what was lost, place by place."""
    person = accounts.signed_in_person()
    case = service.get_for(person, case_id)
    if elsewhere := _kept_by_acts(case, "proceedings.facts"):
        return elsewhere
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
