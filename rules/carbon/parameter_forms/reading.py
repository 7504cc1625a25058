"""From a file's bytes to the cells of a parameter form: the YAML (or JSON) form, or a sheet of a workbook."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.carbon.parameter_forms.findings import Findings
from rules.carbon.parameter_forms.form import FORMAT
from rules.carbon.parameters.species import vocabulary
from rules.reading.apart import text_read
from rules.reading.errors import InputError
from rules.reading.messages import msg, template
from rules.reading.sheets.apart import book_apart
from rules.reading.sheets.grid import Book, Grid, Limits, Sheet
from rules.reading.sheets.mistakes import SheetError
from rules.reading.sheets.numbers import FEWEST_COMPUTED, decimals, folded
from rules.reading.yaml_reader import read
from rules.values.quantity import Rounding, plain

UNKNOWN_FIELD = template("不认识的字段，可用的有：{known}")

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 5000
DEEPEST = 30
"""The headings of the values stand within so many rows."""

HEAD = {"method": "计量方法", "id": "参数集编号", "title": "参数集名称", "note": "说明"}
COLUMNS = {
    "parameter": "参数",
    "species": "树种",
    "symbol": "符号",
    "value": "数值",
    "unit": "单位",
    "source": "来源文件",
    "page": "页",
    "table": "表",
    "confidence": "置信",
    "from": "生效",
    "to": "失效",
    "standard_error": "标准误",
    "note": "备注",
}
UNUSED = ("名称",)
"""Columns of the form that only explain."""
ABOUT = "填写说明"
"""The second sheet of the form, which only explains too."""
_TEN_DECIMALS = Rounding.parse("half_up 0.0000000001")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one value as text; ``number`` is the row of the sheet, or the place in the list from 0."""

    number: int
    cells: Mapping[str, str]
    in_sheet: bool

    def at(self, key: str = "") -> str:
        """How a mistake in this cell is placed."""
        if not self.in_sheet:
            return f"parameters[{self.number}]" + (f".{key}" if key else "")
        if not key:
            return msg("第 {number} 行", number=self.number)
        return msg("第 {number} 行“{title}”", number=self.number, title=COLUMNS[key])

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")


@dataclass(frozen=True, slots=True)
class Cells:
    """A form as it was written. ``places``: where each part of its head stands."""

    head: Mapping[str, str]
    places: Mapping[str, str]
    rows: tuple[Row, ...]


def read_cells(content: bytes, findings: Findings) -> Cells:
    """The cells of a form; what cannot be read is found as an error.

    Raises ``InputError`` for a file that is no form at all.
    """
    if len(content) > MOST_BYTES:
        raise InputError.at(
            "",
            msg("文件过大：{size:,} 字节，上限为 {most:,} 字节", size=len(content), most=MOST_BYTES),
        )
    cells = _workbook(content, findings) if is_workbook(content) else _tree(text_read(read, content), findings)
    if len(cells.rows) > MOST_ROWS:
        raise InputError.at("", msg("参数过多：{rows:,} 行，上限为 {most:,} 行", rows=len(cells.rows), most=MOST_ROWS))
    return cells


def is_workbook(content: bytes) -> bool:
    """Whether the form comes as a workbook rather than as YAML or JSON."""
    return content.startswith((b"PK", b"\xd0\xcf\x11\xe0"))


AS_WRITTEN = ("title", "note", "source", "page", "table")


_RAISED = str.maketrans("²³₂₄", "2324")
"""Raised and lowered digits of units: m³, CO₂."""


def _told(key: str, text: str) -> str:
    """The text of a cell. Full-width letters and digits become ordinary ones where they name or count something; the
    mark of a note becomes nothing."""
    if key in AS_WRITTEN:
        return text.strip()
    found = folded(text).strip()
    return found.translate(_RAISED) if key in ("unit", "symbol") else found


def _tree(data: Any, findings: Findings) -> Cells:
    if not isinstance(data, dict):
        raise InputError.at("", msg("应为一份参数集：以 method、id、title、parameters 为键的映射"))
    known = {"format", "parameters", *HEAD}
    for key in data:
        if key not in known:
            findings.error(str(key), msg(UNKNOWN_FIELD, known=sorted(known)))
    if "format" in data and data["format"] != FORMAT:
        findings.error("format", msg("应为 {format}", format=FORMAT))
    head = {key: _told(key, _scalar(data.get(key), key, findings)) for key in HEAD}
    listed = data.get("parameters")
    if not isinstance(listed, list):
        raise InputError.at("parameters", msg("应为参数的列表") if listed is not None else msg("缺少必填项"))
    rows = []
    for number, entry in enumerate(listed):
        at = f"parameters[{number}]"
        if not isinstance(entry, dict):
            findings.error(at, msg("应为映射"))
            continue
        for key in entry:
            if key not in COLUMNS:
                findings.error(f"{at}.{key}", msg(UNKNOWN_FIELD, known=COLUMNS))
        cells = {key: _told(key, _scalar(entry.get(key), f"{at}.{key}", findings)) for key in COLUMNS}
        rows.append(Row(number, cells, in_sheet=False))
    return Cells(head, {key: key for key in HEAD}, tuple(rows))


def _scalar(value: Any, at: str, findings: Findings) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | datetime.date):
        findings.error(at, msg("应为文字、数字或日期"))
        return ""
    if isinstance(value, Decimal):
        # The reader lets no number through that would not fit on a line.
        return format(value, "f") if value.is_finite() else str(value)
    return str(value)


def _workbook(content: bytes, findings: Findings) -> Cells:
    """The form on the first sheet that a reader sees and that has its headings."""
    try:
        book = book_apart(content, Limits(bytes=MOST_BYTES, unpacked=50 * 1024 * 1024, rows=MOST_ROWS + DEEPEST))
        sheet, grid = _chosen(book)
    except SheetError as problem:
        raise InputError.at("", problem.mistakes[0].message) from None
    rows = [(number, [cell.strip() for cell in row]) for number, row in grid.rows]
    heading = next(place for place, (_, row) in enumerate(rows) if _are_headings(row))
    _tell_of_others(book, sheet, findings)
    head, places = _head(rows[:heading])
    number, titles = rows[heading]
    columns = _columns(number, titles, findings)
    found = []
    for number, row in rows[heading + 1 :]:
        cells = {key: row[place] if place < len(row) else "" for key, place in columns.items()}
        cells = {key: _day(_told(key, text)) for key, text in cells.items()}
        unfinished = [key for key, place in columns.items() if (number, place) in grid.uncomputed]
        for key in unfinished:
            findings.error(Row(number, {}, in_sheet=True).at(key), _NO_RESULT)
        if any(cells.values()) or unfinished:
            made = Row(number, cells, in_sheet=True)
            _round(made, cells, findings)
            found.append(made)
    _looks(grid, found, columns, findings)
    return Cells(head, places, tuple(found))


_NO_RESULT = msg("单元格是公式，文件中没有存下它的结果；请用电子表格程序打开并保存后再上传，或改写为数值")


def _are_headings(row: Iterable[str]) -> bool:
    return {"参数", "数值"} <= {cell.strip() for cell in row}


def _chosen(book: Book) -> tuple[Sheet, Grid]:
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    for sheet in shown:
        grid = sheet.grid
        if any(_are_headings(row) for _, row in grid.rows[:DEEPEST]):
            return sheet, grid
    told = msg("前 {rows} 行中找不到表头，应有“参数”“数值”“单位”等列", rows=DEEPEST)
    if len(book.sheets) > 1:
        names = [msg("{name}（已隐藏）", name=sheet.name) if sheet.hidden else sheet.name for sheet in book.sheets]
        told = msg("{reason}；工作簿有这些工作表：{names}。隐藏的不读", reason=told, names=names[:8])
    raise SheetError.whole(told)


def _tell_of_others(book: Book, read: Sheet, findings: Findings) -> None:
    others = [sheet.name for sheet in book.sheets if sheet is not read and sheet.name != ABOUT]
    if others:
        findings.gap("", msg("只读工作表“{name}”，没有读：{others}", name=read.name, others=others[:5]))


def _columns(number: int, titles: Sequence[str], findings: Findings) -> dict[str, int]:
    """The place of each column that is known."""
    names = {title: key for key, title in COLUMNS.items()}
    columns: dict[str, int] = {}
    for place, title in enumerate(titles):
        key = names.get(title)
        if key is None:
            if title and title not in UNUSED:
                findings.error(
                    msg("第 {number} 行“{title}”", number=number, title=title[:20]),
                    msg("不认识的列，可用的有：{known}", known=COLUMNS.values()),
                )
        elif key in columns:
            findings.error(msg("第 {number} 行“{title}”", number=number, title=title), msg("同一列出现了两次"))
        else:
            columns[key] = place
    for key in ("parameter", "species", "value", "unit", "source", "page", "table", "confidence"):
        if key not in columns:
            findings.error(msg("第 {number} 行", number=number), msg("缺少“{title}”列", title=COLUMNS[key]))
    return columns


def _round(row: Row, cells: dict[str, str], findings: Findings) -> None:
    """A value with more decimals than a form takes was computed: it is rounded, and doubted."""
    for key in ("value", "standard_error"):
        text = cells.get(key, "")
        if decimals(text) > FEWEST_COMPUTED and text.isascii() and text.replace(".", "", 1).isdecimal():
            cells[key] = plain(_TEN_DECIMALS.apply(Decimal(text)))
            told = msg("{text} 的小数超过 10 位，是算出来的，四舍五入读作 {value}", text=text, value=cells[key])
            findings.doubt(row.at(key), told, _about(row))


def _about(row: Row) -> str:
    """The id that the value of a row has in a set, so that a doubt about it stays beside it."""
    species = vocabulary().names.get(row["species"], row["species"])
    return f"{species}.{row['parameter']}" if species else row["parameter"]


def _looks(grid: Grid, rows: Iterable[Row], columns: Mapping[str, int], findings: Findings) -> None:
    """What a reader of the sheet on a screen might not have seen, or might have seen otherwise."""
    hidden, unseen = set(grid.hidden_rows), set(grid.hidden_columns)
    for row in rows:
        if not row["value"]:
            continue
        if row.number in hidden:
            findings.doubt(row.at(), msg("这一行在工作表中是隐藏的，其数值也读入"), _about(row))
        for key, place in columns.items():
            if (row.number, place) in grid.struck:
                findings.doubt(row.at(key), msg("单元格的字已划去，仍然读入"), _about(row))
    shown = [COLUMNS[key] for key, place in columns.items() if place in unseen]
    if shown:
        findings.doubt("", msg("工作表中隐藏的列也读入：{columns}", columns=shown))


def _head(rows: list[tuple[int, list[str]]]) -> tuple[dict[str, str], dict[str, str]]:
    """What stands above the headings: names in the first column, values in the second."""
    names = {title: key for key, title in HEAD.items()}
    head, places = {}, {key: f"“{title}”" for key, title in HEAD.items()}
    for number, row in rows:
        key = names.get(row[0].rstrip("：:")) if row else None
        if key is not None:
            head[key] = _told(key, row[1]) if len(row) > 1 else ""
            places[key] = msg("第 {number} 行“{title}”", number=number, title=HEAD[key])
    return head, places


def _day(cell: str) -> str:
    """A date cell as a date is written; a time of day other than midnight stays and is refused."""
    found = re.fullmatch(r"日期 (\d{4}-\d{2}-\d{2})(T00:00:00)?", cell)
    return found[1] if found else cell
