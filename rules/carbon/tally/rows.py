"""The rows below the headings, told apart: trees, sums, repeated headings, notes, and lines left empty."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from operator import itemgetter
from typing import NamedTuple

from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.headings import Block, Headings
from rules.carbon.tally.names import UNMEASURED, read_heading, squeezed
from rules.carbon.tally.slips import is_ditto
from rules.carbon.tally.sums import Label, label_of, may_hold_label
from rules.reading.sheets.grid import Grid
from rules.reading.sheets.numbers import folded

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_DIGITS = re.compile("[0-9０-９]")
_NOTHING = frozenset({"", "0", "0.0"}) | UNMEASURED


class Kind(Enum):
    """What a row, or the part of it below one block, is."""

    TREE = "tree"
    SUM = "sum"
    HEADINGS = "headings"
    OTHER_HEADINGS = "other headings"
    SPECIES = "species"
    NOTE = "note"
    EMPTY = "empty"
    NO_COUNT = "no count"
    UNCLEAR = "unclear"


class Row(NamedTuple):
    """``cells`` are those of the block's columns, in their order, then the species where none of them holds it;
    ``written`` the whole row; ``label`` of a row of sums."""

    number: int
    block: int
    kind: Kind
    cells: tuple[str, ...]
    serial: str
    written: Sequence[str]
    label: Label | None = None


@dataclass(slots=True)
class Rows:
    """Walks the rows of a grid below its headings. ``species``: of all rows where no column states it; a line
    树种：… among them changes it."""

    grid: Grid
    headings: Headings
    species: str = ""
    changed: list[tuple[int, str]] = field(default_factory=list)
    filled: list[int] = field(default_factory=list)
    """Rows whose species stands in a cell that is merged with those below it."""
    repeated: list[tuple[int, str]] = field(default_factory=list)
    """Rows with a ditto sign for the species, and the species of the row above that it stands for."""

    def __iter__(self) -> Iterator[Row]:
        readers = [_BlockReader(self, number, block) for number, block in enumerate(self.headings.blocks)]
        head = {self.headings.upper, self.headings.row}
        above = [tuple(map(squeezed, cells)) for number, cells in self.grid.rows if number in head]
        filling = _Filling(self.grid, self.headings)
        width = max(block.end for block in self.headings.blocks)
        size = next(column.place for column in self.headings.columns if column.key in ("dbh_cm", "stump_cm"))
        for number, cells in self.grid.rows:
            if number <= self.headings.row:
                continue
            row: Sequence[str] = cells if len(cells) >= width else (*cells, *itertools.repeat("", width - len(cells)))
            joined = "".join(cells)
            # A row with a number where the diameter stands is none of these: nearly all are told so at once.
            kind = None if row[size][:1].isdigit() else self._not_of_trees(number, row, above)
            if kind is not None:
                for reader in readers:
                    reader.above = ""
                yield Row(number, 0, kind, (), "", row)
                continue
            if filling.any:
                kept, row = row, filling.filled(number, row)
                if kept != row:
                    self.filled.append(number)
            labelled = may_hold_label(joined)
            for reader in readers:
                found = reader.read(number, row, labelled)
                if found is not None:
                    yield found

    def _not_of_trees(self, number: int, row: Sequence[str], above: list[tuple[str, ...]]) -> Kind | None:
        """Headings once more, or a line that states the species."""
        told = tuple(map(squeezed, row))
        if any(_same(told, head) for head in above):
            return Kind.HEADINGS
        read = [read_heading(cell) for cell in row]
        keys = {named.key for named in read} - {""}
        if {"dbh_cm", "stump_cm"} & keys and len(keys) > 1:
            first = [read_heading(cell)[::2] for cell in self.headings.cells]
            alike = itertools.zip_longest((named[::2] for named in read), first, fillvalue=("", ""))
            return Kind.HEADINGS if all(one == other for one, other in alike) else Kind.OTHER_HEADINGS
        if len(keys) > 1 and not any(map(_DIGITS.search, row)):
            # The headings of a table of something else: what stands below it are no trees.
            return Kind.OTHER_HEADINGS
        stated = stated_species(row)
        if stated and not self.headings.has("species"):
            self.species = stated
            self.changed.append((number, stated))
            return Kind.SPECIES
        return None


def _same(told: tuple[str, ...], head: tuple[str, ...]) -> bool:
    shorter, longer = sorted((told, head), key=len)
    return longer[: len(shorter)] == shorter and not any(longer[len(shorter) :]) and any(told)


def stated_species(row: Sequence[str]) -> str:
    """The species that a line like ``树种：杉木`` states, as written; empty where it states none."""
    for place, cell in enumerate(row):
        text = squeezed(cell)
        name, mark, rest = text.partition(":")
        if name not in ("树种", "优势树种", "树种名称"):
            continue
        if rest:
            return rest
        following = next((squeezed(other) for other in row[place + 1 :] if other.strip()), "")
        if (mark or following in vocabulary().names) and following and not read_heading(following).key:
            return following
    return ""


class _Filling:
    """Species in cells made one hold for each of their rows."""

    def __init__(self, grid: Grid, headings: Headings) -> None:
        places = {block.place("species") for block in headings.blocks} - {None}
        self._spans = {
            (cells.top, cells.left): cells.bottom
            for cells in grid.merged
            if cells.left in places and cells.bottom > cells.top > headings.row
        }
        self.any = bool(self._spans)
        self._now: dict[int, tuple[int, str]] = {}

    def filled(self, number: int, row: Sequence[str]) -> Sequence[str]:
        for (top, place), bottom in self._spans.items():
            if top == number:
                self._now[place] = bottom, row[place]
        made = list(row)
        if not any(number <= bottom and not made[place].strip() for place, (bottom, _) in self._now.items()):
            return row
        for place, (bottom, text) in self._now.items():
            if number <= bottom and not made[place].strip():
                made[place] = text
        return made


class _BlockReader:
    """Tells what the part of a row below one block is."""

    def __init__(self, rows: Rows, number: int, block: Block) -> None:
        self.rows, self.number, self.block = rows, number, block
        self.places = tuple(column.place for column in block.columns)
        # Two columns at least: the getter gives a tuple.
        self.cells: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(*self.places, *self.places[:1])
        self.sized: dict[tuple[str, ...], Kind] = {}
        keys = [column.key for column in block.columns]
        self.at: Mapping[str, int] = {key: at for at, key in enumerate(keys)}
        self.size = next(at for at, key in enumerate(keys) if key in ("dbh_cm", "stump_cm"))
        self.classes = rows.headings.by_classes
        self.several = len(rows.headings.blocks) > 1
        self.above = ""
        """The species of the tree, or of the class without trees, right above; empty where none stands there."""

    def read(self, number: int, row: Sequence[str], labelled: bool) -> Row | None:
        """The row below this block; None where nothing stands there."""
        cells = self.cells(row)[:-1]
        serial = "" if self.block.serial is None else row[self.block.serial]
        if "species" not in self.at:
            cells = (*cells, self.rows.species)
        elif is_ditto(cells[self.at["species"]]) and self.above:
            cells = self._repeated(number, cells)
        found = self._read(number, row, cells, serial, labelled)
        if found is not None:
            named = "species" in self.at and found.kind in (Kind.TREE, Kind.NO_COUNT)
            self.above = cells[self.at["species"]] if named else ""
        return found

    def _repeated(self, number: int, cells: tuple[str, ...]) -> tuple[str, ...]:
        """The cells of a row whose species is that of the tree above."""
        at = self.at["species"]
        self.rows.repeated.append((number, self.above))
        return (*cells[:at], self.above, *cells[at + 1 :])

    def _read(self, number: int, row: Sequence[str], cells: tuple[str, ...], serial: str, labelled: bool) -> Row | None:
        last = self.block.end if self.several else len(row)
        if labelled:
            label, certain = self._label(row, last, cells, serial)
            if label is not None:
                kind = Kind.SUM if certain else Kind.UNCLEAR
                return Row(number, self.number, kind, cells, serial, row, label)
        # Equal trees are told apart once.
        known = self.sized.get(cells)
        if known is not None:
            return Row(number, self.number, known, cells, serial, row)
        if self.several and not any(row[place].strip() for place in range(self.block.first, last)):
            return None
        return Row(number, self.number, self._kind(cells, serial), cells, serial, row)

    def _kind(self, cells: tuple[str, ...], serial: str) -> Kind:
        size = folded(cells[self.size]).strip()
        count = folded(cells[self.at["count"]]).strip() if "count" in self.at else ""
        if _NUMBER.fullmatch(size):
            nothing = self.classes and "count" in self.at and count in _NOTHING
            return self.sized.setdefault(cells, Kind.NO_COUNT if nothing else Kind.TREE)
        return self._without_size(cells, size, count, serial)

    def _without_size(self, cells: Sequence[str], size: str, count: str, serial: str) -> Kind:
        """What a row is whose diameter is no number: a slip in a tree, or no tree."""
        species = cells[self.at["species"]].strip() if "species" in self.at else ""
        height = folded(cells[self.at["height_m"]]).strip() if "height_m" in self.at else ""
        if not any((size, species, count)) and not height[:1].isdigit():
            return Kind.NOTE if _words(serial) else Kind.EMPTY
        if species in vocabulary().names or species in vocabulary().ambiguous:
            empty = self.classes and not size and count in _NOTHING
            return Kind.EMPTY if empty else Kind.TREE
        numbered = bool(_NUMBER.fullmatch(folded(serial).strip()))
        if any(map(_NUMBER.fullmatch, (count, height))) or (numbered and (species or size)):
            return Kind.TREE
        return Kind.TREE if any(map(str.isdigit, size)) and not _says(size) else Kind.NOTE

    def _label(self, row: Sequence[str], last: int, cells: Sequence[str], serial: str) -> tuple[Label | None, bool]:
        """The label of a row of sums, and whether the row surely is one. The word makes a sum where the number or the
        species stands, or where the row has no size; a tree whose remark says 合计 is a tree."""
        species = self.block.place("species")
        named = {self.block.serial, species} - {None}
        sized = bool(_NUMBER.fullmatch(folded(cells[self.size]).strip()))
        for place in range(self.block.first, last):
            label = label_of(row[place]) if row[place].strip() else None
            if label is None:
                continue
            if place in named or not sized:
                return label, True
            if _NUMBER.fullmatch(folded(serial).strip()):
                continue
            return label, False
        return None, False


def _words(text: str) -> bool:
    return bool(text.strip()) and not _NUMBER.fullmatch(folded(text).strip())


def _says(text: str) -> bool:
    """Whether the text is a sentence or a date rather than a number written with something beside it."""
    return len(text) > 8 or any(mark in text for mark in ":：年月日/")
