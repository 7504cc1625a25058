"""The one change of facts that would make a rule fire: found by arithmetic, told only after the rule fired with it.

Conditions are in negation normal form, so satisfying a comparison can never stop a rule from firing: only values that
satisfy a comparison need be tried, the rule's own or one behind a conclusion it asks for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext
from fractions import Fraction

from rules.deciding.book.conditions import ORDERED, Comparison, Test, Value, Values
from rules.deciding.book.factbook import Fact, FactBook
from rules.deciding.evaluator import Needed, Outcome, Path, Ready
from rules.values.exact import nearest, over


@dataclass(frozen=True, slots=True)
class Change:
    """``fact`` becoming ``value`` makes the rule fire; nothing else need change. It answers ``comparison``."""

    fact: Fact
    value: Value
    comparison: Comparison


class Counterfactuals:
    """Finds single changes for the rules of one vocabulary."""

    def __init__(self, book: FactBook) -> None:
        self._book = book
        self._answers: dict[Path, tuple[tuple[Value, Comparison], ...]] = {}

    def change(self, outcome: Outcome) -> Change | None:
        """The first fact, in the order the rule asks, whose change alone makes it fire, with the least change; or None.

        The grade, chosen between two texts, and the facts that the charge gives are taken as they are.
        """
        if outcome.fired:
            return None
        failed = outcome.failed()
        possible = _turning(outcome.ready, outcome.known, failed)
        if not possible:
            return None
        for name, path in outcome.ready.paths.items():
            if name in possible:
                found = self._least(name, path, outcome, failed)
                if found is not None:
                    return found
        return None

    def _least(self, name: str, path: Path, outcome: Outcome, failed: Sequence[Needed]) -> Change | None:
        fact, known = self._book.facts[name], outcome.known
        answers: Iterable[tuple[Value, Comparison]] = self._static(fact, path)
        if path.sums:
            answers = (*answers, *_solved(fact, path, known))
        current = known.get(name)
        lacking = [needed.test for needed in failed if needed.comparison.fact == name]
        fitting = [one for one in answers if one[0] != current and _all_hold(lacking, {name: one[0]})]
        if len(fitting) > 1 and fact.type in {"integer", "decimal"}:
            now = Fraction(current) if isinstance(current, Decimal | Fraction | int) else Fraction(0)
            # The fact is a number, and so is every value that answers it; a value in general may be a word.
            fitting.sort(key=lambda answer: abs(Fraction(answer[0]) - now))  # type: ignore[arg-type]
        for value, comparison in fitting:
            if self.fires_with(outcome.ready, path, known, name, value):
                return Change(fact, value, comparison)
        return None

    def _static(self, fact: Fact, path: Path) -> tuple[tuple[Value, Comparison], ...]:
        found = self._answers.get(path)
        if found is None:
            found = self._answers[path] = tuple(_static(fact, path))
        return found

    def fires_with(self, ready: Ready, path: Path, known: Values, name: str, value: Value) -> bool:
        """Whether the rule fires when ``name`` becomes ``value``: what rests on it is derived and concluded anew."""
        changed: dict[str, Value | frozenset[str]] = {**known, name: value}
        for fact in path.sums:
            total = self._book.total(fact, changed)
            if total is not None:
                changed[fact.name] = total
        for conclusion, values in path.redrawn:
            held = changed.pop(conclusion, None)
            if isinstance(held, frozenset) and held - values:
                changed[conclusion] = held - values
        for test, drawn in path.helpers:
            if test(changed):
                for conclusion, is_set, values in drawn:
                    held = changed.get(conclusion)
                    if is_set:
                        changed[conclusion] = values | held if isinstance(held, frozenset) else values
                    elif held is None:
                        (changed[conclusion],) = values
                    elif held not in values:
                        return False  # facts that contradict each other are no way to open anything
        return ready.test(changed)


def _turning(ready: Ready, known: Values, failed: Iterable[Needed]) -> Set[str]:
    """The facts of which one alone may make a rule fire: those that reach all that it needs and does not get."""
    possible: Set[str] = ready.paths.keys()
    for needed in failed:
        possible = possible & _reaching(needed, known)
        if not possible:
            break
    return possible


def _reaching(needed: Needed, known: Values) -> Set[str]:
    """The facts that may turn what is needed: where it must be concluded, those that may make a rule conclude it."""
    if not needed.behind:
        return needed.reach
    return frozenset().union(*(_turning(ready, known, ready.failed(known)) for ready in needed.behind))


def _all_hold(tests: Iterable[Test], known: Values) -> bool:
    for test in tests:  # noqa: SIM110  # tried many times for each case; twice as fast as all()
        if not test(known):
            return False
    return True


def _static(fact: Fact, path: Path) -> Iterator[tuple[Value, Comparison]]:
    """Values of ``fact`` that satisfy the comparisons on it, whatever else is known; each value once."""
    seen: set[Value] = set()
    for comparison in path.comparisons:
        if comparison.fact == fact.name:
            for value in _satisfying(fact, comparison):
                if value not in seen:
                    seen.add(value)
                    yield value, comparison


def _satisfying(fact: Fact, comparison: Comparison) -> Iterator[Value]:
    op, wanted = comparison.op, comparison.value
    if fact.type == "bool":
        if op == "exists":
            yield from (True, False) if wanted else ()
        else:
            yield wanted is (op == "is")
    elif isinstance(wanted, tuple):
        yield from wanted if op == "in" else ()
    elif op in {"is", "at_least", "at_most"}:
        yield wanted
    elif op in {"above", "below"}:
        beside = _beside(fact, wanted, 1 if op == "above" else -1)
        if not isinstance(beside, Decimal | int) or beside >= 0:
            yield beside


def _beside(fact: Fact, wanted: Value, direction: int) -> Value:
    """The next value after, or before, a threshold."""
    if isinstance(wanted, datetime.date):
        return wanted + datetime.timedelta(days=direction)
    assert isinstance(wanted, Decimal | int)
    return wanted + direction if fact.type == "integer" else wanted + direction * Decimal(1).scaleb(-fact.decimals)


_WIDE = Context(prec=200)


def _solved(fact: Fact, path: Path, known: Values) -> Iterator[tuple[Value, Comparison]]:
    """``fact`` such that a sum it enters just meets a comparison, the other terms as known."""
    for comparison in path.comparisons:
        for asked in path.sums:
            if comparison.fact == asked.name and comparison.op in ORDERED:
                value = _solve(fact, asked, comparison, known)
                if value is not None:
                    yield value, comparison


def _solve(fact: Fact, asked: Fact, comparison: Comparison, known: Values) -> Value | None:
    target = comparison.value
    assert isinstance(target, Decimal | int)
    with localcontext(_WIDE):
        rest, own = Decimal(target), Decimal(1)
        for term in asked.sum:
            other = known.get(term.fact)
            if term.fact == fact.name:
                own = term.per
            elif isinstance(other, Decimal | Fraction | int):
                rest -= nearest(over(Decimal(other) if isinstance(other, int) else other, term.per))
            else:
                return None
        exact = rest * own
        step = Decimal(1).scaleb(-fact.decimals)
        upward = comparison.op in {"at_least", "above"}
        value = exact.quantize(step, ROUND_CEILING if upward else ROUND_FLOOR)
        if value == exact and comparison.op in {"above", "below"}:
            value += step if upward else -step
    if value < 0:
        return None
    return int(value) if fact.type == "integer" else value
