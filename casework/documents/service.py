"""What other features and the pages may ask of documents: which can be issued, issue one, list and read them."""

from __future__ import annotations

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
from casework.documents.errors import Moved, UnknownDocument
from casework.documents.issuing import freeze, store
from casework.documents.kinds import KINDS
from casework.documents.models import Document
from casework.documents.validity import Issued, with_validity

PER_PAGE = 30

ATTEMPTS = 3
"""How often a paper is made whose number others take first."""


@dataclass(frozen=True)
class Offer:
    """A kind of document: whether this person may issue it now, and if not, why."""

    kind: str
    title: str
    says: str
    refusal: str | None


def offers(case: Case, person: Person) -> list[Offer]:
    """Every kind of document with the reason why this person cannot issue it now, if there is one."""
    return [
        Offer(
            kind.name,
            str(kind.title),
            str(kind.says),
            kind.refusal(case, person) or "".join(kind.missing(case)) or None,
        )
        for kind in KINDS.values()
    ]


def issue(case: Case, kind: str, person: Person) -> Document:
    """Freeze the data, make the PDF while no transaction is open, keep both.

    Raises ``Forbidden`` (403), ``NothingToState`` (409) where the case has not come so far, ``MissingGlyphs`` (409).
    Where another document took the number meanwhile, all is made anew; raises ``Moved`` (409) after ``ATTEMPTS``,
    ``Stale`` (409) where the case went on meanwhile.
    """
    for _attempt in range(ATTEMPTS):
        check_issuer(kind, case, person)
        frozen = freeze(case, kind, person)
        db.end_reading()
        pdf = frozen.pdf()
        with suppress(Moved), db.writing():
            check_issuer(kind, case, person)
            return store(case, person, frozen, pdf)
    raise Moved


def check_issuer(kind: str, case: Case, person: Person) -> None:
    """Raise ``UnknownDocument``, or ``Forbidden`` unless documents of this kind are this person's to issue."""
    if kind not in KINDS:
        raise UnknownDocument(gettext("没有这种文书。"))
    permissions.require(person, KINDS[kind].permission, case)


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
