"""The grades of cases that are alike, worked out once: most cases of an offence differ in amounts alone."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rules.deciding.book import LawBook
from rules.deciding.book.conditions import Value
from rules.deciding.book.types import PROVINCE, PROVINCES, Rule
from rules.deciding.evaluator import Outcome
from rules.deciding.grading import Grade, asked_of, grade
from rules.values.kept import kept

_KEPT = 2_000
"""Grades kept at hand, of some five thousand bytes each."""

_Names = tuple[tuple[str, ...], tuple[str, ...]]


class Grades:
    """``grade`` of one lawbook, kept by all that it reads: which rules fired, the periods of law in which both days
    lie, and of what is known the offence, the place, and which of the facts asked for are known at all."""

    def __init__(self, lawbook: LawBook) -> None:
        self._lawbook = lawbook
        self._names: dict[tuple[Rule, ...], _Names] = {}
        self._kept: dict[tuple[object, ...], Grade] = {}

    def of(
        self,
        outcomes: Sequence[Outcome],
        known: Mapping[str, Value],
        days: tuple[datetime.date, datetime.date],
        left_open: Sequence[str],
    ) -> Grade:
        """The grade from the outcomes of the grade stage. ``days``: of the conduct and of the decision."""
        if not outcomes:
            return self._without_rules(known, days, left_open)
        rules = tuple([outcome.rule for outcome in outcomes])
        values, whether = self._names.get(rules) or self._read(rules)
        fired = tuple([outcome.fired for outcome in outcomes])
        stated = (*map(known.get, values), *map(known.__contains__, whether))
        key = (rules, fired, self._lawbook.span(*days), *left_open, stated)
        found = self._kept.get(key)
        if found is None:
            found = grade(outcomes, known, self._lawbook, *days, left_open)
            if found.alternatives:  # what is told where no text is read names the days
                found = self._keep(key, found)
        return found

    def _without_rules(
        self, known: Mapping[str, Value], days: tuple[datetime.date, datetime.date], left_open: Sequence[str]
    ) -> Grade:
        key = (known.get("offence"), *days, *left_open)
        return self._kept.get(key) or self._keep(key, grade((), known, self._lawbook, *days, left_open))

    def _keep(self, key: tuple[object, ...], found: Grade) -> Grade:
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        self._kept[key] = found = replace(found, alternatives=tuple(map(kept, found.alternatives)))
        return found

    def _read(self, rules: tuple[Rule, ...]) -> _Names:
        """What the grade reads of the facts: the names whose values count, and those of which only counts whether they
        are known."""
        facts = self._lawbook.book.facts
        asked = tuple(dict.fromkeys(name for rule in rules for name in asked_of(rule, self._lawbook)))
        details = (facts[name].detail for name in asked if facts[name].detail)
        found = self._names[rules] = tuple(dict.fromkeys(("offence", PROVINCE, PROVINCES, *details))), asked
        return found
