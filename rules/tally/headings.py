"""The headings of a tally sheet: which column is what, and in which unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rules.tally.cells import Table
from rules.tally.mistakes import Mistake, SheetError

DEEPEST = 20
"""The headings stand within so many rows: a title and a few lines about the plot may come first."""

_NAMES = {
    "serial": ("序号", "编号", "株号", "树号"),
    "species": ("树种", "树种名称"),
    "dbh_cm": ("胸径", "径阶"),
    "stump_cm": ("地径", "根径", "伐桩直径", "伐根直径"),
    "height_m": ("树高",),
    "count": ("株数", "数量"),
}
_KEYS = {name: key for key, names in _NAMES.items() for name in names}
_UNITS = {
    "dbh_cm": ("cm", "厘米"),
    "stump_cm": ("cm", "厘米"),
    "height_m": ("m", "米"),
    "count": ("株", "棵"),
}
_HEADING = re.compile(r"(?P<name>[^\s(/,:\[]+)[\s(/,:\[]*(?P<unit>[^\s)\]]*)[\s)\]]*")


@dataclass(frozen=True, slots=True)
class Column:
    """``place`` counts from 0; ``heading`` as written; ``needed`` where no cell may be empty: all but the
    height, for which a curve may stand."""

    key: str
    name: str
    heading: str
    place: int
    needed: bool


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of the headings (from 1), the columns that are used, the place of the serial number."""

    row: int
    columns: tuple[Column, ...]
    serial: int | None
    remarks: tuple[str, ...]
    cells: tuple[str, ...]
    """The whole row as written."""

    @property
    def by_classes(self) -> bool:
        """Whether the diameters are those of classes (径阶)."""
        return any(column.name == "径阶" for column in self.columns)

    def place(self, heading: str) -> int | None:
        """Where the column of a mistake stands, from 0."""
        if heading == "序号":
            return self.serial
        return next((column.place for column in self.columns if column.heading == heading), None)


def find_headings(table: Table, diameter: str) -> Headings:
    """The headings, with ``diameter`` (``dbh_cm`` or ``stump_cm``) among them. Raises ``SheetError``."""
    for number, row in table():
        if number > DEEPEST:
            break
        read = [_read(cell) for cell in row]
        keys = [key for key, _, _ in read]
        if "species" in keys and ("dbh_cm" in keys or "stump_cm" in keys):
            return _headings(number, row, read, diameter)
    name = _NAMES[diameter][0]
    raise SheetError.whole(f"前 {DEEPEST} 行中找不到表头，应有“树种”与“{name}（cm）”两列")


def _read(cell: str) -> tuple[str | None, str, str]:
    """What a heading means, its name and its unit."""
    found = _HEADING.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    if found is None or found["name"] not in _KEYS:
        return None, "", ""
    return _KEYS[found["name"]], found["name"], found["unit"]


def _headings(number: int, row: Sequence[str], read: Sequence[tuple[str | None, str, str]], diameter: str) -> Headings:
    mistakes: list[Mistake] = []
    remarks: list[str] = []
    places: dict[str, int] = {}
    columns: list[Column] = []
    for place, (heading, (key, name, unit)) in enumerate(zip(row, read, strict=True)):
        if key is None:
            if heading.strip():
                remarks.append(f"“{heading.strip()[:20]}”列没有使用")
            continue
        if key in places:
            mistakes.append(Mistake(number, heading, f"与第 {places[key] + 1} 列重复"))
            continue
        places[key] = place
        if key in ("dbh_cm", "stump_cm") and key != diameter:
            remarks.append(f"“{heading.strip()[:20]}”列没有使用：检尺依据是{_NAMES[diameter][0]}")
            continue
        known = _UNITS.get(key)
        if known and unit and unit.lower() not in known:
            mistakes.append(Mistake(number, heading, f"{name}的单位应为 {known[0]}，现为 {unit[:10]}"))
        if known and not unit and key != "count":
            remarks.append(f"“{name}”列没有写单位，按 {known[0]} 读取")
        if key != "serial":
            columns.append(Column(key, name, heading, place, key != "height_m"))
    if diameter not in places:
        mistakes.append(Mistake(number, "", f"缺少“{_NAMES[diameter][0]}（cm）”列"))
    if mistakes:
        raise SheetError(mistakes)
    return Headings(number, tuple(columns), places.get("serial"), tuple(remarks), tuple(row))
