"""Which cases somebody may see, as conditions of queries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Date, column, exists, or_, select, table, union_all
from sqlalchemy import case as either

from casework import db, permissions
from casework.accounts import Person
from casework.cases.models import Case, CaseSeat


def visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on ``Case`` that this person may see it."""
    takes_part = permissions.places_of(person, permissions.SEE_FOLDERS, CaseSeat.institution_id)
    return or_(exists().where(CaseSeat.case_id == Case.id, takes_part), Case.id.in_(_without_seats(person)))


_FOLDERS = table("folders", column("id"), column("case_id"))
_SHELVES = table("folder_shelves", column("folder_id"), column("institution_id"), column("reader"))
_SEALS = table("folder_seals", column("folder_id"))
_READINGS = table("seal_readings", column("folder_id"), column("person_id"), column("until", Date))


def _without_seats(person: Person) -> Any:
    """Cases that were sealed and that he has in hand, may take up, or was let into: nobody has a seat in them any
    more."""
    own = (_SHELVES.c.institution_id == person.institution_id, _SHELVES.c.reader.in_(permissions.readers(person)))
    shelved = exists().where(_SHELVES.c.folder_id == _SEALS.c.folder_id, *own)
    let_in = (_READINGS.c.person_id == person.id, _READINGS.c.until >= db.today())
    ids = union_all(select(_SEALS.c.folder_id).where(shelved), select(_READINGS.c.folder_id).where(*let_in))
    return select(_FOLDERS.c.case_id).where(_FOLDERS.c.id.in_(ids))


def looked_at(person: Person) -> ColumnElement[bool]:
    """``visible_to``, for cases that are found by something else: a condition that no index serves.

    A database that keeps no statistics would rather go through all cases of an institution than look up the few found.
    """
    return either((visible_to(person), 1), else_=0) == 1
