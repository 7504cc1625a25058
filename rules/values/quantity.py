"""Exact numbers with units, and rounding by name.

A ``Quantity`` is an exact number with a unit. Adding unlike units is an error; multiplying and dividing
combine them. Arithmetic is exact: a value without a finite decimal is a fraction, so a result loses digits only where
a ``Rounding`` is named.
"""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from rules.values.exact import EXACT, WORKING, Number, minus, over, plain, plus, times

__all__ = [
    "EXACT",
    "ONE",
    "WORKING",
    "Quantity",
    "Rounding",
    "Unit",
    "UnitError",
    "plain",
    "quantity",
    "total",
    "unit",
]


class UnitError(ArithmeticError):
    """Quantities of unlike units met: a mistake of the formula or of the input, never a matter of rounding."""


Dimensions = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of base units with integer powers, e.g. ``t/m3``. Nothing is converted silently: t and kg differ."""

    dimensions: Dimensions
    symbol: str = field(init=False, compare=False)
    """The unit as written in results: ``1`` for a pure number, ``tC/t``, ``t/(ha·a)``."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "symbol", _symbol(self.dimensions))

    def times(self, other: Unit) -> Unit:
        return _combine(self, other, 1)

    def per(self, other: Unit) -> Unit:
        return _combine(self, other, -1)


def _symbol(dimensions: Dimensions) -> str:
    over = [_power(base, power) for base, power in dimensions if power > 0]
    under = [_power(base, -power) for base, power in dimensions if power < 0]
    head = "·".join(over) or "1"
    if not under:
        return head
    tail = "·".join(under)
    return f"{head}/({tail})" if len(under) > 1 else f"{head}/{tail}"


def _power(base: str, power: int) -> str:
    return base if power == 1 else f"{base}^{power}"


@lru_cache(maxsize=4096)
def _combine(left: Unit, right: Unit, sign: int) -> Unit:
    powers = dict(left.dimensions)
    for base, power in right.dimensions:
        powers[base] = powers.get(base, 0) + sign * power
    return Unit(tuple(sorted((base, power) for base, power in powers.items() if power)))


BASE_UNITS = frozenset(
    ["m3", "ha", "mu", "t", "kg", "g", "tC", "tCO2e", "CNY", "tree", "culm", "cm", "m", "a", "credit"]
)
"""Base units: m3 volume, ha and mu area, t/kg/g dry mass, tC carbon, tCO2e, CNY money, tree/culm counts, cm/m
lengths, a years, credit one certified tonne."""


@lru_cache(maxsize=512)
def unit(symbol: str) -> Unit:
    """Parse ``t/m3``, ``tC/t``, ``t/(ha·a)``, ``1``. Raises ``ValueError`` on an unknown base unit."""
    head, slash, tail = symbol.partition("/")
    dimensions: dict[str, int] = {}
    for part, sign in ((head, 1), (tail.strip("()"), -1)):
        for factor in part.replace("*", "·").split("·"):
            factor = factor.strip()
            if factor in ("", "1"):
                if factor == "" and part is tail and slash:
                    raise ValueError(f"unit {symbol!r}: nothing after the slash")
                continue
            base, caret, power = factor.partition("^")
            if base not in BASE_UNITS:
                raise ValueError(f"unit {symbol!r}: {base!r} is not a known unit")
            dimensions[base] = dimensions.get(base, 0) + sign * (int(power) if caret else 1)
    return Unit(tuple(sorted((base, power) for base, power in dimensions.items() if power)))


ONE = unit("1")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact number and its unit."""

    value: Number
    unit: Unit

    def __add__(self, other: Quantity) -> Quantity:
        self._same(other, "+")
        return Quantity(plus(self.value, other.value), self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        self._same(other, "−")
        return Quantity(minus(self.value, other.value), self.unit)

    def __mul__(self, other: Quantity) -> Quantity:
        return Quantity(times(self.value, other.value), self.unit.times(other.unit))

    def __truediv__(self, other: Quantity) -> Quantity:
        return Quantity(over(self.value, other.value), self.unit.per(other.unit))

    def __neg__(self) -> Quantity:
        return Quantity(-self.value, self.unit)

    def _same(self, other: Quantity, sign: str) -> None:
        if self.unit != other.unit:
            raise UnitError(f"{self.unit.symbol} {sign} {other.unit.symbol}: unlike units")

    def __str__(self) -> str:
        return f"{plain(self.value)} {self.unit.symbol}"


def quantity(value: Decimal | int | str, symbol: str = "1") -> Quantity:
    """A quantity from a decimal, an integer or decimal text. Floats are refused: they are not exact."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise TypeError(f"{value!r} is not exact; give a Decimal, an int or decimal text")
    return Quantity(Decimal(value), unit(symbol))


_MODES = {
    "half_up": (decimal.ROUND_HALF_UP, "四舍五入"),
    "half_even": (decimal.ROUND_HALF_EVEN, "四舍六入五成双"),
    "ceil": (decimal.ROUND_CEILING, "向上取整"),
    "floor": (decimal.ROUND_FLOOR, "向下取整"),
}


@dataclass(frozen=True, slots=True)
class Rounding:
    """A named rounding to a multiple of ``to``, a power of ten: half_up 四舍五入, half_even, ceil or floor."""

    mode: str
    to: Decimal

    def __post_init__(self) -> None:
        if self.mode not in _MODES:
            raise ValueError(f"rounding {self.mode!r} is not one of {', '.join(_MODES)}")
        # Only the exponent counts in quantize: 0.05 would silently round to 0.01, and 10 to 1.
        if not self.to.is_finite() or self.to.as_tuple()[:2] != (0, (1,)):
            raise ValueError(f"rounding to {self.to} is not a power of ten such as 0.01 or 1")

    @classmethod
    @lru_cache(maxsize=256)
    def parse(cls, text: str) -> Rounding:
        """Read ``half_up 0.01``. Raises ``ValueError``."""
        mode, _, to = text.partition(" ")
        try:
            return cls(mode, Decimal(to))
        except InvalidOperation:
            raise ValueError(f"rounding {text!r} does not name a power of ten") from None

    def apply(self, value: Number) -> Decimal:
        """The rounded value, with as many places as ``to`` has."""
        if isinstance(value, Decimal):
            return value.quantize(self.to, rounding=_MODES[self.mode][0], context=WORKING)
        steps = _whole(value / Fraction(self.to), self.mode)
        return EXACT.multiply(Decimal(steps), self.to)

    def __str__(self) -> str:
        return f"{self.mode} {format(self.to, 'f')}"

    @property
    def chinese(self) -> str:
        """The rounding as an official writes it."""
        name = _MODES[self.mode][1]
        exponent = self.to.as_tuple().exponent
        places = -exponent if isinstance(exponent, int) else 0
        if self.mode in ("ceil", "floor"):
            return name if places == 0 else f"{name}（保留{places}位小数）"
        return f"{name}，取整数" if places == 0 else f"{name}，保留{places}位小数"


def _whole(steps: Fraction, mode: str) -> int:
    """The whole number of steps. A fraction without finite decimal is never just between two of them."""
    below = steps.numerator // steps.denominator
    if mode in ("ceil", "floor"):
        return below + (mode == "ceil")
    return below + (steps - below > Fraction(1, 2))


def total(quantities: Iterable[Quantity], symbol: str) -> Quantity:
    """Sum of like quantities; zero of the named unit when there are none."""
    result = Quantity(Decimal(0), unit(symbol))
    for item in quantities:
        result = result + item
    return result
