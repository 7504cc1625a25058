"""程序: what happened in the proceedings and when. The section ``procedure`` of a case file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from rules.casefile.base import Part
from rules.casefile.events import event_spans
from rules.casefile.fact import NOBODY, Fact
from rules.reading.messages import msg, template
from rules.reading.pydantic_errors import invalid
from rules.values.fields import Day, LongText, Text


def _known(value: str) -> str:
    if value not in event_spans():
        raise invalid("没有程序事项“{given}”，可写的事项见 rules/law/deadlines/events.yaml", given=value[:40])
    return value


class ProcedureEvent(Part):
    """One event: its name as in the book, its day, for a stretch of time its last day, and whom it concerns."""

    event: Annotated[Annotated[Text, AfterValidator(_known)], Fact(msg("事项"), listed="events")]
    date: Annotated[Day, Fact(msg("发生日"))]
    until: Annotated[
        Day | None,
        Fact(msg("止日"), hint=msg("有起止两日的事项才填"), on_demand=True),
    ] = None
    whom: Annotated[Text | None, Fact(msg("所涉当事人"), personal="mentioned", on_demand=True)] = None
    note: Annotated[LongText | None, Fact(msg("说明"), personal="text", on_demand=True)] = None

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

    events: Annotated[
        list[ProcedureEvent],
        Field(max_length=500),
        Fact(msg("程序事项"), entry=template("第{number}项程序事项"), corrected_by=NOBODY),
    ] = Field(default_factory=list)


def in_order(events: Iterable[ProcedureEvent]) -> list[ProcedureEvent]:
    """Events by their days; those of one day as they were given."""
    return sorted(events, key=lambda event: event.date)
