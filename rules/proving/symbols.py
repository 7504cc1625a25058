"""The facts of any case as symbols: whether each is known, and its value. A fact not known satisfies no comparison.

Numbers are exact and at least 0; a derived fact is known when all its terms are, and is their sum; text is one of the
words that the law or the case file names, or another; a day is its number in the calendar.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import z3

from rules.casefile.schema import facts_by_path
from rules.deciding.book import LawBook
from rules.deciding.book.conditions import ORDERED, Comparison, Value
from rules.deciding.book.factbook import Fact
from rules.values.fields import Kind

Expr = Any
"""A formula or a term of the solver, whose library has no types."""

OTHER = "其他"
"""A word that no rule names."""

TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)

_SORTS = {"bool": z3.Bool, "string": z3.Int, "date": z3.Int, "integer": z3.Int, "decimal": z3.Real}


def exact(number: Decimal | Fraction | int) -> Expr:
    """A number as the solver's own, without rounding."""
    part = Fraction(number)
    return z3.RealVal(f"{part.numerator}/{part.denominator}")


class Symbols:
    """The symbols of one lawbook's facts."""

    def __init__(self, lawbook: LawBook) -> None:
        self.facts: Mapping[str, Fact] = lawbook.book.facts
        self.words = {name: _words(fact, lawbook) for name, fact in self.facts.items() if fact.type == "string"}

    def known(self, name: str) -> Expr:
        fact = self.facts[name]
        if fact.sum:
            return z3.And(*(self.known(term.fact) for term in fact.sum))
        return z3.Bool(f"known {name}")

    def value(self, name: str) -> Expr:
        fact = self.facts[name]
        if fact.sum:
            return z3.Sum(*(self.real(term.fact) / exact(term.per) for term in fact.sum))
        return _SORTS[fact.type](name)

    def real(self, name: str) -> Expr:
        """A number as one with a fraction."""
        value = self.value(name)
        return z3.ToReal(value) if self.facts[name].type == "integer" else value

    def given(self, names: Iterable[str]) -> tuple[str, ...]:
        """The facts that are stated, where those named may follow from several."""
        facts = [self.facts[name] for name in dict.fromkeys(names)]
        return tuple(dict.fromkeys(one for fact in facts for one in ([t.fact for t in fact.sum] or [fact.name])))

    def domain(self, names: Iterable[str]) -> Iterator[Expr]:
        """What holds of every value of these facts."""
        for name in self.given(names):
            fact, value = self.facts[name], self.value(name)
            if fact.type in {"integer", "decimal"}:
                yield value >= 0
            elif fact.type == "string":
                yield z3.And(value >= 0, value < len(self.words[name]))
            elif fact.type == "date":
                yield z3.And(value >= datetime.date(1900, 1, 1).toordinal(), value <= datetime.date.max.toordinal())

    def holds(self, comparison: Comparison) -> Expr:
        """The comparison of a fact as a formula."""
        name, op, wanted = comparison.fact, comparison.op, comparison.value
        known = self.known(name)
        if op == "exists":
            return known if wanted else z3.Not(known)
        if op in ORDERED:
            assert not isinstance(wanted, tuple)
            return z3.And(known, ORDERED[op](self._comparable(name), self.constant(name, wanted)))
        choices = wanted if isinstance(wanted, tuple) else (wanted,)
        listed = z3.Or(*(self._comparable(name) == self.constant(name, one) for one in choices))
        return z3.And(known, z3.Not(listed) if op in {"is_not", "not_in"} else listed)

    def _comparable(self, name: str) -> Expr:
        return self.real(name) if self.facts[name].type in {"integer", "decimal"} else self.value(name)

    def constant(self, name: str, value: Value) -> Expr:
        """A value of a fact as the solver's own."""
        if isinstance(value, bool):
            return z3.BoolVal(value)
        if isinstance(value, datetime.date):
            return z3.IntVal(value.toordinal())
        if isinstance(value, str):
            return z3.IntVal(self.words[name].index(value))
        return exact(value)


def _words(fact: Fact, lawbook: LawBook) -> tuple[str, ...]:
    """The words that the fact can be; another one, too, where the case file takes any."""
    words = dict.fromkeys(fact.values)
    for rule in lawbook.rules:
        for one in rule.comparisons:
            if one.fact == fact.name and one.op != "exists":
                words |= dict.fromkeys(map(str, one.value if isinstance(one.value, tuple) else (one.value,)))
    at = facts_by_path().get(fact.reads)
    closed = at is not None and at.kind is Kind.CHOICE
    return tuple(words) if closed else (*words, OTHER)
