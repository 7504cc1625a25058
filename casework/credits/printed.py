"""Serials as registries print them, typed or pasted whole: with what stands before the number, one or a whole range.

First, last and quantity are one fact: any two give the third, all three must agree.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from casework.credits.checks import Mistakes, Range
from casework.credits.errors import NoSerial
from casework.credits.serial_query import BETWEEN, read_query
from rules.reading.messages import template
from rules.reading.sheets.numbers import folded
from rules.settlement.serials import code_of

TWO_OF_THREE = template("起始序列号、终止序列号、数量三项中至少填写两项，另一项由系统算出")
OTHER_CODE = template("“%(typed)s”的前段不是该项目的编号%(codes)s，请核对是否属于该项目")
UNCLEAR = template("“%(typed)s”中有几段数字，不能判定哪一段是序列号：请在前段与序列号之间写明项目编号")
TWO_ENDS = template("起始序列号一栏写的是 %(first)s 至 %(written)s，终止序列号一栏却是 %(last)s")
BELOW_ONE = template("终止序列号 %(last)s 之前没有 %(count)s 个序列号")

_SAME_CODE = re.compile(r"(\D|.*?\D)([0-9]+)\s*-\s*\1([0-9]+)\s*号?", re.DOTALL)
_LAST_NUMBER = re.compile(r"(.*?)([0-9]+)\s*号?", re.DOTALL)
_FIRST_NUMBER = re.compile(r"[0-9]+")
_SEPARATORS = "-_/. "

Written = int | str | None
"""A serial as it was entered: the number, or the text that the registry prints; None or empty where left out."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a text says: ``first`` to ``last`` (the same for one serial). ``code``: what stands before, in one spelling;
    ``before`` and ``digits``: as it is printed, with the width of the number. ``unclear``: see ``serial_query``."""

    first: int
    last: int
    code: str = ""
    before: str = ""
    digits: int = 0
    unclear: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is a range."""
        return self.last > self.first


def read(typed: str, codes: Collection[str] = ()) -> Typed:
    """What was typed. ``codes``: of the project, which may hold numbers themselves. Raises ``NoSerial``."""
    text = folded(typed).strip()
    if both := _SAME_CODE.fullmatch(text):
        text = f"{both[1]}{both[2]}至{both[1]}{both[3]}"
    ends = [_bare(end, codes) for end in BETWEEN.split(text)]
    if not ends[0][0]:
        asked = read_query(text)
        found = _LAST_NUMBER.fullmatch(BETWEEN.split(text)[0])
        before, digits = (found[1], len(found[2])) if found and asked.code else ("", 0)
        return Typed(asked.first, asked.last, code_of(asked.code), before, digits, asked.unclear)
    asked = read_query("至".join(rest for _code, _before, rest in ends))
    code, before, rest = ends[0]
    number = _FIRST_NUMBER.match(rest)
    return Typed(asked.first, asked.last, code, before, len(number[0]) if number else 0)


def _bare(end: str, codes: Collection[str]) -> tuple[str, str, str]:
    """The code that an end begins with, that beginning as it is printed, and the rest."""
    for code in sorted(codes, key=len, reverse=True):
        if code and end.lower().removeprefix("第").startswith(code):
            start = len(end) - len(end.removeprefix("第")) + len(code)
            rest = end[start:].lstrip(_SEPARATORS)
            if rest[:1].isdigit() and len(rest) < len(end) - start:
                return code, end[: len(end) - len(rest)].removeprefix("第"), rest
    return "", "", end


@dataclass(frozen=True, slots=True)
class Ends:
    """The first and the last serial that were entered, as far as they were; ``printed``: what was read of the text."""

    first: int | None
    last: int | None
    printed: Typed | None = None


def read_ends(mistakes: Mistakes, first: Written, last: Written, codes: Collection[str], *, strange: bool) -> Ends:
    """What was entered for the two ends; every mistake at its field. ``strange``: another code than the project's may
    stand before the number, as where its lot is entered."""
    start = _read(mistakes, "serial_from", first, codes, strange)
    end = _read(mistakes, "serial_to", last, codes, strange)
    said = start.first if start else None
    until = (end.last if end else None) if start is None or not start.whole else start.last
    if start and end and start.whole and end.last != start.last:
        told = gettext(TWO_ENDS, first=start.first, written=start.last, last=end.last)
        mistakes.add("serial_to", told)
    if start and end and end.code and start.code and end.code != start.code:
        mistakes.add("serial_to", gettext(OTHER_CODE, typed=str(last), codes=start.code))
    if end and end.whole and start is None:
        return Ends(end.first, end.last, end)
    return Ends(said, until, start or end)


def _read(mistakes: Mistakes, name: str, written: Written, codes: Collection[str], strange: bool) -> Typed | None:
    if written is None or written == "":
        return None
    if isinstance(written, int):
        return Typed(written, written)
    try:
        found = read(written, codes)
    except NoSerial as refused:
        mistakes.add(name, refused.message)
        return None
    if found.code and found.code not in codes:
        if not strange:
            mistakes.add(name, gettext(OTHER_CODE, typed=written.strip()[:60], codes="、".join(sorted(codes))))
            return None
        if found.unclear:
            mistakes.add(name, gettext(UNCLEAR, typed=written.strip()[:60]))
            return None
    return found


def whole_range(mistakes: Mistakes, ends: Ends, quantity_t: Decimal | int | None, unit: Decimal) -> Range | None:
    """The range that two of first, last and quantity make; where all three are there, they must agree."""
    first, last = ends.first, ends.last
    if [first, last, quantity_t].count(None) > 1:
        mistakes.add("serial_from", gettext(TWO_OF_THREE))
        return None
    if first is not None and last is not None:
        if not mistakes.serials(first, last):
            return None
        if quantity_t is not None:
            mistakes.quantity(quantity_t, first, last, unit)
        return Range(first, last)
    units = mistakes.units(quantity_t, unit)
    if units is None:
        return None
    if first is None:
        assert last is not None, "two of three are there"
        first = last - units + 1
        if first < 1:
            mistakes.add("quantity_t", gettext(BELOW_ONE, last=last, count=units))
            return None
    last = first + units - 1
    return Range(first, last) if mistakes.serials(first, last) else None
