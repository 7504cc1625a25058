"""What begins the periods of a rule: the events it names, or the end of the period before it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.book import DeadlineBook
from rules.deciding.deadlines.results import Deadline
from rules.deciding.deadlines.types import DeadlineRule


@dataclass(frozen=True)
class Start:
    """A beginning. ``first``: the start of the first of periods that follow one another."""

    date: datetime.date
    event: ProcedureEvent | None
    says: str
    first: datetime.date


def starts_of(
    rule: DeadlineRule, events: Sequence[ProcedureEvent], found: Mapping[str, list[Deadline]], book: DeadlineBook
) -> list[Start]:
    """The beginnings of a rule's periods; ``found``: the periods of the rules already reckoned, by rule."""
    named = (*rule.starts, *rule.restarts)
    made = [Start(event.date, event, event.event, event.date) for event in events if event.event in named]
    if rule.after:
        before = book.rule(rule.after)
        return made[-1:] or [
            Start(end, item.started_by, f"{before.title}期满", item.start or end)
            for item in found.get(rule.after, ())
            if (end := item.latest_end or item.end) is not None
        ]
    if rule.of_each_person:
        return list({start.event.whom if start.event else None: start for start in made}.values())
    return made if rule.each else made[-1:]
