"""XLSX read element by element: cells, and what merging, hiding, crossing out and formulas do to them."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import partial

from rules.reading.messages import msg
from rules.reading.sheets.elements import Attributes, Reader, read_part, yes
from rules.reading.sheets.grid import LAST_COLUMN, LAST_ROW, Cells, Found, Grid, Merged, Meter
from rules.reading.sheets.mistakes import NotASheet, SheetError
from rules.reading.sheets.numbers import moment_text, number_text
from rules.reading.sheets.runs import PLAIN, PLAINLY, Look, Runs, Shown
from rules.reading.sheets.xlsx_styles import Styles, date_of, look_of, styles_of

_LACKING = msg("不能作为 XLSX 读取：工作簿的组成部分缺少或已损坏；请用电子表格程序打开后另存为 .xlsx")
BINARY = msg("这是二进制工作簿（.xlsb），不能读取；请用 Excel 或 WPS 打开后另存为 .xlsx")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def sheets_of(content: bytes, meter: Meter) -> list[Found]:
    """The worksheets of a workbook in their order; charts and macros are none. Raises ``SheetError``."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
        for entry in packed.infolist():
            if entry.file_size > meter.limits.unpacked:
                meter.unpacked(entry.file_size)
    except SheetError:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise NotASheet.whole(msg("文件已损坏，不能作为 XLSX 打开")) from None
    with _whole():
        return _sheets(packed, meter)


@contextmanager
def _whole() -> Iterator[None]:
    """What a damaged workbook lacks or writes wrongly, as the refusal of it."""
    try:
        yield
    except SheetError:
        raise
    except (KeyError, ValueError, IndexError):
        raise NotASheet.whole(_LACKING) from None


def _sheets(packed: zipfile.ZipFile, meter: Meter) -> list[Found]:
    roots = _relations(packed, "", meter)
    place = next((target for kind, target in roots.values() if kind == "officeDocument"), None)
    if place is None:
        raise NotASheet.whole(_LACKING)
    if place.endswith(".bin"):
        raise NotASheet.whole(BINARY)
    relations = _relations(packed, place, meter)
    listed = _Workbook()
    read_part(packed, place, listed, meter)
    shared, styles = _Shared(), Styles()
    for kind, target in relations.values():
        if kind == "sharedStrings":
            read_part(packed, target, shared, meter)
        elif kind == "styles":
            styles = styles_of(packed, target, meter)
    styles.since_1904 = listed.since_1904
    sheets: list[Found] = []
    for name, hidden, id in listed.sheets:
        kind, target = relations[id]
        if kind == "worksheet":
            sheets.append((name, hidden, partial(_grid, packed, target, shared, styles, meter)))
    if not sheets:
        raise NotASheet.whole(msg("工作簿中没有工作表"))
    return sheets


def _relations(packed: zipfile.ZipFile, part: str, meter: Meter) -> dict[str, tuple[str, str]]:
    """By id: the last word of the relation's type and the part it leads to."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if part and where not in packed.namelist():
        return {}
    found = _Relations(folder)
    read_part(packed, where, found, meter)
    return found.found


@dataclass
class _Relations(Reader):
    folder: str
    found: dict[str, tuple[str, str]] = field(default_factory=dict)

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes["Target"]
            place = target.lstrip("/") if target.startswith("/") else posixpath.join(self.folder, target)
            self.found[attributes["Id"]] = attributes["Type"].rpartition("/")[2], posixpath.normpath(place)


@dataclass
class _Workbook(Reader):
    sheets: list[tuple[str, bool, str]] = field(default_factory=list)
    since_1904: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), hidden, attributes["id"]))
        elif name == "workbookPr":
            self.since_1904 = yes(attributes, "date1904")


@dataclass
class _Rich(Reader):
    """Hears the text of cells piece by piece, each with its look; what is only said of its pronunciation is none."""

    runs: Runs = field(default_factory=Runs)
    _look: Look | None = None
    _inside: bool = False
    _phonetic: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name in ("t", "v"):
            self._inside = not self._phonetic
        elif name == "r":
            self._look = None
        elif name == "rPr":
            self._look = PLAIN
        elif name == "rPh":
            self._phonetic = True
        elif self._look is not None:
            self._look = look_of(self._look, name, attributes)

    def text(self, piece: str) -> None:
        if self._inside:
            self.runs.add(piece, self._look)

    def end(self, name: str) -> None:
        if name in ("t", "v"):
            self._inside = False
        elif name == "r":
            self._look = None
        elif name == "rPh":
            self._phonetic = False


@dataclass
class _Shared(_Rich):
    """Texts that cells share, and how some of them are shown."""

    texts: list[str] = field(default_factory=list)
    shown: dict[int, Shown] = field(default_factory=dict)

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self.runs.clear()
        super().start(name, attributes)

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            if self.runs.shown is not PLAINLY:
                self.shown[len(self.texts)] = self.runs.shown
            self.texts.append(self.runs.text)


def _grid(packed: zipfile.ZipFile, part: str, shared: _Shared, styles: Styles, meter: Meter) -> Grid:
    found = _Worksheet(cells=Cells(meter), shared=shared, styles=styles)
    with _whole():
        read_part(packed, part, found, meter)
        kinds = {kind for kind, _ in _relations(packed, part, meter).values()}
    return Grid(
        found.cells.rows(),
        tuple(sorted(found.hidden_rows)),
        tuple(sorted(found.hidden_columns)),
        tuple(found.merged),
        frozenset(found.struck),
        frozenset(found.partly_struck),
        frozenset(found.uncomputed),
        comments=bool(kinds & {"comments", "threadedComment"}),
        behind=found.behind,
    )


@dataclass
class _Cell:
    """The cell that is being read."""

    row: int = 0
    place: int = 0
    kind: str = "n"
    style: int = 0
    formula: bool = False
    valued: bool = False


@dataclass
class _Worksheet(_Rich):
    cells: Cells = field(kw_only=True)
    shared: _Shared = field(kw_only=True)
    styles: Styles = field(kw_only=True)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Merged] = field(default_factory=list)
    struck: set[tuple[int, int]] = field(default_factory=set)
    partly_struck: set[tuple[int, int]] = field(default_factory=set)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    behind: dict[tuple[int, int], str] = field(default_factory=dict)
    _row: int = 0
    _height: str | None = None
    _place: int = -1
    _cell: _Cell = field(default_factory=_Cell)

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin(attributes)
        elif name in ("v", "t"):
            super().start(name, attributes)
            self._cell.valued = True
        elif name == "f":
            self._cell.formula = True
        elif name == "row":
            self._row = self._number(attributes.get("r"), self._row + 1)
            self._place = -1
            if yes(attributes, "hidden") or _nothing(attributes.get("ht", self._height)):
                self.hidden_rows.add(self._row)
        elif name == "sheetFormatPr":
            # zeroHeight hides the rows that are not written, which hold nothing (ECMA-376 18.3.1.81)
            self._height = attributes.get("defaultRowHeight")
            if _nothing(attributes.get("defaultColWidth")):
                self.hidden_columns = set(range(self.cells.meter.limits.columns))
        elif name == "col":
            first, last = int(attributes["min"]), int(attributes["max"])
            about = set(range(first - 1, min(last, self.cells.meter.limits.columns)))
            if yes(attributes, "hidden") or _nothing(attributes.get("width")):
                self.hidden_columns |= about
            elif "width" in attributes:
                self.hidden_columns -= about
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        else:
            super().start(name, attributes)

    def end(self, name: str) -> None:
        super().end(name)
        if name == "c":
            self._finish()

    def _begin(self, attributes: Attributes) -> None:
        row, place = self._row, self._place + 1
        written = attributes.get("r")
        if written is not None:
            row, place = _place(written)
        if row != self._row or place <= self._place:
            raise NotASheet.whole(msg("工作簿已损坏：单元格 {cell} 不在它的行列中", cell=str(written)[:20]))
        self._place = place
        self._cell = _Cell(row, place, attributes.get("t", "n"), int(attributes.get("s", "0")))
        self.runs.clear()

    def _finish(self) -> None:
        cell, text = self._cell, self.runs.text
        # A formula may give an empty text: then it says that it gave text.
        if cell.formula and not text and not (cell.valued and cell.kind == "str"):
            self.uncomputed.add((cell.row, cell.place))
            return
        look, shown = self.styles.look(cell.style), self.runs.shown
        if cell.kind == "s" and text:
            number = int(text)
            text, shown = self.shared.texts[number], self.shared.shown.get(number, PLAINLY)
        elif cell.kind == "b":
            text = "FALSE" if text.strip() in ("0", "false") else "TRUE"
        elif cell.kind == "d" and text:
            text = f"日期 {text}"
        elif cell.kind == "n" and text.strip():
            text = self._told(text, cell.style)
            if words := self.styles.behind(cell.style):
                self.behind[cell.row, cell.place] = words
        struck, partly = shown.crossed_out(look)
        if text.strip() and struck:
            (self.partly_struck if partly else self.struck).add((cell.row, cell.place))
        self.cells.put(cell.row, cell.place, shown.in_cell(text, look))

    def _told(self, value: str, style: int) -> str:
        if not self.styles.is_date(style):
            return number_text(value)
        try:
            return moment_text(date_of(Decimal(value), self.styles.since_1904))
        except (OverflowError, ValueError, InvalidOperation):
            return number_text(value)

    def _number(self, written: str | None, following: int) -> int:
        number = following if written is None else int(written)
        if not self._row < number <= LAST_ROW:
            raise NotASheet.whole(msg("工作簿已损坏：行号 {row} 超出范围或次序颠倒", row=str(number)[:20]))
        return number

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, left = _place(first)
        bottom, right = _place(last or first)
        self.merged.append(Merged(top, left, bottom, right))


def _nothing(size: str | None) -> bool:
    """Whether a height or width is stated and is nothing: 0, 0.0, 0E0."""
    try:
        return size is not None and Decimal(size) == 0
    except InvalidOperation:
        return False


def _place(reference: str) -> tuple[int, int]:
    """Row from 1 and place of the column from 0 of a reference like ``C4``."""
    found = _REFERENCE.fullmatch(reference)
    number = 0
    for letter in found[1] if found else "":
        number = number * 26 + ord(letter) - 64
    if found is None or not 1 <= int(found[2]) <= LAST_ROW or number > LAST_COLUMN:
        raise NotASheet.whole(msg("工作簿已损坏：不认识的单元格位置 {cell}", cell=reference[:20]))
    return int(found[2]), number - 1
