"""XLS, the binary workbook of Excel 5 to 2003, through ``xlrd``."""

from __future__ import annotations

import io
import itertools
from functools import partial
from typing import Any

from rules.reading.messages import Message, msg
from rules.reading.sheets.grid import Cells, Found, Grid, Merged, Meter
from rules.reading.sheets.mistakes import NotASheet
from rules.reading.sheets.numbers import behind_number, moment_text, number_text
from rules.reading.sheets.runs import PLAIN, PLAINLY, Look, Runs

_OLE = b"\xd0\xcf\x11\xe0"
"""How a compound document begins."""
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
        raise NotASheet.whole(_damaged(content)) from None
    except MemoryError:
        raise
    except Exception:  # whatever a damaged workbook makes the parser raise
        raise NotASheet.whole(_damaged(content)) from None
    # xlrd knows charts and macros too; only worksheets have type 0 and are listed.
    hidden = [bool(state) for state in book._sheet_visibility]
    sheets: list[Found] = [
        (name, hidden[number], partial(_grid, book, number, meter)) for number, name in enumerate(names)
    ]
    if not sheets:
        raise NotASheet.whole(msg("工作簿中没有工作表"))
    return sheets


def _damaged(content: bytes) -> Message:
    """What kind of file it is that cannot be read, and the remedy."""
    if content.startswith(_OLE):
        return msg(
            "这是复合文档（.xls、WPS 的 .et 一类），不完整或不是表格，不能读取；请用 WPS 或 Excel 打开后另存为 .xlsx"
        )
    return msg("这是 Excel 5.0/95 或更早的 .xls 工作簿，不完整或已损坏，不能读取；请用 WPS 或 Excel 打开后另存为 .xlsx")


def _grid(book: Any, number: int, meter: Meter) -> Grid:
    import xlrd

    try:
        sheet = book.sheet_by_index(number)
    except MemoryError:
        raise
    except Exception:  # as above
        raise NotASheet.whole(_damaged(_OLE)) from None
    cells, struck, partly_struck = Cells(meter), set[tuple[int, int]](), set[tuple[int, int]]()
    behind: dict[tuple[int, int], str] = {}
    for row in range(sheet.nrows):
        for place in range(sheet.row_len(row)):
            cell = sheet.cell(row, place)
            look = _look(book, cell.xf_index)
            text, shown = _text(cell, book.datemode), PLAINLY
            pieces = sheet.rich_text_runlist_map.get((row, place))
            if pieces and cell.ctype == xlrd.XL_CELL_TEXT:
                runs = _runs(text, pieces, book)
                text, shown = runs.text, runs.shown
            cells.put(row + 1, place, shown.in_cell(text, look))
            crossed, partly = shown.crossed_out(look)
            if cell.ctype == xlrd.XL_CELL_NUMBER and (words := _behind(book, cell.xf_index)):
                behind[row + 1, place] = words
            if text.strip() and crossed:
                (partly_struck if partly else struck).add((row + 1, place))
    return Grid(
        cells.rows(),
        tuple(row + 1 for row, about in sorted(sheet.rowinfo_map.items()) if about.hidden or about.height == 0),
        tuple(place for place, about in sorted(sheet.colinfo_map.items()) if about.hidden or about.width == 0),
        tuple(Merged(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells),
        frozenset(struck),
        frozenset(partly_struck),
        comments=bool(sheet.cell_note_map),
        behind=behind,
    )


def _behind(book: Any, style: int | None) -> str:
    """What is shown behind numbers of this style."""
    form = book.format_map.get(book.xf_list[style].format_key) if style is not None else None
    return behind_number(form.format_str) if form is not None else ""


def _look(book: Any, style: int | None) -> Look:
    """The look of cells of this style."""
    return _font(book, book.xf_list[style].font_index) if style is not None else PLAIN


def _font(book: Any, number: int) -> Look:
    font = book.font_list[number] if number < len(book.font_list) else None
    if font is None:
        return PLAIN
    return Look({1: 1, 2: -1}.get(font.escapement, 0), bool(font.struck_out))


def _runs(text: str, fonts: list[tuple[int, int]], book: Any) -> Runs:
    """A text out of its pieces; ``fonts``: where each begins, and the number of its font. What stands before the first
    has the look of the cell."""
    runs = Runs()
    # The places count units of UTF-16.
    units = text.encode("utf-16-le")
    starts = [0, *(start for start, _ in fonts), len(units) // 2]
    looks = [None, *(_font(book, font) for _, font in fonts)]
    for look, (start, end) in zip(looks, itertools.pairwise(starts), strict=True):
        if start < end:
            runs.add(units[2 * start : 2 * end].decode("utf-16-le", errors="replace"), look)
    return runs


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
