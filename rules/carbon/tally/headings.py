"""The headings of a tally sheet: which column is what, and in which unit."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.carbon.tally.cells import Table
from rules.carbon.tally.mistakes import Mistake, SheetError
from rules.reading.messages import Message, msg

DEEPEST = 20
"""The headings stand within so many rows: a title and a few lines about the plot may come first."""

_NAMES = {
    "serial": ("序号", "编号", "株号", "树号", "桩号"),
    "species": ("树种", "树种名称"),
    "dbh_cm": ("胸径", "径阶", "胸高直径"),
    "stump_cm": ("地径", "根径", "伐桩直径", "伐根直径", "伐桩径", "伐根径", "桩径"),
    "height_m": ("树高", "平均树高"),
    "count": ("株数", "数量"),
}
_KEYS = {name: key for key, names in _NAMES.items() for name in names}
_UNITS = {
    "dbh_cm": ("cm", "厘米"),
    "stump_cm": ("cm", "厘米"),
    "height_m": ("m", "米"),
    "count": ("株", "棵"),
}
_EVERY_UNIT = "|".join(unit for units in _UNITS.values() for unit in units)
_HEADING = re.compile(
    rf"(?P<name>{'|'.join(sorted(_KEYS, key=len, reverse=True))})"
    # The letter that stands for the quantity on many forms.
    r"(?:(?:D1\.3|DBH|D0|[DHNdhn])(?![A-Za-z]))?"
    rf"(?:[(/,:\[]+(?P<unit>[^()\[\]]*)[)\]]*|(?P<bare>{_EVERY_UNIT}))?",
    re.IGNORECASE,
)
_UNIT_CELL = re.compile(rf"[(\[/]?(?P<unit>{_EVERY_UNIT}|mm|毫米)[)\]]?", re.IGNORECASE)


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
    """The row of the headings (from 1; the lower of two), the columns that are used, the place of the serial number."""

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
    for number, row in _rows_of_headings(table):
        read = [_read(cell) for cell in row]
        if _are_headings(row):
            return _headings(number, row, read, diameter)
    name = _NAMES[diameter][0]
    raise SheetError.whole(msg("前 {rows} 行中找不到表头，应有“树种”与“{name}（cm）”两列", rows=DEEPEST, name=name))


def _rows_of_headings(table: Table) -> Iterator[tuple[int, list[str]]]:
    """Every row that may be the headings, and the two rows together where a heading stands over two."""
    rows = itertools.takewhile(lambda numbered: numbered[0] <= DEEPEST + 1, table())
    for (number, upper), (below, lower) in itertools.pairwise(itertools.chain(rows, [(0, [])])):
        if number > DEEPEST:
            return
        both = _over(upper, lower)
        whole = _are_headings(upper)
        if below == number + 1 and (_only_units(lower) if whole else _are_headings(both)):
            # The lower row alone may be the headings: then what stands above it is a title.
            if whole or not _are_headings(lower):
                yield below, both
        elif whole:
            yield number, upper


def _are_headings(row: Sequence[str]) -> bool:
    keys = {_read(cell)[0] for cell in row}
    return "species" in keys and bool(keys & {"dbh_cm", "stump_cm"})


def _only_units(row: Sequence[str]) -> bool:
    written = [_squeezed(cell) for cell in row if cell.strip()]
    return bool(written) and all(_UNIT_CELL.fullmatch(cell) for cell in written)


def _over(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two rows of headings as one: a unit below its name, a name below the heading of its group."""
    both = []
    for above, below in itertools.zip_longest(upper, lower, fillvalue=""):
        unit = _UNIT_CELL.fullmatch(_squeezed(below))
        if unit and above.strip():
            both.append(f"{above.strip()}（{unit['unit']}）")
        else:
            both.append(below if below.strip() else above)
    return both


def _squeezed(cell: str) -> str:
    """Without blanks and line breaks, which only spread a heading over its cell."""
    return "".join(unicodedata.normalize("NFKC", cell).split())


def _read(cell: str) -> tuple[str | None, str, str]:
    """What a heading means, its name and its unit."""
    squeezed = _squeezed(cell)
    found = _HEADING.fullmatch(squeezed)
    # “树种：杉木” above the table states the species; it heads no column.
    if found is None or (":" in squeezed and _KEYS[found["name"]] == "species"):
        return None, "", ""
    return _KEYS[found["name"]], found["name"], found["unit"] or found["bare"] or ""


def _headings(number: int, row: Sequence[str], read: Sequence[tuple[str | None, str, str]], diameter: str) -> Headings:
    mistakes: list[Mistake] = []
    remarks: list[Message] = []
    places: dict[str, int] = {}
    columns: list[Column] = []
    for place, (heading, (key, name, unit)) in enumerate(zip(row, read, strict=True)):
        if key is None:
            if heading.strip():
                remarks.append(msg("“{heading}”列没有使用", heading=heading.strip()[:20]))
            continue
        if key in places:
            mistakes.append(Mistake(number, heading, msg("与第 {place} 列重复", place=places[key] + 1)))
            continue
        places[key] = place
        if key in ("dbh_cm", "stump_cm") and key != diameter:
            told = msg(
                "“{heading}”列没有使用：检尺依据是{basis}", heading=heading.strip()[:20], basis=_NAMES[diameter][0]
            )
            remarks.append(told)
            continue
        known = _UNITS.get(key)
        if known and unit and unit.lower() not in known:
            told = msg("{name}的单位应为 {known}，现为 {unit}", name=name, known=known[0], unit=unit[:10])
            mistakes.append(Mistake(number, heading, told))
        if known and not unit and key != "count":
            remarks.append(msg("“{name}”列没有写单位，按 {unit} 读取", name=name, unit=known[0]))
        if key != "serial":
            columns.append(Column(key, name, heading, place, key != "height_m"))
    if diameter not in places:
        mistakes.append(Mistake(number, "", msg("缺少“{name}（cm）”列", name=_NAMES[diameter][0])))
    if mistakes:
        raise SheetError(mistakes)
    return Headings(number, tuple(columns), places.get("serial"), tuple(remarks), tuple(row))
