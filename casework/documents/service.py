"""Lists of papers over all cases, and the papers that were issued before decision 31: listed, read, never made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from casework import db, paging
from casework.accesses import recording as accesses
from casework.accounts import Person
from casework.cases import Case
from casework.cases import queries as case_queries
from casework.documents import validity
from casework.documents.errors import UnknownDocument
from casework.documents.kinds import KINDS
from casework.documents.models import Document, IssuedPaper, Paper, PaperStep
from casework.documents.validity import Issued, with_validity
from casework.proceedings import Folder, facts
from casework.proceedings.queries import seen_by

PER_PAGE = 30


def of_folder(folder: Folder) -> list[Issued]:
    """The papers of a case that were issued before papers had drafts (decision 31), newest first."""
    case = facts.case_of(folder)
    return [] if case is None else validity.issued(case)


@dataclass(frozen=True)
class Row:
    """A paper of the list that left its office. ``steps``: what became of it since (``life``)."""

    issued: IssuedPaper
    steps: frozenset[str]


_NEWEST_PAPERS = paging.Order((IssuedPaper.id,), (paging.row_number,), descending=True)


def papers(person: Person, at: paging.At = paging.FIRST) -> paging.Page[Row]:
    """A page of the issued papers of all cases this person may see, newest first."""

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        # Asked of each paper on the way along the newest: a list of all cases would grow with them.
        seen = exists().where(Folder.id == Paper.folder_id, seen_by(person))
        rows = select(IssuedPaper).join(Paper).where(seen)
        rows = rows if beyond is None else rows.where(beyond)
        whole = joinedload(IssuedPaper.paper)
        options = (whole.joinedload(Paper.folder), whole.joinedload(Paper.institution))
        return _NEWEST_PAPERS.sorted(rows.options(*options), back=back).limit(most)

    page = paging.page_of(query, _NEWEST_PAPERS, at, PER_PAGE, lambda row: row[0], lambda row: str(row.id))
    taken: dict[int, set[str]] = {}
    steps = select(PaperStep).where(PaperStep.paper_id.in_([row.paper_id for row in page.rows]))
    for step in db.session().scalars(steps):
        taken.setdefault(step.paper_id, set()).add(step.step)
    return paging.Page([Row(row, frozenset(taken.get(row.paper_id, ()))) for row in page.rows], page.before, page.after)


@dataclass(frozen=True)
class Listed:
    """A paper of before: with its case's number and offences."""

    case_id: int
    title: str
    offences: str
    issued: Issued


_NEWEST_FIRST = paging.Order((Document.id,), (paging.row_number,), descending=True)


def former(person: Person, at: paging.At = paging.FIRST) -> paging.Page[Listed]:
    """A page of the papers of before of all cases this person may see, newest first."""

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        columns: tuple[Any, ...] = (Document, Case.id, func.coalesce(Case.number, Case.reference), Case.offences)
        rows = select(*columns).join(Case, Case.id == Document.case_id).where(case_queries.looked_at(person))
        rows = rows if beyond is None else rows.where(beyond)
        return _NEWEST_FIRST.sorted(rows.options(joinedload(Document.person)), back=back).limit(most)

    page = paging.page_of(query, _NEWEST_FIRST, at, PER_PAGE, tuple, lambda row: str(row[0].id))
    valid = with_validity([row[0] for row in page.rows])
    rows = [Listed(row[1], row[2], row[3], issued) for row, issued in zip(page.rows, valid, strict=True)]
    return paging.Page(rows, page.before, page.after)


def has_former(person: Person) -> bool:
    """Whether there are papers of before that this person may see."""
    seen = select(Document.id).join(Case, Case.id == Document.case_id).where(case_queries.looked_at(person))
    return db.session().scalar(seen.limit(1)) is not None


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
