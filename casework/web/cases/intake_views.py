"""Pages that take in a case file, one page a group of facts: a new case, or a change of one.

Every page saves a draft, however incomplete, that any prosecutor of the office can go on with; only the last page,
which shows all answers, demands the whole and files it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from casework import permissions
from casework.accounts import Institution, Person, institutions
from casework.accounts import service as accounts
from casework.cases import Case, Draft, drafts, filing, lifecycle, service
from casework.cases.errors import DraftMoved, UploadNotText, UploadTooLarge
from casework.cases.stages import FACTS, STANDS
from casework.errors import Impossible, Invalid, Stale
from casework.web import facts as fact_pages
from casework.web.cases.blueprint import Page, blueprint
from casework.web.facts import FactPage, Facts
from casework.wording import joined
from rules.carbon.parameters.species import vocabulary
from rules.casefile import CaseFile, answers, parse
from rules.casefile.fact import GROUPS, MEASURER, Group
from rules.casefile.schema import fact_at
from rules.closed_lists import LISTS
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import template
from rules.settlement.credit_types import credit_types
from rules.values.fields import Kind

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


@dataclass
class Intake:
    """What is being filled in, and by whom: a new case (``case`` None) or a change of one; its draft once saved."""

    person: Person
    case: Case | None = None
    draft: Draft | None = None

    def address(self, page: str = "") -> str:
        """The overview, or one of its pages: a group of facts, ``check``, ``discard``."""
        end = f"/{page}" if page else ""
        if self.case is not None:
            return url_for("cases.amend", case_id=self.case.id) + end
        return (url_for("cases.draft", number=self.draft.id) if self.draft else url_for("cases.new")) + end

    def field_address(self, path: str) -> str:
        """Where the fact at a path is filled in."""
        group = fact_pages.page_of(path)
        return self.address(group.key) + "#" + fact_pages.field_name(path) if group else self.address()

    @property
    def upload_address(self) -> str:
        if self.case is None:
            return url_for("cases.upload")
        return url_for("cases.amend_upload", case_id=self.case.id)

    @property
    def row_version(self) -> int | None:
        """The state of the case that the page was made from."""
        return request.form.get("row_version", self.case.row_version, type=int) if self.case else None

    @property
    def procuratorate(self) -> Institution:
        """Whose case it is."""
        return self.case.procuratorate if self.case else self.person.institution

    @property
    def facts(self) -> Facts:
        """The facts as they were last saved: of the draft, else of the case."""
        if self.draft is not None:
            return drafts.facts_of(self.draft)
        return service.current_casefile(self.case).as_json() if self.case else {}

    @cached_property
    def changes(self) -> list[answers.Change]:
        """What the draft would change, against the case file as it stands now."""
        if self.case is None:
            return []
        return answers.changes(service.current_casefile(self.case), self.facts, LISTS)

    def checked(self, facts: Facts) -> tuple[CaseFile | None, tuple[FieldError, ...]]:
        """The case file that the facts make, or every mistake in them."""
        try:
            return filing.complete(parse(facts), self.procuratorate).casefile, ()
        except (InputError, Invalid) as problem:
            return None, tuple(problem.errors)

    def save(self, facts: Facts) -> None:
        """Keep the facts as the draft; a first page makes it."""
        if self.draft is None:
            self.draft = drafts.begin(self.person, facts, self.case)
        else:
            drafts.save(self.draft, self.person, facts, request.form.get("draft_version", type=int))


def _new() -> Intake:
    person = accounts.signed_in_person()
    permissions.require(person, permissions.FILE_CASE)
    return Intake(person)


def _draft(number: int) -> Intake:
    intake = _new()
    intake.draft = drafts.draft(intake.person, number)
    return intake


def _amendment(case_id: int) -> Intake:
    person = accounts.signed_in_person()
    case = service.get_for(person, case_id)
    service.check_revising(case, person)
    return Intake(person, case, drafts.draft_of(case))


@dataclass(frozen=True)
class Stating:
    """Where this person states a fact now: ``link``; else None, and in ``said`` who may, and when."""

    link: str | None
    said: str = ""


def stating(case: Case, person: Person) -> Callable[[str], Stating]:
    """Where each fact of a case is stated otherwise, by its path, or who may do so."""

    def of(path: str) -> Stating:
        if service.may_revise(case, person):
            return Stating(Intake(person, case).field_address(path))
        at = fact_at(path)
        measured = path == STANDS or (at is not None and MEASURER in at.corrected_by)
        if measured and service.may_revise(case, person, STANDS):
            return Stating(url_for("losses.measure", case_id=case.id) + "#" + fact_pages.field_name(path))
        return Stating(None, service.who_may_revise(case, STANDS if measured else FACTS))

    return of


@blueprint.get("/cases/new")
def new() -> Page:
    """Begin a case, or go on with one that the office has begun."""
    return _overview(_new())


@blueprint.get("/cases/drafts/<int:number>")
def draft(number: int) -> Page:
    """How far a new case is, page by page."""
    return _overview(_draft(number))


@blueprint.get("/cases/<int:case_id>/amend")
def amend(case_id: int) -> Page:
    """Change the facts: before the court accepts the case, and what comes in once the loss is confirmed."""
    return _overview(_amendment(case_id))


@blueprint.route("/cases/new/<page>", methods=["GET", "POST"])
def new_page(page: str) -> Page:
    """The first page of a new case that is saved."""
    return _page(_new(), page)


@blueprint.route("/cases/drafts/<int:number>/<page>", methods=["GET", "POST"])
def draft_page(number: int, page: str) -> Page:
    """A page of a new case."""
    return _page(_draft(number), page)


@blueprint.route("/cases/<int:case_id>/amend/<page>", methods=["GET", "POST"])
def amend_page(case_id: int, page: str) -> Page:
    """A page of a change."""
    return _page(_amendment(case_id), page)


@blueprint.route("/cases/new/upload", methods=["GET", "POST"])
def upload() -> Page:
    """Begin a case from a case file."""
    return _upload_page(_new())


@blueprint.route("/cases/<int:case_id>/amend/upload", methods=["GET", "POST"])
def amend_upload(case_id: int) -> Page:
    """Change the facts by another case file."""
    return _upload_page(_amendment(case_id))


@blueprint.route("/cases/drafts/<int:number>/check", methods=["GET", "POST"])
def check(number: int) -> Page:
    """Check all answers of a new case, and file it."""
    return _check_page(_draft(number))


@blueprint.route("/cases/<int:case_id>/amend/check", methods=["GET", "POST"])
def amend_check(case_id: int) -> Page:
    """Check what a change makes different, and store it."""
    return _check_page(_amendment(case_id))


@blueprint.post("/cases/drafts/<int:number>/discard")
def discard(number: int) -> Page:
    """Remove a draft."""
    return _discard(_draft(number), url_for("cases.new"))


@blueprint.post("/cases/<int:case_id>/amend/discard")
def amend_discard(case_id: int) -> Page:
    """Remove a change that was not stored."""
    return _discard(_amendment(case_id), url_for("cases.show", case_id=case_id))


def _overview(intake: Intake) -> Page:
    facts = intake.facts
    _, errors = intake.checked(facts)
    return render_template(
        "pages/cases/intake.html",
        intake=intake,
        pages=fact_pages.pages(facts, errors),
        others=drafts.open_drafts(intake.person) if intake.case is None and intake.draft is None else [],
    )


def _page(intake: Intake, key: str) -> Page:
    group = next((group for group in GROUPS if group.key == key), None)
    if group is None:
        abort(404)
    before = intake.facts
    if request.method == "GET":
        return _form(intake, FactPage(group, fact_pages.marked(before), suggestions=SUGGESTED))
    sent = request.form.to_dict()
    marked = fact_pages.posted(sent, group, before)
    action = sent.get("do", "go")
    if action.startswith(("add:", "remove:")):
        marked = fact_pages.rearranged(marked, action)
        return _form(intake, FactPage(group, marked, suggestions=SUGGESTED))
    if rows := list(fact_pages.row_mistakes(marked)):
        page = FactPage(group, marked, fact_pages.by_path(rows), SUGGESTED)
        return _form(intake, page, gettext("下列各处须先改正，本页没有保存。"), 422)
    facts = fact_pages.unmarked(marked)
    try:
        intake.save(facts)
    except DraftMoved as refusal:
        return _form(intake, FactPage(group, marked, suggestions=SUGGESTED), refusal.message, refusal.status)
    _, errors = intake.checked(facts)
    wrong = [error for error in fact_pages.of_what_is_stated(errors, facts) if fact_pages.page_of(error.path) is group]
    if wrong and action != "later":
        page = FactPage(group, fact_pages.marked(facts), fact_pages.by_path(wrong), SUGGESTED)
        return _form(intake, page, gettext("已存为草稿，下列各处须改正后才能立案。"), 422)
    return redirect(intake.address() if action == "later" else _onward(intake, group, sent, facts, errors))


def _onward(intake: Intake, group: Group, sent: dict[str, str], facts: Facts, errors: tuple[FieldError, ...]) -> str:
    """The page that comes after one that was saved: itself again where the answers opened further questions."""
    opened = [
        leaf.name
        for leaf in FactPage(group, facts).leaves
        if leaf.state == "unknown"
        and fact_pages.field_name(leaf.path) not in sent
        and leaf.at.kind not in (Kind.LIST, Kind.MAP)
    ]
    if opened:
        flash(gettext("已保存。按您的回答，本页还须查明：%(names)s。", names=joined(opened)), "info")
        return intake.address(group.key)
    keys = [state.group.key for state in fact_pages.pages(facts, errors)]
    after = keys[keys.index(group.key) + 1 :] if group.key in keys else []
    return intake.address(after[0] if after else "check")


def _form(intake: Intake, page: FactPage, message: str = "", status: int = 200) -> Page:
    area = intake.procuratorate.area_code
    return render_template(
        "pages/cases/page.html",
        intake=intake,
        page=page,
        message=message,
        pages=fact_pages.pages(intake.facts),
        words={
            "species-names": vocabulary().canonical,
            "credit-types": list(credit_types()),
            "courts": [place.name for place in institutions.institutions_near("court", area, OFFERED)],
            "bureaus": [place.name for place in institutions.institutions_near("forestry_bureau", area, OFFERED)],
        },
    ), status


def _check_page(intake: Intake) -> Page:
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
    moved_on = status == Stale.status and intake.case is not None
    return render_template(
        "pages/cases/check.html",
        intake=intake,
        pages=answers.read(facts, LISTS),
        errors=errors,
        message=message,
        reason=request.form.get("reason", "").strip(),
        row_version=intake.case.row_version if moved_on and intake.case else intake.row_version,
    ), status


def _store(intake: Intake, casefile: CaseFile, facts: Facts) -> Page:
    reason = request.form.get("reason", "").strip()
    try:
        if intake.case is None:
            case = drafts.file(intake.draft, intake.person, casefile)
            flash(gettext("案件已立案，内部编号 %(reference)s。", reference=case.reference), "success")
        else:
            case = intake.case
            lifecycle.check_version(case, intake.row_version)
            drafts.amend(intake.draft, case, intake.person, casefile, reason)
            flash(gettext("修改已保存为新的一版案件文件。"), "success")
    except Invalid as refusal:
        return _answers(intake, facts, refusal.errors, refusal.message, refusal.status)
    except Impossible as refusal:
        return _answers(intake, facts, message=refusal.message, status=refusal.status)
    return redirect(url_for("cases.show", case_id=case.id))


def _discard(intake: Intake, onward: str) -> Page:
    if intake.draft is not None:
        drafts.discard(intake.draft, intake.person)
        flash(gettext("草稿已删除。"), "info")
    return redirect(onward)


def _upload_page(intake: Intake) -> Page:
    if request.method == "GET":
        return render_template("pages/cases/upload.html", intake=intake, errors=(), message="")
    given = request.files.get("file")
    content = given.read() if given else b""
    try:
        if not given or not given.filename:
            raise InputError.at("file", gettext(NO_FILE))
        casefile = filing.complete(filing.read_upload(content), intake.procuratorate).casefile
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
