"""程序: what happened in the proceedings and when. The section ``procedure`` of a case file."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from rules.casefile.base import Part
from rules.deciding.deadlines.book import DeadlineBook, load_book
from rules.reading.pydantic_errors import invalid
from rules.values.fields import Day, LongText, Text


def _known(value: str) -> str:
    if value not in load_book().events:
        raise invalid("没有程序事项“{given}”，可写的事项见 rules/law/deadlines/events.yaml", given=value[:40])
    return value


class ProcedureEvent(Part):
    """One event: its name as in the book, its day, for a stretch of time its last day, and whom it concerns."""

    event: Annotated[Text, AfterValidator(_known)]
    date: Day
    until: Day | None = None
    whom: Text | None = None
    note: LongText | None = None

    @model_validator(mode="after")
    def _in_order(self) -> ProcedureEvent:
        span = load_book().events[self.event].span
        if self.until is not None and not span:
            raise invalid("“{event}”是一日的事项，不写 until", event=self.event)
        if self.until is not None and self.until < self.date:
            raise invalid("止日 {until} 早于起日 {date}", until=self.until, date=self.date)
        return self


class Procedure(Part):
    """程序: the events of the proceedings, in any order."""

    events: list[ProcedureEvent] = Field(default_factory=list, max_length=500)


def in_order(events: Iterable[ProcedureEvent]) -> list[ProcedureEvent]:
    """Events by their days; those of one day as they were given."""
    return sorted(events, key=lambda event: event.date)


def state(events: Sequence[ProcedureEvent], on: datetime.date, book: DeadlineBook | None = None) -> dict[str, str]:
    """The state of the proceedings on a day: each choice of the book with the value the last event set.

    ``book``: the one that ships unless given; it knows every event.
    """
    book = book or load_book()
    found = {name: choice.default for name, choice in book.choices.items()}
    for event in in_order(events):
        if event.date <= on:
            found |= book.events[event.event].sets
    return found
