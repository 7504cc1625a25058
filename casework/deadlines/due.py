"""The index of periods: for which cases to look at the periods on a day, kept with every change of a case.

The rows follow from the events of a case and the law of periods. One function writes them, within the transaction that
changed the case; when the law or the calendar has a new edition, ``refresh`` writes all of them anew.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import delete, insert, select

from casework import db
from casework.accounts import Institution, Person
from casework.audit import service as audit
from casework.cases import Case
from casework.deadlines.asking import SOON_DAYS, first_days
from casework.deadlines.events import MEASURING
from casework.deadlines.known import ByActs, known
from casework.deadlines.models import CaseDue, DueEdition
from casework.permissions import MEET_PERIODS, Grant
from rules.deciding.deadlines.book import LAW
from rules.deciding.deadlines.calendar import HOLIDAYS

REVISION = 3
"""Raised when the code comes to other days from the same law and events."""

BATCH = 200

Row = tuple[int, int, int | None, datetime.date, datetime.date | None]


@cache
def edition() -> str:
    """SHA-256 of all that the rows follow from beside the events: the law of periods, the calendar, the code."""
    files = [*sorted(LAW.glob("*.yaml")), *sorted(HOLIDAYS.glob("*.yaml"))]
    content = b"".join(path.name.encode() + path.read_bytes() for path in files)
    return hashlib.sha256(f"{REVISION} {SOON_DAYS} ".encode() + content).hexdigest()


def outdated() -> bool:
    """Whether the rows were written by another edition of the law or the calendar than the one that ships."""
    return db.session().scalar(select(DueEdition.edition)) != edition()


def bring_up_to_date(cases: Sequence[Case]) -> set[int]:
    """Write the rows of these cases in place of those that were stored, where they differ; gives of which cases."""
    moved: set[int] = set()
    for start in range(0, len(cases), BATCH):
        batch = cases[start : start + BATCH]
        wanted = {row[:2]: row for row in rows_of(batch, db.today())}
        stored = {row[:2]: row for row in stored_rows([case.id for case in batch])}
        gone = [key for key, row in stored.items() if wanted.get(key) != row]
        added = [row for key, row in wanted.items() if stored.get(key) != row]
        for case_id in {*(key[0] for key in gone), *(row[0] for row in added)}:
            audit.touch(CaseDue, case_id)
            moved.add(case_id)
        _remove(gone)
        if added:
            names = ("case_id", "institution_id", "assignee_id", "due_from", "overdue_from")
            db.session().execute(insert(CaseDue), [dict(zip(names, row, strict=True)) for row in added])
    return moved


def stored_rows(case_ids: Sequence[int]) -> list[Row]:
    """The rows as they are stored."""
    query = select(
        CaseDue.case_id, CaseDue.institution_id, CaseDue.assignee_id, CaseDue.due_from, CaseDue.overdue_from
    ).where(CaseDue.case_id.in_(case_ids))
    return [(a, b, c, d, e) for a, b, c, d, e in db.session().execute(query)]


def rows_of(cases: Sequence[Case], on: datetime.date) -> list[Row]:
    """The rows that these cases should have on a day."""
    found = known(cases, on)
    # Being measured begins no period; many cases tell nothing else.
    told = {id: one for id, one in found.items() if any(event.event != MEASURING for event in one.events)}
    return [row for id, one in told.items() for grant in MEET_PERIODS.by for row in _rows(id, one, grant, on)]


def _rows(case_id: int, told: ByActs, grant: Grant, on: datetime.date) -> Iterable[Row]:
    """A row for every institution of the kind that has a period to meet, if it is registered."""
    if told.over or grant.organ is None or grant.seat is None:
        return
    for name in told.institutions(grant.seat):
        place = db.session().scalar(select(Institution.id).where(Institution.name == name))
        days = first_days(told.met_by(name), grant.organ, on) if place is not None else None
        if place is not None and days is not None:
            of = told.assignee(grant.acting, name) if grant.assignee else ""
            mine = select(Person.id).where(Person.institution_id == place, Person.name == of)
            yield case_id, place, db.session().scalar(mine) if of else None, days.due_from, days.overdue_from


def _remove(keys: Iterable[tuple[int, int]]) -> None:
    for case_id, institution_id in keys:
        gone = delete(CaseDue).where(CaseDue.case_id == case_id, CaseDue.institution_id == institution_id)
        db.session().execute(gone, execution_options={"synchronize_session": False})


@db.writing()
def refresh() -> int:
    """Write all rows anew where they are of another edition; gives how many cases were looked at.

    A case whose events have not changed since may need it: the days on which its periods end follow from the law too.
    """
    if not outdated():
        return 0
    looked_at, last = 0, 0
    while batch := _next(after=last):
        moved = bring_up_to_date(batch)
        if moved:
            audit.record("derive_periods", "cases", {"cases": sorted(moved), "edition": edition()})
        looked_at, last = looked_at + len(batch), batch[-1].id
        db.session().expunge_all()
    db.session().execute(delete(DueEdition))
    db.session().execute(insert(DueEdition).values(id=1, edition=edition()))
    return looked_at


def _next(after: int) -> list[Case]:
    """The next cases."""
    return list(db.session().scalars(select(Case).where(Case.id > after).order_by(Case.id).limit(BATCH)))


def differing(on: datetime.date) -> Iterable[str]:
    """References of the cases whose reminders are not as they should be on a day: a check of the index itself."""
    last = 0
    while batch := _next(after=last):
        wanted = _asked(rows_of(batch, on), on)
        stored = _asked(stored_rows([case.id for case in batch]), on)
        yield from (case.reference for case in batch if wanted.get(case.id) != stored.get(case.id))
        last = batch[-1].id
        db.session().expunge_all()


def _asked(rows: Iterable[Row], on: datetime.date) -> dict[int, set[tuple[int, int | None, bool]]]:
    """Of whom something is asked on a day, by case, and whether it is overdue: what rows of different days agree in."""
    found: dict[int, set[tuple[int, int | None, bool]]] = {}
    for case_id, institution_id, assignee_id, due_from, overdue_from in rows:
        if due_from <= on:
            passed = overdue_from is not None and overdue_from <= on
            found.setdefault(case_id, set()).add((institution_id, assignee_id, passed))
    return found
