"""ODS, the workbook of LibreOffice, through ``odfdo``; its elements are walked, for repeated ones stand there once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import Any

from rules.reading.messages import msg
from rules.reading.sheets.elements import Reader, read_part
from rules.reading.sheets.grid import LAST_ROW, Cells, Found, Grid, Merged, Meter
from rules.reading.sheets.mistakes import NotASheet, SheetError
from rules.reading.sheets.numbers import number_text

_NUMBERS = frozenset({"float", "percentage", "currency"})


def sheets_of(content: bytes, meter: Meter) -> list[Found]:
    """The sheets of a workbook in their order. Raises ``NotASheet`` or ``SheetTooLarge``."""
    from odfdo import Document  # loads here: few bring such a workbook

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        # Heard once by a reader that refuses document types and counts what unpacks, before anything is built of it.
        for part in ("content.xml", "styles.xml"):
            if part in packed.namelist():
                read_part(packed, part, Reader(), meter)
    try:
        document = Document(io.BytesIO(content))
        tables = document.body.get_elements("table:table")
        shown = _Looks(document)
        sheets: list[Found] = [
            (table.get_attribute_string("table:name") or "", shown.hides(table), partial(_grid, table, shown, meter))
            for table in tables
        ]
    except MemoryError:
        raise
    except Exception as problem:  # whatever a damaged workbook makes the parser raise
        raise _damaged(problem) from None
    if not sheets:
        raise NotASheet.whole(msg("工作簿中没有工作表"))
    return sheets


def _damaged(problem: Exception) -> NotASheet:
    told = msg("ODS 工作簿不能读取（{name}），请用电子表格程序打开后另存为 .xlsx", name=type(problem).__name__)
    return NotASheet.whole(told)


class _Looks:
    """Which styles hide a sheet or cross out its text."""

    def __init__(self, document: Any) -> None:
        self._hiding: set[str] = set()
        self._striking: set[str] = set()
        for part in ("content.xml", "styles.xml"):
            for style in document.get_part(part).get_elements("//style:style"):
                name = style.get_attribute("style:name") or ""
                for about in style.children:
                    if about.get_attribute_string("table:display") == "false":
                        self._hiding.add(name)
                    if (about.get_attribute_string("style:text-line-through-style") or "none") != "none":
                        self._striking.add(name)

    def hides(self, table: Any) -> bool:
        return table.get_attribute_string("table:style-name") in self._hiding

    def strikes(self, cell: Any) -> bool:
        return cell.get_attribute_string("table:style-name") in self._striking or any(
            span.get_attribute_string("text:style-name") in self._striking
            for span in cell.get_elements("descendant::text:span")
        )


def _grid(table: Any, shown: _Looks, meter: Meter) -> Grid:
    try:
        return _Walk(Cells(meter), shown).through(table)
    except SheetError:
        raise
    except MemoryError:
        raise
    except Exception as problem:  # as above
        raise _damaged(problem) from None


class _Walk:
    """One walk through a sheet."""

    def __init__(self, cells: Cells, shown: _Looks) -> None:
        self.cells, self.shown = cells, shown
        self.merged: list[Merged] = []
        self.struck: set[tuple[int, int]] = set()
        self.uncomputed: set[tuple[int, int]] = set()
        self.comments = False

    def through(self, table: Any) -> Grid:
        hidden = [place for place, column in _columns(table) if _hidden(column)]
        hidden_rows: list[int] = []
        number = 0
        for row in table.get_elements("descendant::table:table-row"):
            times = _times(row, "table:number-rows-repeated")
            filled = [(place, cell) for place, cell in self._places(row) if self._told(cell) or _formula(cell)]
            if filled and _hidden(row):
                hidden_rows += range(number + 1, min(number + times, LAST_ROW) + 1)
            for again in range(times if filled else 0):
                for place, cell in filled:
                    self._put(number + again + 1, place, cell)
            number += times
        return Grid(
            self.cells.rows(),
            tuple(hidden_rows),
            tuple(hidden),
            tuple(self.merged),
            frozenset(self.struck),
            frozenset(self.uncomputed),
            comments=self.comments,
        )

    def _places(self, row: Any) -> Iterator[tuple[int, Any]]:
        """The cells of a row that hold anything, each at its place."""
        place = 0
        for cell in row.children:
            times = _times(cell, "table:number-columns-repeated")
            if cell.tag == "table:table-cell":
                holds = bool(cell.children) or cell.get_attribute_string("table:formula") is not None
                for again in range(min(times, self.cells.meter.limits.columns + 1) if holds else 0):
                    yield place + again, cell
            place += times

    def _put(self, row: int, place: int, cell: Any) -> None:
        text = self._told(cell)
        down = _times(cell, "table:number-rows-spanned")
        across = _times(cell, "table:number-columns-spanned")
        if down > 1 or across > 1:
            self.merged.append(Merged(row, place, row + down - 1, place + across - 1))
        if cell.get_elements("office:annotation"):
            self.comments = True
        if not text and _formula(cell) and cell.get_attribute_string("office:value-type") != "string":
            self.uncomputed.add((row, place))
        if text.strip() and self.shown.strikes(cell):
            self.struck.add((row, place))
        self.cells.put(row, place, text)

    def _told(self, cell: Any) -> str:
        kind = cell.get_attribute_string("office:value-type") or ""
        if kind in _NUMBERS:
            return number_text(cell.get_attribute_string("office:value") or "")
        if kind in ("date", "time"):
            return f"日期 {cell.get_attribute_string(f'office:{kind}-value')}"
        if kind == "boolean":
            return "TRUE" if cell.get_attribute_string("office:boolean-value") == "true" else "FALSE"
        told = "\n".join(paragraph.inner_text for paragraph in cell.get_elements("text:p"))
        return told or cell.get_attribute_string("office:string-value") or ""


def _columns(table: Any) -> Iterator[tuple[int, Any]]:
    place = 0
    for column in table.get_elements("descendant::table:table-column"):
        times = _times(column, "table:number-columns-repeated")
        # What repeats to the end of the sheet only says that nothing follows.
        for again in range(min(times, 256)):
            yield place + again, column
        place += times


def _times(element: Any, attribute: str) -> int:
    return int(element.get_attribute_string(attribute) or 1)


def _hidden(element: Any) -> bool:
    return element.get_attribute_string("table:visibility") in ("collapse", "filter")


def _formula(cell: Any) -> bool:
    return cell.get_attribute_string("table:formula") is not None
