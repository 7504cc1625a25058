"""Whole numbers as people write them: 50, 1,200, 五十, 伍拾."""

from __future__ import annotations

import re

_FORMAL = str.maketrans("〇零两壹贰叁肆伍陆柒捌玖拾佰仟", "00二一二三四五六七八九十百千")
_DIGITS = {char: value for value, char in enumerate("0一二三四五六七八九")}
_PLACES = {"十": 10, "百": 100, "千": 1000}
CHINESE = "〇零一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟"
NUMERAL = rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{1,9}}|[{CHINESE}]{{1,12}})"
"""A number in either writing, as part of a pattern."""


def whole_number(text: str) -> int | None:
    """The number that a text is, None where it is none."""
    if re.fullmatch(NUMERAL, text) is None:
        return None
    if text.isascii():
        return int(text.replace(",", ""))
    return _chinese(text.translate(_FORMAL))


def _chinese(text: str) -> int | None:
    if not set(text) & {"万", *_PLACES}:
        return int("".join(str(_DIGITS[char]) for char in text))
    high, mark, low = text.partition("万")
    parts = [_below_ten_thousand(part) if part else 0 for part in ((high, low) if mark else ("", high))]
    if None in parts or (mark and not high):
        return None
    first, second = (part or 0 for part in parts)
    return first * 10_000 + second


def _below_ten_thousand(text: str) -> int | None:
    """Digits each with its place, the places falling: 一千二百零五, 十二."""
    total, last, digit = 0, 10_000, None
    for char in text:
        place = _PLACES.get(char)
        if place is None:
            if char not in _DIGITS or digit:
                return None
            digit = _DIGITS[char]
        elif place >= last:
            return None
        else:
            total, last, digit = total + (1 if digit is None else digit) * place, place, None
    return total + (digit or 0)
