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

BETWEEN = re.compile(r"\s*(?:至|到|~|—+|–|―|\.\.+|…+)\s*")
_TWO_NUMBERS = re.compile(r"([0-9]+)\s*-\s*([0-9]+)")
_NUMBER = re.compile(r"(?P<before>.*?)(?P<apart>[-_/ ]*)(?P<digits>[0-9]+)\s*号?", re.DOTALL)
_APART = re.compile(r"[-_/ ]")
_ANY_DIGIT = re.compile(r"[0-9]")
_SIGNS = ("-", "+", "−", "±")
_NAMELESS = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]*[0-9][^A-Za-z\u4e00-\u9fff]*")
"""Numbers before the number, and no name among them: no code of a project."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """The serials from ``first`` to ``last``; ``code`` is what stands before the number, perhaps that of a project.
    ``unclear``: unless it is, another number in it may as well be the serial that was meant."""

    first: int
    last: int
    code: str
    unclear: bool = False


def read_query(typed: str) -> Asked:
    """What was asked. Full-width digits are read as ordinary ones. Raises ``NoSerial`` with the reason for anything
    that is neither a number nor a range: nothing of it is left aside."""
    text = folded(typed).strip()
    if len(text) > LONGEST:
        raise NoSerial(gettext("输入过长：至多 %(most)s 个字。", most=LONGEST))
    both = _TWO_NUMBERS.fullmatch(text)
    ends = [both[1], both[2]] if both else BETWEEN.split(text)
    if len(ends) > 2 or not all(ends):
        raise NoSerial(gettext("“%(typed)s”不是序列号：应为一个号码，或“起号至止号”。", typed=text[:60]))
    numbers = [_number(end, text) for end in ends]
    (first, code, unclear), (last, other, _) = numbers[0], numbers[-1]
    if other and other != code:
        raise NoSerial(
            gettext("起号与止号的前段不同：%(one)s、%(other)s。", one=code or gettext("（无）"), other=other)
        )
    if last < first:
        raise NoSerial(gettext("止号 %(last)s 小于起号 %(first)s。", first=first, last=last))
    return Asked(first, last, code, unclear)


def _number(end: str, typed: str) -> tuple[int, str, bool]:
    """The number at the end of a text, what stands before it, and whether that may hold the serial instead."""
    found = _NUMBER.fullmatch(end)
    if found is None:
        raise NoSerial(gettext("“%(typed)s”不是序列号：末尾应为数字。", typed=typed[:60]))
    before, apart = found["before"], found["apart"]
    if end.startswith(_SIGNS):
        raise NoSerial(gettext("“%(typed)s”不是序列号：号码前没有正负号。", typed=typed[:60]))
    # 1,200, 12.5, 1e3, 12、13 and 12 14 end in a number that nobody asked for.
    joined = not apart and _ANY_DIGIT.search(_APART.split(before)[-1])
    if joined or _NAMELESS.fullmatch(before):
        raise NoSerial(
            gettext(
                "不能判定“%(typed)s”要查哪一个号码：一次查一个号码，或一段“起号至止号”；"
                "号码只写数字，不用千分位、小数点和字母。",
                typed=typed[:60],
            )
        )
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
    return number, before.strip().removeprefix("第"), _unclear(before, found["digits"])


def _unclear(before: str, digits: str) -> bool:
    """Whether a number before the last one may be the serial: one as long, or any where the last looks like a year."""
    others = re.findall("[0-9]+", before)
    return bool(others) and (max(map(len, others)) >= len(digits) or bool(_YEAR.fullmatch(digits)))
