"""每木检尺表 as a file: CSV or the first sheet of an XLSX, Chinese headings, every mistake with its row and column.

Equal rows are counted once, so that a million trees become as many rows as there are different ones.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import ValidationError

from rules.casefile.parts import TallyRow
from rules.errors import InputError
from rules.messages import field_errors
from rules.parameters.species import vocabulary
from rules.quantity import plain
from rules.tally.cells import Table, table_of
from rules.tally.headings import Column, Headings, find_headings
from rules.tally.mistakes import Mistake, SheetError

Basis = Literal["dbh", "stump"]

MOST_TREES = 10_000_000
LARGEST = {"dbh_cm": (Decimal(500), "cm"), "stump_cm": (Decimal(500), "cm"), "height_m": (Decimal(100), "m")}
"""No tree is larger: beyond it the unit of the cell is surely another."""

_TOTALS = ("合计", "总计", "小计")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A tally file that was read.

    ``rows`` are the different trees with their number, in order of first appearance; ``first_rows`` the sheet row where
    each appears first; ``lines`` how many rows of the sheet they come from; ``headings`` the headings as written, by
    field of the row; ``by_classes``: the diameters stand under the heading 径阶; ``remarks`` what was taken for granted
    or not used.
    """

    rows: tuple[TallyRow, ...]
    first_rows: tuple[int, ...]
    lines: int
    headings: Mapping[str, str]
    by_classes: bool
    remarks: tuple[str, ...]

    @property
    def trees(self) -> int:
        return sum(row.count for row in self.rows)


class RowsWrong(SheetError):
    """Some rows have mistakes; ``sheet`` holds the others, so that they can be checked further all the same."""

    def __init__(self, mistakes: Iterable[Mistake], sheet: Sheet) -> None:
        super().__init__(mistakes)
        self.sheet = sheet


def read_sheet(content: bytes, basis: Basis) -> Sheet:
    """The tally in a file's bytes. ``basis`` says which diameter must be there.

    Raises ``SheetError`` with every mistake: row and column as in the sheet, and the reason; ``RowsWrong`` where
    other rows are right.
    """
    table = table_of(content)
    headings = find_headings(table, "dbh_cm" if basis == "dbh" else "stump_cm")
    found, lines, repeated = _count(table, headings)
    rows: dict[tuple[object, ...], tuple[TallyRow, int]] = {}
    wrong: dict[tuple[str, ...], list[tuple[Column, str]]] = {}
    for cells, (times, number) in found.items():
        row, reasons = _row(dict(zip(headings.columns, cells, strict=True)))
        if row is None:
            wrong[cells] = reasons
            continue
        key = (row.species, row.dbh_cm, row.stump_cm, row.height_m)
        first, number = rows.get(key, (row.model_copy(update={"count": 0}), number))
        rows[key] = first.model_copy(update={"count": first.count + row.count * times}), number
    told = tuple(row for row, _ in rows.values())
    firsts = tuple(number for _, number in rows.values())
    written = {column.key: column.heading for column in headings.columns}
    sheet = Sheet(told, firsts, lines, written, headings.by_classes, headings.remarks)
    mistakes = sorted([*repeated, *_where(table, headings, wrong)])
    if mistakes:
        raise RowsWrong(mistakes, sheet)
    if not lines:
        raise SheetError([Mistake(headings.row, "", "表头之下没有数据行")])
    if sheet.trees > MOST_TREES:
        raise SheetError([Mistake(0, "", f"株数合计 {sheet.trees:,}，超过上限 {MOST_TREES:,}")])
    return sheet


def _data(table: Table, headings: Headings) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """Row number, the cells that are used, and the serial number; empty rows left out."""
    places = [column.place for column in headings.columns]
    width = max([*places, headings.serial or 0]) + 1
    for number, row in table():
        if number <= headings.row or not any(row):
            continue
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        yield (
            number,
            tuple([row[place] for place in places]),
            row[headings.serial] if headings.serial is not None else "",
        )


def _count(table: Table, headings: Headings) -> tuple[dict[tuple[str, ...], list[int]], int, list[Mistake]]:
    """How often each different row stands in the sheet and where first, how many rows there are, and serial numbers
    used twice."""
    found: dict[tuple[str, ...], list[int]] = {}
    serials: dict[str, int] = {}
    repeated: list[Mistake] = []
    lines = 0
    for number, cells, serial in _data(table, headings):
        lines += 1
        if cells in found:
            found[cells][0] += 1
        else:
            found[cells] = [1, number]
        if serial:
            first = serials.setdefault(serial, number)
            if first != number:
                repeated.append(Mistake(number, "序号", f"序号 {serial[:20]} 与第 {first} 行重复"))
    return found, lines, repeated


def _where(
    table: Table, headings: Headings, wrong: Mapping[tuple[str, ...], Sequence[tuple[Column, str]]]
) -> Iterator[Mistake]:
    """The mistakes of every row that has them: one more walk through the sheet, only when there are any."""
    if not wrong:
        return
    for number, cells, serial in _data(table, headings):
        for column, reason in wrong.get(cells, ()):
            total = serial.strip() in _TOTALS
            yield Mistake(number, column.heading, "合计行不是树木，请删去" if total else reason)
            if total:
                break


def _row(cells: Mapping[Column, str]) -> tuple[TallyRow | None, list[tuple[Column, str]]]:
    """The tree that a row says, or what is wrong with it, by column."""
    by_key = {column.key: column for column in cells}
    values = {column.key: unicodedata.normalize("NFKC", text).strip() for column, text in cells.items()}
    if values["species"] in _TOTALS:
        return None, [(by_key["species"], "合计行不是树木，请删去")]
    reasons: list[tuple[Column, str]] = []
    if values["species"] and not values["species"].startswith("#"):
        try:
            values["species"] = vocabulary().look_up(values["species"], "")
        except InputError as problem:
            # The list of all names would stand at every row.
            reasons.append((by_key["species"], problem.errors[0].message.partition("，已收录：")[0]))
    for key, column in by_key.items():
        if not values[key] and column.needed:
            reasons.append((column, f"缺少{column.name}"))
        elif values[key].startswith("#"):
            reasons.append((column, f"单元格是公式错误 {values[key][:20]}"))
    told = {column.key for column, _ in reasons}
    given = {key: text for key, text in values.items() if text and key not in told}
    try:
        row = TallyRow.model_validate({"species": "-", **given})
    except ValidationError as problem:
        return None, [*reasons, *((by_key[error.path], error.message) for error in field_errors(problem))]
    if row.count == 0:
        reasons.append((by_key["count"], "株数应大于 0"))
    for key, (most, unit) in LARGEST.items():
        value = getattr(row, key)
        if value is not None and value > most:
            reasons.append((by_key[key], f"{by_key[key].name} {plain(value)} {unit} 不合常理，请核对单位"))
    return (None, reasons) if reasons else (row, [])
