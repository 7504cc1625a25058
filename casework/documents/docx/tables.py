"""How wide the columns of a table are, in parts of the whole, and how high its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casework.documents.docx.content import Cell

ROW_HEIGHTS = {"hand": 488, "log": 567, "fields": 454, "grid": 340}
"""Twips at least, by the class of a table: what is filled in by hand gets room for it."""
PER_CENT = re.compile(r"w(\d+)")
PADDING, WIDEST, WIDEST_HEAD, EMPTY = 2, 26, 12, 8
"""Characters: beside the words of a column, of them at most, of row heads at most, of a column without a word."""


def widths_of(rows: Sequence[Sequence[Cell]], columns: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """As the columns say (classes such as ``w12``), else by the longest words of each within limits."""
    said = [PER_CENT.fullmatch(name) for classes in columns for name in classes]
    if said and all(said):
        return tuple(float(one[1]) for one in said if one is not None)
    count = max((sum(cell.span for cell in row) for row in rows), default=1)
    return tuple(_width([cell for row in rows for cell in _at(row, column)]) for column in range(count))


def _at(row: Sequence[Cell], column: int) -> Iterator[Cell]:
    at = 0
    for cell in row:
        if at <= column < at + cell.span:
            yield cell
        at += cell.span


def _width(cells: Sequence[Cell]) -> float:
    longest = max((len(block.text) / cell.span for cell in cells for block in cell.blocks), default=0)
    if not longest:
        return EMPTY
    heads = sum(cell.head for cell in cells) > len(cells) / 2
    return PADDING + min(longest, WIDEST_HEAD if heads else WIDEST)
