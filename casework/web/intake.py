"""The pages that take in a case file, one a group of facts, whatever becomes of it: a new case, or a change of one.

Every page saves a draft, however incomplete, that anybody of the office may go on with; only the last page, which shows
all answers, demands the whole and stores it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.accounts import Institution, Person, institutions
from casework.cases import Draft, drafts, filing
from casework.cases.errors import DraftMoved, UploadNotText, UploadTooLarge
from casework.errors import Impossible, Invalid, Stale
from casework.web import facts as fact_pages
from casework.web import sent_facts
from casework.web.facts import FactPage, Facts
from casework.wording import joined
from rules.carbon.parameters.species import vocabulary
from rules.casefile import CaseFile, answers, parse
from rules.casefile.fact import GROUPS, REQUEST, SITE, Group
from rules.closed_lists import LISTS
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import template
from rules.settlement.credit_types import credit_types
from rules.values.fields import Kind

Page = str | tuple[str, int] | Response

NO_FILE = template("请选择要上传的案件文件")

SUGGESTED = {
    "stands[].species[].species": "species-names",
    "options.credit.type": "credit-types",
    "case.institutions.court": "courts",
    "case.institutions.forestry_bureau": "bureaus",
}
"""Facts with a list of words to choose from that is not closed."""

OFFERED = 60
"""How many courts and bureaus are offered: the nearest. Any other may be written by its name."""

BY_ACTS = frozenset({SITE, REQUEST})
"""Groups of facts that the acts of a case say: nobody is asked for them when it is filed."""


@dataclass
class Intake(ABC):
    """What is being filled in, and by whom; its draft once saved.

    ``without``: groups of facts that are not asked, as acts say them; what was filed of them is shown and may change.
    ``whole``: the case file that was checked last. ``chosen``: paths of facts that are said elsewhere.
    """

    person: Person
    draft: Draft | None = None
    whole: CaseFile | None = field(default=None, init=False)

    without = frozenset[Group]()
    chosen = frozenset[str]()

    @property
    def asks_reason(self) -> bool:
        """Whether the last page asks why the facts change."""
        return False

    @property
    @abstractmethod
    def title(self) -> str:
        """What is done on these pages."""

    @property
    @abstractmethod
    def back(self) -> str:
        """Where whoever gives up goes."""

    @property
    @abstractmethod
    def upload_address(self) -> str:
        """Where a case file is uploaded."""

    @abstractmethod
    def address(self, page: str = "") -> str:
        """The overview, or one of its pages: a group of facts, ``check``, ``discard``."""

    @abstractmethod
    def complete(self, casefile: CaseFile) -> CaseFile:
        """The case file as it would be stored. Raises ``InputError``, ``Invalid``."""

    @abstractmethod
    def begin(self, facts: Facts) -> Draft:
        """Keep a first draft."""

    @abstractmethod
    def store(self, casefile: CaseFile, reason: str) -> str:
        """Store the whole; gives the address of the page that comes after it. Raises ``Invalid``, ``Impossible``."""

    @property
    def head(self) -> Any:
        """The head of the case that these are facts of."""
        return None

    @property
    def on_file(self) -> CaseFile | None:
        """The facts that would change; None of those that are stated for the first time."""
        return None

    @property
    def first_facts(self) -> Facts:
        """What is known before the first draft."""
        return self.on_file.as_json() if self.on_file is not None else {}

    @property
    def current_version(self) -> int | None:
        """The state of the facts on file now; None where there are none."""
        return None

    @property
    def row_version(self) -> int | None:
        """The state of the facts that the page was made from."""
        return request.form.get("row_version", self.current_version, type=int)

    def check_version(self) -> None:
        """Raise ``Stale`` where the facts moved on since the page was made."""
        if self.row_version != self.current_version:
            raise Stale

    @property
    def more(self) -> Mapping[str, Any]:
        """What the last page shows and asks beside the facts, for its template."""
        return {}

    @property
    def others(self) -> Sequence[Draft]:
        """Other drafts to go on with."""
        return ()

    @property
    def near(self) -> Institution:
        """Whose courts and bureaus are near."""
        return self.person.institution

    def field_address(self, path: str) -> str:
        """Where the fact at a path is filled in."""
        group = fact_pages.page_of(path)
        return self.address(group.key) + "#" + fact_pages.field_name(path) if group else self.address()

    @property
    def facts(self) -> Facts:
        """The facts as they were last saved: of the draft, else those on file."""
        return drafts.facts_of(self.draft) if self.draft is not None else self.first_facts

    @cached_property
    def changes(self) -> list[answers.Change]:
        """What the draft would change, against the case file as it stands now."""
        return answers.changes(self.on_file, self.facts, LISTS) if self.on_file is not None else []

    def pages(self, facts: Facts, errors: Iterable[FieldError] = ()) -> list[fact_pages.PageState]:
        """The pages to fill in, in order."""
        found = fact_pages.pages(facts, errors)
        return [one for one in found if one.group not in self.without or one.begun or one.mistakes or one.missing]

    def answers(self, facts: Facts) -> list[answers.Page]:
        """The answers to check: all that is asked, and what was filed of what is not."""
        found = answers.read(facts, LISTS)
        return [one for one in found if one.group not in self.without or states_something(one)]

    def checked(self, facts: Facts) -> tuple[CaseFile | None, tuple[FieldError, ...]]:
        """The case file that the facts make, or every mistake in them."""
        try:
            self.whole = self.complete(parse(facts))
        except (InputError, Invalid) as problem:
            self.whole = None
            return None, tuple(problem.errors)
        return self.whole, ()

    def save(self, facts: Facts) -> None:
        """Keep the facts as the draft; a first page makes it."""
        if self.draft is None:
            self.draft = self.begin(facts)
        else:
            drafts.save(self.draft, self.person, facts, request.form.get("draft_version", type=int))


@dataclass(frozen=True)
class Stating:
    """Where this person states a fact now: ``link``; else None, and in ``said`` who may, and when."""

    link: str | None
    said: str = ""


def states_something(page: answers.Page) -> bool:
    """Whether anything on a page of answers is known."""
    return any(leaf.state == "stated" for leaf in page.leaves())


def overview(intake: Intake) -> Page:
    """How far a case file is, page by page."""
    facts = intake.facts
    _, errors = intake.checked(facts)
    return render_template(
        "pages/cases/intake.html",
        intake=intake,
        pages=intake.pages(facts, errors),
    )


def page(intake: Intake, key: str) -> Page:
    """A page of facts: shown, or saved."""
    group = next((group for group in GROUPS if group.key == key), None)
    before = intake.facts
    if group is None or (group in intake.without and all(one.group is not group for one in intake.pages(before))):
        abort(404)
    if request.method == "GET":
        return _form(intake, _asking(intake, group, sent_facts.marked(before)))
    sent = request.form.to_dict()
    marked = sent_facts.posted(sent, group, before)
    action = sent.get("do", "go")
    if action.startswith(("add:", "remove:")):
        marked = sent_facts.rearranged(marked, action)
        return _form(intake, _asking(intake, group, marked))
    if rows := list(sent_facts.row_mistakes(marked)):
        shown = _asking(intake, group, marked, rows)
        return _form(intake, shown, gettext("下列各处须先改正，本页没有保存。"), 422)
    facts = sent_facts.unmarked(marked)
    try:
        intake.save(facts)
    except DraftMoved as refusal:
        return _form(intake, _asking(intake, group, marked), refusal.message, refusal.status)
    _, errors = intake.checked(facts)
    wrong = [error for error in fact_pages.of_what_is_stated(errors, facts) if fact_pages.page_of(error.path) is group]
    if wrong and action != "later":
        shown = _asking(intake, group, sent_facts.marked(facts), wrong)
        return _form(intake, shown, gettext("已存为草稿，下列各处须改正后才能立案。"), 422)
    return redirect(intake.address() if action == "later" else _onward(intake, group, sent, facts, errors))


def _asking(intake: Intake, group: Group, facts: Facts, wrong: Iterable[FieldError] = ()) -> FactPage:
    return FactPage(group, facts, fact_pages.by_path(wrong), SUGGESTED, chosen=intake.chosen)


def _onward(intake: Intake, group: Group, sent: dict[str, str], facts: Facts, errors: tuple[FieldError, ...]) -> str:
    """The page that comes after one that was saved: itself again where the answers opened further questions."""
    opened = [
        leaf.name
        for leaf in _asking(intake, group, facts).leaves
        if leaf.state == "unknown"
        and fact_pages.field_name(leaf.path) not in sent
        and leaf.at.kind not in (Kind.LIST, Kind.MAP)
    ]
    if opened:
        flash(gettext("已保存。按您的回答，本页还须查明：%(names)s。", names=joined(opened)), "info")
        return intake.address(group.key)
    keys = [state.group.key for state in intake.pages(facts, errors)]
    after = keys[keys.index(group.key) + 1 :] if group.key in keys else []
    return intake.address(after[0] if after else "check")


def _form(intake: Intake, page: FactPage, message: str = "", status: int = 200) -> Page:
    area = intake.near.area_code
    return render_template(
        "pages/cases/page.html",
        intake=intake,
        page=page,
        message=message,
        pages=intake.pages(intake.facts),
        words={
            "species-names": vocabulary().canonical,
            "credit-types": list(credit_types()),
            "courts": [place.name for place in institutions.institutions_near("court", area, OFFERED)],
            "bureaus": [place.name for place in institutions.institutions_near("forestry_bureau", area, OFFERED)],
        },
    ), status


def check_page(intake: Intake) -> Page:
    """All answers, and what a change makes different; then the whole is stored."""
    facts = intake.facts
    casefile, errors = intake.checked(facts)
    if request.method == "GET":
        return _answers(intake, facts, errors)
    if casefile is None:
        return _answers(
            intake, facts, errors, gettext("还有 %(count)s 处须补充或改正，没有保存。", count=len(errors)), 422
        )
    return _store(intake, casefile, facts)


def _answers(
    intake: Intake, facts: Facts, errors: tuple[FieldError, ...] = (), message: str = "", status: int = 200
) -> Page:
    # After a refusal because the case moved on, the differences shown are against its new state: build on that.
    moved_on = status == Stale.status
    return render_template(
        "pages/cases/check.html",
        intake=intake,
        pages=intake.answers(facts),
        errors=errors,
        message=message,
        reason=request.form.get("reason", "").strip(),
        row_version=intake.current_version if moved_on else intake.row_version,
        **intake.more,
    ), status


def _store(intake: Intake, casefile: CaseFile, facts: Facts) -> Page:
    try:
        intake.check_version()
        return redirect(intake.store(casefile, request.form.get("reason", "").strip()))
    except Invalid as refusal:
        return _answers(intake, facts, refusal.errors, refusal.message, refusal.status)
    except Impossible as refusal:
        return _answers(intake, facts, message=refusal.message, status=refusal.status)


def discard(intake: Intake, onward: str) -> Page:
    """Remove the draft."""
    if intake.draft is not None:
        drafts.discard(intake.draft, intake.person)
        flash(gettext("草稿已删除。"), "info")
    return redirect(onward)


def upload_page(intake: Intake) -> Page:
    """A case file uploaded as the draft."""
    if request.method == "GET":
        return render_template("pages/cases/upload.html", intake=intake, errors=(), message="")
    given = request.files.get("file")
    content = given.read() if given else b""
    try:
        if not given or not given.filename:
            raise InputError.at("file", gettext(NO_FILE))
        casefile = intake.complete(filing.read_upload(content))
    except InputError as problem:
        return _refused_upload(intake, gettext("案件文件有误，没有保存任何内容。"), problem.errors, 422)
    except Invalid as refusal:
        return _refused_upload(intake, refusal.message, refusal.errors, refusal.status)
    except (UploadTooLarge, UploadNotText) as refusal:
        return _refused_upload(intake, refusal.message, (), refusal.status)
    if intake.draft is not None:
        drafts.save(intake.draft, intake.person, casefile.as_json(), intake.draft.row_version)
    else:
        intake.save(casefile.as_json())
    return redirect(intake.address("check"))


def _refused_upload(intake: Intake, message: str, errors: tuple[FieldError, ...], status: int) -> Page:
    return render_template("pages/cases/upload.html", intake=intake, errors=errors, message=message), status
