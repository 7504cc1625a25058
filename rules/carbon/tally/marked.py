"""The rows of a tally sheet that hold mistakes, cell by cell, so that each mistake can be shown where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.carbon.tally.asked import Answers
from rules.carbon.tally.choice import choose
from rules.carbon.tally.headings import Headings
from rules.carbon.tally.sheet import Basis, diameter_of
from rules.reading.sheets.grid import Book, Grid
from rules.reading.sheets.mistakes import Mistake, SheetError


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A row as it stands in the sheet. ``wrong``: by place of the cell, from 0, its mistakes; ``others`` are the
    mistakes of the row that no cell of it shows."""

    number: int
    cells: tuple[str, ...]
    wrong: Mapping[int, tuple[str, ...]]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkedSheet:
    """The headings and the rows with mistakes; ``whole`` are the mistakes of the file itself."""

    headings: tuple[str, ...]
    rows: tuple[MarkedRow, ...]
    whole: tuple[str, ...]


def marked(book: Book, basis: Basis, mistakes: Iterable[Mistake], answers: Answers | None = None) -> MarkedSheet:
    """The mistakes of a tally file at their cells. Where the file has no headings, all are told of the whole file."""
    mistakes = tuple(mistakes)
    try:
        chosen = choose(book, diameter_of(basis), answers or Answers())
    except SheetError:
        return MarkedSheet((), (), tuple(mistake.message for mistake in mistakes))
    return _marked(chosen.grid, chosen.layout.headings, mistakes)


def _marked(grid: Grid, headings: Headings, mistakes: Iterable[Mistake]) -> MarkedSheet:
    by_row: dict[int, list[Mistake]] = {}
    for mistake in mistakes:
        by_row.setdefault(mistake.row, []).append(mistake)
    above = [row for row in by_row if row <= headings.row]
    whole = tuple(mistake.message for row in sorted(above) for mistake in by_row.pop(row))
    rows = []
    for number, cells in grid.rows:
        if number not in by_row:
            continue
        wrong: dict[int, list[str]] = {}
        others = []
        for mistake in by_row[number]:
            place = headings.place(mistake.column) if mistake.place is None else mistake.place
            if place is None:
                others.append(mistake.message)
            else:
                wrong.setdefault(place, []).append(mistake.reason)
        width = max(len(headings.cells), *(place + 1 for place in wrong), 1)
        shown = (*cells, *[""] * (width - len(cells)))
        rows.append(MarkedRow(number, shown, {at: tuple(told) for at, told in wrong.items()}, tuple(others)))
    return MarkedSheet(headings.cells, tuple(rows), whole)
