"""Long runs of like lines of a worksheet as a table: one row for a group of equal trees, the formulas once above it.

A tally of thousands of trees has tens of thousands of lines. Every figure stays, with the number of its line; what is
the same in every group, the formulas and the lines they refer to, is said once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rules.record.worksheet import LineRecord

FEWEST = 13
"""Groups in a table; fewer are shown as lines, formula above values above result."""

_GROUP = re.compile(r"（第 (\d+) 组[，）]")
_KIND = re.compile(r"^(.+?)(?:胸径|地径)")
_ROWS = re.compile(r"检尺表(第 [^）]*行)")


@dataclass(frozen=True)
class Row:
    """A group of equal trees: its ``number`` in the tally, species, the rows of the sheet, and its lines in order."""

    number: int
    species: str
    where: str
    lines: tuple[LineRecord, ...]


@dataclass(frozen=True)
class Table:
    """Groups whose lines are alike. ``computed``: the first row's computed lines, with the references all share."""

    rows: tuple[Row, ...]
    computed: tuple[tuple[LineRecord, Mapping[str, int]], ...]

    def name(self, line: LineRecord) -> str:
        """What a column holds, without the species and the number of the group: ``单株材积``."""
        return _GROUP.split(line.label)[0].removeprefix(self.rows[0].species)

    @property
    def columns(self) -> tuple[LineRecord, ...]:
        return self.rows[0].lines


@dataclass(frozen=True)
class Block:
    """A run of lines, or a table in their place."""

    lines: tuple[LineRecord, ...] = ()
    table: Table | None = None


def blocks(lines: Sequence[LineRecord]) -> list[Block]:
    """The lines of a section: as they are, or the groups of a tally as tables where they are many."""
    groups: dict[int, list[LineRecord]] = {}
    for line in lines:
        found = _GROUP.search(line.label)
        if found:
            groups.setdefault(int(found.group(1)), []).append(line)
    if len(groups) < FEWEST:
        return [Block(tuple(lines))]
    alike: dict[tuple[Any, ...], list[Row]] = {}
    for number, members in groups.items():
        alike.setdefault(_likeness(members), []).append(_row(number, members))
    grouped = {line.no for members in groups.values() for line in members}
    first = min(grouped)
    before = tuple(line for line in lines if line.no not in grouped and line.no < first)
    after = tuple(line for line in lines if line.no not in grouped and line.no > first)
    tables = [Block(table=_table(rows)) for rows in alike.values()]
    return [*([Block(before)] if before else []), *tables, *([Block(after)] if after else [])]


def _shared(line: LineRecord, own: set[int]) -> dict[str, int]:
    """The references of a line that lead out of its group."""
    return {name: no for name, no in line.refs.items() if no not in own}


def _likeness(members: Sequence[LineRecord]) -> tuple[Any, ...]:
    own = {line.no for line in members}
    return tuple(
        (
            line.kind,
            line.symbol,
            line.formula,
            line.unit,
            line.rounding,
            tuple(_shared(line, own).items()),
        )
        for line in members
    )


def _row(number: int, members: list[LineRecord]) -> Row:
    label = members[0].label
    species, where = _KIND.search(label), _ROWS.search(label)
    return Row(number, species.group(1) if species else "", where.group(1) if where else "", tuple(members))


def _table(rows: list[Row]) -> Table:
    first = rows[0].lines
    own = {line.no for line in first}
    return Table(tuple(rows), tuple((line, _shared(line, own)) for line in first if line.kind == "computed"))
