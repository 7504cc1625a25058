"""The workbook of a result: 底稿 with a line a row, its formula live and its source beside it, under what it is of."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from rules.carbon.workbook.formulas import in_parts
from rules.record.assessment import AssessmentRecord
from rules.record.worksheet import LineRecord
from rules.values.quantity import Rounding

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TITLE = "碳汇损失计量底稿（活表）"
SHEET = "底稿"
COLUMNS = {
    # heading -> width
    "行": 6,
    "部分": 22,
    "项目": 34,
    "符号": 10,
    "数值": 20,
    "单位": 14,
    "算式（〔〕内为行号）": 44,
    "取舍": 18,
    "底稿所载结果": 24,
    "与底稿": 9,
    "来源": 60,
    "可信程度": 12,
}
VALUE, SAME = "E", "J"
"""The columns of values and of whether a value is still that of the worksheet."""
FIRST = 8
"""The row of the first line; above it stand title, case, method, notes and headings."""
NOTES = (
    "电子表格以双精度（约15位有效数字）计算：有取舍的行与底稿末位一致，其余各行与底稿至少前12位有效数字一致。对外出具以系统的底稿和报告为准。",
    "案件事实和参数（蓝字）可以改动，只有以其为据的行随之变化；“与底稿”栏指出与底稿不同的行。改动后的数值不是系统的计量结果。",
)
TRUST = {
    "verified": "已与原文核对",
    "secondary": "转引",
    "unverified": "待核",
    "stated": "案卷所载",
    "computed": "计算",
}
SAME_DIGITS = "1E-12"

_TOKEN = re.compile(r"(\d+(?:\.\d+)?|[^\W\d]\w*)")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def cell_of(number: int) -> str:
    """The cell of the value of a line."""
    return f"{VALUE}{FIRST - 1 + number}"


def part_of(number: int, part: int) -> str:
    """The cell of a part of a long sum: behind the last column of its line."""
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(len(COLUMNS) + 1 + part)}{FIRST - 1 + number}"


def workbook(record: AssessmentRecord) -> bytes:
    """The worksheet of a result as XLSX. A sum that is longer than a cell takes stands in parts behind its line."""
    import openpyxl  # loads here: few want a workbook

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None, "a new book has one"
    sheet.title = SHEET
    _head(sheet, record)
    for line in record.worksheet:
        for place, value in enumerate(_row(line), 1):
            _put(sheet, FIRST - 1 + line.no, place, value)
    _looks(sheet, record.worksheet)
    assert book.calculation is not None, "a new book has one"
    book.calculation.fullCalcOnLoad = True
    book.properties.creator = "碳衡"
    book.properties.title = TITLE
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


class _Formula(str):
    """A text that is meant as a formula; any other is written as it stands, whatever it begins with."""


def _put(sheet: Worksheet, row: int, place: int, value: Any) -> None:
    cell: Any = sheet.cell(row, place)
    if isinstance(value, str) and not isinstance(value, _Formula):
        cell.value = _UNWRITABLE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = str(value) if isinstance(value, _Formula) else value


def _head(sheet: Worksheet, record: AssessmentRecord) -> None:
    case, method = record.case, record.method
    told = (
        TITLE,
        f"案件：{case.number or '（没有案号）'}　{case.offence}　计量日：{record.on.isoformat()}",
        f"方法：{method.title}（{method.edition}）　参数集：{method.parameter_set.title}（{method.parameter_set.id}）",
        f"结果散列值：{record.hash}",
        *NOTES,
    )
    for row, text in enumerate(told, 1):
        _put(sheet, row, 1, text)
    for place, heading in enumerate(COLUMNS, 1):
        _put(sheet, FIRST - 1, place, heading)


def _row(line: LineRecord) -> Iterator[Any]:
    rounding = Rounding.parse(line.rounding) if line.rounding else None
    yield line.no
    yield line.section
    yield line.label
    yield line.symbol
    value, parts = _value(line, rounding)
    yield value
    yield line.unit
    yield _shown(line) if line.kind == "computed" else ""
    yield rounding.chinese if rounding else ""
    yield line.result
    yield _same(line)
    yield line.source
    yield TRUST.get(line.confidence, line.confidence)
    yield from (_Formula(f"={part}") for part in parts)


def _value(line: LineRecord, rounding: Rounding | None) -> tuple[_Formula | Decimal, list[str]]:
    """A number to its own digits, a fraction as the division that it is, a computed line as its formula with the parts
    of a sum that is too long for it."""
    if line.kind == "computed":
        cells = {name: cell_of(number) for name, number in line.refs.items()}
        made, parts = in_parts(line.formula, cells, rounding, partial(part_of, line.no))
        return _Formula(f"={made}"), parts
    if "/" in line.result:
        return _Formula(f"={line.result}"), []
    return Decimal(line.result), []


def _same(line: LineRecord) -> _Formula:
    cell, result = cell_of(line.no), line.result
    return _Formula(f'=IF(ABS({cell}-({result}))<={SAME_DIGITS}*ABS({result}),"相同","不同")')


def _shown(line: LineRecord) -> str:
    """The formula as it is printed, the number of its line behind each name."""
    refs: Mapping[str, int] = line.refs
    return "".join(f"{part}〔{refs[part]}〕" if part in refs else part for part in _TOKEN.split(line.formula))


def _looks(sheet: Worksheet, lines: Sequence[LineRecord]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    thin = Side(style="thin", color="B8C4BD")
    for place, width in enumerate(COLUMNS.values(), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        head = sheet.cell(FIRST - 1, place)
        head.font, head.fill, head.border = Font(bold=True), PatternFill("solid", fgColor="E7EFEA"), Border(bottom=thin)
        for line in lines:
            cell = sheet.cell(FIRST - 1 + line.no, place)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(bottom=thin)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for line in lines:
        value = sheet.cell(FIRST - 1 + line.no, 5)
        value.font = Font(bold=True) if line.kind == "computed" else Font(color="1F4E9E")
        if line.rounding:
            places = len(line.result.partition(".")[2])
            value.number_format = f"0.{'0' * places}" if places else "0"
    sheet.freeze_panes = f"D{FIRST}"
    sheet.print_title_rows = f"{FIRST - 1}:{FIRST - 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
