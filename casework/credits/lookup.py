"""公开查询: whether, when and for what kind of use a serial, a ticket or a certificate was retired, told to anybody.

No person, case or institution but the registry is told. Whoever asks must name the whole number: nothing can be listed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from casework.accounts import attempts
from casework.credits import lookup_reads
from casework.credits.checks import Range
from casework.credits.errors import NoSerial, TooManyLookups
from casework.credits.lookup_reads import MOST, Held, Lot
from casework.credits.models import JUDICIAL, RESERVED, WHOLE, told_as_printed
from casework.credits.register import USE_NAMES
from casework.credits.serial_query import LONGEST
from rules.reading.messages import template
from rules.settlement.serials import read_serials, told
from rules.values.clock import BEIJING

PER_ADDRESS = 60
"""After how many questions an address waits, as after failures to sign in."""

FREE, HELD, USED, RETIRED = "free", "held", "used", "retired"

TOO_MANY = template("从这里查询过于频繁，请 %(minutes)s 分钟后再试。")
TOO_LONG = template("输入过长：至多 %(most)s 个字。")


@dataclass(frozen=True)
class Told:
    """What anybody may know of units. ``state``: one of ``FREE``, ``HELD``, ``USED``, ``RETIRED``; ``use``: the kind of
    use in words; ``on``: the day of the retirement, or of the entry of another use."""

    registry: str
    project: str
    code: str
    numbers: str
    tonnes: Decimal | None
    state: str
    use: str
    on: datetime.date | None


def look_up(typed: str, address: str) -> tuple[Told, ...]:
    """What is known under a whole serial number or range, a ticket's or a certificate's number; empty where nothing is.

    Raises ``NoSerial`` for an empty or overlong text, ``TooManyLookups`` (429).
    """
    text = typed.strip()
    if not text:
        raise NoSerial(gettext("请输入序列号、票号或者注销凭证编号。"))
    if len(text) > LONGEST:
        raise NoSerial(gettext(TOO_LONG, most=LONGEST))
    _take_turn(address)
    return known(text)


def known(text: str) -> tuple[Told, ...]:
    """The same, without counting who asks."""
    lots = lookup_reads.lots(text)
    held = lookup_reads.held(lots)
    found = [told for lot in lots for told in (_certificate(lot) if lot.day else _parts(lot, held.get(lot.id, [])))]
    for serials in read_serials(text):
        found += _outside(serials.code, Range(serials.first, serials.last))
    return tuple(dict.fromkeys(found))[:MOST]


def _take_turn(address: str) -> None:
    minutes = attempts.take_turn("credit look-up", address, PER_ADDRESS)
    if minutes is not None:
        raise TooManyLookups(gettext(TOO_MANY, minutes=minutes))


def _certificate(lot: Lot) -> Iterator[Told]:
    """What a certificate retired, whole."""
    yield _told(lot, Range(lot.first, lot.last), RETIRED, JUDICIAL, lot.day)


def _parts(lot: Lot, held: list[Held]) -> Iterator[Told]:
    """What was asked of a lot in parts, of each of which the same is known."""
    asked = Range(max(lot.first, lot.serial_from), min(lot.last, lot.serial_to))
    retired = [one for one in held if one.certificate_date is not None]
    ends = [(one.serial_from, one.serial_to) for one in held]
    ends += [(one.retired_from or 0, one.retired_to or 0) for one in retired]
    starts = sorted({asked.first} | {at for low, high in ends for at in (low, high + 1) if at in asked})
    for first, last in zip(starts, [*(start - 1 for start in starts[1:]), asked.last], strict=True):
        gone = next((one for one in retired if (one.retired_from or 0) <= first <= (one.retired_to or 0)), None)
        use = next((one for one in held if one.serial_from <= first <= one.serial_to), None)
        part = Range(first, last)
        if gone is not None:
            yield _told(lot, part, RETIRED, JUDICIAL, gone.certificate_date)
        elif use is None:
            yield _told(lot, part, FREE, "", None)
        else:
            state = HELD if use.use in (JUDICIAL, RESERVED) else USED
            yield _told(lot, part, state, use.use, use.at.astimezone(BEIJING).date())


def _outside(code: str, units: Range) -> Iterator[Told]:
    """Serials by which an act performed an obligation and that no register holds."""
    for first, last, day in lookup_reads.outside(code, units.first, units.last):
        numbers = told(code.upper(), max(first, units.first), min(last, units.last))
        yield Told("", "", "", numbers, None, USED, str(USE_NAMES[JUDICIAL]), day)


def _told(lot: Lot, part: Range, state: str, use: str, on: datetime.date | None) -> Told:
    numbers = lot.ticket_no or told_as_printed(lot.printed, part.first, part.last)
    tonnes = (lot.unit_t or WHOLE) * part.length
    use = str(USE_NAMES[use]) if use else ""
    return Told(lot.registry, lot.project, lot.code, numbers, tonnes, state, use, on)
