"""The rows of a tally sheet that hold no tree: sums, notes and lines left empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from rules.carbon.tally.cells import Table
from rules.carbon.tally.headings import Column, Headings
from rules.carbon.tally.workbook import Workbook
from rules.reading.messages import Message, msg

_MEANS = frozenset({"平均", "均值"})
_SUMS = frozenset({"合计", "总计", "小计", "共计", "累计"}) | _MEANS
_PART = "小计"


class Row(NamedTuple):
    """``cells`` are those of the columns that are used, in their order; ``written`` the whole row."""

    number: int
    cells: tuple[str, ...]
    serial: str
    written: Sequence[str]
    sums: str
    """合计, 小计, 平均 … where the row is one; else empty."""


def rows_of(table: Table, headings: Headings, book: Workbook) -> Iterator[Row]:
    """Every row below the headings with anything in it, merged species filled in."""
    places = [column.place for column in headings.columns]
    width = max([*places, headings.serial or 0]) + 1
    # Species and a diameter are always among them: the getter gives a tuple.
    used: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(*places)
    serial = headings.serial
    merged = _merged_species(headings, book)
    filling: tuple[int, str] = (0, "")
    for number, row in table():
        joined = "".join(row)
        if number <= headings.row or not joined or joined.isspace():
            continue
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        if merged:
            place = next(column.place for column in headings.columns if column.key == "species")
            if number in merged:
                filling = (merged[number], row[place])
            elif number <= filling[0] and not row[place].strip():
                row = [*row[:place], filling[1], *row[place + 1 :]]
        # Nearly no row has either character: looked for first, they cost next to nothing.
        sums = _sums(row, headings) if "计" in joined or "均" in joined else ""
        yield Row(number, used(row), "" if serial is None else row[serial], row, sums)


def _merged_species(headings: Headings, book: Workbook) -> dict[int, int]:
    """By first row of species cells made one: their last row."""
    place = next((column.place for column in headings.columns if column.key == "species"), None)
    return {cells.first: cells.last for cells in book.merged if cells.place == place and cells.first > headings.row}


def _sums(row: Sequence[str], headings: Headings) -> str:
    """``小计`` or another word for a sum or a mean, where a cell says that the row is one."""
    named = {headings.serial, *(column.place for column in headings.columns if column.key == "species")}
    for place, cell in enumerate(row):
        word = "".join(cell.split()).rstrip("：:")
        # “杉木小计” stands where the number or the species would; elsewhere it may be a remark on a tree.
        if word in _SUMS or word == "平均值" or (place in named and word[-2:] in _SUMS):
            return word[-2:]
    return ""


def holds_no_tree(cells: Mapping[Column, str]) -> bool:
    """Whether a row says neither species nor diameter nor number: a line left empty, a signature, a note."""
    told = {column.key: text for column, text in cells.items()}
    height = told.pop("height_m", "")
    return not any(told.values()) and not height[:1].isdigit()


@dataclass(slots=True)
class Sums:
    """Holds the numbers that rows of sums state against those of the trees above them."""

    so_far: int = 0
    since_last: int = 0
    without_number: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)

    def tree(self, count: int) -> None:
        self.so_far += count
        self.since_last += count

    def row(self, number: int, word: str, stated: int | None) -> Message | None:
        """What is wrong with a row of sums; None where it states the number of trees above it, or none, or means."""
        if word in _MEANS:
            self.without_number.append(number)
            return None
        wanted = {self.so_far, self.since_last} if word == _PART else {self.so_far}
        above = self.since_last if word == _PART else self.so_far
        self.since_last = 0
        if stated is None:
            self.without_number.append(number)
        elif stated in wanted:
            self.right.append(number)
        else:
            return msg(
                "{word}行写 {stated:,} 株，以上各行相加为 {above:,} 株，请核对后改正或删去该行",
                word=word,
                stated=stated,
                above=above,
            )
        return None

    def remarks(self) -> Iterator[Message]:
        """What to tell of the rows that are right."""
        if self.right:
            yield msg("{rows}是合计或小计，株数与以上各行相加相同，没有作为树木读入", rows=rows_told(self.right))
        if self.without_number:
            told = rows_told(self.without_number)
            yield msg("{rows}是合计、小计或平均，没有可核对的株数，没有作为树木读入", rows=told)


def rows_told(numbers: Iterable[int]) -> Message:
    """``第 5、7 行``; long lists end in their number."""
    found = list(numbers)
    if len(found) <= 5:
        return msg("第 {rows} 行", rows=map(str, found))
    return msg("第 {rows} 等 {count} 行", rows=map(str, found[:5]), count=len(found))
