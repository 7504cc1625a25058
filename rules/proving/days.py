"""The intervals of days between which the law changes: in each of them the same rules apply to every case."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from rules.deciding.book.types import Rule

SINCE = datetime.date(1997, 10, 1)
"""The day from which the law is looked at: 刑法 (1997) came into force."""

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day, both included; no last day in the span that lasts."""

    first: datetime.date
    last: datetime.date | None

    def as_json(self) -> list[str | None]:
        return [self.first.isoformat(), self.last.isoformat() if self.last else None]


@dataclass(frozen=True, slots=True)
class Interval:
    """A span in which the conduct ends and one in which the decision is given, the conduct not after it."""

    conduct: Span
    decision: Span

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        """A conduct and a decision day of the interval."""
        return self.conduct.first, self.decision.first


@dataclass(frozen=True, slots=True)
class Group:
    """Intervals of which the same is to be shown; the first stands for all."""

    intervals: tuple[Interval, ...]

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        return self.intervals[0].days

    def as_json(self) -> dict[str, object]:
        """How many intervals, and the days that they lie between."""
        ends = [span for interval in self.intervals for span in (interval.conduct, interval.decision)]
        conduct, decision = ends[::2], ends[1::2]
        return {
            "intervals": len(self.intervals),
            "conduct": _around(conduct).as_json(),
            "decision": _around(decision).as_json(),
        }


def _around(spans: Sequence[Span]) -> Span:
    lasts = [span.last for span in spans]
    last = None if None in lasts else max(last for last in lasts if last is not None)
    return Span(min(span.first for span in spans), last)


def spans(rules: Iterable[Rule], since: datetime.date = SINCE) -> tuple[Span, ...]:
    """The spans between the days on which a rule begins or has ended."""
    turns = {since}
    for rule in rules:
        turns.add(rule.in_force.start)
        if rule.in_force.end is not None:
            turns.add(rule.in_force.end + DAY)
    days = sorted(day for day in turns if day >= since)
    lasts = [*(day - DAY for day in days[1:]), None]
    return tuple(Span(first, last) for first, last in zip(days, lasts, strict=True))


def intervals(rules: Iterable[Rule], since: datetime.date = SINCE) -> tuple[Interval, ...]:
    """Every pair of spans of a conduct and a decision that is not before it."""
    all_spans = spans(rules, since)
    return tuple(Interval(conduct, decision) for i, conduct in enumerate(all_spans) for decision in all_spans[i:])


def grouped(of: Iterable[Interval], key: Callable[[Interval], Hashable]) -> dict[Hashable, Group]:
    """The intervals by what they have in common."""
    found: dict[Hashable, list[Interval]] = {}
    for interval in of:
        found.setdefault(key(interval), []).append(interval)
    return {key: Group(tuple(members)) for key, members in found.items()}
