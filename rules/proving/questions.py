"""Questions to the solver: are there facts of which a formula holds? The answer is such facts, typed as the law's."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import z3

from rules.deciding.book.conditions import Value
from rules.proving.edition import OFFENCE
from rules.proving.symbols import Expr, Symbols

Facts = Mapping[str, Value]

_PLACES = (0, 2, 4, 9)
"""Decimal places that are tried, one after the other, for a number that has no finite decimal."""


class UndecidedError(Exception):
    """The solver could not answer. Nothing is shown then."""


class Question:
    """The facts of these names, any of them unknown."""

    def __init__(self, symbols: Symbols, names: Iterable[str], offence: str) -> None:
        self.symbols, self.offence = symbols, offence
        self.names = symbols.given(names)
        self._decimals = [symbols.value(name) for name in self.names if symbols.facts[name].type == "decimal"]
        self._solver = z3.Solver()
        self._solver.add(*symbols.domain(self.names))

    def another(self, name: str) -> Expr:
        """A second value of a number."""
        value = self.symbols.value(name)
        other = z3.FreshConst(value.sort(), name)
        if self.symbols.facts[name].type == "decimal":
            self._decimals.append(other)
        return other

    def rule_out(self, *formulas: Expr) -> None:
        """From now on these do not hold together."""
        self._solver.add(z3.Not(z3.And(*formulas)))

    def holds(self, *formulas: Expr) -> bool:
        """Whether there are facts of which all of these hold."""
        return self._model(formulas) is not None

    def model(self, *formulas: Expr, rather: Iterable[Expr] = ()) -> Expr | None:
        """Facts of which all of these hold, and those of ``rather`` where they can; None where there are none.

        As the solver's own, every number a finite decimal.
        """
        wished = list(formulas)
        found = self._model(wished)
        for wish in rather if found is not None else ():
            better = self._model([*wished, wish])
            if better is not None:
                found = better
                wished.append(wish)
        for places in _PLACES:
            endless = [] if found is None else [one for one in self._decimals if not _finite(found, one)]
            if not endless:
                return found
            finer = self._model([*wished, *(_whole(one, places) for one in endless)])
            found = found if finer is None else finer
        raise UndecidedError(f"no finite decimals: {endless}")

    def read(self, model: Expr) -> Facts:
        """What is known in a model."""
        return {OFFENCE: self.offence} | dict(self._known(model))

    def _known(self, model: Expr) -> Iterator[tuple[str, Value]]:
        for name in self.names:
            if z3.is_true(model.eval(self.symbols.known(name), model_completion=True)):
                yield name, self.valued(model, name, self.symbols.value(name))

    def valued(self, model: Expr, name: str, expression: Expr) -> Value:
        """What an expression is in a model, typed as the fact of this name."""
        kind, value = self.symbols.facts[name].type, model.eval(expression, model_completion=True)
        if kind == "bool":
            return bool(z3.is_true(value))
        if kind == "string":
            return self.symbols.words[name][int(value.as_long())]
        if kind == "date":
            return datetime.date.fromordinal(value.as_long())
        if kind == "integer":
            return int(value.as_long())
        return Decimal(value.numerator_as_long()) / Decimal(value.denominator_as_long())

    def _model(self, formulas: Iterable[Expr]) -> Expr | None:
        self._solver.push()
        try:
            self._solver.add(*formulas)
            answer = self._solver.check()
            if answer == z3.unknown:
                raise UndecidedError(self._solver.reason_unknown())
            return self._solver.model() if answer == z3.sat else None
        finally:
            self._solver.pop()


def _finite(model: Expr, value: Expr) -> bool:
    """Whether a number of a model has a finite decimal."""
    rest = model.eval(value, model_completion=True).denominator_as_long()
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return bool(rest == 1)


def _whole(value: Expr, places: int) -> Expr:
    """That a number has at most so many decimal places."""
    return value * z3.IntVal(10**places) == z3.ToReal(z3.FreshConst(z3.IntSort()))
