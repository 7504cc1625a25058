"""The same rules in plain Python: which fire, and on which facts each turned.

The plain evaluator repeats what the engine decided and produces the explanation. It shares nothing with the engine but
the rules themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from rules.deciding.book import Edition, Stage
from rules.deciding.book.conditions import Comparison, Condition, Junction, Test, Values, required
from rules.deciding.book.factbook import Fact, FactBook
from rules.deciding.book.types import Rule
from rules.deciding.recurring import SameFacts, varies
from rules.reading.errors import NothingIssued


class LawConflict(NothingIssued):
    """Two rules that hold of one case conclude different things where only one can be. Nothing may be issued."""


class Node:
    """A condition made ready: whether it holds, and which comparisons turned it."""

    __slots__ = ("comparison", "every", "parts", "test")

    def __init__(self, condition: Condition, alike: dict[Comparison, Comparison]) -> None:
        # equal comparisons of a rule become one object, so that they can be told apart without comparing them
        self.test: Test = condition.test()
        self.comparison = alike.setdefault(condition, condition) if isinstance(condition, Comparison) else None
        self.every = isinstance(condition, Junction) and condition.every
        self.parts = tuple(Node(part, alike) for part in condition.parts) if isinstance(condition, Junction) else ()

    def turned(self, known: Values, holds: bool) -> Iterator[Comparison]:
        """The comparisons that made it hold, or failed it."""
        if self.comparison is not None:
            yield self.comparison
            return
        for part in self.parts:
            if part.test(known) is holds:
                if part.comparison is not None:
                    yield part.comparison
                else:
                    yield from part.turned(known, holds)


@dataclass(frozen=True, eq=False, slots=True)
class Path:
    """How one given fact reaches a rule.

    ``comparisons``: those it can turn, the rule's own and those behind its conclusions. ``sums``: the derived facts it
    enters. ``redrawn``: the conclusions, with the values, to be drawn anew when it changes; ``behind``: the rules that
    draw them, in order; ``helpers``: their tests, each with what it concludes: name, whether a set, values.
    """

    comparisons: tuple[Comparison, ...]
    sums: tuple[Fact, ...]
    redrawn: tuple[tuple[str, frozenset[str]], ...]
    behind: tuple[Ready, ...]
    helpers: tuple[tuple[Test, tuple[tuple[str, bool, frozenset[str]], ...]], ...]


class KnownFacts(dict[str, Any]):
    """What is known of a case, by name; None for a name that is absent."""

    def __missing__(self, name: str) -> None:
        return None

    def with_(self, more: Mapping[str, object]) -> KnownFacts:
        """The same with more that is known; itself where there is no more."""
        if not more:
            return self
        found = KnownFacts(self)
        found.update(more)
        return found


def _no_values(known: Values) -> None:
    """Of a rule of which nothing is kept."""


@dataclass(frozen=True, eq=False, slots=True)
class Needed:
    """A comparison without which a rule cannot fire.

    ``reach``: the given facts that can turn it. ``charged``: it is about what the charge gives. ``behind``: the rules
    of which one must fire, where it asks that something was concluded.
    """

    comparison: Comparison
    test: Test
    reach: frozenset[str]
    charged: bool
    behind: tuple[Ready, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Ready:
    """A rule made ready for evaluation. ``number``: its place in its stage.

    ``needed``: the comparisons without which it cannot fire, each once; ``conjunction``: it asks for nothing else.
    ``draws``: its conclusions, name and value. ``paths``: how each given fact reaches it. ``raised``: the matters that
    must have been raised for it to be told. ``rests_on``: the names whose values its reasons rest on. ``told_by``:
    the names whose values all that is told of it rests on: those, and where other rules stand behind it (``derived``)
    all that the change that would make it fire is sought among; ``varying``: the numbers and days of them. ``kept``:
    what became of it in other cases, by those ``values``, where cases have them alike (``recurs``); always empty
    otherwise.
    """

    rule: Rule
    test: Test
    node: Node
    number: int
    needed: tuple[Needed, ...]
    conjunction: bool
    draws: tuple[tuple[str, str], ...]
    paths: Mapping[str, Path]
    raised: frozenset[str]
    rests_on: tuple[str, ...]
    derived: bool
    told_by: tuple[str, ...]
    varying: frozenset[str]
    recurs: bool
    values: Callable[[Values], object]
    kept: dict[object, Any] = field(default_factory=dict)

    def failed(self, known: Values) -> list[Needed]:
        """What the rule needs and does not get."""
        return [needed for needed in self.needed if not needed.test(known)]

    def outcome(self, known: Values) -> Outcome:
        """What becomes of the rule where this is known."""
        return Outcome(self.rule, self, self.test(known), known)


@dataclass(eq=False, slots=True)
class Outcome:
    """What became of one rule. ``known``: what its stage saw, or as much of it as the rule rests on."""

    rule: Rule
    ready: Ready
    fired: bool
    known: Values
    _failed: list[Needed] | None = field(default=None, init=False, repr=False)

    def failed(self) -> list[Needed]:
        """What the rule needs and did not get."""
        if self._failed is None:
            self._failed = [] if self.fired else self.ready.failed(self.known)
        return self._failed

    def turned_on(self) -> list[Comparison]:
        """The comparisons that made it fire, or kept it from firing; only the charge's where the charge did."""
        failed = self.failed()
        for needed in failed:
            if needed.charged:
                return [needed.comparison]
        if self.ready.conjunction:
            return [needed.comparison for needed in (self.ready.needed if self.fired else failed)]
        found = {id(comparison): comparison for comparison in self.ready.node.turned(self.known, self.fired)}
        return list(found.values())


@dataclass(frozen=True, slots=True)
class Group:
    """Rules of a stage for one charge. ``raising``: some are about matters that must have been raised.

    ``same``: all that they rest on, as a key, of which ``kept`` has what became of them in other cases.
    """

    rules: tuple[Ready, ...]
    raising: bool
    same: SameFacts
    kept: dict[object, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Sequence[Ready], book: FactBook) -> Group:
        names = (name for ready in rules for name in (*ready.told_by, *sorted(ready.raised)))
        return cls(tuple(rules), any(ready.raised for ready in rules), SameFacts(names, book))

    def about(self, known: Values) -> Sequence[Ready]:
        """The rules that may fire, in order: those about matters that nobody raised cannot, and are left out."""
        if not self.raising:
            return self.rules
        raised = known.keys()
        return [ready for ready in self.rules if not ready.raised or ready.raised <= raised]


class Oracle:
    """One edition made ready: every rule with its tests, in stages."""

    def __init__(self, edition: Edition, book: FactBook) -> None:
        self.book = book
        self._place = {name: place for place, name in enumerate(book.facts)}
        self.stages: dict[str, tuple[Ready, ...]] = {}
        self._drawing: dict[str, list[Ready]] = {}
        self._of_charge: dict[tuple[str, object], tuple[Group, Group]] = {}
        for stage in edition.stages:
            made = tuple(self._ready(rule, number) for number, rule in enumerate(stage.rules))
            for ready in made:
                for name in ready.rule.then:
                    self._drawing.setdefault(name, []).append(ready)
            self.stages[stage.name] = made

    def of_charge(self, stage: Stage, known: Values) -> tuple[Group, Group]:
        """The rules of a stage that are about the charge, or about any: those that ask for facts alone, and those with
        other rules behind them, which rest on many more."""
        charge = known.get("offence")
        found = self._of_charge.get((stage.name, charge))
        if found is None:
            found = self._of_charge[stage.name, charge] = self._of(stage.name, charge)
        return found

    def _of(self, stage: str, offence: object) -> tuple[Group, Group]:
        """The rules of a stage but those of other offences, which cannot fire; all of them where there is no charge."""
        rules = [
            ready
            for ready in self.stages[stage]
            if offence is None or not ready.rule.offences or offence in ready.rule.offences
        ]
        plain, derived = ([one for one in rules if one.derived is wanted] for wanted in (False, True))
        return Group.of(plain, self.book), Group.of(derived, self.book)

    def _ready(self, rule: Rule, number: int) -> Ready:
        asked = dict.fromkeys(required(rule.when))
        needed = tuple(self._needed(one) for one in asked)
        paths, rests_on = self._paths(rule), self._rests_on(rule)
        derived = any(path.behind for path in paths.values())
        told_by = self._searched(rests_on, paths, needed) if derived else rests_on
        recurs = derived or (bool(rests_on) and not any(map(self._varies, rests_on)))
        return Ready(
            rule,
            rule.when.test(),
            Node(rule.when, {}),
            number,
            needed,
            len(needed) == len(set(rule.comparisons)),
            tuple((name, value) for name, values in rule.then.items() for value in values),
            paths,
            frozenset(one.fact for one in asked if self._raised(one)),
            rests_on,
            derived,
            told_by,
            frozenset(name for name in told_by if varies(name, self.book)),
            recurs,
            itemgetter(*told_by) if recurs else _no_values,
        )

    def _searched(
        self, rests_on: Iterable[str], paths: Mapping[str, Path], needed: Iterable[Needed]
    ) -> tuple[str, ...]:
        """Every name whose value may count when a change is sought: its own, and those along its paths."""
        names = dict.fromkeys((*rests_on, *paths))
        for path in paths.values():
            names |= dict.fromkeys(term.fact for fact in path.sums for term in fact.sum)
            names |= dict.fromkeys(comparison.fact for comparison in path.comparisons)
            names |= dict.fromkeys(conclusion for conclusion, _ in path.redrawn)
            names |= dict.fromkeys(name for ready in path.behind for name in self._asked_behind(ready))
        names |= dict.fromkeys(name for one in needed for ready in one.behind for name in self._asked_behind(ready))
        return tuple(names)

    def _asked_behind(self, ready: Ready) -> Iterator[str]:
        """What a rule asks for, and those behind what it needs."""
        yield from ready.rests_on
        for one in ready.needed:
            for other in one.behind:
                yield from self._asked_behind(other)

    def _needed(self, comparison: Comparison) -> Needed:
        behind = self._behind(comparison) if comparison.op == "includes" else ()
        return Needed(comparison, comparison.test(), self._reach(comparison), self._fixed(comparison), tuple(behind))

    def _rests_on(self, rule: Rule) -> tuple[str, ...]:
        """What the rule asks for, with the details told of it and the terms of its sums."""
        names = dict.fromkeys(comparison.fact for comparison in rule.comparisons)
        facts = [self.book.facts[name] for name in names if name in self.book.facts]
        terms = [term.fact for fact in facts for term in fact.sum]
        details = [fact.detail for fact in facts if fact.detail]
        return tuple(dict.fromkeys((*names, *terms, *details)))

    def _varies(self, name: str) -> bool:
        """Whether hardly two cases have the same value of a fact."""
        return name in self.book.facts and self.book.facts[name].type == "decimal"

    def _raised(self, comparison: Comparison) -> bool:
        """Whether the comparison fails while nobody raised the matter it is about."""
        fact = self.book.facts.get(comparison.fact)
        return fact is not None and fact.raised and not (comparison.op == "exists" and comparison.value is False)

    def _fixed(self, comparison: Comparison) -> bool:
        return comparison.fact in self.book.facts and self.book.facts[comparison.fact].fixed

    def _behind(self, comparison: Comparison) -> list[Ready]:
        """The rules of earlier stages that can turn a comparison of a conclusion.

        None for the grade: it is chosen between two texts, not drawn by its rules alone.
        """
        drawing = [ready for ready in self._drawing.get(comparison.fact, ()) if ready.rule.stage != "grade"]
        if comparison.op != "includes":
            return drawing
        return [ready for ready in drawing if comparison.value in ready.rule.then[comparison.fact]]

    def _reach(self, comparison: Comparison) -> frozenset[str]:
        """The given facts that can turn a comparison."""
        fact = self.book.facts.get(comparison.fact)
        if fact is None:
            return frozenset().union(*(ready.paths for ready in self._behind(comparison)))
        if self._fixed(comparison):
            return frozenset()
        return frozenset(term.fact for term in fact.sum) or frozenset({fact.name})

    def _paths(self, rule: Rule) -> dict[str, Path]:
        names = dict.fromkeys(
            name
            for comparison in rule.comparisons
            for name in sorted(self._reach(comparison), key=self._place.__getitem__)
        )
        return {name: self._path(rule, name) for name in names}

    def _path(self, rule: Rule, name: str) -> Path:
        comparisons = [comparison for comparison in rule.comparisons if name in self._reach(comparison)]
        behind: dict[Ready, None] = {}
        redrawn: dict[str, set[str]] = {}
        for comparison in comparisons[:]:
            for ready in self._behind(comparison):
                path = ready.paths.get(name)
                if path is not None:
                    comparisons += path.comparisons
                    behind |= dict.fromkeys(path.behind)
                    for conclusion, values in path.redrawn:
                        redrawn.setdefault(conclusion, set()).update(values)
                behind[ready] = None
                redrawn.setdefault(comparison.fact, set()).update(ready.rule.then[comparison.fact])
        asked = {comparison.fact for comparison in comparisons}
        order = {ready: number for number, ready in enumerate(r for made in self.stages.values() for r in made)}
        helpers = tuple(sorted(behind, key=order.__getitem__))
        return Path(
            tuple(dict.fromkeys(comparisons)),
            tuple(fact for fact in self.book.derived if fact.name in asked and name in {t.fact for t in fact.sum}),
            tuple((conclusion, frozenset(values)) for conclusion, values in redrawn.items()),
            helpers,
            tuple((ready.test, self._drawn(ready, redrawn)) for ready in helpers),
        )

    def _drawn(self, ready: Ready, redrawn: Mapping[str, set[str]]) -> tuple[tuple[str, bool, frozenset[str]], ...]:
        return tuple(
            (name, self.book.conclusions[name].merge == "set", frozenset(values))
            for name, values in ready.rule.then.items()
            if name in redrawn
        )


def conclude(fired: Iterable[Rule], book: FactBook, known: Mapping[str, object]) -> dict[str, str | frozenset[str]]:
    """What the rules conclude together, added to what earlier stages concluded. Raises ``LawConflict``."""
    result: dict[str, str | frozenset[str]] = {}
    by: dict[str, Rule] = {}
    for rule in fired:
        for name, values in rule.then.items():
            conclusion = book.conclusions[name]
            held = result.get(name) or known.get(name)
            if conclusion.merge == "set":
                result[name] = held.union(values) if isinstance(held, frozenset) else frozenset(values)
            elif held is None:
                result[name] = values[0]
            elif conclusion.merge == "max":
                result[name] = max(str(held), values[0], key=conclusion.values.index)
            elif held != values[0]:
                other = by[name].id if name in by else "前一阶段的规则"
                raise LawConflict(
                    f"规则 {rule.id} 与 {other} 对“{conclusion.label}”的结论相互矛盾：{values[0]}、{held}"
                )
            by[name] = rule
    return result
