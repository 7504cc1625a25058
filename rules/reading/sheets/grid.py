"""A sheet as cells of text, with what a screen shows of them beside their text; and how much of it may be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.reading.messages import Message, msg
from rules.reading.sheets.mistakes import SheetError, SheetTooLarge

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Where a sheet of today's spreadsheet programs ends."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one file: bytes as sent and as unpacked, and what its sheets hold."""

    bytes: int = 100 * 1024 * 1024
    unpacked: int = 200 * 1024 * 1024
    rows: int = LAST_ROW
    columns: int = 256
    cells: int = 6_000_000


@dataclass(slots=True)
class Meter:
    """Counts what is read against ``limits``. Every method raises ``SheetTooLarge`` naming the limit."""

    limits: Limits
    _unpacked: int = 0
    _cells: int = 0

    def file(self, size: int) -> None:
        self._hold(
            size,
            self.limits.bytes,
            msg("文件过大：{size:,} 字节，上限为 {most:,} 字节", **_of(size, self.limits.bytes)),
        )

    def unpacked(self, size: int) -> None:
        """``size`` more bytes came out of the archive."""
        self._unpacked += size
        most = self.limits.unpacked
        self._hold(
            self._unpacked,
            most,
            msg("工作簿展开后过大：{size:,} 字节，上限为 {most:,} 字节", **_of(self._unpacked, most)),
        )

    def cells(self, row: int, place: int, count: int = 1) -> None:
        """More cells with something in them, in ``row`` from 1, the last at ``place`` from 0."""
        self._cells += count
        limits = self.limits
        if row > limits.rows:
            raise SheetTooLarge.whole(
                msg("表格过长：第 {row:,} 行有内容，上限为 {most:,} 行", row=row, most=limits.rows)
            )
        if place >= limits.columns:
            raise SheetTooLarge.whole(
                msg(
                    "表格过宽：第 {row:,} 行第 {column:,} 列有内容，上限为 {most:,} 列",
                    row=row,
                    column=place + 1,
                    most=limits.columns,
                )
            )
        if self._cells > limits.cells:
            raise SheetTooLarge.whole(msg("表格过大：有内容的单元格超过上限 {most:,} 个", most=limits.cells))

    def _hold(self, size: int, most: int, reason: Message) -> None:
        if size > most:
            raise SheetTooLarge.whole(reason)


def _of(size: int, most: int) -> Mapping[str, Any]:
    return {"size": size, "most": most}


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells made one: rows from 1, places of columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


Row = tuple[int, tuple[str, ...]]
"""Number from 1, and the cells up to the last one that is filled."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. ``rows``: those with anything in them, in their order. ``struck``: cells whose text is crossed out,
    ``partly_struck`` those of which only a part is, ``uncomputed``: formulas whose result was never stored, all as row
    from 1 and place from 0. ``comments``: whether notes are fixed to cells. ``widths``: of a text table, how many cells
    stand in a row that ends in empty ones. ``behind``: words or signs that the format of a cell shows behind its number
    (60 as 60mm, 1 as 100%). Raised and lowered digits stand in the cells as such (³, ₃)."""

    rows: tuple[Row, ...]
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    merged: tuple[Merged, ...] = ()
    struck: frozenset[tuple[int, int]] = frozenset()
    partly_struck: frozenset[tuple[int, int]] = frozenset()
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    comments: bool = False
    widths: Mapping[int, int] = field(default_factory=dict)
    behind: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def width(self, row: Row) -> int:
        """How many cells stand in a row, empty ones at its end included where that is known."""
        return self.widths.get(row[0], len(row[1]))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a book: its name, whether it is hidden, and its cells or why they cannot be read."""

    name: str
    hidden: bool
    cells: Grid | SheetError

    @property
    def grid(self) -> Grid:
        """Its cells. Raises ``SheetError``."""
        if isinstance(self.cells, SheetError):
            raise self.cells
        return self.cells


@dataclass(frozen=True, slots=True)
class Book:
    """What a file holds. ``kind`` is ``csv``, ``xlsx``, ``xls`` or ``ods``; a CSV is one sheet without a name.
    ``sha256`` is the hash of the file."""

    kind: str
    sheets: tuple[Sheet, ...]
    sha256: str


Found = tuple[str, bool, Callable[[], Grid]]
"""A sheet before it is read: name, whether hidden, and what reads it."""


@dataclass(slots=True)
class Cells:
    """Gathers the cells of a sheet; equal texts are kept once."""

    meter: Meter
    _rows: dict[int, dict[int, str]] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def put(self, row: int, place: int, text: str) -> None:
        """The text of a cell, which must not have been put before. Blanks alone are none."""
        if not text or text.isspace():
            return
        self.meter.cells(row, place)
        found = self._rows.setdefault(row, {})
        if place in found:
            raise SheetTooLarge.whole(msg("第 {row} 行第 {column} 列在文件中写了两次", row=row, column=place + 1))
        found[place] = self._known.setdefault(text, text)

    def rows(self) -> tuple[Row, ...]:
        """All rows, in the order of their numbers. Gives the cells away: nothing can be put afterwards."""
        made = []
        for number in sorted(self._rows):
            found = self._rows.pop(number)
            made.append((number, tuple(found.get(place, "") for place in range(max(found) + 1))))
        return tuple(made)


def column_letters(place: int) -> str:
    """The letters of a column by its place from 0: A, B … AA."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
