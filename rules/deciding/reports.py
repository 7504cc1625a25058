"""What became of single rules by the plain evaluator, with what is told of each; kept for cases that are alike."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from rules.deciding.book import Stage
from rules.deciding.book.factbook import FactBook
from rules.deciding.counterfactual import Change, Counterfactuals
from rules.deciding.evaluator import Group, KnownFacts, Oracle, Outcome, Ready
from rules.deciding.explain import Explainer, Reason
from rules.values.kept import kept

_KEPT = 40_000
"""Reports, and what is told of others, kept at hand: of about two thousand bytes each."""

_DERIVED = 8
"""As many reports a report of a rule with others behind it counts for: it rests on some fifty values."""

_OF_GROUP = 4
"""The same of what is kept of a group: it has some of its reports to itself."""

_KEPT_GROUPS = 1_000
"""Of each group of rules: cases whose reports are kept, of some thirty rules each."""

_BY_NUMBER = attrgetter("number")


Kept = tuple[tuple["RuleReport", ...], tuple[Any, ...]]
"""Of a group of rules in cases of a kind: the reports that are the same in all of them; of each other rule its kept
reports, the values they are kept by, and the rule."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule turned on, and the single change of facts that would make it fire, where there is one, in words."""

    reasons: tuple[Reason, ...]
    change: Change | None
    would_fire_if: str | None


class RuleReport:
    """One rule of the decision: whether it fired, what it turned on, and the change that would make it fire.

    ``id``: the rule's, with ``/low`` or ``/high`` for the ends of a missing provincial figure. ``number``: its place in
    its stage. Reasons are made when they are read: a rehearsal of many cases reads few of them. ``shared``: by all
    cases in which the rule rests on the same values.
    """

    __slots__ = ("_json", "_reports", "_told", "fired", "id", "number", "outcome", "shared")

    def __init__(self, outcome: Outcome, reports: Reports, *, shared: bool = False) -> None:
        ready = outcome.ready
        self.outcome = outcome
        self.id = outcome.rule.name
        self.fired = outcome.fired
        self.number = ready.number
        self.shared = shared
        self._reports = reports
        self._told: Told | None = None
        self._json: dict[str, object] | None = None

    @property
    def decided_by(self) -> tuple[Reason, ...]:
        """The comparisons it turned on."""
        return self.told().reasons

    @property
    def would_fire_if(self) -> str | None:
        """The single change of facts that makes it fire, tried out; None when there is none or it fired."""
        return self.told().would_fire_if

    @property
    def change(self) -> Change | None:
        """The same as data."""
        return self.told().change

    def told(self) -> Told:
        """Its reasons and the change, complete."""
        if self._told is None:
            self._told = self._reports.told(self.outcome)
        return self._told

    def kept_json(self) -> dict[str, object]:
        """What ``as_json`` tells, made once for all cases that share the report, and then not to be changed."""
        if not self.shared:
            return self.as_json()
        if self._json is None:
            self._json = kept(self.as_json())
        return self._json

    def as_json(self) -> dict[str, object]:
        """Plain data, the caller's own: what the rule says, whether it fired and why, what would make it fire."""
        told = self.told()
        return {
            **self.outcome.rule.report(),
            "fired": self.fired,
            "decided_by": [reason.as_json() for reason in told.reasons],
            "would_fire_if": told.would_fire_if,
        }


class Reports:
    """The reports of one vocabulary. Safe to share between threads."""

    def __init__(self, book: FactBook) -> None:
        self.explainer = Explainer(book)
        self._counterfactuals = Counterfactuals(book)
        self._count = 0
        self._holding: list[dict[object, Any]] = []
        self._told: dict[tuple[object, ...], Told] = {}

    def of(self, stage: Stage, oracle: Oracle, known: KnownFacts) -> list[RuleReport]:
        """What became of the rules of one stage that may fire, in order."""
        plain, derived = oracle.of_charge(stage, known)
        if not derived.rules:
            return self._of_group(plain, known)
        made = self._of_group(plain, known) + self._of_group(derived, known)
        made.sort(key=_BY_NUMBER)
        return made

    def _of_group(self, group: Group, known: KnownFacts) -> list[RuleReport]:
        key = group.same.key(known)
        alike, others = group.kept.get(key) or self._first(group, key, known)
        if not others:
            return list(alike)
        made = [get(values(known)) or self._report(ready, known) for get, values, ready in others]
        if alike:
            made += alike
            made.sort(key=_BY_NUMBER)
        return made

    def _first(self, group: Group, key: object, known: KnownFacts) -> Kept:
        """The rules in the first case of its kind, kept for the next: what became of those that rest on no number and
        no day that is known, and those that are to be looked at in each case."""
        alike, others = [], []
        for ready in group.about(known):
            if not ready.varying.isdisjoint(known):
                others.append((ready.kept.get, ready.values, ready))
            elif ready.recurs:
                alike.append(ready.kept.get(ready.values(known)) or self._report(ready, known))
            else:
                alike.append(RuleReport(ready.outcome(_own(ready, known)), self, shared=True))
        if len(group.kept) >= _KEPT_GROUPS:
            group.kept.clear()
        self._hold(group.kept, _OF_GROUP)
        found = group.kept[key] = tuple(alike), tuple(others)
        return found

    def _report(self, ready: Ready, known: KnownFacts) -> RuleReport:
        if not ready.recurs:
            return RuleReport(ready.outcome(known), self)
        self._hold(ready.kept, _DERIVED if ready.derived else 1)
        report = ready.kept[ready.values(known)] = RuleReport(ready.outcome(_own(ready, known)), self, shared=True)
        return report

    def _hold(self, place: dict[object, Any], size: int) -> None:
        """Before something of this size is kept at a place: where all that is kept is too much, it is forgotten."""
        if self._count >= _KEPT:
            held, self._holding, self._count = self._holding, [], 0
            for one in held:
                one.clear()
        if not place:
            self._holding.append(place)
        self._count += size

    def told(self, outcome: Outcome) -> Told:
        """What is told of an outcome; kept by the values it rests on, for the same case is often decided again."""
        ready, known = outcome.ready, outcome.known
        if ready.recurs:
            return self._made(outcome)  # its report is kept, and this with it
        key = (ready, *map(known.get, ready.rests_on))
        told = self._told.get(key)
        if told is None:
            if len(self._told) >= _KEPT:
                self._told.clear()
            told = self._told[key] = self._made(outcome)
        return told

    def _made(self, outcome: Outcome) -> Told:
        change = self._counterfactuals.change(outcome)
        words = self.explainer.change(change, outcome.known) if change else None
        return Told(self.explainer.reasons(outcome), change, words)


def _own(ready: Ready, known: KnownFacts) -> KnownFacts:
    """What all that is told of a rule rests on, of all that is known."""
    own = KnownFacts()
    for name in ready.told_by:
        if name in known:
            own[name] = known[name]
    return own
