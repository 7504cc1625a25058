"""Stretches of time that do not count towards a period, and those that expressly do."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.casefile.procedure import ProcedureEvent, in_order
from rules.deciding.deadlines.book import DeadlineBook
from rules.deciding.deadlines.counting import same_date
from rules.deciding.deadlines.types import DeadlineRule, Exclusion

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A stretch of time and what the law says of it.

    ``days``: how many days it takes out of the period; 0 where it counts like any other time. Its first day is not
    among them, as with every period. ``open``: it has no last day yet, and is taken up to the day of asking.
    """

    rule: Exclusion
    start: datetime.date
    until: datetime.date
    days: int
    open: bool
    capped: bool

    def as_json(self) -> dict[str, object]:
        return {
            "event": self.rule.event,
            "from": self.start.isoformat(),
            "until": self.until.isoformat(),
            "open": self.open,
            "days": self.days,
            "says": self.rule.says,
            "basis": self.rule.basis.as_json(),
            "confidence": self.rule.confidence,
        }


def spans_of(rule: DeadlineRule, events: Sequence[ProcedureEvent], on: datetime.date, book: DeadlineBook) -> list[Span]:
    """What the law says of the stretches of time among the events for a period of this rule, in order of their days."""
    return list(_spans(rule, events, on, book))


def _spans(
    rule: DeadlineRule, events: Sequence[ProcedureEvent], on: datetime.date, book: DeadlineBook
) -> Iterator[Span]:
    for event in in_order(events):
        for exclusion in book.exclusions:
            if exclusion.event != event.event or rule.track not in exclusion.tracks:
                continue
            if event.date not in exclusion.in_force or event.date > on:
                continue
            until = event.until if event.until is not None else on
            longest = cap_of(exclusion, event.date)
            capped = longest is not None and until > longest
            until = min(until, longest) if longest is not None else until
            days = (until - event.date).days if exclusion.excluded else 0
            still_open = event.until is None and not capped
            yield Span(exclusion, event.date, until, days, still_open, capped)


def cap_of(exclusion: Exclusion, start: datetime.date) -> datetime.date | None:
    """The last day to which a stretch that begins on ``start`` is left out; None where the law sets no limit."""
    if exclusion.at_most is None:
        return None
    return same_date(start, exclusion.at_most.all_months) + exclusion.at_most.days * DAY


def pushed(
    start: datetime.date, end: datetime.date, spans: Sequence[Span]
) -> tuple[datetime.date, list[tuple[Span, int]]]:
    """The end after every excluded span that begins before it, and the days each took. Days are never taken twice."""
    taken: list[tuple[Span, int]] = []
    free_from = start
    for span in spans:
        if not span.rule.excluded or span.start > end:
            continue
        begin = max(span.start, free_from)
        days = max(0, (span.until - begin).days)
        free_from = max(free_from, span.until)
        if days:
            end += days * DAY
            taken.append((span, days))
    return end, taken
