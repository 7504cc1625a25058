"""The styles of an XLSX, as far as they change what a cell means: dates, text crossed out, raised or lowered."""

from __future__ import annotations

import datetime
import re
import zipfile
from dataclasses import dataclass, field, replace
from decimal import Decimal

from rules.reading.sheets.elements import Attributes, Reader, read_part
from rules.reading.sheets.grid import Meter
from rules.reading.sheets.numbers import behind_number
from rules.reading.sheets.runs import PLAIN, Look

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of the formats of dates and times that need not be written down (ECMA-376 part 1, 18.8.30)."""
_BUILT_IN_PERCENT = (9, 10)
_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)


@dataclass
class Styles(Reader):
    """The formats of cells by their number."""

    since_1904: bool = False
    _formats: dict[int, str] = field(default_factory=dict)
    _fonts: list[Look] = field(default_factory=list)
    _cells: list[tuple[int, int]] = field(default_factory=list)
    _dates: dict[int, bool] = field(default_factory=dict)
    _behind: dict[int, str] = field(default_factory=dict)
    _within: str = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name in ("fonts", "cellXfs", "cellStyleXfs", "dxfs"):
            self._within = name
        elif name == "numFmt" and self._within != "dxfs":
            self._formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "font" and self._within == "fonts":
            self._fonts.append(PLAIN)
        elif self._within == "fonts" and name in ("strike", "vertAlign"):
            self._fonts[-1] = look_of(self._fonts[-1], name, attributes)
        elif name == "xf" and self._within == "cellXfs":
            self._cells.append((int(attributes.get("numFmtId", "0")), int(attributes.get("fontId", "0"))))

    def is_date(self, style: int) -> bool:
        """Whether numbers of this style are shown as days or times."""
        if style not in self._dates:
            number = self._cells[style][0] if style < len(self._cells) else 0
            code = self._formats.get(number)
            self._dates[style] = (
                number in _BUILT_IN_DATES if code is None else bool(_DATE_LETTERS.search(_NOT_LETTERS.sub("", code)))
            )
        return self._dates[style]

    def behind(self, style: int) -> str:
        """What is shown behind numbers of this style."""
        if style not in self._behind:
            number = self._cells[style][0] if style < len(self._cells) else 0
            code = "0%" if number in _BUILT_IN_PERCENT else self._formats.get(number, "")
            self._behind[style] = "" if self.is_date(style) else behind_number(code)
        return self._behind[style]

    def look(self, style: int) -> Look:
        """How the text of cells of this style is shown, where no piece of it has a look of its own."""
        font = self._cells[style][1] if style < len(self._cells) else 0
        return self._fonts[font] if font < len(self._fonts) else PLAIN


def look_of(look: Look, name: str, attributes: Attributes) -> Look:
    """The look after an element of a font: ``strike`` or ``vertAlign``; any other changes nothing."""
    value = attributes.get("val", "1")
    if name == "strike":
        return replace(look, struck=value not in ("0", "false"))
    if name == "vertAlign":
        return replace(look, shift={"superscript": 1, "subscript": -1}.get(value, 0))
    return look


def styles_of(packed: zipfile.ZipFile, part: str, meter: Meter) -> Styles:
    """The styles in a part of the archive."""
    styles = Styles()
    read_part(packed, part, styles, meter)
    return styles


def date_of(value: Decimal, since_1904: bool) -> datetime.datetime:
    """The moment that a number of days means. Raises ``OverflowError`` for one outside the calendar."""
    first = datetime.datetime(1904, 1, 1) if since_1904 else datetime.datetime(1899, 12, 30)
    return first + datetime.timedelta(seconds=round(value * 86_400))
