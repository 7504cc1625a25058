"""The formulas of a worksheet over decimals with their partial derivatives.

Units are left aside here: the worksheet has checked them when it wrote the lines.
"""

from __future__ import annotations

import decimal
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.carbon.formula import Arithmetic, work_out

SLOPES = decimal.Context(prec=34, Emax=999, Emin=-999, traps=[decimal.InvalidOperation, decimal.DivisionByZero])
"""Digits of a partial derivative: far more than a standard error has."""

_NONE, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Sloped:
    """A decimal with its partial derivatives by name; names with slope zero are left out."""

    value: Decimal
    slopes: Mapping[str, Decimal]

    def _with(self, other: Sloped, value: Decimal, mine: Decimal, theirs: Decimal) -> Sloped:
        slopes = {name: mine * slope for name, slope in self.slopes.items()}
        for name, slope in other.slopes.items():
            slopes[name] = slopes.get(name, _NONE) + theirs * slope
        return Sloped(value, slopes)

    def __add__(self, other: Sloped) -> Sloped:
        return self._with(other, self.value + other.value, _ONE, _ONE)

    def __sub__(self, other: Sloped) -> Sloped:
        return self._with(other, self.value - other.value, Decimal(1), Decimal(-1))

    def __mul__(self, other: Sloped) -> Sloped:
        return self._with(other, self.value * other.value, other.value, self.value)

    def __truediv__(self, other: Sloped) -> Sloped:
        quotient = self.value / other.value
        return self._with(other, quotient, 1 / other.value, -quotient / other.value)

    def __neg__(self) -> Sloped:
        return Sloped(-self.value, {name: -slope for name, slope in self.slopes.items()})

    def scaled(self, value: Decimal, factor: Decimal) -> Sloped:
        """A function of one argument: its value, and its derivative ``factor`` at this argument."""
        return Sloped(value, {name: factor * slope for name, slope in self.slopes.items()})


def _power(base: Sloped, exponent: Sloped) -> Sloped:
    value = base.value**exponent.value
    by_base = exponent.value * value / base.value if base.slopes else Decimal(0)
    by_exponent = value * base.value.ln() if exponent.slopes else Decimal(0)
    return base._with(exponent, value, by_base, by_exponent)


def _call(name: str, arguments: Sequence[Sloped]) -> Sloped:
    first = arguments[0]
    if name == "ln":
        return first.scaled(first.value.ln(), 1 / first.value)
    if name == "exp":
        return first.scaled(first.value.exp(), first.value.exp())
    return (min if name == "min" else max)(arguments, key=lambda item: item.value)


_SLOPED = Arithmetic(
    lambda text: Sloped(Decimal(text), {}),
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    _power,
    operator.neg,
    _call,
)


def slopes(formula: str, values: Mapping[str, Decimal], by: Sequence[str]) -> dict[str, Decimal]:
    """The partial derivatives of a formula at ``values``, by the names in ``by``.

    Raises ``decimal.InvalidOperation`` or ``DivisionByZero`` where the formula has none there.
    """
    with decimal.localcontext(SLOPES):
        given = {name: Sloped(value, {name: _ONE} if name in by else {}) for name, value in values.items()}
        found: Sloped = work_out(formula, given, _SLOPED)
        return {name: found.slopes.get(name, Decimal(0)) for name in by}
