"""程序: what happened in the proceedings and when. The section ``procedure`` of a case file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from rules.casefile.base import Part
from rules.casefile.events import event_spans
from rules.reading.pydantic_errors import invalid
from rules.values.fields import Day, LongText, Text


def _known(value: str) -> str:
    if value not in event_spans():
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
        span = event_spans()[self.event]
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
