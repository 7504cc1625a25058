"""Whole numbers as people write them: 50, 1,200, 五十, 伍拾, and the strokes of 正 in which they count."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FORMAL = str.maketrans("〇零两壹贰叁肆伍陆柒捌玖拾佰仟", "00二一二三四五六七八九十百千")
_DIGITS = {char: value for value, char in enumerate("0一二三四五六七八九")}
_PLACES = {"十": 10, "百": 100, "千": 1000}
CHINESE = "〇零一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟"
NUMERAL = rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{1,9}}|[{CHINESE}]{{1,12}})"
"""A number in either writing, as part of a pattern."""


_STROKES = {"正": 5, "止": 4, "下": 3, "\U0002011f": 3, "丅": 2, "丁": 2, "⊤": 2, "T": 2, "一": 1, "-": 1}
"""正 as far as it is written: 一, 丅, 下, 止, 正."""
_COUNTING = re.compile("[划画记]记|[划画]正|正字|记号|唱数")


def strokes(text: str) -> int | None:
    """The number that is counted in strokes of 正; None where the text is anything else."""
    bare = "".join(text.split())
    if not bare or any(char not in _STROKES for char in bare):
        return None
    return sum(_STROKES[char] for char in bare)


def strokes_alone(heading: str, cells: Iterable[str]) -> bool:
    """Whether a column counts in strokes of 正: every cell does, and 正 itself or the heading says so."""
    filled = [cell for cell in cells if cell.strip()]
    said = any("正" in cell for cell in filled) or bool(_COUNTING.search(heading))
    return said and bool(filled) and all(strokes(cell) is not None for cell in filled)


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
