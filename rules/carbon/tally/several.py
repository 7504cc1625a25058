"""Rows that stand for several trees without saying so in a column of numbers: 1～50 as a serial number, 3株 among the
remarks, an ellipsis between two rows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.carbon.tally.asked import Answers
from rules.carbon.tally.headings import Headings
from rules.carbon.tally.kinds import doubt
from rules.carbon.tally.numerals import NUMERAL, whole_number
from rules.carbon.tally.rows import Row
from rules.carbon.tally.states import is_ordinary, says_not_felled
from rules.reading.messages import Message, msg
from rules.reading.sheets.mistakes import Mistake
from rules.reading.sheets.numbers import folded

_RANGE = re.compile(r"[第#No.]*([0-9]{1,9})号?(-|[~～—–―－至到]+|\.{2,}|…+)[第#]?([0-9]{1,9})号?")
_NO_TREE = re.compile(
    r"最[大小高低粗细][值木株]?|(?i:max|min|mean|avg|std)\.?|例[:：]?|(?i:ck)\d*|(?:其中|减去?|扣减?|另加?)[:：]?.*"
)
_SAME_PREFIX = re.compile(r"([A-Za-z]{1,5}-?)([0-9]{1,9})(?:-|[~～—–―－至到]+)\1([0-9]{1,9})", re.IGNORECASE)
_EACH = re.compile(r"[0-9]{1,9}[×✕xX*]([0-9]{1,4})")
_LIST = re.compile(r"[0-9]{1,9}号?(?:[、,，;；和及与+][0-9]{1,9}号?)+")
_COUNTED = re.compile(rf"(?<![第每隔距0-9.])({NUMERAL})(?:株|棵)(?!距|行距|号)")
_PAIR = re.compile(r"双(?:株|棵)(?!距|行距|号)")
_TIMES = re.compile(r"[×✕xX*](\d{1,4})[株棵根]?|(?:共|计)?(\d{1,4})[根杆]")
_ELIDED = re.compile(r"(?:[…\u22ef\u22ee]+|\.{3,}|[·。]{3,}|(?:以[下上])?(?:省?略|从略)|同上)")


@dataclass(frozen=True, slots=True)
class Counted:
    """A row of a tree and the number of trees that is read of it."""

    row: Row
    count: int


def elided(cells: Sequence[str]) -> bool:
    """Whether a row only says that rows were left out."""
    written = ["".join(cell.split()) for cell in cells if cell.strip()]
    return bool(written) and all(_ELIDED.fullmatch(cell) for cell in written)


def several(trees: Sequence[Counted], headings: Headings, answers: Answers) -> Iterator[Mistake | Message]:
    """Rows whose serial number or remark says another number of trees than is read of them."""
    yield from _serials(trees, headings)
    yield from _remarks(trees, headings, answers)


def _serials(trees: Sequence[Counted], headings: Headings) -> Iterator[Mistake]:
    told = [(tree, _said(tree.row.serial)) for tree in trees if tree.row.serial.strip()]
    hyphens_count = _are_ranges([said for _, said in told if said])
    for tree, said in told:
        place = headings.blocks[tree.row.block].serial
        serial = tree.row.serial.strip()[:20]
        if said is None:
            if says_not_felled(folded(serial)) or _NO_TREE.fullmatch(folded(serial)):
                reason = msg("序号“{serial}”中写有树木的类别：请移到另一列，如“备注”", serial=serial)
                yield Mistake(tree.row.number, "序号", reason, place=place)
        elif said.several and said.trees != tree.count and (said.sure or hyphens_count):
            reason = msg(
                "序号“{serial}”是 {said} 株，按 {count} 株读入：请写明“株数”列，或一株一行",
                serial=serial,
                said=said.trees,
                count=tree.count,
            )
            yield Mistake(tree.row.number, "序号", reason, place=place)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a serial number says: so many trees, from ``first`` to ``last``; not ``sure`` with a hyphen, for 1-5 may be
    the fifth tree of the first plot. ``several``: it is a range at all."""

    first: int
    last: int
    trees: int
    sure: bool
    several: bool


def _said(serial: str) -> _Said | None:
    """The numbers that a serial number holds, None where it holds other than numbers."""
    text = "".join(folded(serial).split())
    if text.isascii() and text.isdecimal():
        return _Said(int(text[:9]), int(text[:9]), 1, sure=False, several=False)
    found = _RANGE.fullmatch(text)
    if found:
        first, last = int(found[1]), int(found[3])
        return _Said(first, last, max(last - first + 1, 1), sure=found[2] != "-", several=True)
    same = _SAME_PREFIX.fullmatch(text)
    if same:
        first, last = int(same[2]), int(same[3])
        return _Said(first, last, max(last - first + 1, 1), sure=True, several=True)
    each = _EACH.fullmatch(text)
    if each:
        return _Said(0, 0, int(each[1]), sure=True, several=True)
    if _LIST.fullmatch(text):
        numbers = [int(number) for number in re.findall("[0-9]+", text)]
        return _Said(min(numbers), max(numbers), len(numbers), sure=True, several=True)
    return None


def _are_ranges(told: Sequence[_Said]) -> bool:
    """Whether hyphens join the first and last of several trees: then every number stands once and they rise. Where they
    join a plot and a tree (1-1, 1-2, 2-1), the ranges would overlap or run backwards."""
    ordered = sorted(told, key=lambda said: said.first)
    if any(said.last < said.first for said in told):
        return False
    return all(one.last < other.first for one, other in itertools.pairwise(ordered))


def _remarks(trees: Sequence[Counted], headings: Headings, answers: Answers) -> Iterator[Mistake | Message]:
    used = {column.place for block in headings.blocks for column in block.columns}
    used |= {block.serial for block in headings.blocks if block.serial is not None} | set(headings.parts)
    ordinary = {place for place, heading in headings.unused if is_ordinary(heading)}
    found = []
    for tree in trees:
        for place, cell in enumerate(tree.row.written):
            if place in used or place in ordinary or not cell or cell.isspace():
                continue
            text = "".join(folded(cell).split())
            times = _TIMES.fullmatch(text)
            said = [
                whole_number(number) for number in (*_COUNTED.findall(text), *([times[1] or times[2]] if times else []))
            ]
            said += [2] * len(_PAIR.findall(text))
            if any(number not in (None, tree.count) for number in said):
                found.append((tree, place, cell.strip()[:20]))
    reason = answers.reason("columns")
    for tree, place, cell in found:
        words = {"cell": cell, "count": tree.count, "row": tree.row.number}
        told = msg("第 {row} 行写“{cell}”，而按 {count} 株读入", **words)
        if reason:
            yield msg("{doubt}；理由：{reason}", doubt=told, reason=reason)
        else:
            heading = headings.cells[place] if place < len(headings.cells) else ""
            yield doubt(tree.row.number, heading, told, "columns", place)
