"""The periods of a case under two editions: what is said of each, and which changes a difference comes from.

As with conclusions, a cause is told only after taking the change back brought the old period back.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from rules.casefile.procedure import ProcedureEvent
from rules.deciding.book.base import LawError
from rules.deciding.deadlines.barred import objections
from rules.deciding.deadlines.book import DeadlineBook, build
from rules.deciding.deadlines.reckoning import deadlines
from rules.deciding.deadlines.results import STATUSES, Deadline
from rules.deciding.edition import APART, LawSource
from rules.lawchange.cause import Cause, causes_of, same
from rules.lawchange.deadlines import name_of, unit_name
from rules.lawchange.diff import Change, Difference, Unit
from rules.lawchange.findings import PRESENT, Finding
from rules.reading.located import LineMapping

_KEPT = 64
_VOCABULARY = {f"{APART}{name}" for name in ("texts.yaml", "events.yaml", "counting.yaml")}


@dataclass(frozen=True, slots=True)
class Proceedings:
    """What happened in a case, and the day on which its periods are looked at."""

    events: Sequence[ProcedureEvent]
    on: datetime.date


def period_findings(case: Proceedings, book: DeadlineBook) -> dict[str, Finding]:
    """Every period that has begun, and every step that the law forbids, by a key that is the same in every edition."""
    return {finding.key: finding for finding in _findings(case, book)}


def _findings(case: Proceedings, book: DeadlineBook) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for item in deadlines(case.events, case.on, book):
        if item.status == "not_started":
            continue
        rule, whom = item.rule, f"（{item.whom}）" if item.whom else ""
        seen[rule.id] += 1
        yield Finding(f"period.{rule.id}.{seen[rule.id]}", f"期限：{rule.title}{whom}", _said(item), (str(rule.basis),))
    for one in objections(case.events, case.on, book):
        when = f"，最早可于 {one.possible_from} 进行" if one.possible_from else ""
        yield Finding(f"objection.{one.id}", f"依法不得进行：{one.says}", f"{PRESENT}{when}", (str(one.basis),))


def _said(item: Deadline) -> str:
    end = f"至 {item.end}" if item.end else "期满日不能得出"
    latest = f"，至迟 {item.latest_end}" if item.latest_end and item.latest_end != item.end else ""
    return f"自 {item.start} {end}{latest}，{STATUSES[item.status]}"


def begun(case: Proceedings, book: DeadlineBook) -> set[str]:
    """The rules whose periods have begun, as references of changes."""
    return {
        f"{unit_name(item.rule.file, item.rule.id)}@{item.rule.in_force.start}"
        for item in deadlines(case.events, case.on, book)
        if item.status != "not_started"
    }


def about_periods(change: Change) -> bool:
    """Whether a change is one of a period, an exclusion or a bar, and not of the words they use."""
    return change.kind == "deadline" and change.subject not in _VOCABULARY


class PeriodCauses:
    """Takes ``changes`` of the deadlines back. Words that only one edition has do nothing by themselves."""

    def __init__(self, difference: Difference) -> None:
        self.changes = [change for change in difference.changes if change.kind == "deadline"]
        words = [change for change in self.changes if change.subject in _VOCABULARY and change.state != "changed"]
        self._present = frozenset(change.unit for change in words if change.state == "removed")
        idle = {change.unit for change in words}
        self._all = [unit for unit in dict.fromkeys(change.unit for change in self.changes) if unit not in idle]
        self._old, self._new = _by_unit(difference.old), _by_unit(difference.new)
        self._texts = _texts(difference)
        self._book = lru_cache(_KEPT)(self._without)

    def of(self, case: Proceedings, wanted: Mapping[str, Finding]) -> dict[str, tuple[Cause, ...]]:
        """The causes of each finding that is to become as ``wanted`` again, by key; several are alternatives."""

        def restored(key: str, units: Iterable[Unit]) -> bool:
            book = self._book(frozenset(units) | self._present)
            return book is not None and same(period_findings(case, book).get(key), wanted[key])

        return {key: causes_of((self._all,), partial(restored, key)) for key in wanted}

    def _without(self, back: frozenset[Unit]) -> DeadlineBook | None:
        """The new deadlines with these changes taken back; None where they cannot be taken back without others."""
        files: dict[str, list[LineMapping]] = {}
        for unit in dict.fromkeys((*self._old, *self._new)):
            for name, entry in (self._old if unit in back else self._new).get(unit, ()):
                files.setdefault(name, []).append(entry)
        try:
            return build(files, self._texts)
        except LawError:
            return None


def _by_unit(source: LawSource) -> dict[Unit, list[tuple[str, LineMapping]]]:
    units: dict[Unit, list[tuple[str, LineMapping]]] = {}
    for name, entries in (source.periods or {}).items():
        for entry in entries:
            units.setdefault(("deadline", unit_name(name, name_of(entry))), []).append((name, entry))
    return units


def _texts(difference: Difference) -> list[LineMapping]:
    """The texts of both editions; of one that both have, the new."""
    found = {
        entry.get("text"): entry for side in (difference.old, difference.new) for entry in side.files["texts.yaml"]
    }
    return list(found.values())
