"""案情 and 规则 of a case kept by its acts: its facts, their versions and corrections, what the law makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext

from casework.accounts import Institution, Person
from casework.accounts import service as accounts
from casework.cases import Draft, drafts, filing
from casework.cases import history as case_history
from casework.cases.errors import UnknownCase
from casework.losses.standing import standing
from casework.proceedings import Folder, conclusions, facts, history, offering, overview, service
from casework.web import intake
from casework.web.facts import Facts
from casework.web.intake import BY_ACTS, Intake, Stating, states_something
from casework.web.proceedings.blueprint import Page, blueprint
from rules.casefile import CaseFile, answers
from rules.closed_lists import LISTS
from rules.proceedings.book import load_table
from rules.reading.errors import FieldError, InputError

SEATS = frozenset({"case.institutions.court", "case.institutions.forestry_bureau"})
"""Facts that are not stated here: who takes part follows from the acts."""

SAID_BY = {
    "site_check": "site_visit",
    "restoration": "undertake",
    "request": "undertake",
    "opinions": "opinion",
    "procedure": "event",
}
"""Part of the case file -> the act that says it."""


@dataclass
class FolderFacts(Intake):
    """The facts of a case kept by its acts, stated for the first time or otherwise."""

    of: Folder | None = None

    without = BY_ACTS
    chosen = SEATS

    @property
    def folder(self) -> Folder:
        """The case."""
        assert self.of is not None
        return self.of

    @property
    def asks_reason(self) -> bool:
        return self.folder.case_id is not None

    @property
    def title(self) -> str:
        return str(gettext("更正案情") if self.asks_reason else gettext("补充案情"))

    @property
    def head(self) -> Any:
        return overview.head_of(self.folder, history.history(self.folder))

    @property
    def back(self) -> str:
        return url_for("proceedings.facts", folder_id=self.folder.id)

    @property
    def upload_address(self) -> str:
        return url_for("proceedings.facts_upload", folder_id=self.folder.id)

    def address(self, page: str = "") -> str:
        return url_for("proceedings.facts_edit", folder_id=self.folder.id) + (f"/{page}" if page else "")

    def complete(self, casefile: CaseFile) -> CaseFile:
        return facts.completed(self.folder, casefile).casefile

    def begin(self, facts: Facts) -> Draft:
        return drafts.begin(self.person, facts, folder_id=self.folder.id)

    @property
    def on_file(self) -> CaseFile | None:
        return facts.filed(self.folder)

    @property
    def first_facts(self) -> Facts:
        filed = self.on_file
        return filed.as_json() if filed is not None else facts.known_at_the_beginning(history.history(self.folder))

    @property
    def current_version(self) -> int:
        case = facts.case_of(self.folder)
        return case.row_version if case is not None else 0

    @property
    def near(self) -> Institution:
        return self.folder.opener.institution

    def store(self, casefile: CaseFile, reason: str) -> str:
        change = facts.prepared(self.folder, self.person, casefile, reason)
        facts.store(change, self.draft)
        told = gettext("更正已保存为新的一版案情。") if self.asks_reason else gettext("案情已保存。")
        flash(told, "success")
        return self.back


def _seen(folder_id: int) -> tuple[Person, Folder]:
    person = accounts.signed_in_person()
    return person, service.get_for(person, folder_id)


def _edited(folder_id: int) -> FolderFacts:
    person, folder = _seen(folder_id)
    facts.check_may_change(folder, person)
    return FolderFacts(person, drafts.draft_of_folder(folder.id, person), folder)


@blueprint.get("/folders/<int:folder_id>/facts", endpoint="facts")
def show_facts(folder_id: int) -> Page:
    """案情: the facts of the case today, and each version of those that were filed."""
    person, folder = _seen(folder_id)
    case = facts.case_of(folder)
    today = facts.of_day(folder)
    return render_template(
        "pages/proceedings/facts.html",
        page=overview.head_of(folder, history.history(folder)),
        folder=folder,
        case=case,
        known=_read(today) if today is not None else [],
        versions=case_history.versions(case) if case is not None else [],
        may_change=facts.may_change(folder, person),
        draft=drafts.draft_of_folder(folder.id, person),
    )


def _read(file: CaseFile) -> list[answers.Page]:
    """What a case file answers; of what acts say, only what is known."""
    return [one for one in answers.read(file, LISTS) if one.group not in BY_ACTS or states_something(one)]


@blueprint.get("/folders/<int:folder_id>/facts/versions/<int:number>")
def facts_version(folder_id: int, number: int) -> Page:
    """A version of the facts that were filed, and what it changed."""
    _person, folder = _seen(folder_id)
    case = facts.case_of(folder)
    if case is None:
        raise UnknownCase(gettext("案件没有第 %(number)s 版案件文件。", number=number))
    shown = case_history.version(case, number)
    return render_template(
        "pages/proceedings/facts_version.html",
        page=overview.head_of(folder, history.history(folder)),
        folder=folder,
        shown=shown,
        known=_read(filing.casefile_of(shown.version)),
    )


@blueprint.get("/folders/<int:folder_id>/rules")
def rules(folder_id: int) -> Page:
    """规则: which rules apply to the case as it stands today and why, which routes are open, what others lack."""
    person, folder = _seen(folder_id)
    case = history.history(folder)
    adopted = standing(folder, case)
    problem: tuple[FieldError, ...] = ()
    found = None
    try:
        found = conclusions.of_today(folder, adopted.parameter_set if adopted else None)
    except InputError as refused:
        problem = tuple(refused.errors)
    return render_template(
        "pages/proceedings/rules.html",
        page=overview.head_of(folder, case),
        folder=folder,
        adopted=adopted,
        found=found,
        problem=problem,
        address=_stating(folder, person),
        may_change=facts.may_change(folder, person),
    )


def _not_asked(file: CaseFile | None) -> set[str]:
    """The places of facts that the pages of such a case have no field for: other offences have it."""
    if file is None:
        return set()
    fields = {one.path for page in answers.forms(file, LISTS) for answer in page.answers for one in answer.every()}
    return {one.path for answer in answers.answers(file, LISTS) for one in answer.every() if not one.entry} - fields


def _stating(folder: Folder, person: Person) -> Callable[[str], Stating]:
    """Where this person says a fact of the case, by its path: by an act, or on the pages of its facts."""
    case, table = history.history(folder), load_table()
    offers = offering.offers(case, service.actor_of(person), overview.today())
    pages = FolderFacts(person, None, folder) if facts.may_change(folder, person) else None
    not_asked = _not_asked(facts.of_day(folder))

    def of(path: str) -> Stating:
        act = SAID_BY.get(path.partition(".")[0].partition("[")[0])
        if act is not None and offers.of(act) is not None:
            return Stating(url_for("proceedings.act", folder_id=folder.id, act=act))
        if act is None and path in not_asked:
            return Stating(None, gettext("本案案由不填写此项"))
        if act is None and pages is not None:
            return Stating(pages.field_address(path))
        done = act or facts.act_of_change(folder)
        return Stating(None, gettext("由可以办理“%(act)s”的人员填写", act=table.acts[done].label))

    return of


@blueprint.get("/folders/<int:folder_id>/facts/edit")
def facts_edit(folder_id: int) -> Page:
    """State the facts of the case, page by page, or state them otherwise."""
    return intake.overview(_edited(folder_id))


@blueprint.route("/folders/<int:folder_id>/facts/edit/<page>", methods=["GET", "POST"])
def facts_page(folder_id: int, page: str) -> Page:
    """A page of facts."""
    return intake.page(_edited(folder_id), page)


@blueprint.route("/folders/<int:folder_id>/facts/edit/upload", methods=["GET", "POST"])
def facts_upload(folder_id: int) -> Page:
    """The facts from a case file."""
    return intake.upload_page(_edited(folder_id))


@blueprint.route("/folders/<int:folder_id>/facts/edit/check", methods=["GET", "POST"])
def facts_check(folder_id: int) -> Page:
    """Check all answers and what is different, and store them with the act that says so."""
    return intake.check_page(_edited(folder_id))


@blueprint.post("/folders/<int:folder_id>/facts/edit/discard")
def facts_discard(folder_id: int) -> Page:
    """Remove what is under way and was not stored."""
    edited = _edited(folder_id)
    return intake.discard(edited, edited.back)
