"""An empty tally sheet to fill in, with the headings that ``sheet`` reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.choice import ABOUT
from rules.carbon.tally.sheet import Basis

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Kind of file -> its media type."""

NAME = "每木检尺表"


def headings(basis: Basis) -> list[str]:
    """The headings of a tally, units included."""
    return ["序号", "树种", "胸径（cm）" if basis == "dbh" else "地径（cm）", "树高（m）", "株数"]


def blank(kind: str, basis: Basis) -> bytes:
    """An empty sheet. ``kind`` is a key of ``KINDS``. The workbook tells how to fill it in on a second sheet."""
    return _csv(basis) if kind == "csv" else _xlsx(basis)


def _csv(basis: Basis) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(headings(basis))
    # Spreadsheet programs take UTF-8 for the local encoding unless the mark stands in front.
    return text.getvalue().encode("utf-8-sig")


def _xlsx(basis: Basis) -> bytes:
    import openpyxl  # loads here: few want a workbook

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(NAME)
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDE", (8, 14, 14, 12, 8), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.append(headings(basis))
    about = book.create_sheet(ABOUT)
    about.column_dimensions["A"].width = 100
    for line in _about(basis):
        about.append([line])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _about(basis: Basis) -> Iterator[str]:
    diameter = "胸径" if basis == "dbh" else "地径"
    yield "读有上述表头的第一张工作表，隐藏的不读；本页也不读。"
    yield "一行一株，或一行一组大小相同的树木，株数写明几株。合计、平均行不作为树木读入，合计的株数须与各行相加相同。"
    yield f"{diameter}以 cm、树高以 m 为单位，单元格中只写数字。"
    yield f"按径阶登记的，把表头“{diameter}（cm）”改为“径阶（cm）”，填径阶中值，并在上传页面写明径阶距。"
    yield "没有逐株量测树高的，树高列留空，并在上传页面写明该树种的树高曲线及其来源。"
    yield "序号可以不填；填写的不能重复。"
    yield f"树种写规范名称或通行别名，已收录：{'、'.join(vocabulary().canonical)}。"
