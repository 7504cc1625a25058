"""Values that stand for all values of a fact: one of each region that the thresholds and words of some rules cut.

A fact that enters a sum also takes the values with which the sum just meets a threshold, the other terms as they are,
as nothing, or at the ends of their own regions. Where several sums share terms and only one combination meets them all
between those ends, it may be missed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product

from rules.deciding.book.conditions import Comparison, Value, Values
from rules.deciding.book.factbook import Fact, FactBook

OTHER = "其他"
"""Stands for every word that no rule names, where the vocabulary has no list."""


class Representatives:
    """The values worth trying, for the comparisons of some rules."""

    def __init__(self, book: FactBook, comparisons: Iterable[Comparison], day: datetime.date) -> None:
        self._book, self._day = book, day
        self._on: dict[str, list[Comparison]] = {}
        for comparison in comparisons:
            self._on.setdefault(comparison.fact, []).append(comparison)
        self._own: dict[str, tuple[Value, ...]] = {}

    def asked(self, name: str) -> list[Comparison]:
        """The comparisons on a fact itself."""
        return self._on.get(name, [])

    def of(self, name: str, known: Values) -> list[Value]:
        """The values of a fact but the one it has, the nearest first."""
        fact, now = self._book.facts[name], known.get(name)
        found: Iterable[Value] = self.own(fact)
        if fact.type in {"integer", "decimal"}:
            start = Fraction(now) if isinstance(now, Decimal | Fraction | int) else Fraction(0)
            numbers = {*found, *self._meeting(fact, known)}
            # The fact is a number, and so is every value of it; a value in general may be a word.
            found = sorted(numbers, key=lambda one: (abs(Fraction(one) - start), one))  # type: ignore[arg-type]
        return [value for value in found if value != now]

    def own(self, fact: Fact) -> tuple[Value, ...]:
        """One of each region that the comparisons on the fact itself cut."""
        found = self._own.get(fact.name)
        if found is None:
            found = self._own[fact.name] = tuple(dict.fromkeys(self._regions(fact)))
        return found

    def _regions(self, fact: Fact) -> Iterator[Value]:
        named = [one for asked in self._on.get(fact.name, ()) if asked.op != "exists" for one in _values(asked)]
        if fact.type == "bool":
            yield from (True, False)
        elif fact.type == "string":
            yield from named
            yield from [word for word in fact.values or (OTHER,) if word not in named][:1]
        elif fact.type == "date":
            days = [one for one in named if isinstance(one, datetime.date)]
            yield from [one + datetime.timedelta(days=beside) for one in days for beside in (0, -1, 1)] or [self._day]
        else:
            yield from _around(fact, [Fraction(0), *map(_fraction, named)])

    def _meeting(self, fact: Fact, known: Values) -> Iterator[Value]:
        """The values with which a sum just meets, or just misses, a threshold."""
        for total in self._book.derived:
            own = next((term for term in total.sum if term.fact == fact.name), None)
            asked = [_fraction(one.value) for one in self._on.get(total.name, ()) if one.op != "exists"]
            if own is None or not asked:
                continue
            others = [self._term(term.fact, term.per, known) for term in total.sum if term is not own]
            rests = {sum(parts, Fraction(0)) for parts in product(*others)}
            yield from _around(fact, [(target - rest) * Fraction(own.per) for target in asked for rest in rests])

    def _term(self, name: str, per: Decimal, known: Values) -> set[Fraction]:
        now = known.get(name)
        values = [Fraction(now)] if isinstance(now, Decimal | Fraction | int) else []
        values += [_fraction(value) for value in self.own(self._book.facts[name])]
        return {value / Fraction(per) for value in values}


def _values(asked: Comparison) -> tuple[Value, ...]:
    return asked.value if isinstance(asked.value, tuple) else (asked.value,)


def _fraction(value: object) -> Fraction:
    assert isinstance(value, Decimal | Fraction | int)
    return Fraction(value)


def _around(fact: Fact, points: list[Fraction]) -> Iterator[Value]:
    """Each point with what stands next to it, and what lies between points that stand next to each other."""
    step = Fraction(1) if fact.type == "integer" else Fraction(1, 10**fact.decimals)
    found = {(point // step + beside) * step for point in points for beside in (0, -1, 1)}
    if fact.type == "decimal":
        found |= {(low + high) / 2 for low, high in pairwise(sorted(set(points))) if high - low <= step}
    for value in sorted(found):
        if value >= 0:
            yield int(value) if fact.type == "integer" else Decimal(value.numerator) / Decimal(value.denominator)
