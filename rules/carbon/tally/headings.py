"""The headings of a tally sheet: which column is what, in which unit, and how often the table stands beside itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.names import CLASSES, EVERY_UNIT, FELLED, NAMES, UNITS, Named, bare, read_heading, squeezed
from rules.reading.messages import Message, msg, template
from rules.reading.sheets.grid import Grid
from rules.reading.sheets.mistakes import Mistake, SheetError

UNUSED = template("“{heading}”列没有使用")
UNIT = template("{name}的单位应为 {known}，现为 {unit}：请把该列换算成 {known}，并改列名")
UNIT_TAKEN = template("“{name}”列没有写单位，按 {unit} 读取")


DEEPEST = 20
"""The headings stand within so many rows: a title and a few lines about the plot may come first."""

DIAMETERS = ("dbh_cm", "stump_cm")


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
class Block:
    """The columns of one table among those that stand side by side; ``serial`` is the place of its numbers, ``first``
    and ``end`` the places it takes, ``other`` that of the diameter that is not used."""

    columns: tuple[Column, ...]
    serial: int | None
    first: int
    end: int
    other: int | None

    def place(self, key: str) -> int | None:
        return next((column.place for column in self.columns if column.key == key), None)


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of the headings (from 1; the lower of two) and the ``upper``, the blocks of columns that are used, and
    by place the headings of those that are not. ``cells`` is the whole row as written; ``parts`` are places of columns
    that add up to the number of trees."""

    row: int
    upper: int
    blocks: tuple[Block, ...]
    unused: tuple[tuple[int, str], ...]
    remarks: tuple[Message, ...]
    cells: tuple[str, ...]
    parts: tuple[int, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.blocks[0].columns

    @property
    def by_classes(self) -> bool:
        """Whether the diameters are those of classes (径阶)."""
        return any(column.name == CLASSES for column in self.columns)

    @property
    def of_felled(self) -> bool:
        """Whether the column of numbers says of which trees: those that were felled."""
        return any(column.key == "count" and column.name in FELLED for column in self.columns)

    def has(self, key: str) -> bool:
        return self.blocks[0].place(key) is not None

    def place(self, heading: str) -> int | None:
        """Where the column of a mistake stands, from 0."""
        if heading == "序号":
            return self.blocks[0].serial
        return next((column.place for column in self.columns if column.heading == heading), None)


def find_headings(grid: Grid, diameter: str) -> Headings:
    """The headings, with ``diameter`` (``dbh_cm`` or ``stump_cm``) among them. Raises ``SheetError``."""
    candidates = list(_candidates(grid))
    for whole in (True, False):
        for upper, number, row in candidates:
            if _are_headings(row, with_species=whole):
                return _headings(upper, number, row, diameter)
    raise SheetError.whole(_missing(candidates, diameter))


def _candidates(grid: Grid) -> Iterator[tuple[int, int, list[str]]]:
    """Every row that may be the headings, and two rows together where a heading stands over two: the first row, the
    last one, the cells."""
    rows = itertools.takewhile(lambda numbered: numbered[0] <= DEEPEST + 1, grid.rows)
    for (number, upper), (below, lower) in itertools.pairwise(itertools.chain(rows, [(0, ())])):
        if number > DEEPEST:
            return
        both = _over(upper, lower)
        for species in (True, False):
            whole = _are_headings(upper, with_species=species)
            joined = below == number + 1 and (
                _only_units(lower) or _names_below(upper, lower) if whole else _are_headings(both, with_species=species)
            )
            # The lower row alone may be the headings: then what stands above it is a title.
            if joined and (whole or not _are_headings(lower, with_species=species)):
                yield number, below, both
                break
        else:
            yield number, number, list(upper)


def _are_headings(row: Sequence[str], *, with_species: bool) -> bool:
    keys = [key for key, _, _ in map(read_heading, row) if key]
    if not set(keys) & set(DIAMETERS):
        return False
    return "species" in keys if with_species else len(set(keys)) > 1 or bool(_named_species(row))


def _named_species(row: Sequence[str]) -> list[str]:
    """Headings that are names of species."""
    return [cell.strip() for cell in row if squeezed(cell) in vocabulary().names]


def _only_units(row: Sequence[str]) -> bool:
    written = [cell for cell in row if cell.strip()]
    return bool(written) and all(map(_unit_in, written))


def _names_below(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the lower row only names the columns of groups in the upper one: 株数, 材积 below 小计. Below what is
    headed already stands nothing, or its unit."""
    written = [(place, cell) for place, cell in enumerate(lower) if cell.strip()]
    keys = {place for place, cell in enumerate(upper) if read_heading(cell).key}
    added = [place for place, cell in written if read_heading(cell).key and place not in keys]
    return bool(added) and all(
        _unit_in(cell) if place in keys else not any(map(str.isdigit, cell)) for place, cell in written
    )


def _unit_in(cell: str) -> str:
    """The unit, where the cell of a heading holds nothing else."""
    found = squeezed(cell).strip("()[]/")
    return found if found.lower() in (*EVERY_UNIT, "mm", "毫米", "dm", "分米") else ""


def _over(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two rows of headings as one: a unit below its name, a name below the heading of its group."""
    both = []
    for above, below in itertools.zip_longest(upper, lower, fillvalue=""):
        unit = _unit_in(below)
        if unit and above.strip():
            both.append(f"{above.strip()}（{unit}）")
        else:
            both.append(below if below.strip() else above)
    return both


def _missing(candidates: Sequence[tuple[int, int, Sequence[str]]], diameter: str) -> Message:
    """Which of the needed columns was not found, and what stands there instead."""
    name = NAMES[diameter][0]
    wanted = {"species", *DIAMETERS}
    nearest = max(candidates, key=lambda found: _likeness(found[2], wanted), default=None)
    told = msg("前 {rows} 行中找不到表头，应有“树种”与“{name}（cm）”两列", rows=DEEPEST, name=name)
    if nearest is None or not any(read_heading(cell).key for cell in nearest[2]):
        return told
    keys = {read_heading(cell).key for cell in nearest[2]}
    lacking = [named for key, named in (("species", "树种"), (diameter, f"{name}（cm）")) if key not in keys]
    shown = [cell.strip()[:20] for cell in nearest[2] if cell.strip()][:12]
    return msg(
        "{told}；第 {row} 行像表头，缺少“{lacking}”，该行写的是：{shown}",
        told=told,
        row=nearest[1],
        lacking=lacking,
        shown=shown,
    )


def _likeness(row: Sequence[str], wanted: set[str]) -> tuple[int, int]:
    keys = {read_heading(cell).key for cell in row} - {""}
    return len(keys & wanted), len(keys)


def _headings(upper: int, number: int, row: Sequence[str], diameter: str) -> Headings:
    read = [read_heading(cell) for cell in row]
    found = _Columns(number, row, read, diameter)
    blocks = found.blocks()
    if found.mistakes:
        raise SheetError(found.mistakes)
    return Headings(number, upper, blocks, tuple(found.unused), tuple(dict.fromkeys(found.remarks)), tuple(row))


@dataclass(frozen=True, slots=True)
class _Part:
    """The places of one block among the headings."""

    first: int
    end: int


class _Columns:
    """From the cells of a row of headings to blocks of columns; what is wrong or worth telling is collected."""

    def __init__(self, number: int, row: Sequence[str], read: Sequence[Named], diameter: str) -> None:
        self.number, self.row, self.read, self.diameter = number, row, read, diameter
        self.mistakes: list[Mistake] = []
        self.remarks: list[Message] = []
        self.unused: list[tuple[int, str]] = []

    def blocks(self) -> tuple[Block, ...]:
        parts = self._parts()
        found = tuple(self._block(part) for part in parts)
        if len(parts) > 1:
            self.remarks.append(msg("{count} 组列并排，从左到右逐组读入", count=len(parts)))
        names = _named_species(self.row)
        if names and not any(named.key == "species" for named in self.read):
            told = msg(
                "树种写作列（{names}）的表不能读取：请改为一行一个树种、一个径阶或一株，树种、直径、株数各为一列",
                names=names,
            )
            self.mistakes.append(Mistake(self.number, "", told))
        return found

    def _parts(self) -> list[_Part]:
        """Where each of the tables side by side begins and ends. Several only where all are headed alike and each says
        by itself which trees it holds."""
        used = [(place, named.key) for place, named in enumerate(self.read) if named.key]
        starts = [place for place, key in used if key == used[0][1]]
        bounds = [*starts[1:], len(self.row)]
        parts = [_Part(first, end) for first, end in zip([0, *starts[1:]], bounds, strict=True)]
        keys = [tuple(key for place, key in used if part.first <= place < part.end) for part in parts]
        alone = len(set(keys)) == 1 and len(set(keys[0])) == len(keys[0]) and self.diameter in keys[0]
        if len(parts) > 1 and alone and {"species", "serial"} & set(keys[0]):
            return parts
        if len(parts) > 1 and sum(named.key == self.diameter for named in self.read) > 1:
            told = msg("几组列并排，而各组的表头不相同，不能判定哪一列属于哪一组：请把各组改为上下相接的一张表")
            if "species" in {key for _, key in used} and sum(key == "species" for _, key in used) > 1:
                self.mistakes.append(Mistake(self.number, "", told))
        return [_Part(0, len(self.row))]

    def _block(self, part: _Part) -> Block:
        places: dict[str, int] = {}
        columns: list[Column] = []
        for place in range(part.first, part.end):
            heading, named = self.row[place], self.read[place]
            if not named.key:
                if heading.strip():
                    self.unused.append((place, heading.strip()))
                    self.remarks.append(msg(UNUSED, heading=heading.strip()[:20]))
                continue
            if named.key in places:
                told = msg("与第 {place} 列重复", place=places[named.key] + 1)
                self.mistakes.append(Mistake(self.number, heading, told, place=place))
                continue
            places[named.key] = place
            if named.key in DIAMETERS and named.key != self.diameter:
                words = {"heading": heading.strip()[:20], "basis": NAMES[self.diameter][0]}
                self.remarks.append(msg("“{heading}”列没有使用：检尺依据是{basis}", **words))
                continue
            self._unit(heading, named, place)
            if named.key != "serial":
                columns.append(Column(named.key, named.name, heading, place, named.key != "height_m"))
        if self.diameter not in places:
            told = msg("缺少“{name}（cm）”列", name=NAMES[self.diameter][0])
            self.mistakes.append(Mistake(self.number, "", told))
        other = next((places[key] for key in DIAMETERS if key != self.diameter and key in places), None)
        return Block(tuple(columns), places.get("serial"), part.first, part.end, other)

    def _unit(self, heading: str, named: Named, place: int) -> None:
        known = UNITS.get(named.key)
        if known and named.unit and named.unit.lower() not in known:
            words = {"name": named.name, "known": known[0], "unit": named.unit[:10]}
            self.mistakes.append(Mistake(self.number, heading, msg(UNIT, **words), place=place))
        if known and not named.unit and named.key != "count":
            self.remarks.append(msg(UNIT_TAKEN, name=named.name, unit=known[0]))


def counting(headings: Headings, place: int, parts: tuple[int, ...]) -> Headings:
    """The headings with one more column that is used: the number of trees at ``place`` of the only block, to which
    the columns at ``parts`` add up."""
    (block,) = headings.blocks
    heading = headings.cells[place]
    column = Column("count", bare(heading), heading, place, needed=True)
    told = [remark for remark in headings.remarks if remark != msg(UNUSED, heading=heading.strip()[:20])]
    return replace(
        headings,
        blocks=(replace(block, columns=(*block.columns, column)),),
        unused=tuple(pair for pair in headings.unused if pair[0] != place),
        remarks=tuple(told),
        parts=parts,
    )
