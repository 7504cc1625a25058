"""Lists of cases: what waits for a person, and the search over all the person may see.

Both read columns and no whole records, a page at a time; what is over is in no index that the to-do list reads.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, func, or_, select, union_all
from sqlalchemy import case as either

from casework import db, paging, permissions
from casework.accounts import Person
from casework.cases import search
from casework.cases.models import Case, CaseSeat
from casework.cases.stages import ACTS, STEPS, TABLE, Step
from casework.permissions import Permission

PER_PAGE = 20

SHOWN = 80
"""Characters of the parties' names that a list reads; it shows fewer."""


def allowed(person: Person, permission: Permission) -> ColumnElement[bool]:
    """The condition on ``Case`` under which ``permissions.may(person, permission, case)`` holds."""
    return permissions.cases_of(person, permission, Case.__table__.columns)


def visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on ``Case`` that this person may see it."""
    takes_part = permissions.places_of(person, permissions.SEE_FOLDERS, CaseSeat.institution_id)
    by_acts = exists().where(CaseSeat.case_id == Case.id, takes_part)
    return or_(and_(Case.stage != ACTS, allowed(person, permissions.SEE_CASES)), by_acts)


def listed_for(person: Person) -> ColumnElement[bool]:
    """The condition on ``Case`` that it stands in this person's list of cases that go by stages."""
    return and_(Case.stage != ACTS, allowed(person, permissions.SEE_CASES))


def looked_at(person: Person) -> ColumnElement[bool]:
    """``visible_to``, for cases that are found by something else: a condition that no index serves.

    A database that keeps no statistics would rather go through all cases of an institution than look up the few found.
    """
    return either((visible_to(person), 1), else_=0) == 1


@dataclass(frozen=True)
class CaseRow:
    """A case as lists show it. ``parties`` is the beginning of their names, ``judge`` the name of the assigned one."""

    id: int
    number: str | None
    reference: str
    offences: str
    parties: str
    stage: str
    awaits: str | None
    updated_at: datetime.datetime
    judge: str | None

    @property
    def title(self) -> str:
        """The case number, or the running number until there is one."""
        return self.number or self.reference

    @property
    def key(self) -> str:
        """Its place in lists by the last change."""
        return paging.key_text(self.updated_at, self.id)


def columns() -> tuple[SQLColumnExpression[Any], ...]:
    """The columns of a ``CaseRow``, of a query that joins ``judged``."""
    parties = func.substr(Case.parties, 1, SHOWN).label("parties")
    return (
        *(Case.id, Case.number, Case.reference, Case.offences, parties),
        *(Case.stage, Case.awaits, Case.updated_at, Person.name),
    )


def judged(query: Select[Any]) -> Select[Any]:
    """The query over ``Case`` with the name of the judge, where there is one."""
    return query.outerjoin(Person, Person.id == Case.judge_id)


_BY_CHANGE = (Case.updated_at, Case.id)
_READ = (paging.moment, paging.row_number)
OLDEST_FIRST = paging.Order(_BY_CHANGE, _READ)
NEWEST_FIRST = paging.Order(_BY_CHANGE, _READ, descending=True)


@dataclass(frozen=True)
class Task:
    """A case that waits for the person, and the step it waits for."""

    case: CaseRow
    step: Step


@dataclass(frozen=True)
class Todo:
    """What waits for a person: how many cases for each step, and a page of them. ``only``: the step that is shown."""

    kinds: list[tuple[Step, paging.Count]]
    page: paging.Page[Task]
    only: str = ""

    @property
    def total(self) -> paging.Count:
        """How many cases wait for the steps that are shown."""
        counts = [count for step, count in self.kinds if self.only in ("", step.action)]
        return paging.Count(sum(count.number for count in counts), any(count.more for count in counts))


def todo(person: Person, only: str = "", at: paging.At = paging.FIRST) -> Todo:
    """What waits for this person, longest waiting first. ``only``: an action; one that is not theirs is left out."""
    mine = {step.action: step for step in TABLE if step.source and not step.optional and _granted(person, step)}
    kinds = [(mine[action], count) for action, count in _counted(person, mine.values()) if count]
    shown = [mine[only]] if only in mine else list(mine.values())
    if not kinds:
        return Todo([], paging.Page([]))

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        # Each step has its range of an index; the pages of all of them together hold the page that is asked for.
        parts = [_awaiting(person, step) for step in shown]
        ranges = [part if beyond is None else part.where(beyond) for part in parts]
        some = [select(OLDEST_FIRST.sorted(part, back=back).limit(most).subquery()) for part in ranges]
        found = union_all(*some).subquery()
        rows = judged(select(*columns()).join(found, found.c.id == Case.id))
        return OLDEST_FIRST.sorted(rows, back=back).limit(most)

    page = paging.page_of(query, OLDEST_FIRST, at, PER_PAGE, _task, lambda task: task.case.key)
    return Todo(kinds, page, only if only in mine else "")


def _task(row: Any) -> Task:
    case = CaseRow(*row)
    return Task(case, STEPS[case.awaits or ""])


def _granted(person: Person, step: Step) -> bool:
    return bool(permissions.grants(person, step.permission))


def _awaiting(person: Person, step: Step) -> Select[Any]:
    return select(Case.id).where(Case.awaits == step.action, allowed(person, step.permission))


def _counted(person: Person, steps: Iterable[Step]) -> list[tuple[str, paging.Count]]:
    """How many cases wait for each step, all in one statement, counted as far as lists count."""
    some = {step.action: _awaiting(person, step).limit(paging.MOST_COUNTED + 1).subquery() for step in steps}
    if not some:
        return []
    counts = [select(func.count()).select_from(part).scalar_subquery().label(action) for action, part in some.items()]
    row = db.session().execute(select(*counts)).one()
    return [(action, paging.Count.of(found)) for action, found in zip(some, row, strict=True)]


@dataclass(frozen=True)
class Filter:
    """What to look for. Empty means everything; ``text`` is part of a number or of the parties' names."""

    stage: str = ""
    offence: str = ""
    text: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.stage or self.offence or self.text)


@dataclass(frozen=True)
class Listing:
    """One page of cases, newest change first, and how many there are in all."""

    page: paging.Page[CaseRow]
    total: paging.Count

    @property
    def cases(self) -> list[CaseRow]:
        return self.page.rows


def listing(person: Person, wanted: Filter, at: paging.At = paging.FIRST) -> Listing:
    """The cases the person may see that match."""
    every = select(Case.id)
    if wanted.stage:
        every = every.where(Case.stage == wanted.stage)
    if wanted.offence:
        every = every.where(Case.offence == wanted.offence)
    if not search.searched(wanted.text):
        found = every.where(listed_for(person))
        return Listing(_page(found, at), paging.count_of(found))
    hits = search.hits(wanted.text)
    among = hits.among(every.where(Case.stage != ACTS, looked_at(person)))
    listed = hits.met_in(every.where(listed_for(person))) if hits.many else among
    return Listing(_page(listed, at), replace(paging.count_of(among), more=hits.many))


def _page(matching: Select[Any], at: paging.At) -> paging.Page[CaseRow]:
    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        rows = judged(matching.with_only_columns(*columns(), maintain_column_froms=True))
        rows = rows if beyond is None else rows.where(beyond)
        return NEWEST_FIRST.sorted(rows, back=back).limit(most)

    return paging.page_of(query, NEWEST_FIRST, at, PER_PAGE, lambda row: CaseRow(*row), lambda row: row.key)
