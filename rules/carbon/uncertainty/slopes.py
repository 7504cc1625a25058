"""The formulas of a worksheet over decimals with their partial derivatives.

Units are left aside here: the worksheet has checked them when it wrote the lines.
"""

from __future__ import annotations

import decimal
from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import itemgetter

from rules.carbon.formula import Arithmetic, work_out

SLOPES = decimal.Context(prec=34, Emax=999, Emin=-999, traps=[decimal.InvalidOperation, decimal.DivisionByZero])
"""Digits of a partial derivative: far more than a standard error has."""

_ONE = Decimal(1)

_Slopes = dict[str, Decimal]
"""Partial derivatives by name; names with slope zero are left out."""

_Sloped = tuple[Decimal, _Slopes]
"""A decimal with its partial derivatives."""


def _scaled(slopes: _Slopes, factor: Decimal) -> _Slopes:
    return {name: factor * slope for name, slope in slopes.items()}


def _joined(one: _Slopes, other: _Slopes) -> _Slopes:
    """The sum of both."""
    if not one or not other:
        return one or other
    joined = dict(one)
    for name, slope in other.items():
        joined[name] = joined[name] + slope if name in joined else slope
    return joined


def _plus(one: _Sloped, other: _Sloped) -> _Sloped:
    return one[0] + other[0], _joined(one[1], other[1])


def _minus(one: _Sloped, other: _Sloped) -> _Sloped:
    return one[0] - other[0], _joined(one[1], _scaled(other[1], -_ONE))


def _times(one: _Sloped, other: _Sloped) -> _Sloped:
    (left, mine), (right, theirs) = one, other
    return left * right, _joined(_scaled(mine, right), _scaled(theirs, left))


def _over(one: _Sloped, other: _Sloped) -> _Sloped:
    (left, mine), (right, theirs) = one, other
    quotient = left / right
    return quotient, _joined(_scaled(mine, 1 / right), _scaled(theirs, -quotient / right))


def _power(base: _Sloped, exponent: _Sloped) -> _Sloped:
    (left, mine), (right, theirs) = base, exponent
    value = left**right
    by_base = _scaled(mine, right * value / left) if mine else {}
    by_exponent = _scaled(theirs, value * left.ln()) if theirs else {}
    return value, _joined(by_base, by_exponent)


def _negative(operand: _Sloped) -> _Sloped:
    return -operand[0], _scaled(operand[1], -_ONE)


def _call(name: str, arguments: Sequence[_Sloped]) -> _Sloped:
    value, slopes = arguments[0]
    if name == "ln":
        return value.ln(), _scaled(slopes, 1 / value)
    if name == "exp":
        return value.exp(), _scaled(slopes, value.exp())
    return (min if name == "min" else max)(arguments, key=itemgetter(0))


_SLOPED = Arithmetic(lambda text: (Decimal(text), {}), _plus, _minus, _times, _over, _power, _negative, _call)


def slopes(formula: str, values: Mapping[str, Decimal], by: Sequence[str]) -> dict[str, Decimal]:
    """The partial derivatives of a formula at ``values``, by the names in ``by``, in the digits of the context.

    Raises ``decimal.InvalidOperation`` or ``DivisionByZero`` where the formula has none there.
    """
    given = {name: (value, {name: _ONE} if name in by else {}) for name, value in values.items()}
    found: _Slopes = work_out(formula, given, _SLOPED)[1]
    return {name: found.get(name, Decimal(0)) for name in by}
