"""立案, the case file that is handed out, and where addresses of former pages lead."""

from __future__ import annotations

import json
from typing import Any

import yaml
from flask import Flask, Response, redirect, request, url_for

from casework.accesses import recording as accesses
from casework.accounts import service as accounts
from casework.cases import service
from casework.proceedings import facts as case_facts
from casework.web import facts
from casework.web.cases import intake_views
from casework.web.cases.blueprint import Page, blueprint

__all__ = ["blueprint", "intake_views"]


def init_app(app: Flask) -> None:
    """Register what templates of several pages use."""
    facts.init_app(app)


@blueprint.get("/cases")
def index() -> Page:
    """Where the list of cases stands now: addresses that were kept lead there."""
    asked: dict[str, Any] = request.args.to_dict()
    return redirect(url_for("proceedings.index", **asked))


FORMER = {"stands": "/facts", "rules": "/rules", "history": "/facts", "losses": "/results"}
"""The page of a case now, by its page then."""


@blueprint.get("/cases/<int:case_id>")
@blueprint.get("/cases/<int:case_id>/stands")
@blueprint.get("/cases/<int:case_id>/rules")
@blueprint.get("/cases/<int:case_id>/history")
@blueprint.get("/cases/<int:case_id>/losses")
@blueprint.get("/cases/<int:case_id>/losses/<int:number>")
def show(case_id: int, number: int = 0) -> Page:
    """Where a page of the case stands now."""
    former = request.path.split("/")[3:4]
    return redirect(_page_of(case_id) + (FORMER[former[0]] if former else ""))


@blueprint.get("/cases/<int:case_id>/versions/<int:number>")
def version(case_id: int, number: int) -> Page:
    """Where a version of its facts stands now."""
    return redirect(f"{_page_of(case_id)}/facts/versions/{number}")


def _page_of(case_id: int) -> str:
    folder = case_facts.folder_of(service.get_for(accounts.signed_in_person(), case_id))
    assert folder is not None, "a page is served once every case is kept by its acts"
    return url_for("proceedings.show", folder_id=folder.id)


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
