"""What a formula of the worksheet is worked out with: exact numbers, numbers of 60 digits, and units."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from rules.carbon.formula import Arithmetic, names, work_out
from rules.values.exact import EXACT, WORKING, Number, minus, nearest, over, plus, times
from rules.values.quantity import ONE, Unit, UnitError


def _finite(value: Number) -> Decimal:
    """The value where a power or a logarithm is to be exact, which a fraction is not. Raises ``decimal.Inexact``."""
    if isinstance(value, Fraction):
        raise decimal.Inexact
    return value


def _exact_power(base: Number, exponent: Number) -> Decimal:
    return EXACT.power(_finite(base), _finite(exponent))


def _calling(context: decimal.Context, taken: Callable[[Number], Decimal]) -> Callable[[str, Sequence[Number]], Number]:
    """The functions in the digits of a context; ``taken``: a number as it is taken to a logarithm or an exponential."""

    def call(name: str, arguments: Sequence[Number]) -> Number:
        if name in ("min", "max"):
            return (min if name == "min" else max)(arguments)
        number = taken(arguments[0])
        return context.ln(number) if name == "ln" else context.exp(number)

    return call


def _negative(context: decimal.Context) -> Callable[[Number], Number]:
    return lambda value: context.minus(value) if isinstance(value, Decimal) else -value


EXACT_NUMBERS = Arithmetic(Decimal, plus, minus, times, over, _exact_power, _negative(EXACT), _calling(EXACT, _finite))
"""Loses no digit; ``decimal.Inexact`` where a power, a logarithm or an exponential has no end of them."""


def _in_60_digits(
    in_decimals: Callable[[Decimal, Decimal], Decimal], exactly: Callable[[Number, Number], Number]
) -> Callable[[Number, Number], Number]:
    def apply(one: Number, other: Number) -> Number:
        if isinstance(one, Decimal) and isinstance(other, Decimal):
            return in_decimals(one, other)
        return exactly(one, other)

    return apply


@lru_cache(maxsize=20_000)
def _working_power(base: Decimal, exponent: Decimal) -> Decimal:
    """A broken power costs more than all else on a line, and a tally asks for the same few again and again."""
    return WORKING.power(base, exponent)


def _power_of_60_digits(base: Number, exponent: Number) -> Decimal:
    return _working_power(nearest(base), nearest(exponent))


WORKING_NUMBERS = Arithmetic(
    Decimal,
    _in_60_digits(WORKING.add, plus),
    _in_60_digits(WORKING.subtract, minus),
    _in_60_digits(WORKING.multiply, times),
    _in_60_digits(WORKING.divide, over),
    _power_of_60_digits,
    _negative(WORKING),
    _calling(WORKING, nearest),
)
"""Carries 60 digits towards a named rounding; a fraction stays one until it meets what has no end of digits."""


@lru_cache(maxsize=4096)
def unit_of(formula: str, units: tuple[Unit, ...]) -> Unit:
    """The unit of a formula whose values have these units, in the order of its ``names``. Raises ``UnitError``.

    Kept: few formulas meet few units, while their numbers are new in every case.
    """
    found: Unit = work_out(formula, dict(zip(names(formula), units, strict=True)), _UNITS)
    return found


def _alike(one: Unit, other: Unit) -> Unit:
    if one != other:
        raise UnitError(f"{one.symbol} and {other.symbol}: unlike units")
    return one


def _pure(base: Unit, exponent: Unit) -> Unit:
    if base != ONE or exponent != ONE:
        raise UnitError("a power needs pure numbers; mark the line as empirical")
    return ONE


def _unit_of_call(name: str, arguments: Sequence[Unit]) -> Unit:
    if name in ("ln", "exp"):
        if arguments[0] != ONE:
            raise UnitError(f"{name} needs a pure number")
        return ONE
    for other in arguments[1:]:
        _alike(arguments[0], other)
    return arguments[0]


_UNITS = Arithmetic(lambda _: ONE, _alike, _alike, Unit.times, Unit.per, _pure, lambda operand: operand, _unit_of_call)
