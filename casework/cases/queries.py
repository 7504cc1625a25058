"""Which cases somebody may see, as conditions of queries."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists
from sqlalchemy import case as either

from casework import permissions
from casework.accounts import Person
from casework.cases.models import Case, CaseSeat


def visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on ``Case`` that this person may see it."""
    takes_part = permissions.places_of(person, permissions.SEE_FOLDERS, CaseSeat.institution_id)
    return exists().where(CaseSeat.case_id == Case.id, takes_part)


def looked_at(person: Person) -> ColumnElement[bool]:
    """``visible_to``, for cases that are found by something else: a condition that no index serves.

    A database that keeps no statistics would rather go through all cases of an institution than look up the few found.
    """
    return either((visible_to(person), 1), else_=0) == 1
