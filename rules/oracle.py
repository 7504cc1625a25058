"""The same rules in plain Python: which fire, on which facts that turned, and what one change would make one fire.

The plain evaluator repeats what the engine decided and produces the explanation. It shares nothing with the engine but
the rules themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from rules.conditions import Comparison, Condition, Junction, Test, Values, required
from rules.factbook import FactBook
from rules.lawbook import Edition, Stage
from rules.lawtypes import Rule


class LawConflict(RuntimeError):
    """Two rules that hold of one case conclude different things where only one can be. Nothing may be issued."""


class _Node:
    """A condition made ready: whether it holds, and which comparisons turned it."""

    __slots__ = ("comparison", "every", "parts", "test")

    def __init__(self, condition: Condition) -> None:
        self.test: Test = condition.test()
        self.comparison = condition if isinstance(condition, Comparison) else None
        self.every = isinstance(condition, Junction) and condition.every
        self.parts = tuple(_Node(part) for part in condition.parts) if isinstance(condition, Junction) else ()

    def turned(self, known: Values, holds: bool) -> Iterator[Comparison]:
        """The comparisons that made it hold, or failed it."""
        if self.comparison is not None:
            yield self.comparison
            return
        for part in self.parts:
            if part.test(known) is holds:
                yield from part.turned(known, holds)


@dataclass(frozen=True, eq=False)
class Ready:
    """A rule made ready for evaluation."""

    rule: Rule
    test: Test
    node: _Node
    needed: tuple[tuple[Test, frozenset[str]], ...]
    """Comparisons without which it cannot fire, each with the given facts that can turn it."""
    support: tuple[Ready, ...]
    """Rules of earlier stages whose conclusions it asks for, in order."""
    touching: Mapping[str, tuple[Comparison, ...]]
    """By given fact: the comparisons, its own and its support's, that the fact can turn."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of one rule. ``known`` is what its stage saw."""

    ready: Ready
    fired: bool
    known: Values

    @property
    def rule(self) -> Rule:
        return self.ready.rule

    @cached_property
    def turned_on(self) -> tuple[Comparison, ...]:
        """The comparisons that made it fire, or kept it from firing."""
        return tuple(dict.fromkeys(self.ready.node.turned(self.known, self.fired)))


class Oracle:
    """One edition made ready: every rule with its tests, in stages."""

    def __init__(self, edition: Edition, book: FactBook) -> None:
        self.book = book
        self.edition = edition
        self.stages: dict[str, tuple[Ready, ...]] = {}
        drawing: dict[str, list[Ready]] = {}
        for stage in edition.stages:
            made = tuple(self._ready(rule, drawing) for rule in stage.rules)
            for ready in made:
                for name in ready.rule.then:
                    drawing.setdefault(name, []).append(ready)
            self.stages[stage.name] = made

    def _ready(self, rule: Rule, drawing: Mapping[str, list[Ready]]) -> Ready:
        support: list[Ready] = []
        touching: dict[str, list[Comparison]] = {}
        reach: dict[str, frozenset[str]] = {}
        for comparison in rule.comparisons:
            reach[comparison.fact] = self._reach(comparison.fact, drawing, support)
            for name in reach[comparison.fact]:
                touching.setdefault(name, []).append(comparison)
        for helper in support:
            for name, comparisons in helper.touching.items():
                touching.setdefault(name, []).extend(comparisons)
        return Ready(
            rule,
            rule.when.test(),
            _Node(rule.when),
            tuple((comparison.test(), reach[comparison.fact]) for comparison in required(rule.when)),
            tuple(support),
            {name: tuple(dict.fromkeys(found)) for name, found in touching.items()},
        )

    def _reach(self, name: str, drawing: Mapping[str, list[Ready]], support: list[Ready]) -> frozenset[str]:
        """The given facts that can change ``name``; the rules in between are added to ``support``."""
        fact = self.book.facts.get(name)
        if fact is not None:
            if fact.fixed:
                return frozenset()
            return frozenset(term.fact for term in fact.sum) or frozenset({name})
        found: set[str] = set()
        for ready in drawing.get(name, ()):
            if ready.rule.stage == "grade":
                return frozenset()  # the grade is chosen between two texts, not drawn by its rules alone
            for helper in (*ready.support, ready):
                if helper not in support:
                    support.append(helper)
            found.update(ready.touching)
        return frozenset(found)

    def evaluate(self, stage: Stage, known: Values) -> list[Outcome]:
        """The outcome of every rule of the stage, in order."""
        return [Outcome(ready, ready.test(known), known) for ready in self.stages[stage.name]]


def conclude(fired: Iterable[Rule], book: FactBook, known: Mapping[str, object]) -> dict[str, str | frozenset[str]]:
    """What the rules conclude together, added to what earlier stages concluded. Raises ``LawConflict``."""
    result: dict[str, str | frozenset[str]] = {}
    by: dict[str, Rule] = {}
    for rule in fired:
        for name, values in rule.then.items():
            conclusion = book.conclusions[name]
            held = result.get(name, known.get(name))
            if conclusion.merge == "set":
                result[name] = frozenset(values) | (held if isinstance(held, frozenset) else frozenset())
            elif held is None:
                result[name] = values[0]
            elif conclusion.merge == "max":
                result[name] = max(str(held), values[0], key=conclusion.values.index)
            elif held != values[0]:
                other = by[name].id if name in by else "前一阶段"
                raise LawConflict(
                    f"规则 {rule.id} 与 {other} 对“{conclusion.label}”的结论相互矛盾：{values[0]}、{held}"
                )
            by[name] = rule
    return result
