"""Cells that hold numbers: as a sheet shows them, and as they are meant."""

from __future__ import annotations

import datetime
import re
import struct
from decimal import Context, Decimal, InvalidOperation

_FOLDED = {0x3000: 0x20, **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}}
DIGITS = 15
"""Workbooks keep so many significant digits of a number: so many are read."""
LONGEST = 30
"""Powers of ten beyond which a number is not written out."""
_KEPT = Context(prec=DIGITS)
FEWEST_COMPUTED = 10
"""Nobody measures to more decimals than these: a number that has more was computed."""


def folded(text: str) -> str:
    """Full-width letters, digits and signs as the ordinary ones they stand for, and nothing else: ① and ² are marks of
    notes and no digits."""
    return text if text.isascii() else text.translate(_FOLDED)


def number_text(written: str) -> str:
    """A number of a workbook, given as it is written there, as text. One that was kept in single precision is told as
    it was entered. Raises ``ValueError`` for what is no number."""
    try:
        value = _KEPT.create_decimal(written.strip())
    except InvalidOperation:
        raise ValueError(f"{written[:20]} is no number") from None
    text = _written_out(value)
    return _single(value) or text if decimals(text) > FEWEST_COMPUTED else text


_FORMAT = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(General|[0#?.,E+\-]+)|(.)', re.IGNORECASE)


def behind_number(code: str) -> str:
    """What a format of numbers shows behind them: ``mm`` of ``0"mm"``, ``%`` of ``0%``; empty where nothing is."""
    words, numbered = "", False
    for quoted, escaped, number, other in _FORMAT.findall(code):
        if other == ";":
            break
        if number:
            words, numbered = "", True
        elif numbered:
            words += quoted or escaped or other
    return words.strip()


def decimals(text: str) -> int:
    """How many digits stand behind the point."""
    return len(text.partition(".")[2])


def _written_out(value: Decimal) -> str:
    """Without exponent and last zeros, where the number is one that could be written out in a line."""
    if not value.is_finite():
        raise ValueError(f"{value} is no number")
    return format(value.normalize(), "f") if abs(value.adjusted()) <= LONGEST else str(value)


def _single(value: Decimal) -> str:
    """The shortest decimal of which ``value`` is the single-precision neighbour, empty where it is none."""
    try:
        packed = struct.pack("<f", value)
    except OverflowError:
        return ""
    # To the digits that the workbook kept: it may have cut the number short itself.
    if _KEPT.create_decimal(repr(struct.unpack("<f", packed)[0])) != value:
        return ""
    for digits in range(1, 8):
        shorter = Context(prec=digits).plus(value)
        if struct.pack("<f", shorter) == packed:
            return _written_out(shorter)
    return ""


def moment_text(value: datetime.datetime | datetime.date | datetime.time) -> str:
    """A date or time of day of a workbook, so that it cannot be taken for a number."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return f"日期 {value.isoformat()}"
