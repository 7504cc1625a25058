"""Which changes of the law a changed conclusion comes from: found by taking changes back, told only when that worked.

A change is taken back whole: a rule with all its editions, a text, a figure, a fact. The lawbook without it is built
and the case decided again by the plain evaluator. (The engine never frees a rule set, and there may be hundreds of such
lawbooks; both editions themselves are decided by both evaluators.)
"""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rules.deciding.book import Stage
from rules.deciding.book.base import Kept, LawError
from rules.deciding.decide import Given, RuleEngine
from rules.deciding.edition import LawSource
from rules.deciding.evaluator import KnownFacts, LawConflict, Oracle
from rules.deciding.reports import RuleReport
from rules.lawchange.diff import Difference, Unit
from rules.lawchange.findings import ABSENT, Finding, findings
from rules.reading.errors import InputError
from rules.reading.located import LineMapping

_KEPT = 64
"""Lawbooks with some changes taken back, kept at hand; cases often want the same."""

_NAMED = {"facts.yaml": ("scale", "conclusion", "fact"), "texts.yaml": ("text",), "figures.yaml": ("figure",)}


_WORDS = {"fact", "conclusion", "text", "figure"}


@dataclass(frozen=True, slots=True)
class Cause:
    """Changes that, taken back together, bring the old conclusion back; none of them can be spared."""

    units: tuple[Unit, ...]


class PlainEngine(RuleEngine):
    """A court of the plain evaluator alone, for trials that are never issued."""

    def run(self, stage: Stage, oracle: Oracle, known: KnownFacts) -> list[RuleReport]:
        return self.repeat(stage, oracle, known)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the law sees it."""

    facts: Given
    conduct: datetime.date
    on: datetime.date


def known_to(facts: Given, source: LawSource) -> Given:
    """The facts that an edition has a word for; no rule of it can ask for the others."""
    known = source.lawbook.book.facts
    return {name: value for name, value in facts.items() if name in known and not known[name].sum}


class Causes:
    """Takes changes of one difference back.

    Words, texts and figures that only one edition has do nothing by themselves, only through rules: those of the old
    edition are there in every trial, so that its rules can be put back, and those of the new one stay.
    """

    def __init__(self, difference: Difference) -> None:
        alone = [change for change in difference.changes if change.kind in _WORDS and change.state != "changed"]
        self._present = frozenset(change.unit for change in alone if change.state == "removed")
        idle = {change.unit for change in alone}
        self._all = [unit for unit in difference.units if unit not in idle and unit[0] != "deadline"]
        self._mixture = Mixture(difference)
        self._engines: OrderedDict[frozenset[Unit], tuple[LawSource, PlainEngine] | None] = OrderedDict()

    def of(
        self, case: Case, suspects: Iterable[Unit], near: Iterable[Unit], wanted: Mapping[str, Finding]
    ) -> dict[str, tuple[Cause, ...]]:
        """The causes of each finding that is to become as ``wanted`` again: by key, with the article if that is given.

        ``suspects``: rules that applied under one edition; each is tried alone, then together, then with ``near``,
        those looked at, then all. Several causes of one finding are alternatives. No cause: none was found.
        """
        decided: dict[frozenset[Unit], dict[str, Finding] | None] = {}

        def restored(key: str, units: Iterable[Unit]) -> bool:
            back = frozenset(units)
            if back not in decided:
                decided[back] = self._decide(case, back | self._present)
            found = decided[back]
            return found is not None and same(found.get(key), wanted[key])

        groups = [
            [unit for unit in self._all if unit[0] != "rule" or unit in tried] for tried in (set(suspects), set(near))
        ]
        return {key: causes_of((*groups, self._all), partial(restored, key)) for key in wanted}

    def _decide(self, case: Case, back: frozenset[Unit]) -> dict[str, Finding] | None:
        made = self._court(back)
        if made is None:
            return None
        source, court = made
        try:
            return findings(court.decide(known_to(case.facts, source), case.conduct, case.on))
        except (InputError, LawConflict):
            return None  # such a mixture decides nothing, so it brings nothing back

    def _court(self, back: frozenset[Unit]) -> tuple[LawSource, PlainEngine] | None:
        if back in self._engines:
            self._engines.move_to_end(back)
            return self._engines[back]
        source = self._mixture.without(back)
        try:
            made = source, PlainEngine(source.lawbook)
        except LawError:
            made = None  # the changes hang together: these cannot be taken back without others
        self._engines[back] = made
        if len(self._engines) > _KEPT:
            self._engines.popitem(last=False)
        return made


def causes_of(groups: Sequence[Sequence[Unit]], restored: Callable[[Iterable[Unit]], bool]) -> tuple[Cause, ...]:
    """The causes among these changes: each of the first group alone, else the first group that restores, reduced."""
    alone = [Cause((unit,)) for unit in groups[0] if restored((unit,))]
    if alone:
        return tuple(alone)
    for units in groups:
        if restored(units):
            return (Cause(tuple(_needed(list(units), restored))),)
    return ()


def same(found: Finding | None, wanted: Finding) -> bool:
    """Whether a finding is as wanted; its articles count where they are given."""
    if found is None:
        return wanted.value == ABSENT
    return found.value == wanted.value and (not wanted.basis or found.basis == wanted.basis)


def _needed(units: list[Unit], restored: Callable[[Iterable[Unit]], bool]) -> list[Unit]:
    """A part of ``units`` that restores and of which none can be spared: halves are left out, then ever less."""
    size = max(1, len(units) // 2)
    while True:
        before = len(units)
        at = 0
        while at < len(units):
            rest = units[:at] + units[at + size :]
            if rest and restored(rest):
                units = rest
            else:
                at += size
        if size > 1:
            size //= 2
        elif len(units) == before:
            return units


class Mixture:
    """Both editions of a difference, by what changes together."""

    def __init__(self, difference: Difference) -> None:
        self._old, self._new = _by_unit(difference.old), _by_unit(difference.new)
        self._units = dict.fromkeys((*self._old, *self._new))
        self._files = dict.fromkeys((*difference.old.files, *difference.new.files))
        self._kept = Kept()

    def without(self, back: frozenset[Unit]) -> LawSource:
        """The new edition with these changes taken back; with all of them, the old one."""
        files: dict[str, list[LineMapping]] = {name: [] for name in self._files}
        for unit in self._units:
            for name, entry in (self._old if unit in back else self._new).get(unit, ()):
                files[name].append(entry)
        return LawSource("", files, kept=self._kept)


def _by_unit(source: LawSource) -> dict[Unit, list[tuple[str, LineMapping]]]:
    units: dict[Unit, list[tuple[str, LineMapping]]] = {}
    for name, entries in source.files.items():
        for entry in entries:
            units.setdefault(unit_of(name, entry), []).append((name, entry))
    return units


def unit_of(file: str, entry: LineMapping) -> Unit:
    """What changes together with an entry of a law file."""
    if file == "tiers.yaml":
        return "tier", f"{entry['tier']}·{entry['grade']}"
    for kind in _NAMED.get(file, ()):
        if kind in entry:
            return kind, str(entry[kind])
    return "rule", str(entry["id"]).strip()
