"""What was done of each obligation until a day: the statement of performance (履行情况), the case as it stood then."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal

from rules.proceedings.clock import due_on, is_late
from rules.proceedings.state import Case, Obligation


@dataclass(frozen=True)
class Line:
    """What was done of one obligation until a day."""

    id: str
    kind: str
    obligors: tuple[str, ...]
    unit: str
    quantity: Decimal | None
    done: Decimal
    rest: Decimal | None
    over: Decimal
    state: str
    late: bool
    due: datetime.date | None
    last: datetime.date | None
    papers: tuple[str, ...]
    held: Decimal


@dataclass(frozen=True)
class Statement:
    """The statement of performance (履行情况) to a day: a fact for plea, decision and ruling, and nothing more."""

    day: datetime.date
    lines: tuple[Line, ...]


def statement_of_performance(case: Case, day: datetime.date) -> Statement:
    """What was done until a day of every obligation, but of what was replaced, or dropped before anything was."""
    gone = [one for one in case.obligations.values() if one.state == "superseded"]
    gone += [one for one in case.obligations.values() if one.state == "dropped" and not one.counted]
    kept = [one for one in case.obligations.values() if one not in gone]
    return Statement(day, tuple(_line(case, until(one, day), day) for one in kept))


def until(duty: Obligation, day: datetime.date) -> Obligation:
    """An obligation with what was done of it until a day."""
    done = tuple(one for one in duty.performances if one.at <= day)
    looks = tuple(one for one in duty.inspections if one.at <= day)
    money = tuple(one for one in duty.ledger if one.at <= day)
    return replace(duty, performances=done, inspections=looks, ledger=money)


def as_of(then: Case, now: Case, day: datetime.date) -> Case:
    """The case as it stood on a day, with everything done by then, also what was put down later.

    ``then``: the case after its acts until that day; ``now``: after all of them. What was cancelled since counts no
    more. What an instrument of a later day made or changed is not there yet.
    """
    made = {}
    for duty in then.obligations.values():
        known = now.obligations.get(duty.id, duty)
        done = replace(duty, performances=known.performances, inspections=known.inspections, ledger=known.ledger)
        made[duty.id] = until(done, day)
    return replace(then, obligations=made)


def _line(case: Case, duty: Obligation, day: datetime.date) -> Line:
    return Line(
        duty.id,
        duty.kind,
        duty.obligors,
        duty.unit,
        duty.quantity,
        duty.done,
        duty.rest,
        duty.over,
        duty.state,
        is_late(case, duty, day),
        due_on(case, duty),
        max((one.at for one in duty.counted), default=None),
        tuple(paper for one in duty.counted for paper in one.files),
        duty.held,
    )
