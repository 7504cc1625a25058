"""Checks that purchases, retirements and register entries share. Every mistake is collected, each with its field."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from casework.credits.errors import CreditRefused
from casework.mistakes import Mistakes as Checked
from rules.reading.messages import template
from rules.values.quantity import plain

OTHER_LENGTH = template(
    "起始序列号 %(first)s、终止序列号 %(last)s 与数量 %(quantity)s t 不一致："
    "%(first)s 至 %(last)s 共 %(length)s 个，每个 %(unit)s t"
)
NO_WHOLE_UNITS = template("数量 %(quantity)s t 不是 %(unit)s t 的整数倍")

MAX_SERIAL = 999_999_999_999_999
"""Serial numbers have at most 15 digits."""


class Mistakes(Checked):
    """Collects mistakes; ``stop`` raises ``CreditRefused`` with all of them."""

    refusal = CreditRefused

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
