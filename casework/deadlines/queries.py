"""The periods of cases as they stand: of one case, and those that wait for a person."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, union_all

from casework import db, paging, permissions
from casework.accounts import Person
from casework.cases import Case, CaseSeat
from casework.cases import service as cases
from casework.deadlines import due as due_index
from casework.deadlines.asking import asking, overdue, unsettled
from casework.deadlines.known import ByActs, Known, known
from casework.deadlines.models import CaseDue
from casework.losses import reviewing
from casework.permissions import Grant, Where
from casework.proceedings import Folder, facts
from casework.proceedings.beside import told_events
from casework.proceedings.history import history
from rules.casefile.charges import offences_of
from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.barred import Objection, objections
from rules.deciding.deadlines.limitations import LeftOut, Limitation, limitations, load_limitations
from rules.deciding.deadlines.results import LIVE, Deadline
from rules.proceedings.book import load_table
from rules.proceedings.events import as_event as as_made
from rules.proceedings.events import standing as happened
from rules.proceedings.periods import added, last_day
from rules.record.assessment import AssessmentRecord

FIRST = 10
"""Cases whose periods the to-do list shows; the rest stand on a page of their own."""

PER_PAGE = 20


@dataclass(frozen=True)
class Made:
    """An event that an act made: the act's number and its name."""

    event: ProcedureEvent
    act: int
    label: str


@dataclass(frozen=True)
class Page:
    """What the page of periods shows. ``told``: events of the case file; ``by_acts``: made by the acts.

    ``limitations``: periods that run from the conduct; ``left_out``: those that are not reckoned.
    """

    on: datetime.date
    live: list[Deadline]
    past: list[Deadline]
    waiting: list[Deadline]
    objections: list[Objection]
    told: list[ProcedureEvent]
    by_acts: list[Made]
    limitations: list[Limitation]
    left_out: list[LeftOut]


@dataclass(frozen=True)
class DueCase:
    """A case whose periods are to be looked at, from which day on."""

    id: int
    title: str
    due_from: datetime.date

    @property
    def key(self) -> str:
        return paging.key_text(self.due_from, self.id)


@dataclass(frozen=True)
class Due:
    """A period of a case that ends soon, or has passed without being met. ``until``: after which day it is late."""

    case: DueCase
    deadline: Deadline
    until: datetime.date
    on: datetime.date

    @property
    def days_left(self) -> int:
        """Until its last day, below zero where it is late."""
        return (self.until - self.on).days


@dataclass(frozen=True)
class Reminders:
    """The periods that a person's office has to meet, nearest end first, of a page of cases.

    ``cases`` and ``overdue`` count cases. ``outdated``: the law of periods has changed since it was found which cases
    to look at.
    """

    dues: list[Due]
    page: paging.Page[DueCase]
    cases: paging.Count
    overdue: paging.Count
    outdated: bool


def page(folder: Folder) -> Page:
    """The periods of a case as they stand today."""
    on, case = db.today(), facts.case_of(folder)
    beside = told_events([case.id]).get(case.id, ()) if case is not None else ()
    found = ByActs(folder, history(folder), beside, on)
    every = found.periods(on)
    live = [item for item in every if item.status in LIVE or overdue(item) or unsettled(item)]
    started = [item for item in every if item.status != "not_started"]
    return Page(
        on=on,
        live=sorted(live, key=_by_end),
        past=[item for item in started if item not in live],
        waiting=[item for item in every if item.status == "not_started"],
        objections=objections(found.events, on),
        told=list(added(found.case, found.beside)),
        by_acts=_made(found),
        limitations=_limitations(case) if case is not None else [],
        left_out=load_limitations().left_out,
    )


def _made(found: ByActs) -> list[Made]:
    acts, labels = found.case.acts, load_table().acts
    made = [Made(as_made(one), one.act, labels[acts[one.act - 1].do].label) for one in happened(found.case)]
    return sorted(made, key=lambda one: (one.event.date, one.act))


def _limitations(case: Case) -> list[Limitation]:
    casefile, latest = cases.current_casefile(case), reviewing.latest(case)
    told = casefile.case
    grades: dict[str, str | None] = dict.fromkeys(offences_of(casefile))
    if latest:
        grades[told.offence] = latest.result.grade.value
        grades |= _by_offence(latest.result)
        for conflict in latest.result.conflicts:
            grades |= {one.offence: one.grade for one in conflict.readings}
    return limitations(grades, told.conduct.ended)


def _by_offence(result: AssessmentRecord) -> dict[str, str | None]:
    """The grade of each offence that somebody is charged with; None where those charged with it differ."""
    found: dict[str, set[str | None]] = {}
    for charge in (charge for person in result.persons for charge in person.charges):
        found.setdefault(charge.offence, set()).add(charge.grade.value)
    return {offence: next(iter(values)) if len(values) == 1 else None for offence, values in found.items()}


_ORDER = paging.Order((CaseDue.due_from, CaseDue.case_id), (datetime.date.fromisoformat, paging.row_number))


def due(person: Person, at: paging.At = paging.FIRST, most: int = FIRST) -> Reminders:
    """Periods that this person's office has to meet: passed, or ending within ``SOON_DAYS``.

    Read are the cases that the index names; how their periods stand is reckoned anew.
    """
    granted = permissions.grants(person, permissions.MEET_PERIODS)
    if not granted:
        return Reminders([], paging.Page([]), paging.Count(0), paging.Count(0), outdated=False)
    today = db.today()
    mine = [rows for grant in granted for rows in _rows(person, grant)]
    counted, passed = _counts(mine, today)
    page = _page(mine, person, today, at, most) if counted else paging.Page[DueCase]([])
    found = known(_cases(page.rows), today) if page.rows else {}
    of = person.institution.name
    asked = [(case, item) for case in page.rows for item in _asking(granted, found[case.id].met_by(of), today)]
    dues = [Due(case, item, until, today) for case, item in asked if (until := last_day(item)) is not None]
    return Reminders(sorted(dues, key=lambda one: one.until), page, counted, passed, due_index.outdated())


def _cases(found: Sequence[DueCase]) -> list[Case]:
    return list(db.session().scalars(select(Case).where(Case.id.in_([case.id for case in found]))))


def _asking(granted: Sequence[Grant], told: Known, on: datetime.date) -> list[Deadline]:
    return [item for grant in granted if grant.organ for item in asking(told, grant.organ, on)]


def _rows(person: Person, grant: Grant) -> list[Select[Any]]:
    """The rows of the index that concern this person, each a range of it: of cases that nobody has taken over yet, or
    where nobody does, and of the cases that this person has taken over."""
    rows = select(CaseDue).where(CaseDue.institution_id == person.institution_id, _takes_part())
    of_nobody, own = rows.where(CaseDue.assignee_id.is_(None)), rows.where(CaseDue.assignee_id == person.id)
    return [of_nobody, own] if grant.where is Where.NOT_ANOTHERS else [of_nobody]


def _takes_part() -> ColumnElement[bool]:
    """That the institution sees the case: nobody is reminded of one that is sealed."""
    seat = (CaseSeat.case_id == CaseDue.case_id, CaseSeat.institution_id == CaseDue.institution_id)
    return exists().where(*seat)


def _page(
    mine: Sequence[Select[Any]], person: Person, today: datetime.date, at: paging.At, most: int
) -> paging.Page[DueCase]:
    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        parts = [rows.with_only_columns(CaseDue.case_id).where(CaseDue.due_from <= today) for rows in mine]
        ranges = [part if beyond is None else part.where(beyond) for part in parts]
        found = union_all(
            *(select(_ORDER.sorted(part, back=back).limit(most).subquery()) for part in ranges)
        ).subquery()
        columns: tuple[Any, ...] = (Case.id, func.coalesce(Folder.title, Case.number, Case.reference), CaseDue.due_from)
        own = (CaseDue.case_id == Case.id) & (CaseDue.institution_id == person.institution_id)
        shown = select(*columns).join(CaseDue, own).outerjoin(Folder, Folder.case_id == Case.id)
        return _ORDER.sorted(shown.join(found, found.c.case_id == Case.id), back=back).limit(most)

    return paging.page_of(query, _ORDER, at, most, lambda row: DueCase(*row), lambda case: case.key)


def _counts(mine: Sequence[Select[Any]], today: datetime.date) -> tuple[paging.Count, paging.Count]:
    """How many cases have a period that asks for something, and how many one that is overdue."""
    totals = []
    for day in (CaseDue.due_from, CaseDue.overdue_from):
        parts = [rows.with_only_columns(CaseDue.case_id).where(day <= today) for rows in mine]
        some = union_all(*(select(part.limit(paging.MOST_COUNTED + 1).subquery()) for part in parts)).subquery()
        totals.append(select(func.count()).select_from(some).scalar_subquery())
    due_cases, overdue_cases = db.session().execute(select(*totals)).one()
    return paging.Count.of(due_cases), paging.Count.of(overdue_cases)


def _by_end(item: Deadline) -> datetime.date:
    return item.end or datetime.date.max
