"""XLS, the binary workbook of Excel 5 to 2003, through ``xlrd``."""

from __future__ import annotations

import io
from functools import partial
from typing import Any

from rules.reading.messages import msg
from rules.reading.sheets.grid import Cells, Found, Grid, Merged, Meter
from rules.reading.sheets.mistakes import NotASheet
from rules.reading.sheets.numbers import moment_text, number_text

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def sheets_of(content: bytes, meter: Meter) -> list[Found]:
    """The worksheets of a workbook in their order. Raises ``NotASheet``."""
    import xlrd  # loads here: few bring such a workbook

    if _ENCRYPTED in content:
        raise NotASheet.whole(msg("工作簿已加密，请去掉打开密码后另存为 .xlsx"))
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO(), on_demand=True)
        names = book.sheet_names()
    except xlrd.XLRDError as problem:
        if "encrypted" in str(problem):
            raise NotASheet.whole(msg("工作簿已加密，请去掉打开密码后另存为 .xlsx")) from None
        told = msg("这是旧式 .xls 一类的文件，但不能作为工作簿读取；请用电子表格程序打开后另存为 .xlsx")
        raise NotASheet.whole(told) from None
    except MemoryError:
        raise
    except Exception as problem:  # whatever a damaged workbook makes the parser raise
        raise _damaged(problem) from None
    # xlrd knows charts and macros too; only worksheets have type 0 and are listed.
    hidden = [bool(state) for state in book._sheet_visibility]
    sheets: list[Found] = [
        (name, hidden[number], partial(_grid, book, number, meter)) for number, name in enumerate(names)
    ]
    if not sheets:
        raise NotASheet.whole(msg("工作簿中没有工作表"))
    return sheets


def _damaged(problem: Exception) -> NotASheet:
    return NotASheet.whole(
        msg("旧式 .xls 工作簿不能读取（{name}），请用电子表格程序打开后另存为 .xlsx", name=type(problem).__name__)
    )


def _grid(book: Any, number: int, meter: Meter) -> Grid:
    try:
        sheet = book.sheet_by_index(number)
    except MemoryError:
        raise
    except Exception as problem:  # as above
        raise _damaged(problem) from None
    cells, struck = Cells(meter), set[tuple[int, int]]()
    for row in range(sheet.nrows):
        for place in range(sheet.row_len(row)):
            cell = sheet.cell(row, place)
            text = _text(cell, book.datemode)
            cells.put(row + 1, place, text)
            if text.strip() and cell.xf_index is not None and _struck(book, cell.xf_index):
                struck.add((row + 1, place))
    return Grid(
        cells.rows(),
        tuple(row + 1 for row, about in sorted(sheet.rowinfo_map.items()) if about.hidden or about.height == 0),
        tuple(place for place, about in sorted(sheet.colinfo_map.items()) if about.hidden or about.width == 0),
        tuple(Merged(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells),
        frozenset(struck),
        comments=bool(sheet.cell_note_map),
    )


def _struck(book: Any, style: int) -> bool:
    return bool(book.font_list[book.xf_list[style].font_index].struck_out)


def _text(cell: Any, datemode: int) -> str:
    import xlrd

    value: Any = cell.value
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return number_text(repr(value))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return moment_text(xlrd.xldate_as_datetime(value, datemode))
        except (ValueError, OverflowError):
            return number_text(repr(value))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#ERROR"))
    return str(value)
