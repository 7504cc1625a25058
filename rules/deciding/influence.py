"""What can turn the conclusions of one edition: given facts, through sums and through rules of earlier stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rules.deciding.book.conditions import Comparison, Condition, Values
from rules.deciding.book.factbook import FactBook
from rules.deciding.evaluator import Oracle, Ready
from rules.deciding.grading import GRADE, OPEN

Levers = dict[str, frozenset[Comparison] | None]
"""Facts to change, each with the comparisons of which the new value must satisfy one; None: any value may do."""

_STATING = {"is", "in", "includes"}


@dataclass(frozen=True, slots=True)
class Trial:
    """What the rules give where some facts are changed.

    ``seen``: what each stage saw, by its place. ``fired``: the rules that did. ``conflict``: two of them contradict
    each other, so that the stages after that one were not run.
    """

    changed: Mapping[str, object]
    seen: tuple[Values, ...]
    fired: frozenset[Ready]
    conflict: bool


class Influence:
    """The rules of one edition for one charge, each with its stage, and what can turn what they ask for."""

    def __init__(self, oracle: Oracle, book: FactBook, charge: object) -> None:
        self.book = book
        self.stages = tuple(oracle.stages)
        self.rules = {
            ready: number
            for number, made in enumerate(oracle.stages.values())
            for ready in made
            if charge is None or not ready.rule.offences or charge in ready.rule.offences
        }
        self._drawing: dict[str, list[Ready]] = {}
        for ready in self.rules:
            for name in ready.rule.then:
                self._drawing.setdefault(name, []).append(ready)
        self._reach: dict[tuple[str, str | None, int], frozenset[str]] = {}

    def behind(self, name: str, before: int, values: Iterable[str] | None = None) -> list[Ready]:
        """The rules of stages before this one that draw a conclusion, or one of these values of it."""
        wanted = None if values is None else frozenset(values)
        return [
            ready
            for ready in self._drawing.get(name, ())
            if self.rules[ready] < before and (wanted is None or not wanted.isdisjoint(ready.rule.then[name]))
        ]

    def supports(self, name: str, before: int) -> list[Ready]:
        """The rules behind a conclusion; behind the grade those for which none is told too."""
        found = self.behind(name, before)
        return [*found, *self.behind(OPEN, before)] if name == GRADE else found

    def given(self, name: str) -> Iterator[str]:
        """The facts that may be stated otherwise, where a rule asks for a fact: itself, or the terms of a sum."""
        fact = self.book.facts[name]
        for one in [term.fact for term in fact.sum] or [name]:
            if not self.book.facts[one].fixed:
                yield one

    def reach(self, name: str, before: int, value: str | None = None) -> frozenset[str]:
        """The facts that can turn what stages before this one conclude; ``value``: whether a set holds it."""
        key = name, value, before
        found = self._reach.get(key)
        if found is None:
            rules = self.supports(name, before) if value is None else self.behind(name, before, (value,))
            needs = [one for scale in self.book.scales.values() for one in scale.needs] if name == GRADE else []
            found = frozenset(fact for one in needs for fact in self.given(one))
            found = self._reach[key] = found.union(*map(self.reach_of, rules))
        return found

    def reach_of(self, ready: Ready) -> frozenset[str]:
        """The facts that can turn a rule."""
        found: set[str] = set()
        for asked in ready.rule.comparisons:
            if asked.fact in self.book.facts:
                found.update(self.given(asked.fact))
            else:
                value = str(asked.value) if asked.op == "includes" else None
                found |= self.reach(asked.fact, self.rules[ready], value)
        return frozenset(found)

    def closure(self, start: Iterable[Ready]) -> frozenset[Ready]:
        """These rules and all that stand behind what they ask for."""
        found: set[Ready] = set()
        waiting = list(start)
        while waiting:
            ready = waiting.pop()
            if ready not in found:
                found.add(ready)
                for asked in ready.rule.comparisons:
                    if asked.fact in self.book.conclusions:
                        waiting += self.supports(asked.fact, self.rules[ready])
        return frozenset(found)

    def levers(self, ready: Ready, trial: Trial) -> Levers:
        """Facts of which one at least must change yet for a rule to fire; none where no change of others can do it."""
        at = self.rules[ready]
        return self._levers(ready.rule.when, at, trial) if at < len(trial.seen) else {}

    def _levers(self, condition: Condition, at: int, trial: Trial) -> Levers:
        if isinstance(condition, Comparison):
            return self._turning(condition, at, trial)
        known = trial.seen[at]
        parts = [self._levers(part, at, trial) for part in condition.parts if not part.test()(known)]
        return min(parts, key=len) if condition.every else joined(parts)

    def _turning(self, asked: Comparison, at: int, trial: Trial) -> Levers:
        if asked.fact in self.book.facts:
            if asked.op == "exists" and not asked.value:
                return {}  # what is known cannot become unknown
            own = None if self.book.facts[asked.fact].sum else frozenset({asked})
            return {name: own for name in self.given(asked.fact) if name not in trial.changed}
        values = asked.value if isinstance(asked.value, tuple) else (asked.value,)
        wanted = [str(value) for value in values] if asked.op in _STATING else None
        drawing = self.behind(asked.fact, at, wanted)
        if asked.fact != GRADE and trial.fired.isdisjoint(drawing):
            return joined(self.levers(ready, trial) for ready in drawing)
        return {name: None for name in self.reach(asked.fact, at) if name not in trial.changed}


def joined(several: Iterable[Levers]) -> Levers:
    """Facts of which any may do."""
    found: Levers = {}
    for levers in several:
        for name, asked in levers.items():
            held = found.get(name, frozenset())
            found[name] = None if held is None or asked is None else held | asked
    return found
