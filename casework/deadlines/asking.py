"""When a period asks for something: whom it asks, and the first day on which it does, if nothing else happens.

What is shown is always reckoned on the day. The first days found here only tell which cases to reckon then.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from casework.deadlines.known import Known
from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.book import load_book
from rules.deciding.deadlines.results import Deadline
from rules.deciding.deadlines.spans import cap_of
from rules.proceedings.periods import last_day

SOON_DAYS = 15
"""How far ahead the to-do list looks: as long before its end as an extension of a trial must be asked for."""

DAY = datetime.timedelta(days=1)
SOON = SOON_DAYS * DAY

MOST_DAYS = 40
"""So many days are tried for the first one; then the next is taken, which may be too early and is never too late."""


def overdue(item: Deadline) -> bool:
    """Passed, and still not done."""
    return item.status == "missed" and item.closed_by is None


def unsettled(item: Deadline) -> bool:
    """Still to be done, and it cannot be told whether it has passed."""
    return item.status == "unclear" and item.closed_by is None


def asks(item: Deadline, on: datetime.date) -> bool:
    """Whether it is to be met within ``SOON_DAYS``, or was: as the shelves of the to-do list have it."""
    until = last_day(item)
    return until is not None and until - on <= SOON


def late(item: Deadline, on: datetime.date) -> bool:
    """Whether its last day has passed without its being met."""
    until = last_day(item)
    return until is not None and until < on


def asking(known: Known, organ: str, on: datetime.date) -> list[Deadline]:
    """The periods that ask something of this organ, as the law calls it, on this day."""
    return [item for item in _periods(known, organ, on) if asks(item, on)]


def _periods(known: Known, organ: str, on: datetime.date) -> list[Deadline]:
    return [item for item in known.periods(on) if organ in item.rule.who.split("、")]


@dataclass(frozen=True)
class Days:
    """From which day on something is asked, and from which on a period is overdue; None while no day would bring it."""

    due_from: datetime.date
    overdue_from: datetime.date | None


def first_days(known: Known, organ: str, on: datetime.date) -> Days | None:
    """From the events as they stand on a day; None where nothing will be asked of the organ if nothing else happens."""
    outlook = _Outlook(known, organ, on)
    due = outlook.first(asks, lambda item: (last_day(item) or on) - SOON)
    if due is None:
        return None
    return Days(due, outlook.first(late, lambda item: (last_day(item) or on) + DAY))


class _Outlook:
    """The periods of an organ as they will stand on the days to come."""

    def __init__(self, known: Known, organ: str, on: datetime.date) -> None:
        self.known, self.organ, self.on = known, organ, on
        self.turns = list(_turns(known.events))
        self.found: dict[datetime.date, list[Deadline]] = {}

    def at(self, day: datetime.date) -> list[Deadline]:
        if day not in self.found:
            self.found[day] = _periods(self.known, self.organ, day)
        return self.found[day]

    def first(
        self, holds: Callable[[Deadline, datetime.date], bool], begins: Callable[[Deadline], datetime.date]
    ) -> datetime.date | None:
        """The first day, from today on, with a period of which this holds; where it holds already, since when."""
        day = self.on
        for _ in range(MOST_DAYS):
            found = [begins(item) for item in self.at(day) if holds(item, day)]
            if found:
                return min(day, *found) if day == self.on else day
            later = [turn for turn in (*self.turns, *_ends(self.at(day))) if turn > day]
            if not later:
                return None
            day = min(later)
        return day


def _turns(events: Sequence[ProcedureEvent]) -> Iterator[datetime.date]:
    """Days on which the events alone change something: they begin, they are over, they are left out no longer."""
    for event in events:
        yield event.date
        if event.until is not None:
            yield event.until + DAY
        else:
            for exclusion in load_book().exclusions:
                last = cap_of(exclusion, event.date) if exclusion.event == event.event else None
                if last is not None:
                    yield last + DAY


def _ends(periods: Sequence[Deadline]) -> Iterator[datetime.date]:
    """Days on which periods come near or pass."""
    for item in periods:
        for end in (item.end, item.latest_end, item.may_move_to):
            if end is not None:
                yield end - SOON
                yield end + DAY
