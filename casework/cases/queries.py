"""Lists of cases: what waits for a person, and the search over all the person may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import and_, false, func, or_, select, true
from sqlalchemy.sql import ColumnElement

from casework import db, permissions
from casework.accounts import Person
from casework.cases.lifecycle import awaited_step
from casework.cases.models import Case
from casework.cases.stages import TABLE, Step
from casework.permissions import Grant, Permission, Where

PER_PAGE = 20


def allowed(person: Person, permission: Permission) -> ColumnElement[bool]:
    """The condition on ``Case`` under which ``permissions.may(person, permission, case)`` holds."""
    return or_(false(), *(_condition(person, grant) for grant in permissions.grants(person, permission)))


def _condition(person: Person, grant: Grant) -> ColumnElement[bool]:
    if grant.where is Where.ANYWHERE:
        return true()
    if grant.where is Where.PARTY:
        return or_(*(_related(seat) == person.institution_id for seat in permissions.SEATS))
    if grant.seat is None or grant.where in (Where.OWN, Where.BELOW):
        return false()
    seated = _related(grant.seat) == person.institution_id
    if grant.where is Where.SEAT:
        return seated
    if grant.assignee is None:
        return false()
    assignee = _related(grant.assignee)
    mine = assignee == person.id
    return and_(seated, or_(mine, assignee.is_(None)) if grant.where is Where.NOT_ANOTHERS else mine)


def _related(name: str) -> ColumnElement[int]:
    """The column of ``Case`` that holds the number of a seat or an assignee."""
    column: ColumnElement[int] = Case.__table__.columns[f"{name}_id"]
    return column


def visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on ``Case`` that this person may see it."""
    return allowed(person, permissions.SEE_CASES)


@dataclass(frozen=True)
class Task:
    """A case that waits for the person, and the step it waits for."""

    case: Case
    step: Step


def tasks(person: Person) -> list[Task]:
    """What waits for this person, longest waiting first."""
    mine = list(_awaiting(person))
    if not mine:
        return []
    found = db.session().scalars(select(Case).where(or_(*mine)).order_by(Case.updated_at, Case.id))
    return [Task(case, step) for case in found if (step := awaited_step(case)) is not None]


def _awaiting(person: Person) -> Iterator[ColumnElement[bool]]:
    for step in TABLE:
        if step.source is not None and not step.optional and permissions.grants(person, step.permission):
            yield and_(Case.stage == step.source, allowed(person, step.permission))


@dataclass(frozen=True)
class Filter:
    """What to look for. Empty means everything; ``text`` is part of a number or of a party's name."""

    stage: str = ""
    offence: str = ""
    text: str = ""
    page: int = 1

    @property
    def narrows(self) -> bool:
        return bool(self.stage or self.offence or self.text)


@dataclass(frozen=True)
class Listing:
    """One page of cases, newest change first."""

    cases: list[Case]
    total: int
    page: int
    pages: int


def listing(person: Person, wanted: Filter) -> Listing:
    """The cases the person may see that match; a page beyond the last shows the last."""
    conditions = [visible_to(person)]
    if wanted.stage:
        conditions.append(Case.stage == wanted.stage)
    if wanted.offence:
        conditions.append(Case.offence == wanted.offence)
    if wanted.text:
        text = wanted.text.strip()
        conditions.append(
            or_(*(column.contains(text, autoescape=True) for column in (Case.number, Case.reference, Case.parties)))
        )
    total = db.session().scalar(select(func.count()).select_from(Case).where(*conditions)) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, wanted.page), pages)
    query = select(Case).where(*conditions).order_by(Case.updated_at.desc(), Case.id.desc())
    found = db.session().scalars(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return Listing(list(found), total, page, pages)
