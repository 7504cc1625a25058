"""Numbers of trees that stand twice: a tree counted twice, or numbers that begin again with a plot, page or species."""

from __future__ import annotations

import itertools
import re
from bisect import bisect
from collections.abc import Iterator, Sequence

from rules.carbon.tally.headings import Headings
from rules.carbon.tally.names import GROUPS, bare
from rules.carbon.tally.rows import Row
from rules.carbon.tally.sums import rows_told
from rules.reading.messages import Message, msg
from rules.reading.sheets.mistakes import Mistake
from rules.reading.sheets.numbers import folded

_NUMBER = re.compile(r"[0-9]{1,12}")


def repeated(
    trees: Sequence[Row], headings: Headings, boundaries: Sequence[int]
) -> tuple[list[Mistake], list[Message]]:
    """Numbers that stand twice where they should not, and what is told of those that begin again.

    They are compared within plots and pages where columns state these, between ``boundaries`` (rows of sums, repeated
    headings), and within a run that counts on from its first number; two trees of different species may share one.
    """
    groups = [place for place, heading in headings.unused if bare(heading) in GROUPS]
    twice: list[Mistake] = []
    begun: list[int] = []
    seen: dict[tuple[object, ...], int] = {}
    run = 0
    for row, following in _pairs(trees, headings):
        text = folded(row.serial).strip()
        if not text:
            continue
        group = tuple(row.written[place].strip() if place < len(row.written) else "" for place in groups)
        page = bisect(boundaries, row.number) if boundaries else 0
        key = (group, page, run, text)
        if key in seen and not group and _counts_on(text, following):
            run += 1
            begun.append(row.number)
            key = (group, page, run, text)
        first = seen.setdefault(key, row.number)
        if first != row.number:
            reason = msg("序号 {serial} 与第 {first} 行重复", serial=text[:20], first=first)
            twice.append(Mistake(row.number, "序号", reason, place=headings.blocks[row.block].serial))
    twice += _pasted(trees, begun)
    told = [msg("序号从{rows}起重新编号", rows=rows_told(begun))] if begun else []
    return twice, told


FEWEST_PASTED = 5
"""So many rows with the same numbers and sizes in the same order are no accident."""


def _pasted(trees: Sequence[Row], begun: Sequence[int]) -> Iterator[Mistake]:
    """Rows that begin again with the first number and are those before once more: pasted twice."""
    rows = set(begun)
    starts = [at for at, row in enumerate(trees) if row.number in rows] if rows else []
    for start, end in itertools.pairwise([*starts, len(trees)]):
        again = [(row.serial, row.cells) for row in trees[start:end]]
        for first in (0, *[one for one in starts if one < start]):
            before = [(row.serial, row.cells) for row in trees[first : first + len(again)]]
            if len(again) >= FEWEST_PASTED and first + len(again) <= start and before == again:
                words = {"row": trees[start].number, "first": trees[first].number, "count": len(again)}
                told = msg(
                    "自第 {row} 行起的 {count} 行与自第 {first} 行起的完全相同：可能粘贴了两次，请删去一份", **words
                )
                yield Mistake(trees[start].number, "", told)
                break


def _pairs(trees: Sequence[Row], headings: Headings) -> Iterator[tuple[Row, Row | None]]:
    """Every tree with the next one, block after block, as they were numbered."""
    for number in range(len(headings.blocks)):
        rows = trees if len(headings.blocks) == 1 else [row for row in trees if row.block == number]
        for at, row in enumerate(rows):
            yield row, rows[at + 1] if at + 1 < len(rows) else None


def _counts_on(text: str, following: Row | None) -> bool:
    """Whether the next tree has the next number: so numbers begin again, and a slip does not."""
    after = folded(following.serial).strip() if following else ""
    return bool(_NUMBER.fullmatch(text) and _NUMBER.fullmatch(after)) and int(after) == int(text) + 1
