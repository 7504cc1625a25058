"""Checks that purchases, retirements and register entries share. Every mistake is collected, each with its field."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from flask_babel import gettext

from casework import db
from casework.credits.errors import CreditRefused
from rules.reading.errors import FieldError
from rules.reading.messages import template
from rules.values.quantity import plain

OTHER_LENGTH = template("数量 %(quantity)s t 与序列号区间不符：%(first)s 至 %(last)s 共 %(length)s 个，每个 %(unit)s t")
NO_WHOLE_UNITS = template("数量 %(quantity)s t 不是 %(unit)s t 的整数倍")

MAX_SERIAL = 999_999_999_999_999
"""Serial numbers have at most 15 digits."""


@dataclass
class Mistakes:
    """Collects mistakes; ``stop`` raises ``CreditRefused`` with all of them."""

    errors: list[FieldError] = field(default_factory=list)

    def add(self, name: str, message: str) -> None:
        self.errors.append(FieldError(name, message))

    def need(self, name: str, value: str, longest: int) -> str:
        """Text that must be there, trimmed, of at most ``longest`` characters."""
        text = value.strip()
        if not text:
            self.add(name, gettext("不能为空"))
        elif len(text) > longest:
            self.add(name, gettext("至多 %(longest)s 个字，现为 %(length)s 个", longest=longest, length=len(text)))
        return text

    def serials(self, first: int, last: int) -> bool:
        """Whether the range can be one: positive, in order, not absurdly long."""
        before = len(self.errors)
        if not 1 <= first <= MAX_SERIAL:
            self.add("serial_from", gettext("起始序列号应为 1 至 15 位的正整数"))
        if not 1 <= last <= MAX_SERIAL:
            self.add("serial_to", gettext("终止序列号应为 1 至 15 位的正整数"))
        if len(self.errors) == before and last < first:
            self.add("serial_to", gettext("终止序列号 %(last)s 小于起始序列号 %(first)s", last=last, first=first))
        return len(self.errors) == before

    def quantity(self, quantity: Decimal | int, first: int, last: int, unit: Decimal) -> None:
        """The stated tonnes must be the length of the range in units: a slip in either shows."""
        length = last - first + 1
        if quantity != length * unit:
            self.add(
                "quantity_t",
                gettext(
                    OTHER_LENGTH,
                    quantity=plain(Decimal(quantity)),
                    first=first,
                    last=last,
                    length=length,
                    unit=plain(unit),
                ),
            )

    def units(self, quantity: Decimal | int | None, unit: Decimal) -> int | None:
        """The units that make up these tonnes; None where they do not."""
        if quantity is None:
            self.add("quantity_t", gettext("不能为空"))
        elif quantity <= 0 or quantity % unit:
            self.add("quantity_t", gettext(NO_WHOLE_UNITS, quantity=plain(Decimal(quantity)), unit=plain(unit)))
        else:
            return int(quantity / unit)
        return None

    def not_in_future(self, name: str, day: datetime.date) -> None:
        today = db.today()
        if day > today:
            self.add(name, gettext("日期 %(day)s 尚未到来，今天是 %(today)s", day=day, today=today))

    def stop(self, message: str) -> None:
        if self.errors:
            raise CreditRefused(message, tuple(self.errors))


@dataclass(frozen=True, order=True)
class Range:
    """Serials ``first`` to ``last``, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def __contains__(self, other: object) -> bool:
        if isinstance(other, Range):
            return self.first <= other.first and other.last <= self.last
        return isinstance(other, int) and self.first <= other <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def gaps(whole: Range, taken: list[Range]) -> list[Range]:
    """What of ``whole`` is not in any of the ``taken`` ranges, which lie inside it and do not overlap."""
    free = []
    first = whole.first
    for part in sorted(taken):
        if part.first > first:
            free.append(Range(first, part.first - 1))
        first = part.last + 1
    if first <= whole.last:
        free.append(Range(first, whole.last))
    return free
