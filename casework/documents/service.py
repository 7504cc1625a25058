"""What other features and the pages may ask of documents: which can be issued, issue one, list and read them."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from casework import db, paging, permissions
from casework.accesses import recording as accesses
from casework.accounts import Person
from casework.cases import Case
from casework.cases import queries as case_queries
from casework.documents import validity
from casework.documents.by_acts import course_of
from casework.documents.errors import Moved, UnknownDocument
from casework.documents.issuing import freeze, store
from casework.documents.kinds import KINDS
from casework.documents.kinds.kind import Kind
from casework.documents.models import Document
from casework.documents.validity import Issued, with_validity
from casework.losses import reviewing
from casework.losses.newest import number_of
from casework.losses.reviewing import Reviewed
from casework.proceedings import dossier, overview
from casework.proceedings.dossier import Kept
from casework.proceedings.overview import Head
from casework.proceedings.telling import papers_of
from rules.proceedings.book import load_table

PER_PAGE = 30

ATTEMPTS = 3
"""How often a paper is made whose number others take first."""


@dataclass(frozen=True)
class Offer:
    """A kind of document: whether this person may issue it now, and if not, why. ``choices``: assessments to state."""

    kind: str
    title: str
    says: str
    refusal: str | None
    choices: tuple[Reviewed, ...] = ()


def offers(case: Case, person: Person) -> list[Offer]:
    """Every kind of document with the reason why this person cannot issue it now, if there is one."""
    return [_offer(kind, case, person) for kind in KINDS.values()]


def _offer(kind: Kind, case: Case, person: Person) -> Offer:
    choices = tuple(kind.choices(case, person))
    refusal = None if choices else kind.refusal(case, person)
    lacking = "".join(kind.missing(case))
    return Offer(kind.name, str(kind.title), str(kind.says), refusal or lacking or None, choices)


def issue(case: Case, kind: str, person: Person, about: int | None = None) -> Document:
    """Freeze the data, make the PDF while no transaction is open, keep both.

    ``about``: the number of the assessment that it states, where not the one that counts. Raises ``UnknownAssessment``
    (404), ``Forbidden`` (403), ``NothingToState`` (409) where the case has not come so far, ``MissingGlyphs`` (409).
    Where another document took the number meanwhile, all is made anew; raises ``Moved`` (409) after ``ATTEMPTS``,
    ``Stale`` (409) where the case went on meanwhile.
    """
    for _attempt in range(ATTEMPTS):
        check_issuer(kind, case, person, about)
        frozen = freeze(case, kind, person, about)
        db.end_reading()
        pdf = frozen.pdf()
        with suppress(Moved), db.writing():
            check_issuer(kind, case, person, about)
            return store(case, person, frozen, pdf)
    raise Moved


def check_issuer(kind: str, case: Case, person: Person, about: int | None = None) -> None:
    """Raise ``UnknownDocument``, or ``Forbidden`` unless documents of this kind are this person's to issue."""
    if kind not in KINDS:
        raise UnknownDocument(gettext("没有这种文书。"))
    if about is not None:
        reviewing.assessment(case, about)
    permission, seats = KINDS[kind].asked(case, person, about)
    permissions.require(person, permission, seats)


@dataclass(frozen=True)
class Entry:
    """A paper of a case: one that was issued, or a file that came with acts (``acts``: their numbers and names)."""

    at: datetime.datetime | None
    issued: Issued | None = None
    file: Kept | None = None
    acts: tuple[tuple[int, str], ...] = ()
    assessment: int | None = None


@dataclass(frozen=True)
class OfActs:
    """The papers of a case, in the order of time."""

    head: Head
    entries: tuple[Entry, ...]


def of_acts(case: Case, person: Person) -> OfActs:
    """What was issued and what was handed in, together."""
    course = course_of(case)
    table = load_table()
    named: dict[str, list[tuple[int, str]]] = {}
    for act in course.case.acts:
        for name in papers_of(table, act):
            named.setdefault(name, []).append((act.number, table.acts[act.do].label))
    kept = dossier.kept(course.folder, person, list(named))
    entries = [Entry(one.at, file=one, acts=tuple(named.get(one.name, ()))) for one in kept]
    for one in validity.issued(case):
        number = one.document.records.get("assessment")
        entries.append(Entry(one.document.at, one, assessment=number_of(number) if number else None))
    late = datetime.datetime.max.replace(tzinfo=datetime.UTC)
    entries.sort(key=lambda one: one.at or late)
    return OfActs(overview.head_of(course.folder, course.case), tuple(entries))


@dataclass(frozen=True)
class Listed:
    """A document of the list: with its case's number and offences."""

    case_id: int
    title: str
    offences: str
    issued: Issued


_NEWEST_FIRST = paging.Order((Document.id,), (paging.row_number,), descending=True)


def recent(person: Person, at: paging.At = paging.FIRST) -> paging.Page[Listed]:
    """A page of the documents of all cases this person may see, newest first."""

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        columns: tuple[Any, ...] = (Document, Case.id, func.coalesce(Case.number, Case.reference), Case.offences)
        rows = select(*columns).join(Case, Case.id == Document.case_id).where(case_queries.looked_at(person))
        rows = rows if beyond is None else rows.where(beyond)
        return _NEWEST_FIRST.sorted(rows.options(joinedload(Document.person)), back=back).limit(most)

    page = paging.page_of(query, _NEWEST_FIRST, at, PER_PAGE, tuple, lambda row: str(row[0].id))
    valid = with_validity([row[0] for row in page.rows])
    rows = [Listed(row[1], row[2], row[3], issued) for row, issued in zip(page.rows, valid, strict=True)]
    return paging.Page(rows, page.before, page.after)


def find(person: Person, document_id: int) -> Document:
    """The document, if this person may see its case. Raises ``UnknownDocument`` otherwise."""
    found = db.session().scalar(
        select(Document).join(Case).where(Document.id == document_id, case_queries.visible_to(person))
    )
    if found is None:
        raise UnknownDocument(gettext("没有这份文书，或您所在单位不参与办理该案。"))
    return found


def content(person: Person, document_id: int) -> tuple[bytes, str]:
    """The PDF as it was issued and its file name; that it was taken is noted."""
    document = find(person, document_id)
    with force_locale("zh"):
        name = f"{KINDS[document.kind].title} {document.number}.pdf"
    accesses.downloaded(person, document.case, name)
    return document.pdf, name
