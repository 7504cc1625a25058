"""The shape of what stands under a key of a law file, before anything is made of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Context, Decimal, Inexact
from typing import Any

from rules.deciding.book.located import Mapped
from rules.reading.messages import msg

MOST_DECIMALS = 9

Shapes = Mapping[str, tuple[Callable[[Any], bool], str]]
"""By key: whether a value has the shape that the key asks for, and that shape in words."""


def divides_exactly(number: Decimal) -> bool:
    """Whether one divided by the number has a finite decimal."""
    try:
        Context(prec=28, traps=[Inexact]).divide(Decimal(1), number)
    except Inexact:
        return False
    return True


def words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


def entries(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapped) for one in value)


def _places(value: Any) -> bool:
    return isinstance(value, Decimal) and value in range(MOST_DECIMALS + 1)


def _day(value: Any) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


SHAPES: Shapes = {
    "decimals": (_places, msg("应为 0 至 {most} 的整数", most=MOST_DECIMALS)),
    "values": (words, msg("应为文字的列表")),
    "needs": (words, msg("应为文字的列表")),
    "sum": (entries, msg("应为列表，每项写明 fact 与 per")),
    "from": (_day, msg("应为日期")),
    "to": (_day, msg("应为日期")),
}


def misshapen(entry: Mapped, shapes: Shapes = SHAPES) -> list[str]:
    """A reason for each key whose value has another shape than its key asks for. Nothing under a key is no mistake."""
    return [
        msg("{key} {wanted}，现为 {value!r}", key=key, wanted=shapes[key][1], value=value)
        for key, value in entry.items()
        if value is not None and key in shapes and not shapes[key][0](value)
    ]
