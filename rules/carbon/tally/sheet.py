"""每木检尺表 as a file: CSV or the first sheet of an XLSX, Chinese headings, every mistake with its row and column.

Equal rows are counted once, so that a million trees become as many rows as there are different ones.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from pydantic import ValidationError

from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.cells import Table, table_of
from rules.carbon.tally.headings import Column, Headings, find_headings
from rules.carbon.tally.mistakes import Mistake, NotASheet, SheetError
from rules.carbon.tally.rows import Sums, holds_no_tree, rows_of, rows_told
from rules.carbon.tally.workbook import Workbook, about
from rules.casefile.tally import TallyRow
from rules.reading.errors import InputError
from rules.reading.messages import Message, msg
from rules.reading.pydantic_errors import field_errors
from rules.values.quantity import plain

Basis = Literal["dbh", "stump"]

MOST_TREES = 10_000_000
LARGEST = {"dbh_cm": (Decimal(500), "cm"), "stump_cm": (Decimal(500), "cm"), "height_m": (Decimal(100), "m")}
"""No tree is larger: beyond it the unit of the cell is surely another."""

ABOUT = "填写说明"
"""The second sheet of the empty workbook that the system hands out."""


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
    headings = _found(table, basis, content)
    book = about(content)
    counted = _count(table, headings, book)
    told = _told_apart(counted, headings)
    mistakes = [*counted.repeated]
    remarks = [*headings.remarks, *_of_workbook(book)]
    if told.wrong or told.without_tree or counted.sums or book.uncomputed or book.merged:
        walked = _walk(table, headings, book, told.wrong, told.without_tree)
        mistakes += walked.mistakes
        remarks += walked.remarks
    different = tuple(row for row, _ in told.rows.values())
    firsts = tuple(number for _, number in told.rows.values())
    written = {column.key: column.heading for column in headings.columns}
    lines = counted.lines - sum(counted.found[cells][0] for cells in told.without_tree)
    sheet = Sheet(different, firsts, lines, written, headings.by_classes, tuple(remarks))
    if mistakes:
        raise RowsWrong(sorted(mistakes), sheet)
    if not lines:
        raise SheetError([Mistake(headings.row, "", msg("表头之下没有数据行"))])
    if sheet.trees > MOST_TREES:
        reason = msg("株数合计 {trees:,}，超过上限 {most:,}", trees=sheet.trees, most=MOST_TREES)
        raise SheetError([Mistake(0, "", reason)])
    return sheet


def _found(table: Table, basis: Basis, content: bytes) -> Headings:
    """The headings. Where the first sheet of a workbook has none, the mistake tells which sheets were not read."""
    try:
        return find_headings(table, "dbh_cm" if basis == "dbh" else "stump_cm")
    except NotASheet:
        raise
    except SheetError as problem:
        book = about(content)
        if not book.others or any(mistake.row for mistake in problem.mistakes):
            raise
        shown = msg("{name}（已隐藏）", name=book.name) if book.hidden else book.name
        raise SheetError.whole(
            msg(
                "{reason}；只读第一张工作表“{name}”，没有读：{others}；请把检尺表移到最前",
                reason=problem.mistakes[0].reason,
                name=shown,
                others=book.others[:5],
            )
        ) from None


def _of_workbook(book: Workbook) -> Iterator[Message]:
    """What a reader of the sheet on a screen might not have seen, or might think was read."""
    others = [name for name in book.others if name != ABOUT]
    if others:
        yield msg("只读第一张工作表“{name}”，没有读：{others}", name=book.name, others=others[:5])
    if book.hidden_rows:
        yield msg("工作表中隐藏的行也读入：{rows}", rows=rows_told(book.hidden_rows))


@dataclass(slots=True)
class _Counted:
    """``found``: how often each different row stands in the sheet and where first; ``lines``: how many rows there are;
    ``repeated``: serial numbers used twice; ``sums``: whether there are rows of sums."""

    found: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    lines: int = 0
    repeated: list[Mistake] = field(default_factory=list)
    sums: bool = False


def _count(table: Table, headings: Headings, book: Workbook) -> _Counted:
    counted = _Counted()
    found, serials = counted.found, dict[str, int]()
    for row in rows_of(table, headings, book):
        if row.sums:
            counted.sums = True
            continue
        counted.lines += 1
        if row.cells in found:
            found[row.cells][0] += 1
        else:
            found[row.cells] = [1, row.number]
        if row.serial:
            first = serials.setdefault(row.serial, row.number)
            if first != row.number:
                reason = msg("序号 {serial} 与第 {first} 行重复", serial=row.serial[:20], first=first)
                counted.repeated.append(Mistake(row.number, "序号", reason))
    return counted


@dataclass(slots=True)
class _ToldApart:
    """``rows``: the different trees, each with the row where it appears first; ``wrong``: why the cells of a row are no
    tree; ``without_tree``: cells that state none."""

    rows: dict[tuple[object, ...], tuple[TallyRow, int]] = field(default_factory=dict)
    wrong: dict[tuple[str, ...], list[tuple[Column, str]]] = field(default_factory=dict)
    without_tree: set[tuple[str, ...]] = field(default_factory=set)


def _told_apart(counted: _Counted, headings: Headings) -> _ToldApart:
    told = _ToldApart()
    for cells, (times, number) in counted.found.items():
        by_column = _clean(dict(zip(headings.columns, cells, strict=True)))
        if holds_no_tree(by_column):
            told.without_tree.add(cells)
            continue
        row, reasons = _row(by_column)
        if row is None:
            told.wrong[cells] = reasons
            continue
        key = (row.species, row.dbh_cm, row.stump_cm, row.height_m)
        first, number = told.rows.get(key, (row.model_copy(update={"count": 0}), number))
        told.rows[key] = first.model_copy(update={"count": first.count + row.count * times}), number
    return told


@dataclass(slots=True)
class _Walked:
    mistakes: list[Mistake] = field(default_factory=list)
    remarks: list[Message] = field(default_factory=list)


def _walk(
    table: Table,
    headings: Headings,
    book: Workbook,
    wrong: Mapping[tuple[str, ...], Sequence[tuple[Column, str]]],
    without_tree: Collection[tuple[str, ...]],
) -> _Walked:
    """One more walk through the sheet, only where there is something to tell of single rows: mistakes of every row
    that has them, rows of sums and rows without a tree."""
    walked, sums, empty = _Walked(), Sums(), list[int]()
    strange = _strange(book, headings)
    column = next((column for column in headings.columns if column.key == "count"), None)
    at = headings.columns.index(column) if column else None
    for row in rows_of(table, headings, book):
        if row.sums:
            reason = sums.row(row.number, row.sums, None if at is None else _whole(row.cells[at]))
            if reason:
                walked.mistakes.append(Mistake(row.number, column.heading if column else "", reason))
            continue
        if row.cells in without_tree:
            empty.append(row.number)
            continue
        sums.tree(1 if at is None else _whole(row.cells[at]) or 0)
        reasons = dict.fromkeys(wrong.get(row.cells, ()))
        for used in headings.columns:
            told = strange.get((row.number, used.place))
            if told is not None:
                reasons = {pair: None for pair in reasons if pair[0] != used} | {(used, told): None}
        walked.mistakes += (
            Mistake(row.number, used.heading, reason, _shown(reason, row.written[used.place]))
            for used, reason in reasons
        )
    walked.remarks += sums.remarks()
    if empty:
        walked.remarks.append(msg("{rows}没有写树种、直径和株数，没有作为树木读入", rows=rows_told(empty)))
    return walked


def _strange(book: Workbook, headings: Headings) -> dict[tuple[int, int], Message]:
    """What is wrong with cells that only look empty, by row and place."""
    found = dict.fromkeys(book.uncomputed, _NO_RESULT)
    # A species holds for all rows of its cell; that the trees had the same size is for the person to say.
    sizes = {column.place for column in headings.columns if column.key != "species"}
    for cells in book.merged:
        if cells.place in sizes:
            found |= {(row, cells.place): _MERGED for row in range(cells.first + 1, cells.last + 1)}
    return found


_MERGED = msg("单元格与上面的合并为一格，请取消合并，逐行填写")
_NO_RESULT = msg("单元格是公式，文件中没有存下它的结果；请用电子表格程序打开并保存后再上传，或改写为数值")


def _whole(text: str) -> int | None:
    """The whole number that a cell holds, None where it holds none."""
    squeezed = "".join(unicodedata.normalize("NFKC", text).split())
    return int(squeezed) if squeezed.isdecimal() and len(squeezed) < 12 else None


def _clean(cells: Mapping[Column, str]) -> dict[Column, str]:
    return {column: unicodedata.normalize("NFKC", text).strip() for column, text in cells.items()}


def _row(cells: Mapping[Column, str]) -> tuple[TallyRow | None, list[tuple[Column, str]]]:
    """The tree that a row says, or what is wrong with it, by column."""
    by_key = {column.key: column for column in cells}
    values = {column.key: text for column, text in cells.items()}
    reasons: list[tuple[Column, str]] = []
    if values["species"] and not values["species"].startswith("#"):
        try:
            values["species"] = vocabulary().look_up(values["species"], "")
        except InputError as problem:
            reasons.append((by_key["species"], _short(problem.errors[0].message)))
    for key, column in by_key.items():
        if not values[key] and column.needed:
            reasons.append((column, msg("缺少{name}", name=column.name)))
        elif values[key].startswith("#"):
            reasons.append((column, msg("单元格是公式错误 {text}", text=values[key][:20])))
    told_of = {column.key for column, _ in reasons}
    given = {key: text for key, text in values.items() if text and key not in told_of}
    try:
        row = TallyRow.model_validate({"species": "-", **given})
    except ValidationError as problem:
        return None, [*reasons, *((by_key[error.path], error.message) for error in field_errors(problem))]
    if row.count == 0:
        reasons.append((by_key["count"], msg("株数应大于 0")))
    for key, (most, unit) in LARGEST.items():
        value = getattr(row, key)
        if value is not None and value > most:
            told = msg(
                "{name} {value} {unit} 不合常理，请核对单位", name=by_key[key].name, value=plain(value), unit=unit
            )
            reasons.append((by_key[key], told))
    return (None, reasons) if reasons else (row, [])


def _shown(reason: str, cell: str) -> str:
    """The start of what the cell holds, where the reason does not tell it."""
    shown = cell.strip()[:20]
    return "" if shown in reason else shown


def _short(reason: str) -> str:
    """The reason without the list of all names, which would stand at every row."""
    return reason.values.get("unknown", reason) if isinstance(reason, Message) else reason
