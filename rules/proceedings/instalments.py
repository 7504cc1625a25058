"""分期: what of each instalment was received, what is left of it, whether it is late, as the account of a case has it.

What is paid goes to the instalment that fell due first. No text on one debt in instalments was read; of several debts
民法典第五百六十条 asks first what the debtor names, then what is due, and of those alike what fell due first.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

MET: Mapping[str, int] = {"received": 1, "set_off": 1, "advance": -1}
"""Flows that meet what is fixed -> whether for it or against it: what was paid too much meets nothing."""
RELEASED, FIXED = "released", "fixed"


Part = tuple[datetime.date, Decimal]
"""An instalment as an instrument writes it: its last day and its sum in yuan."""


class Line(NamedTuple):
    """A line of an account as far as it is read here: ``amount`` in yuan, below zero of one that is posted back."""

    owed: str
    flow: str
    due: datetime.date | None
    amount: Decimal


@dataclass(frozen=True)
class Instalment:
    """One instalment of a debt: its number, last day and sum in yuan. ``received``: what of it came in;
    ``released``: what of it is not owed any more (免除、转换、替代或者他人履行)."""

    owed: str
    number: int
    due: datetime.date
    amount: Decimal
    received: Decimal
    released: Decimal

    @property
    def rest(self) -> Decimal:
        """What of it is still to come in."""
        return self.amount - self.received - self.released

    def late(self, today: datetime.date) -> int:
        """Days since its last day while something of it is open; 0 where it is not late."""
        return max((today - self.due).days, 0) if self.rest > 0 else 0


def together(schedules: Iterable[Iterable[Part]], *, whole: bool) -> tuple[Part, ...]:
    """The instalments of one debt that several owe, from those of each.

    ``whole``: each owes the whole debt, not a share of it: by each day what whoever owes most by then owes
    (民法典第五百一十八条: each may be asked for all). Of shares what they come to (第五百一十七条).
    """
    owed = [tuple(one) for one in schedules]
    made: list[Part] = []
    before = Decimal()
    for day in sorted({day for one in owed for day, _ in one}):
        by_then = [sum((sum_ for on, sum_ in one if on <= day), Decimal()) for one in owed]
        all_of_it = max(by_then) if whole else sum(by_then, Decimal())
        made += [(day, all_of_it - before)] if all_of_it > before else []
        before = all_of_it
    return tuple(made)


def instalments(lines: Iterable[Line]) -> tuple[Instalment, ...]:
    """The instalments of the debts in these lines, each debt's by their days. A debt in one sum has none."""
    fixed: dict[str, dict[datetime.date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    came: dict[str, Decimal] = defaultdict(Decimal)
    released: dict[str, Decimal] = defaultdict(Decimal)
    for one in lines:
        if one.flow == FIXED and one.due is not None:
            fixed[one.owed][one.due] += one.amount
        elif one.flow == RELEASED:
            released[one.owed] += one.amount
        came[one.owed] += MET.get(one.flow, 0) * one.amount
    return tuple(made for owed in fixed for made in _met(owed, fixed[owed], came[owed], released[owed]))


def _met(owed: str, days: Mapping[datetime.date, Decimal], came: Decimal, released: Decimal) -> Iterator[Instalment]:
    standing = [day for day in sorted(days) if days[day] > 0]
    for number, day in enumerate(standing, 1):
        part = min(came, days[day])
        free = min(released, days[day] - part)
        came, released = came - part, released - free
        yield Instalment(owed, number, day, days[day], part, free)
