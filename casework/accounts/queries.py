"""Lists of people for administrators: those that one of them looks after, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import selectinload

from casework import db, paging, permissions
from casework.accounts.models import Institution, Person
from casework.audit import AuditEntry
from casework.audit.service import number_of

PER_PAGE = 30

BY_NUMBER = paging.Order((Person.id,), (paging.row_number,))


@dataclass(frozen=True)
class Filter:
    """Which people. Empty means all; ``text`` is part of a name or a user name; ``state`` active or disabled."""

    text: str = ""
    institution_id: int | None = None
    state: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.institution_id or self.state)


def people(actor: Person | None, wanted: Filter, at: paging.At = paging.FIRST) -> paging.Page[Person]:
    """The people that the actor looks after, or everybody for the command line, in the order of their entry."""
    matching = _matching(actor, wanted).options(selectinload(Person.held))

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        rows = matching if beyond is None else matching.where(beyond)
        return BY_NUMBER.sorted(rows, back=back).limit(most)

    return paging.page_of(query, BY_NUMBER, at, PER_PAGE, lambda row: row[0], lambda person: paging.key_text(person.id))


def everybody(wanted: Filter) -> list[Person]:
    """All people at once, by institution: for the command line."""
    query = _matching(None, wanted).options(selectinload(Person.held))
    return list(db.session().scalars(query.order_by(Person.institution_id, Person.username)))


def _matching(actor: Person | None, wanted: Filter) -> Select[Any]:
    query = select(Person)
    if actor is not None:
        query = query.where(permissions.places_of(actor, permissions.MANAGE_PEOPLE, Person.institution_id))
    if wanted.text:
        part = f"%{_literal(wanted.text)}%"
        query = query.where(or_(Person.name.like(part, escape="\\"), Person.username.like(part, escape="\\")))
    if wanted.institution_id is not None:
        query = query.where(Person.institution_id == wanted.institution_id)
    if wanted.state:
        query = query.where(Person.active.is_(wanted.state == "active"))
    return query


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def staffed(actor: Person) -> dict[int, int]:
    """How many active people each institution has that the actor looks after."""
    mine = permissions.places_of(actor, permissions.MANAGE_PEOPLE, Person.institution_id)
    counts = select(Person.institution_id, func.count()).where(mine, Person.active).group_by(Person.institution_id)
    return {row[0]: row[1] for row in db.session().execute(counts)}


def institution_by_name(name: str) -> Institution | None:
    """The institution of exactly this name."""
    return db.session().scalar(select(Institution).where(Institution.name == name))


def people_of(found: Sequence[AuditEntry]) -> Mapping[int, str]:
    """The names of the people that entries of the audit log are on, by the numbers of the entries."""
    query = select(Person.id, Person.name).where(Person.id.in_({number_of(one) for one in found}))
    return _named(found, {row.id: row.name for row in db.session().execute(query)})


def institutions_of(found: Sequence[AuditEntry]) -> Mapping[int, str]:
    """The same of institutions."""
    query = select(Institution.id, Institution.name).where(Institution.id.in_({number_of(one) for one in found}))
    return _named(found, {row.id: row.name for row in db.session().execute(query)})


def _named(found: Sequence[AuditEntry], names: Mapping[int, str]) -> Mapping[int, str]:
    return {one.seq: names[number_of(one)] for one in found if number_of(one) in names}
