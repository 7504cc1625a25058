"""Groups of equal trees as lines of text in columns: what the paper of a large tally prints instead of a table's cells.

A cell costs the layout about a millisecond, and a tally of thousands of trees has tens of thousands of them. Ten
groups share one cell here, in a face whose characters are all half or one em wide, so that columns form by themselves.
It may go once a table of 50,000 cells is set within a few seconds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from casework.wording import unit_text
from casework.worksheet_tables import Row, Table, blocks
from rules.record.worksheet import LineRecord

TOGETHER = 10
"""Groups in one cell: a rule under every ten lets the eye keep its line."""

_GAP = 2
_SIZES = ((98, ""), (117, "small"), (147, "smaller"))
"""Half-ems that the text block holds at 9 pt, 7.5 pt and 6 pt, and the class that sets that size."""
_LEAST_WHERE = 16


@dataclass(frozen=True)
class Part:
    """The lines of text of some groups; ``subtotal``: the number of the line that ends it, where one does."""

    text: str
    subtotal: int | None


@dataclass(frozen=True)
class Listing:
    """``head`` and the texts of ``parts`` are lines in the same columns; ``size`` is the class of the type size."""

    head: str
    parts: tuple[Part, ...]
    size: str


@dataclass(frozen=True)
class PaperBlock:
    """A run of lines, or in their place a table of groups and how it is listed.

    ``subtotals``: the lines that the listing holds below the groups they add.
    """

    lines: tuple[LineRecord, ...] = ()
    table: Table | None = None
    listing: Listing | None = None
    subtotals: tuple[LineRecord, ...] = ()


def paper_blocks(lines: Sequence[LineRecord]) -> list[PaperBlock]:
    """The blocks of a section as the paper sets them: groups listed, with the subtotals of a column in their places."""
    found = blocks(lines)
    tables = [block.table for block in found if block.table]
    loose = [line for block in found for line in block.lines]
    placed = [_subtotals(table, loose) for table in tables]
    taken = {line.no for ends in placed for line in ends.values()}
    result, ends = [], iter(placed)
    for block in found:
        if block.table:
            below = next(ends)
            result.append(
                PaperBlock(table=block.table, listing=listing(block.table, below), subtotals=tuple(below.values()))
            )
        else:
            rest = tuple(line for line in block.lines if line.no not in taken)
            result += [PaperBlock(rest)] if rest else []
    return result


def _subtotals(table: Table, lines: Sequence[LineRecord]) -> dict[int, LineRecord]:
    """Index of a row -> the line that adds the last column's figures of the rows since the subtotal before.

    A line that adds anything else is none: it stays a line, formula above values above result.
    """
    at = {row.lines[-1].no: index for index, row in enumerate(table.rows)}
    ends: dict[int, LineRecord] = {}
    begin = 0
    for line in lines:
        # In the order of the formula: stored JSON has its keys sorted.
        rows = [at.get(line.refs.get(name, 0), -1) for name in line.formula.split(" + ")]
        if not line.rounding and len(rows) > 1 and rows == list(range(begin, begin + len(rows))):
            begin = rows[-1] + 1
            ends[rows[-1]] = line
    return ends


def listing(table: Table, subtotals: Mapping[int, LineRecord]) -> Listing:
    """The table with every figure, the numbers of the lines it comes from, the species and the rows of the sheet."""
    numbers = [[str(row.number), *(line.result for line in row.lines), _lines_of(row)] for row in table.rows]
    names = ["组", *(f"{table.name(line)} {_bare(line.symbol)}" for line in table.columns), "行号"]
    units = ["", *(unit_text(line.unit) for line in table.columns), ""]
    added = {index: ["小计", *[""] * (len(names) - 3), line.result, str(line.no)] for index, line in subtotals.items()}
    widths = [max(map(_width, column)) for column in zip(names, units, *numbers, *added.values(), strict=True)]
    taken = sum(widths) + _GAP * len(widths)
    room, size = next((fit for fit in _SIZES if fit[0] - taken >= _LEAST_WHERE), _SIZES[-1])
    left = max(room - taken, _LEAST_WHERE)
    indent = " " * taken

    def text(cells: Sequence[str], where: Sequence[str] = ("",)) -> str:
        columns = "".join(_right(cell, width) + " " * _GAP for cell, width in zip(cells, widths, strict=True))
        return "\n".join([columns + where[0], *(indent + more for more in where[1:])]).rstrip()

    parts: list[Part] = []
    part: list[str] = []
    for index, (row, cells) in enumerate(zip(table.rows, numbers, strict=True)):
        part.append(text(cells, list(folded(f"{row.species} {row.where}".strip(), left))))
        below = subtotals.get(index)
        if below is not None:
            part.append(text(added[index]))
        if below is not None or len(part) == TOGETHER:
            parts.append(Part("\n".join(part), below.no if below is not None else None))
            part = []
    if part:
        parts.append(Part("\n".join(part), None))
    return Listing(f"{text(names, ['树种、检尺表行'])}\n{text(units)}", tuple(parts), size)


def _bare(symbol: str) -> str:
    return symbol.replace("_", "")


def _lines_of(row: Row) -> str:
    """The numbers of a row's lines as ranges: ``4~6、2260~2261``."""
    runs: list[list[int]] = []
    for number in (line.no for line in row.lines):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(str(first) if first == last else f"{first}~{last}" for first, last in runs)


def _width(text: str) -> int:
    """Half-ems of a text: Chinese characters and signs are a whole em wide."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _right(text: str, width: int) -> str:
    return " " * (width - _width(text)) + text


def folded(text: str, room: int) -> Iterator[str]:
    """The text in pieces that fit, broken after a comma or a space where there is one."""
    marks = [0, *(at + 1 for at, char in enumerate(text) if char in "、 "), len(text)]
    piece = ""
    for start, end in pairwise(marks):
        if piece and _width(piece + text[start:end].rstrip()) > room:
            yield piece.rstrip()
            piece = ""
        piece += text[start:end]
    yield piece.rstrip()
