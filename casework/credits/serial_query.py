"""What a person typed into the search for serial numbers: one number or a range, and the project it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext

from casework.credits.errors import NoSerial
from rules.reading.sheets.numbers import folded

LONGEST = 200
"""Characters of a query; a registry prints numbers far shorter."""
MOST_DIGITS = 15

_BETWEEN = re.compile(r"\s*(?:至|到|~|—+|–|―|\.\.+|…+)\s*")
_TWO_NUMBERS = re.compile(r"([0-9]+)\s*-\s*([0-9]+)")
_NUMBER = re.compile(r"(?P<before>.*?)[-_/ ]*(?P<digits>[0-9]+)\s*号?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """The serials from ``first`` to ``last``; ``code`` is what stands before the number, perhaps that of a project."""

    first: int
    last: int
    code: str


def read_query(typed: str) -> Asked:
    """What was asked. Full-width digits are read as ordinary ones. Raises ``NoSerial`` with the reason for anything
    that is neither a number nor a range: nothing of it is left aside."""
    text = folded(typed).strip()
    if len(text) > LONGEST:
        raise NoSerial(gettext("输入过长：至多 %(most)s 个字。", most=LONGEST))
    both = _TWO_NUMBERS.fullmatch(text)
    ends = [both[1], both[2]] if both else _BETWEEN.split(text)
    if len(ends) > 2 or not all(ends):
        raise NoSerial(gettext("“%(typed)s”不是序列号：应为一个号码，或“起号至止号”。", typed=text[:60]))
    numbers = [_number(end, text) for end in ends]
    (first, code), (last, other) = numbers[0], numbers[-1]
    if other and other != code:
        raise NoSerial(
            gettext("起号与止号的前段不同：%(one)s、%(other)s。", one=code or gettext("（无）"), other=other)
        )
    if last < first:
        raise NoSerial(gettext("止号 %(last)s 小于起号 %(first)s。", first=first, last=last))
    return Asked(first, last, code)


def _number(end: str, typed: str) -> tuple[int, str]:
    """The number at the end of a text, and what stands before it."""
    found = _NUMBER.fullmatch(end)
    if found is None:
        raise NoSerial(gettext("“%(typed)s”不是序列号：末尾应为数字。", typed=typed[:60]))
    if len(found["digits"]) > MOST_DIGITS:
        raise NoSerial(
            gettext(
                "“%(digits)s”有 %(count)s 位，序列号至多 %(most)s 位。",
                digits=found["digits"][:40],
                count=len(found["digits"]),
                most=MOST_DIGITS,
            )
        )
    number = int(found["digits"])
    if number == 0:
        raise NoSerial(gettext("序列号从 1 起，没有 0 号。"))
    return number, found["before"].strip().removeprefix("第")
