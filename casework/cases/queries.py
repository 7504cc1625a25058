"""Lists of cases: what waits for a person, and the search over all the person may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.sql import ColumnElement

from casework import db
from casework.accounts import Person
from casework.cases.lifecycle import awaited_step
from casework.cases.models import Case
from casework.cases.stages import SEAT, TABLE, Step

PER_PAGE = 20

_SEAT_COLUMNS = {"procuratorate": Case.procuratorate_id, "court": Case.court_id, "bureau": Case.bureau_id}


def visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on ``Case`` that this person may see it: the own institution takes part; the province sees all."""
    if person.role == "supervisor" and person.institution.kind == "province":
        return Case.id.is_not(None)
    if person.role == "administrator":
        return Case.id.is_(None)
    own = person.institution_id
    return or_(Case.procuratorate_id == own, Case.court_id == own, Case.bureau_id == own)


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
        if step.source is None or step.aside or step.role != person.role:
            continue
        condition = and_(Case.stage == step.source, _SEAT_COLUMNS[SEAT[step.role]] == person.institution_id)
        yield and_(condition, Case.judge_id == person.id) if step.assigned else condition


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
