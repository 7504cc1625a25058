"""Exact numbers: a decimal where the value has one, else a fraction of two whole numbers. Nothing is lost on the way.

5 亩 ÷ 15 is 1/3 公顷: no decimal says so, and a rounded one would put a quantity on the wrong side of a threshold.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

Number = Decimal | Fraction
"""A ``Fraction`` only where there is no finite decimal: equal numbers are of one type."""

EXACT = decimal.Context(
    prec=120, Emax=999, Emin=-999, traps=[decimal.Inexact, decimal.InvalidOperation, decimal.DivisionByZero]
)
"""Refuses to lose a digit."""

WORKING = decimal.Context(
    prec=60, Emax=999, Emin=-999, traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]
)
"""Carries 60 digits towards a named rounding; used only for powers, logarithms and exponentials."""


def lowest(value: Fraction) -> Number:
    """The value as a decimal where it has a finite one, else the fraction in lowest terms."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return value
    places = max(twos, fives)
    digits = abs(value.numerator) * 10**places // value.denominator
    sign = 1 if value < 0 else 0
    return Decimal((sign, tuple(map(int, str(digits))), -places))


def _exactly(
    one: Number, other: Number, in_decimals: Callable[[Decimal, Decimal], Decimal], in_fractions: Callable[..., Any]
) -> Number:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        try:
            return in_decimals(one, other)
        except decimal.Inexact:
            pass
    return lowest(in_fractions(Fraction(one), Fraction(other)))


def plus(one: Number, other: Number) -> Number:
    """The exact sum."""
    return _exactly(one, other, EXACT.add, Fraction.__add__)


def minus(one: Number, other: Number) -> Number:
    """The exact difference."""
    return _exactly(one, other, EXACT.subtract, Fraction.__sub__)


def times(one: Number, other: Number) -> Number:
    """The exact product."""
    return _exactly(one, other, EXACT.multiply, Fraction.__mul__)


def over(one: Number, other: Number) -> Number:
    """The exact quotient. Raises ``decimal.DivisionByZero`` or ``decimal.InvalidOperation`` over zero."""
    return _exactly(one, other, EXACT.divide, Fraction.__truediv__)


def added(numbers: Iterable[Number]) -> Number:
    """The exact sum of all; zero of none."""
    result: Number = Decimal(0)
    for number in numbers:
        result = plus(result, number)
    return result


def plain(value: Number) -> str:
    """The value as text: decimals without exponent and idle zeros (``15.675``), else the fraction (``1/3``)."""
    if type(value) is Fraction:  # isinstance() asks its abstract base, and takes as long as all the rest
        return f"{value.numerator}/{value.denominator}"
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def from_text(text: str) -> Number:
    """The number that ``plain`` wrote so. Raises ``ValueError`` or ``decimal.InvalidOperation``."""
    return lowest(Fraction(text)) if "/" in text else Decimal(text)


def nearest(value: Number) -> Decimal:
    """A decimal of 60 digits, for drawing, plotting and estimating alone: a comparison takes the exact value."""
    if isinstance(value, Decimal):
        return value
    return WORKING.divide(Decimal(value.numerator), Decimal(value.denominator))
