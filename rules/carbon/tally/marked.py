"""The rows of a tally sheet that hold mistakes, cell by cell, so that each mistake can be shown where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.carbon.tally.cells import table_of
from rules.carbon.tally.headings import find_headings
from rules.carbon.tally.mistakes import Mistake, SheetError
from rules.carbon.tally.sheet import Basis


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


def marked(content: bytes, basis: Basis, mistakes: Iterable[Mistake]) -> MarkedSheet:
    """The mistakes of a tally file at their cells. Where the file has no headings, all are told of the whole file."""
    mistakes = tuple(mistakes)
    try:
        table = table_of(content)
        headings = find_headings(table, "dbh_cm" if basis == "dbh" else "stump_cm")
    except SheetError:
        return MarkedSheet((), (), tuple(mistake.message for mistake in mistakes))
    by_row: dict[int, list[Mistake]] = {}
    for mistake in mistakes:
        by_row.setdefault(mistake.row, []).append(mistake)
    whole = tuple(mistake.message for row in (0, headings.row) for mistake in by_row.pop(row, []))
    rows = []
    for number, cells in table():
        if number in by_row:
            wrong: dict[int, list[str]] = {}
            others = []
            for mistake in by_row.pop(number):
                place = headings.place(mistake.column)
                if place is None:
                    others.append(mistake.message)
                else:
                    wrong.setdefault(place, []).append(mistake.reason)
            width = max(len(headings.cells), *(place + 1 for place in wrong), 1)
            shown = (*cells, *[""] * (width - len(cells)))
            rows.append(MarkedRow(number, shown, {at: tuple(told) for at, told in wrong.items()}, tuple(others)))
        if not by_row:
            break
    return MarkedSheet(headings.cells, tuple(rows), whole)
