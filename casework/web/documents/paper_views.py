"""文书 of a case kept by its acts: the list, a paper as it reads, each step of its life, what an office is called."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from casework import permissions
from casework.accesses import recording as accesses
from casework.accounts import Person, institutions
from casework.accounts import service as accounts
from casework.documents import Paper, life, office, papers, release, words
from casework.documents import service as former
from casework.documents.docx.form import MIMETYPE
from casework.documents.errors import NotIssued
from casework.documents.life import Standing
from casework.documents.paper_kind import PUBLICATION, Series
from casework.documents.signing import service as signatures
from casework.errors import CaseworkError, Forbidden, Impossible, Invalid
from casework.proceedings import Folder, offering, overview, rehearsal, service
from casework.proceedings.history import history
from casework.proceedings.offering import Offers
from casework.web.documents.blueprint import Page, blueprint
from casework.web.documents.forms import CheckForm, DrawUpForm, PassageForm, ReasonForm, ReleaseForm, ServiceForm
from rules.proceedings.state import Case
from rules.reading.messages import template

STEPS = {"edit": PassageForm, "check": CheckForm, "issue": ReleaseForm, "discard": ReasonForm}
STEPS |= {"withdraw": ReasonForm, "serve": ServiceForm}
"""Step of the life of a paper -> its form."""
BY_ADMINISTRATOR = template("由本单位管理员登记")


def _folder(folder_id: int) -> tuple[Folder, Person]:
    person = accounts.signed_in_person()
    return service.get_for(person, folder_id), person


@blueprint.get("/folders/<int:folder_id>/documents")
def of_folder(folder_id: int) -> Page:
    """文书: what may be drawn up, what is under way, what was issued."""
    folder, person = _folder(folder_id)
    return _list(folder, person)


def _list(folder: Folder, person: Person, problem: CaseworkError | None = None) -> Page:
    page = render_template(
        "pages/documents/folder.html",
        page=papers.page(folder, person),
        former=former.of_folder(folder),
        folder=folder,
        form=DrawUpForm(formdata=None),
        problem=problem,
        way=_ways(folder, person),
        me_may=permissions.may(person, permissions.MANAGE_PEOPLE, of=person.institution),
    )
    return page if problem is None else (page, problem.status)


@dataclass(frozen=True)
class _Way:
    """Where something that is lacking is entered; ``why``: instead, why this person does not enter it now."""

    address: str = ""
    why: str = ""


def _ways(folder: Folder, person: Person) -> Callable[[str, str], _Way]:
    """The way to an act or a page, each worked out once: a link leads to a form, never to a refusal."""

    @cache
    def known() -> tuple[Case, Offers]:
        case = history(folder)
        return case, offering.offers(case, service.actor_of(person), overview.today())

    @cache
    def way(act: str, page: str) -> _Way:
        if page == "facts":
            return _Way(url_for("proceedings.facts", folder_id=folder.id))
        if page or not act:
            may = permissions.may(person, permissions.MANAGE_PEOPLE, of=person.institution)
            place = url_for("documents.office_page", institution_id=person.institution_id)
            return _Way(place) if may else _Way(why=gettext(BY_ADMINISTRATOR))
        case, offered = known()
        if offered.of(act) is not None:
            return _Way(url_for("proceedings.act", folder_id=folder.id, act=act))
        refused = rehearsal.why_not(case, person, act, offered)
        return _Way(why="" if refused is None else refused.why)

    return way


@blueprint.post("/folders/<int:folder_id>/documents")
def draw_up(folder_id: int) -> Page:
    """Begin a paper; a refusal shows the list again with its reason."""
    folder, person = _folder(folder_id)
    form = DrawUpForm()
    try:
        paper = life.draw_up(folder, person, form.kind.data or "", form.subject.data or "")
    except (Forbidden, Impossible) as refused:
        return _list(folder, person, refused)
    return redirect(url_for("documents.paper", folder_id=folder.id, paper_id=paper.id))


@blueprint.get("/folders/<int:folder_id>/documents/<int:paper_id>")
def paper(folder_id: int, paper_id: int) -> Page:
    """A paper as it reads, word for word as it will be printed, and what may be done with it."""
    folder, person = _folder(folder_id)
    return _shown(folder, person, life.find(folder, paper_id))


def _shown(folder: Folder, person: Person, found: Paper, problem: CaseworkError | None = None, **sent: Any) -> Page:
    now = papers.see(folder, person, found)
    lacks, article, written, layout, series = _words(now)
    page = render_template(
        "pages/documents/paper.html",
        folder=folder,
        head=papers.page_head(folder),
        now=now,
        row=next(one for one in papers.rows(folder) if one.standing.paper.id == found.id),
        article=article,
        sheets=words.sheets_of(layout, now.kind.styles) if article else (),
        lacks=lacks,
        written=written,
        counted=series is Series.OWN,
        entered=series is Series.ENTERED,
        signature=signatures.of(now.issued) if now.issued is not None else None,
        publication=PUBLICATION[now.kind.publication],
        may=_may(folder, person, now),
        forms=_forms(now, sent),
        odd=release.odd_number(now),
        odd_case=release.odd_case_number(now),
        problem=problem,
    )
    return page if problem is None else (page, problem.status)


def _words(now: Standing) -> tuple[list[str], str, Mapping[str, str], str, Series]:
    """What it lacks, its words, what may be written, layout, whence its number comes; of an issued one as frozen."""
    if now.issued is not None:
        return [], words.article(now.kind, papers.frozen(now)), {}, now.issued.layout, Series.NONE
    try:
        read = life.read_now(now)
    except NotIssued as refused:
        return [refused.message], "", {}, now.kind.layout, Series.NONE
    passages = read.snapshot["paper"]["passages"]
    written = {name: text for name, text in passages.items() if name not in read.recorded}
    article = words.article(now.kind, read.snapshot)
    return release.unfinished(now, read), article, written, read.layout, release.series_of(now)


def _may(folder: Folder, person: Person, now: Standing) -> dict[str, bool]:
    """Which steps this person may take with it as it stands."""
    if now.paper.institution_id != person.institution_id:
        return dict.fromkeys(STEPS, False)
    draws = life.refusal(folder, person, permissions.DRAW_UP_PAPERS) is None
    issues = life.refusal(folder, person, permissions.ISSUE_PAPERS) is None
    checks = life.refusal(folder, person, permissions.CHECK_PAPERS, now.paper.person_id) is None
    draft, out = now.state == "draft", now.state in ("issued", life.SERVED)
    return {
        "edit": draws and draft,
        "check": checks and draft and now.kind.checked,
        "issue": issues and draft,
        "discard": draws and draft,
        "withdraw": issues and out,
        "serve": draws and out,
    }


def _forms(now: Standing, sent: dict[str, Any]) -> dict[str, FlaskForm]:
    made = {name: form(formdata=None, prefix=f"{name}-") for name, form in STEPS.items() if name != "edit"}
    return made | sent


@blueprint.post("/folders/<int:folder_id>/documents/<int:paper_id>/edit")
def edit_paper(folder_id: int, paper_id: int) -> Page:
    """Write a passage otherwise."""
    form = PassageForm()

    def do(found: Paper, person: Person) -> str:
        life.edit(found, person, form.passage.data or "", form.text.data or "")
        return gettext("已改写。原来的文字照旧保存。")

    return _step(folder_id, paper_id, "edit", form, do)


@blueprint.post("/folders/<int:folder_id>/documents/<int:paper_id>/check")
def check_paper(folder_id: int, paper_id: int) -> Page:
    """A second person finds it right."""
    form = CheckForm(prefix="check-")

    def do(found: Paper, person: Person) -> str:
        life.check(found, person, form.note.data or "")
        return gettext("已复核。其后改动文字的，须重新复核。")

    return _step(folder_id, paper_id, "check", form, do)


@blueprint.post("/folders/<int:folder_id>/documents/<int:paper_id>/issue")
def issue_paper(folder_id: int, paper_id: int) -> Page:
    """Freeze, number and set it."""
    form = ReleaseForm(prefix="issue-")

    def do(found: Paper, person: Person) -> str:
        issued = release.issue(found, person, form.number.data or "", despite=bool(form.despite.data))
        return gettext("已签发《%(title)s》%(number)s。", title=issued.title, number=issued.number)

    return _step(folder_id, paper_id, "issue", form, do)


@blueprint.post("/folders/<int:folder_id>/documents/<int:paper_id>/discard")
def discard_paper(folder_id: int, paper_id: int) -> Page:
    """Give a draft up."""
    form = ReasonForm(prefix="discard-")

    def do(found: Paper, person: Person) -> str:
        life.discard(found, person, form.reason.data or "")
        return gettext("草稿已作废。")

    return _step(folder_id, paper_id, "discard", form, do)


@blueprint.post("/folders/<int:folder_id>/documents/<int:paper_id>/withdraw")
def withdraw_paper(folder_id: int, paper_id: int) -> Page:
    """Take back what was issued."""
    form = ReasonForm(prefix="withdraw-")

    def do(found: Paper, person: Person) -> str:
        life.withdraw(found, person, form.reason.data or "")
        return gettext("文书已撤回，原件和文号照旧保存。")

    return _step(folder_id, paper_id, "withdraw", form, do)


@blueprint.post("/folders/<int:folder_id>/documents/<int:paper_id>/serve")
def serve_paper(folder_id: int, paper_id: int) -> Page:
    """Put down that it was served."""
    form = ServiceForm(prefix="serve-")

    def do(found: Paper, person: Person) -> str:
        if form.validate() and form.on.data is not None:
            life.serve(found, person, form.whom.data or "", form.on.data, form.note.data or "")
            return gettext("已记录送达。")
        raise life.wrong_day()

    return _step(folder_id, paper_id, "serve", form, do)


def _step(folder_id: int, paper_id: int, name: str, form: FlaskForm, do: Callable[[Paper, Person], str]) -> Page:
    """Take a step; a refusal shows the paper again with its reason, beside its field where it has one."""
    folder, person = _folder(folder_id)
    found = life.find(folder, paper_id)
    papers.see(folder, person, found)
    try:
        said = do(found, person)
    except (Forbidden, Impossible, Invalid) as refused:
        for error in getattr(refused, "errors", ()):
            if error.path in form:
                form[error.path].errors = [*form[error.path].errors, error.message]
        return _shown(folder, person, found, refused, **{name: form})
    flash(said, "success")
    gone = name == "discard"
    return redirect(
        url_for("documents.of_folder", folder_id=folder.id)
        if gone
        else url_for("documents.paper", folder_id=folder.id, paper_id=found.id)
    )


@blueprint.get("/folders/<int:folder_id>/documents/<int:paper_id>.pdf")
def paper_pdf(folder_id: int, paper_id: int) -> Response:
    """The PDF as it was issued."""
    folder, person = _folder(folder_id)
    found = life.find(folder, paper_id)
    now = papers.see(folder, person, found)
    content, name = papers.content(now)
    accesses.downloaded(person, folder, name)
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name)


@blueprint.get("/folders/<int:folder_id>/documents/<int:paper_id>/proof.pdf")
def paper_proof(folder_id: int, paper_id: int) -> Response:
    """核对页: number, digests and head of the log of an issued paper, with their code, on a sheet of its own."""
    folder, person = _folder(folder_id)
    found = life.find(folder, paper_id)
    content, name = papers.proof(papers.see(folder, person, found))
    accesses.downloaded(person, folder, name)
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name)


@blueprint.get("/folders/<int:folder_id>/documents/<int:paper_id>.docx")
def paper_docx(folder_id: int, paper_id: int) -> Response:
    """The same words for a word processor: of an issued paper as they were frozen, of a draft as it reads now."""
    folder, person = _folder(folder_id)
    found = life.find(folder, paper_id)
    content, name = papers.editable(papers.see(folder, person, found))
    accesses.downloaded(person, folder, name)
    return send_file(io.BytesIO(content), mimetype=MIMETYPE, download_name=name, as_attachment=True)


@blueprint.route("/institutions/<int:institution_id>/papers", methods=["GET", "POST"])
def office_page(institution_id: int) -> Page:
    """本单位文书信息: words for numbers, address, account."""
    person = accounts.signed_in_person()
    permissions.require_any(person, permissions.MANAGE_PEOPLE)
    place = institutions.institution_for(person, institution_id)
    form = _office_form(office.particulars(place))
    problem: CaseworkError | None = None
    if request.method == "POST":
        try:
            said = {name: str(form[_field(name)].data or "") for name in office.names()}
            count = office.enter(person, place, said)
            flash(gettext("已保存 %(count)s 项。", count=count), "success")
            return redirect(url_for("documents.office_page", institution_id=place.id))
        except Invalid as refused:
            problem = refused
            for error in refused.errors:
                form[_field(error.path)].errors = [error.message]
    page = render_template("pages/documents/office.html", place=place, form=form, names=[*map(_field, office.names())])
    return page if problem is None else (page, problem.status)


def _field(name: str) -> str:
    """The name of a form field for a particular: word:函 has a colon, which a form has not."""
    return name.replace(":", "-")


def _office_form(known: Any) -> FlaskForm:
    fields = {_field(name): StringField(str(label)) for name, label in office.names().items()}
    made = type("OfficeForm", (FlaskForm,), fields)
    form: FlaskForm = made(data={_field(name): value for name, value in known.items()})
    return form
