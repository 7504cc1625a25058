"""How many digits a reader is shown: volumes to 0.001 m³, areas to 0.0001 公顷 and 0.01 亩, tonnes to 0.01.

What is stored, hashed and reckoned with keeps every digit; only what is shown is rounded, 四舍五入.
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

from rules.values.exact import Number, from_text, nearest, plain
from rules.values.quantity import Rounding

PLACES = {"m3": "0.001", "ha": "0.0001", "mu": "0.01", "t": "0.01", "tC": "0.01", "tCO2e": "0.01", "kg": "0.01"}
"""By unit: the digit to which a figure of it is shown. A figure of another unit is shown with its own digits."""

_MOST = 48
"""Characters of an exact number that are still read and keyed in; a longer one is told by ten digits."""
_TEN = Context(prec=10)


def shown(text: str, unit_symbol: str) -> str:
    """The figure as a reader is shown it; with its own digits where it has no more than are shown."""
    places, value = PLACES.get(unit_symbol), from_text(text)
    if places is None:
        return text if isinstance(value, Decimal) else _ten_digits(value)
    least = Decimal(places)
    rounded = Rounding("half_up", least).apply(value)
    same = isinstance(value, Decimal) and value == rounded and _places(value) <= _places(least)
    return text if same else format(rounded, "f")


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def keyed(text: str) -> str:
    """An exact number as one would key it in: itself, or where it is too long ``≈`` and ten digits."""
    return text if len(text) <= _MOST else f"≈{_ten_digits(from_text(text))}"


def result(text: str, unit_symbol: str) -> str:
    """The result of a worksheet line: exact, and beside it the figure that is shown elsewhere where they differ."""
    exact, other = keyed(text), shown(text, unit_symbol)
    return exact if from_text(other) == from_text(text) else f"≈ {other}" if exact != text else f"{exact} ≈ {other}"


def _ten_digits(value: Number) -> str:
    return plain(_TEN.plus(nearest(value) if isinstance(value, Fraction) else value))
