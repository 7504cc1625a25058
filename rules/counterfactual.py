"""The one change of facts that would make a rule fire: found by arithmetic, told only after the rule fired with it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from rules.conditions import ORDERED, Comparison, Value, Values
from rules.factbook import Fact, FactBook
from rules.oracle import LawConflict, Outcome, Ready, conclude


@dataclass(frozen=True, slots=True)
class Change:
    """``fact`` becoming ``value`` makes the rule fire; nothing else need change."""

    fact: Fact
    value: Value
    comparison: Comparison


def single_change(outcome: Outcome, given: Mapping[str, Value], book: FactBook) -> Change | None:
    """The first single change of a given fact that makes the rule fire, or None. ``given`` are the facts underived."""
    if outcome.fired:
        return None
    ready = outcome.ready
    possible: frozenset[str] | None = None
    for test, reach in ready.needed:
        if not test(outcome.known):
            possible = reach if possible is None else possible & reach
            if not possible:
                return None
    for name, comparisons in ready.touching.items():
        if possible is not None and name not in possible:
            continue
        fact = book.facts[name]
        tried: set[Value] = set()
        for comparison in comparisons:
            for value in _satisfying(fact, comparison, given, book):
                if value == given.get(name) or value in tried:
                    continue
                tried.add(value)
                if fires_with(ready, {**given, name: value}, book):
                    return Change(fact, value, comparison)
    return None


def fires_with(ready: Ready, given: Mapping[str, Value], book: FactBook) -> bool:
    """Whether the rule fires of these given facts, its support in earlier stages evaluated anew."""
    known: dict[str, Value | frozenset[str]] = dict(book.derive(dict(given)))
    try:
        for helper in ready.support:
            if helper.test(known):
                known.update(conclude([helper.rule], book, known))
    except LawConflict:
        return False  # facts that contradict each other are no way to open anything
    return ready.test(known)


def _satisfying(fact: Fact, comparison: Comparison, given: Values, book: FactBook) -> Iterator[Value]:
    """Values of ``fact`` that may satisfy the comparison, or turn it."""
    if comparison.fact != fact.name:
        asked = book.facts.get(comparison.fact)
        if asked is not None and asked.sum:
            yield from _solved(fact, asked, comparison, given)
        return
    op, wanted = comparison.op, comparison.value
    if op == "is" and not isinstance(wanted, tuple):
        yield wanted
        if isinstance(wanted, bool):
            yield not wanted
    elif op == "in" and isinstance(wanted, tuple):
        yield from wanted
    elif op == "is_not" and isinstance(wanted, bool):
        yield not wanted
    elif op == "exists" and fact.type == "bool":
        yield True
        yield False
    elif op in ORDERED and not isinstance(wanted, tuple):
        yield from _beside(fact, op, wanted)


def _beside(fact: Fact, op: str, wanted: Value) -> Iterator[Value]:
    """The nearest value that satisfies an ordered comparison, and the nearest that does not."""
    if isinstance(wanted, datetime.date):
        day = datetime.timedelta(days=1)
        inside, outside = (wanted, wanted) if op in {"at_least", "at_most"} else (wanted + day, wanted - day)
        yield inside if op in {"at_least", "above"} else outside
        return
    assert isinstance(wanted, Decimal | int)
    step = Decimal(1).scaleb(-fact.decimals)
    number = Decimal(wanted)
    nearest = {"at_least": number, "at_most": number, "above": number + step, "below": number - step}
    for value in (nearest[op], number + step, number - step, number):
        if value >= 0:
            yield int(value) if fact.type == "integer" else value


def _solved(fact: Fact, asked: Fact, comparison: Comparison, given: Values) -> Iterator[Value]:
    """``fact`` such that the sum ``asked`` just meets the comparison, the other terms as given."""
    if comparison.op not in ORDERED or isinstance(comparison.value, tuple):
        return
    target = comparison.value
    assert isinstance(target, Decimal | int)
    with localcontext(prec=200):
        rest, own = Decimal(target), Decimal(1)
        for term in asked.sum:
            if term.fact == fact.name:
                own = term.per
                continue
            other = given.get(term.fact)
            if not isinstance(other, Decimal | int):
                return
            rest -= Decimal(other) / term.per
        exact = rest * own
        step = Decimal(1).scaleb(-fact.decimals)
        upward = comparison.op in {"at_least", "above"}
        value = exact.quantize(step, ROUND_CEILING if upward else ROUND_FLOOR)
        if value == exact and comparison.op in {"above", "below"}:
            value += step if upward else -step
    if value >= 0:
        yield int(value) if fact.type == "integer" else value
