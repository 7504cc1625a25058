"""What is still missing for a closed route or a rule that does not apply: the least sets of facts, fewest first.

The plain evaluator tries, both evaluators confirm what is found. Sets grow by one fact at a time: whatever opens the
route makes one of its rules fire, so it changes a fact that can turn what that rule lacks; every such fact is tried,
with a value for each region that the law tells apart. So no least set is passed over, until the bound is reached.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.deciding.book.conditions import Comparison, Value, Values
from rules.deciding.book.factbook import Fact
from rules.deciding.book.types import ROUTES
from rules.deciding.decide import Decision, Given, RuleEngine, with_day
from rules.deciding.evaluator import KnownFacts, LawConflict, Ready, conclude
from rules.deciding.grading import OPEN, grade
from rules.deciding.influence import Influence, Levers, Trial, joined
from rules.deciding.representatives import Representatives


@dataclass(frozen=True, slots=True)
class Bound:
    """How far is sought: sets of at most this many facts, and trials for one route, some seconds of work."""

    facts: int = 6
    trials: int = 20_000


BOUND = Bound()
OF_ONE_RULE = Bound(facts=6, trials=2_000)
"""Of a rule one least set is sought, of every rule of a case."""


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that has to change: what it is (None: not known), and one value with which the route opens.

    ``asked``: what rules ask of the fact itself that the value satisfies and what it is now does not.
    """

    fact: Fact
    now: Value | None
    value: Value
    asked: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Of one closed route: every least set of facts that opens it, as far as ``complete``. ``trials``: how many."""

    route: str
    ways: tuple[tuple[Need, ...], ...]
    complete: bool
    trials: int


def missing(
    engine: RuleEngine,
    facts: Given,
    days: tuple[datetime.date, datetime.date],
    route: str,
    bound: Bound = BOUND,
) -> Missing:
    """What would open a route that is closed for these facts. ``days``: of conduct and of decision.

    Where the bound of trials is reached, ``complete`` is False. A fact that is known never becomes unknown, and what
    the charge fixes stays. Raises ``InputError`` for unusable facts.
    """
    bench = _Bench.of(engine, facts, days)
    influence = bench.influence
    opening = tuple(
        ready
        for ready, number in influence.rules.items()
        if influence.stages[number] == "routing" and route in ready.rule.then.get(ROUTES, ())
    )

    def opens(decision: Decision) -> bool:
        return any(one.open for one in decision.routes if one.route == route)

    return _Search(_Court(bench, opening), _Goal(route, opens), bound).result()


def missing_for_rules(
    engine: RuleEngine,
    facts: Given,
    days: tuple[datetime.date, datetime.date],
    rules: Sequence[Ready],
    bound: Bound = OF_ONE_RULE,
) -> tuple[Missing, ...]:
    """Of each of these rules, which do not fire for these facts, the first least set that makes it fire.

    ``route`` names the rule. ``complete``: False where the bound of trials was reached before one was found.
    """
    bench = _Bench.of(engine, facts, days)
    return tuple(_of_rule(bench, ready, bound) for ready in rules)


def _of_rule(bench: _Bench, ready: Ready, bound: Bound) -> Missing:
    def fires(decision: Decision) -> bool:
        return any(report.fired and report.outcome.ready is ready for report in decision.rules)

    return _Search(_Court(bench, (ready,)), _Goal(ready.rule.ref, fires), bound, first=True).result()


@dataclass(frozen=True)
class _Goal:
    """What is to come about: its name, and whether a decision brings it."""

    name: str
    reached: Callable[[Decision], bool]


@dataclass(frozen=True)
class _Bench:
    """A case before the law: what every search of it needs."""

    engine: RuleEngine
    given: Mapping[str, Value]
    days: tuple[datetime.date, datetime.date]
    influence: Influence

    @classmethod
    def of(cls, engine: RuleEngine, facts: Given, days: tuple[datetime.date, datetime.date]) -> _Bench:
        book = engine.lawbook.book
        given = book.normalise(with_day(facts, days[0], book))
        influence = Influence(engine.oracle(engine.lawbook.edition(*days)), book, given.get("offence"))
        return cls(engine, given, days, influence)


class _Court:
    """The rules that matter for what is sought, tried by the plain evaluator.

    They are those of which one must fire (``opening``), those that draw single conclusions which their facts can bring
    into conflict, and all that stand behind either.
    """

    def __init__(self, bench: _Bench, opening: tuple[Ready, ...]) -> None:
        self.engine, self.days, self.given, self.influence = bench.engine, bench.days, bench.given, bench.influence
        self.book = bench.engine.lawbook.book
        rules = self.influence.rules
        self.opening = opening
        self.contested = self._contested()
        self.rules = self.influence.closure((*self.opening, *self.contested))
        self._staged = [[one for one in rules if rules[one] == n and one in self.rules] for n in range(self._last())]
        asked = [comparison for ready in self.rules for comparison in ready.rule.comparisons]
        self.values = Representatives(self.book, asked, self.days[1])

    def _last(self) -> int:
        return max((self.influence.rules[ready] + 1 for ready in self.rules), default=0)

    def _contested(self) -> tuple[Ready, ...]:
        """The rules of single conclusions that the facts tried can turn, or those tried because of others of them."""
        reach: frozenset[str] = frozenset().union(*map(self.influence.reach_of, self.opening))
        single = [name for name, one in self.book.conclusions.items() if one.merge == "single"]
        found: dict[str, list[Ready]] = {}
        after = len(self.influence.stages)
        while True:
            more = [name for name in single if name not in found and reach & self.influence.reach(name, after)]
            if not more:
                return tuple(ready for drawing in found.values() for ready in drawing)
            for name in more:
                found[name] = self.influence.behind(name, after)
                reach |= self.influence.reach(name, after)

    def trial(self, changed: Mapping[str, Value]) -> Trial:
        """What the rules give with these changes."""
        known = KnownFacts(self.book.derive({**self.given, **changed}))
        seen: list[Values] = []
        fired: set[Ready] = set()
        conclusions: dict[str, str | frozenset[str]] = {}
        for stage, rules in zip(self.influence.stages, self._staged, strict=False):
            now = KnownFacts({**known, **conclusions})
            seen.append(now)
            firing = [ready for ready in rules if ready.test(now)]
            fired.update(firing)
            if stage == "grade":
                conclusions |= self._graded(rules, now, conclusions)
                continue
            try:
                conclusions |= conclude([ready.rule for ready in firing], self.book, conclusions)
            except LawConflict:
                return Trial(changed, tuple(seen), frozenset(fired), True)
        return Trial(changed, tuple(seen), frozenset(fired), False)

    def _graded(
        self, rules: list[Ready], known: KnownFacts, drawn: Mapping[str, str | frozenset[str]]
    ) -> dict[str, str | frozenset[str]]:
        left_open = sorted(drawn.get(OPEN, ()))
        found = grade([one.outcome(known) for one in rules], known, self.engine.lawbook, *self.days, left_open)
        return found.concluded(self.book)


class _Search:
    """``first``: whether the first set that is found is enough."""

    def __init__(self, court: _Court, goal: _Goal, bound: Bound, *, first: bool = False) -> None:
        self._court, self._goal, self._bound, self._first = court, goal, bound, first
        self._trials = 0
        self._found: dict[frozenset[str], Mapping[str, Value]] = {}
        self._seen: set[frozenset[tuple[str, Value]]] = set()

    def result(self) -> Missing:
        states = [self._court.trial({})] if self._court.opening else []
        complete = True
        for size in range(self._bound.facts):
            following: list[Trial] = []
            for changed in (changed for state in states for changed in self._next(state)):
                if self._first and self._found:
                    break
                if self._trials >= self._bound.trials:
                    complete = False
                    break
                self._try(changed, following, last=size + 1 == self._bound.facts)
            states = following if complete and not (self._first and self._found) else []
        ways = tuple(self._way(changed) for changed in self._found.values())
        return Missing(self._goal.name, ways, complete, self._trials)

    def _next(self, state: Trial) -> Iterator[dict[str, Value]]:
        """The changes of a state with one more, but those that hold a set already found."""
        for name, asked in self._levers(state).items():
            names = frozenset((*state.changed, name))
            if any(found <= names for found in self._found):
                continue
            tests = [one.test() for one in asked or ()]
            for value in self._court.values.of(name, state.seen[0]):
                if tests and not any(test({name: value}) for test in tests):
                    continue
                if names in self._found:
                    break
                # A candidate is of the type of its fact, which the types of all facts together do not say.
                yield {**state.changed, name: value}  # type: ignore[dict-item]

    def _levers(self, state: Trial) -> Levers:
        influence = self._court.influence
        if not state.conflict:
            return joined(influence.levers(ready, state) for ready in self._court.opening)
        names = frozenset().union(*map(influence.reach_of, self._court.contested))
        return {name: None for name in sorted(names) if name not in state.changed}

    def _try(self, changed: dict[str, Value], following: list[Trial], *, last: bool) -> None:
        key = frozenset(changed.items())
        if key in self._seen:
            return
        self._seen.add(key)
        self._trials += 1
        trial = self._court.trial(changed)
        opens = not trial.conflict and not trial.fired.isdisjoint(self._court.opening)
        if opens and self._confirmed(changed):
            self._found[frozenset(changed)] = changed
        elif not last:
            following.append(replace(trial, conflict=True) if opens else trial)

    def _confirmed(self, changed: Mapping[str, Value]) -> bool:
        """Whether both evaluators, with every rule of the edition, find it so."""
        try:
            decision = self._court.engine.decide({**self._court.given, **changed}, *self._court.days)
        except LawConflict:
            return False
        return self._goal.reached(decision)

    def _way(self, changed: Mapping[str, Value]) -> tuple[Need, ...]:
        return tuple(self._need(name, value) for name, value in changed.items())

    def _need(self, name: str, value: Value) -> Need:
        now = {one: known for one, known in self._court.given.items() if one == name}
        satisfied = [one for one in self._court.values.asked(name) if one.test()({name: value})]
        asked = tuple(one for one in satisfied if not one.test()(now))
        return Need(self._court.book.facts[name], now.get(name), value, asked)
