"""From a file's bytes to the cells of a parameter form: the YAML (or JSON) form, or the first sheet of a workbook."""

from __future__ import annotations

import datetime
import itertools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.carbon.parameter_forms.findings import Findings
from rules.carbon.parameter_forms.form import FORMAT
from rules.carbon.tally.cells import table_of
from rules.carbon.tally.mistakes import SheetError
from rules.reading.errors import InputError
from rules.reading.messages import msg, template
from rules.reading.yaml_reader import read

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
    workbook = content.startswith((b"PK", b"\xd0\xcf\x11\xe0"))
    cells = _sheet(content, findings) if workbook else _tree(read(content, max_bytes=MOST_BYTES), findings)
    if len(cells.rows) > MOST_ROWS:
        raise InputError.at("", msg("参数过多：{rows:,} 行，上限为 {most:,} 行", rows=len(cells.rows), most=MOST_ROWS))
    return cells


AS_WRITTEN = ("title", "note", "source", "page", "table")


def _told(key: str, text: str) -> str:
    """The text of a cell. Full-width letters and digits become ordinary ones where they name or count something."""
    return text.strip() if key in AS_WRITTEN else unicodedata.normalize("NFKC", text).strip()


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


def _sheet(content: bytes, findings: Findings) -> Cells:
    try:
        table = table_of(content)
        # A small workbook can unpack to a very long sheet: no more of it is read than could be accepted.
        rows_read = itertools.islice(table(), MOST_ROWS + DEEPEST + 1)
        sheet = [(number, [cell.strip() for cell in row]) for number, row in rows_read]
    except SheetError as problem:
        raise InputError.at("", problem.mistakes[0].message) from None
    names = {title: key for key, title in COLUMNS.items()}
    heading = next((place for place, (_, row) in enumerate(sheet[:DEEPEST]) if {"参数", "数值"} <= set(row)), None)
    if heading is None:
        raise InputError.at("", msg("前 {rows} 行中找不到表头，应有“参数”“数值”“单位”等列", rows=DEEPEST))
    head, places = _head(sheet[:heading])
    number, titles = sheet[heading]
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
    rows = []
    for number, row in sheet[heading + 1 :]:
        cells = {key: _day(_told(key, row[place])) for key, place in columns.items() if place < len(row)}
        if any(cells.values()):
            rows.append(Row(number, cells, in_sheet=True))
    return Cells(head, places, tuple(rows))


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
