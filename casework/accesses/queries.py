"""The record of accesses as a supervisor reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from casework import db, paging, permissions
from casework.accesses.models import AccessRecord
from casework.accounts import Person

PER_PAGE = 50

NEWEST_FIRST = paging.Order((AccessRecord.id,), (paging.row_number,), descending=True)


@dataclass(frozen=True)
class Filter:
    """Which accesses. Empty means all; ``kind`` an opening or a download."""

    reference: str = ""
    username: str = ""
    kind: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.reference or self.username or self.kind)


def listing(person: Person, wanted: Filter, at: paging.At = paging.FIRST) -> paging.Page[AccessRecord]:
    """Accesses by people of the institutions that this supervisor looks after, newest first. Raises ``Forbidden``."""
    permissions.require_any(person, permissions.READ_ACCESSES)
    matching = select(AccessRecord)
    if not permissions.everywhere(person, permissions.READ_ACCESSES):
        mine = permissions.places_of(person, permissions.READ_ACCESSES, AccessRecord.institution_id)
        matching = matching.where(mine)
    if wanted.reference:
        matching = matching.where(AccessRecord.reference == wanted.reference)
    if wanted.kind:
        matching = matching.where(AccessRecord.kind == wanted.kind)
    if wanted.username:
        whose = select(Person.id).where(Person.username == wanted.username)
        matching = matching.where(AccessRecord.person_id.in_(whose))

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        rows = matching if beyond is None else matching.where(beyond)
        return NEWEST_FIRST.sorted(rows, back=back).limit(most)

    return paging.page_of(query, NEWEST_FIRST, at, PER_PAGE, lambda row: row[0], lambda one: paging.key_text(one.id))


def of_case(case_id: int) -> list[AccessRecord]:
    """All accesses to a case, oldest first."""
    query = select(AccessRecord).where(AccessRecord.case_id == case_id).order_by(AccessRecord.id)
    return list(db.session().scalars(query))
