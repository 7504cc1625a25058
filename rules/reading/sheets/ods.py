"""ODS, the workbook of LibreOffice, through ``odfdo``; its elements are walked, for repeated ones stand there once."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache, partial
from typing import Any

from rules.reading.messages import msg
from rules.reading.sheets.elements import Reader, read_part
from rules.reading.sheets.grid import LAST_ROW, Cells, Found, Grid, Merged, Meter
from rules.reading.sheets.mistakes import NotASheet, SheetError
from rules.reading.sheets.numbers import number_text
from rules.reading.sheets.runs import PLAIN, Look, Runs, Shown

_BEHIND = re.compile(r"[-+0-9.,\s]*[0-9.]\s*([^0-9.,\s][^0-9]*)")
"""A number as it is shown with words or signs behind it."""
_NUMBERS = frozenset({"float", "percentage", "currency"})
_VALUES = ("value", "date-value", "time-value", "boolean-value", "string-value")
_SHIFT = re.compile(r"\s*(super|sub|-?[0-9.]+%)")
_KINDS = {
    "text": msg("这是 ODT 文字文档，不是表格；请把表格存为 .xlsx 或 .csv"),
    "presentation": msg("这是 ODP 演示文稿，不是表格；请把表格存为 .xlsx 或 .csv"),
}
"""Other documents of the same family, by the last word of their media type."""


def sheets_of(content: bytes, meter: Meter) -> list[Found]:
    """The sheets of a workbook in their order. Raises ``NotASheet`` or ``SheetTooLarge``."""
    from odfdo import Document  # loads here: few bring such a workbook

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        _refuse_others(packed)
        # Heard once by a reader that refuses document types and counts what unpacks, before anything is built of it.
        for part in ("content.xml", "styles.xml"):
            if part in packed.namelist():
                read_part(packed, part, Reader(), meter)
    try:
        document = Document(io.BytesIO(content))
        # What the library builds around each element takes many times as long as the sheet itself.
        tables = list(document.body._xml_element.iterchildren(_name("table:table")))
        shown = _Looks(document)
        sheets: list[Found] = [
            (_said(table, "table:name") or "", shown.hides(table), partial(_grid, table, shown, meter))
            for table in tables
        ]
    except MemoryError:
        raise
    except Exception:  # whatever a damaged workbook makes the parser raise
        raise NotASheet.whole(_DAMAGED) from None
    if not sheets:
        raise NotASheet.whole(msg("工作簿中没有工作表"))
    return sheets


_DAMAGED = msg(
    "这是 ODS 工作簿（LibreOffice、WPS 等的格式），但不完整或已损坏，不能读取；请用电子表格程序打开后另存为 .xlsx"
)


def _refuse_others(packed: zipfile.ZipFile) -> None:
    """Refuse what is encrypted or another document. Raises ``NotASheet``."""
    try:
        kind = packed.read("mimetype")[:100].decode(errors="replace").strip().rpartition(".")[2]
        listed = packed.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in packed.namelist() else b""
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise NotASheet.whole(_DAMAGED) from None
    if b"encryption-data" in listed:
        raise NotASheet.whole(msg("工作簿已加密，请去掉打开密码后另存为 .xlsx"))
    if kind in _KINDS:
        raise NotASheet.whole(_KINDS[kind])


class _Looks:
    """Which styles hide a sheet, cross out its text, raise or lower it; what a style does not say its parent says."""

    def __init__(self, document: Any) -> None:
        self._parents: dict[str, str] = {}
        self._hiding: dict[str, bool] = {}
        self._striking: dict[str, bool] = {}
        self._shifts: dict[str, int] = {}
        for part in ("styles.xml", "content.xml"):
            for style in document.get_part(part).get_elements("//style:style"):
                self._hear(style)

    def _hear(self, style: Any) -> None:
        name = style.get_attribute_string("style:name") or ""
        self._parents[name] = style.get_attribute_string("style:parent-style-name") or ""
        for about in style.children:
            if display := about.get_attribute_string("table:display"):
                self._hiding[name] = display == "false"
            for said in ("style:text-line-through-style", "style:text-line-through-type"):
                if line := about.get_attribute_string(said):
                    self._striking[name] = line != "none"
            if shift := about.get_attribute_string("style:text-position"):
                self._shifts[name] = _shift_of(shift)

    def _stated(self, told: Mapping[str, Any], name: str) -> Any:
        """What a style or the nearest of its parents says; None where none says anything."""
        seen = set[str]()
        while name and name not in seen:
            if name in told:
                return told[name]
            seen.add(name)
            name = self._parents.get(name, "")
        return None

    def hides(self, table: Any) -> bool:
        return bool(self._stated(self._hiding, _said(table, "table:style-name") or ""))

    def piece(self, name: str, around: Look) -> Look:
        """The look of a piece of text. One whose style the file does not hold may be a mark: it joins no number."""
        return self.look(name, around) if name in self._parents or not name else Look(1, around.struck)

    def look(self, name: str, around: Look = PLAIN) -> Look:
        """The look of text of this style within text that looks like ``around``."""
        shift, struck = self._stated(self._shifts, name), self._stated(self._striking, name)
        return Look(around.shift if shift is None else shift, around.struck if struck is None else struck)


def _shift_of(position: str) -> int:
    """1 for raised text, -1 for lowered, of ``super 58%`` or ``33% 58%``."""
    found = _SHIFT.match(position)
    word = found[1] if found else ""
    if word in ("super", "sub"):
        return 1 if word == "super" else -1
    number = Decimal(word.rstrip("%")) if word else 0
    return (number > 0) - (number < 0)


def _grid(table: Any, shown: _Looks, meter: Meter) -> Grid:
    try:
        return _Walk(Cells(meter), shown).through(table)
    except SheetError:
        raise
    except MemoryError:
        raise
    except Exception:  # as above
        raise NotASheet.whole(_DAMAGED) from None


class _Walk:
    """One walk through a sheet."""

    def __init__(self, cells: Cells, shown: _Looks) -> None:
        self.cells, self.shown = cells, shown
        self.merged: list[Merged] = []
        self.struck: set[tuple[int, int]] = set()
        self.partly_struck: set[tuple[int, int]] = set()
        self.uncomputed: set[tuple[int, int]] = set()
        self.behind: dict[tuple[int, int], str] = {}
        self.comments = False

    def through(self, table: Any) -> Grid:
        hidden = [place for place, column in _columns(table) if _hidden(column) or _folded(column)]
        hidden_rows: list[int] = []
        number = 0
        for row in table.iter(_name("table:table-row")):
            times = _times(row, "table:number-rows-repeated")
            told = [(place, cell, self._told(cell)) for place, cell in self._places(row)]
            filled = [(place, cell, said) for place, cell, said in told if said[0] or _formula(cell)]
            if filled and (_hidden(row) or _folded(row)):
                hidden_rows += range(number + 1, min(number + times, LAST_ROW) + 1)
            for again in range(times if filled else 0):
                for place, cell, said in filled:
                    self._put(number + again + 1, place, cell, *said)
            number += times
        return Grid(
            self.cells.rows(),
            tuple(hidden_rows),
            tuple(hidden),
            tuple(self.merged),
            frozenset(self.struck),
            frozenset(self.partly_struck),
            frozenset(self.uncomputed),
            comments=self.comments,
            behind=self.behind,
        )

    def _places(self, row: Any) -> Iterator[tuple[int, Any]]:
        """The cells of a row that hold anything, each at its place."""
        place = 0
        for cell in row:
            times = _times(cell, "table:number-columns-repeated")
            if cell.tag == _CELL:
                holds = len(cell) > 0 or _formula(cell) or _valued(cell)
                for again in range(min(times, self.cells.meter.limits.columns + 1) if holds else 0):
                    yield place + again, cell
            place += times

    def _put(self, row: int, place: int, cell: Any, text: str, shown: Shown) -> None:
        down = _times(cell, "table:number-rows-spanned")
        across = _times(cell, "table:number-columns-spanned")
        if down > 1 or across > 1:
            self.merged.append(Merged(row, place, row + down - 1, place + across - 1))
        if cell.find(_name("office:annotation")) is not None:
            self.comments = True
        if not text and _formula(cell) and _said(cell, "office:value-type") != "string":
            self.uncomputed.add((row, place))
        if _said(cell, "office:value-type") in _NUMBERS and (found := _BEHIND.fullmatch(self._runs(cell).text.strip())):
            self.behind[row, place] = found[1]
        look = self.shown.look(_said(cell, "table:style-name") or "")
        struck, partly = shown.crossed_out(look)
        if text.strip() and struck:
            (self.partly_struck if partly else self.struck).add((row, place))
        self.cells.put(row, place, shown.in_cell(text, look))

    def _told(self, cell: Any) -> tuple[str, Shown]:
        """The value of a cell as text, and how its text is shown. The value counts, whatever its paragraphs say."""
        kind = _said(cell, "office:value-type") or ""
        runs = self._runs(cell)
        value = _value(cell, kind)
        if value and not (kind == "string" and runs.text):
            # Digits are shown in the paragraphs: a mark among them is no part of the value.
            return value, runs.shown
        return runs.text, runs.shown

    def _runs(self, cell: Any) -> Runs:
        """The paragraphs of a cell, piece by piece."""
        runs = Runs()
        for number, paragraph in enumerate(cell.iterchildren(_name("text:p"))):
            if number:
                runs.add("\n", None)
            self._pieces(paragraph, None, runs)
        return runs

    def _pieces(self, element: Any, look: Look | None, runs: Runs) -> None:
        if element.tag == _name("text:span"):
            own = self.shown.piece(_said(element, "text:style-name") or "", look or PLAIN)
            look = own if look is not None or own != PLAIN else None
        spread = _SPREAD.get(element.tag, "")
        if spread:
            runs.add(spread, look)
        if element.text:
            runs.add(element.text, look)
        for child in element:
            # Notes and how a word is pronounced are beside the text.
            if child.tag not in _BESIDE:
                self._pieces(child, look, runs)
            if child.tail:
                runs.add(child.tail, look)


def _value(cell: Any, kind: str) -> str:
    """The value that a cell states beside its text; empty where it states none."""
    value = _said(cell, "office:value")
    if kind in _NUMBERS and value:
        return number_text(value)
    moment = _said(cell, f"office:{kind}-value") if kind in ("date", "time") else ""
    if moment:
        return f"日期 {moment}"
    flag = _said(cell, "office:boolean-value") if kind == "boolean" else ""
    if flag:
        return "TRUE" if flag == "true" else "FALSE"
    return (_said(cell, "office:string-value") or "") if kind == "string" else ""


def _columns(table: Any) -> Iterator[tuple[int, Any]]:
    place = 0
    for column in table.iter(_name("table:table-column")):
        times = _times(column, "table:number-columns-repeated")
        # What repeats to the end of the sheet only says that nothing follows.
        for again in range(min(times, 256)):
            yield place + again, column
        place += times


@cache
def _name(of: str) -> str:
    """A name of an element or attribute as the parser writes it."""
    space, _, local = of.partition(":")
    return f"{{urn:oasis:names:tc:opendocument:xmlns:{space}:1.0}}{local}"


_CELL = _name("table:table-cell")
_SPREAD = {_name("text:s"): " ", _name("text:tab"): " ", _name("text:line-break"): "\n"}
_BESIDE = frozenset(map(_name, ("office:annotation", "text:note", "text:ruby-text")))


def _said(element: Any, name: str) -> str | None:
    said: str | None = element.get(_name(name))
    return said


def _times(element: Any, attribute: str) -> int:
    return int(_said(element, attribute) or 1)


def _folded(element: Any) -> bool:
    """Whether it stands in a group that is not displayed."""
    groups = itertools.takewhile(lambda around: around.tag != _name("table:table"), element.iterancestors())
    return any(_said(around, "table:display") == "false" for around in groups)


def _valued(cell: Any) -> bool:
    return any(_said(cell, f"office:{name}") is not None for name in _VALUES)


def _hidden(element: Any) -> bool:
    return _said(element, "table:visibility") in ("collapse", "filter")


def _formula(cell: Any) -> bool:
    return _said(cell, "table:formula") is not None
