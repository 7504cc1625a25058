"""How the table lies on its sheet: headings over several columns, the column of numbers, the species above the table.

What cannot be told for sure is refused here, before any row is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.asked import Answers
from rules.carbon.tally.headings import Column, Headings, counting, find_headings
from rules.carbon.tally.names import CLASSES, TOTALS, bare, is_density, read_heading
from rules.carbon.tally.rows import Kind, Rows, stated_species
from rules.reading.messages import Message, msg, template
from rules.reading.sheets.grid import Grid
from rules.reading.sheets.mistakes import Mistake, SheetError
from rules.reading.sheets.numbers import folded

DENSITY = template(
    "“{heading}”列是单位面积的株数，不是各行的株数，而表中没有“株数”列：请乘以面积，换算成各行的株数，另写“株数”列；"
    "一行就是一株的，删去这一列"
)
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_WHOLE = re.compile(r"[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class Layout:
    """The headings, what the rows hold of species where no column does, and what is told of both."""

    headings: Headings
    species: str
    remarks: tuple[Message, ...]


def layout_of(grid: Grid, diameter: str, answers: Answers) -> Layout:
    """How the table of a sheet is to be read. Raises ``SheetError``."""
    headings = find_headings(grid, diameter)
    _refuse_titled_blocks(grid, headings)
    species, remarks = _species(grid, headings, answers)
    headings, told = _counted(grid, headings, species)
    spanning = list(_spanning(grid, headings))
    if spanning:
        raise SheetError(spanning)
    return Layout(headings, species, (*remarks, *headings.remarks, *told))


def _refuse_titled_blocks(grid: Grid, headings: Headings) -> None:
    """Tables side by side with titles of their own hold different things: which are meant is not for us to say."""
    if len(headings.blocks) < 2:
        return
    above = dict(grid.rows).get(headings.upper - 1, ())
    titles = [next((cell for cell in above[block.first : block.end] if cell.strip()), "") for block in headings.blocks]
    if sum(map(bool, titles)) > 1:
        told = msg(
            "并排的几组各有标题（{titles}），不能判定是否都应计入：请分开，只留应计入的", titles=filter(None, titles)
        )
        raise SheetError([Mistake(headings.upper - 1, "", told)])


def _species(grid: Grid, headings: Headings, answers: Answers) -> tuple[str, list[Message]]:
    """The species of rows without a column for it: stated above the table, else the only one of the stand."""
    if headings.has("species"):
        return "", []
    above = [stated for number, row in grid.rows if number < headings.upper and (stated := stated_species(row))]
    if len(set(above)) > 1:
        told = msg("表头之上写了几个树种（{names}），没有“树种”列，不能判定各行是哪一种", names=dict.fromkeys(above))
        raise SheetError([Mistake(headings.row, "", told)])
    if above:
        return above[0], [msg("没有“树种”列，各行都按表头之上所写的“{species}”读入", species=above[0])]
    if len(answers.species) == 1:
        (only,) = answers.species
        return only, [msg("没有“树种”列，各行都按地块的唯一树种“{species}”读入", species=only)]
    shown = [cell.strip()[:20] for cell in headings.cells if cell.strip()]
    told = msg("缺少“树种”列，表头之上也没有写“树种：…”；这一行写的是：{shown}", shown=shown)
    raise SheetError([Mistake(headings.row, "", told)])


def _counted(grid: Grid, headings: Headings, species: str) -> tuple[Headings, list[Message]]:
    """The headings with the column of numbers that is found by its sums, where none is headed as one."""
    if headings.has("count"):
        return headings, []
    _refuse_densities(headings)
    if len(headings.blocks) > 1:
        return headings, []
    place = next((place for place, heading in headings.unused if bare(heading) in TOTALS), None)
    if place is not None:
        parts = _parts_of(place, grid, headings, species)
        if parts:
            names = [headings.cells[part].strip() for part in parts]
            told = msg(
                "“{heading}”列等于{parts}各列之和，作为株数读入", heading=headings.cells[place].strip(), parts=names
            )
            return counting(headings, place, parts), [told]
    if headings.by_classes:
        told = msg(
            "按{classes}登记的表须有株数列，没有找到；这一行写的是：{shown}。请把株数一列的表头写作“株数”",
            classes=CLASSES,
            shown=[cell.strip()[:20] for cell in headings.cells if cell.strip()],
        )
        raise SheetError([Mistake(headings.row, "", told)])
    return headings, []


def _refuse_densities(headings: Headings) -> None:
    """Trees per area without a number of trees: a row is then neither one tree nor so many. Raises ``SheetError``."""
    found = [(place, heading) for place, heading in headings.unused if is_density(heading)]
    if found:
        raise SheetError(
            Mistake(headings.row, heading, msg(DENSITY, heading=heading[:20]), place=place) for place, heading in found
        )


def _parts_of(place: int, grid: Grid, headings: Headings, species: str) -> tuple[int, ...]:
    """The places of at least two columns of whole numbers that add up to the one at ``place`` in every row."""
    others = [(at, heading) for at, heading in headings.unused if at != place and bare(heading) not in TOTALS]
    rows = [row.written for row in Rows(grid, headings, species) if row.kind is Kind.TREE]
    whole = [(at, heading) for at, heading in others if all(_number(row[at]) is not None for row in rows)]
    whole = [(at, heading) for at, heading in whole if any(row[at].strip() for row in rows)]
    if len(whole) < 2 or not rows:
        return ()
    for row in rows:
        total = _number(row[place])
        if not total or total != sum(_number(row[at]) or 0 for at, _ in whole):
            return ()
    return tuple(at for at, _ in whole)


def _number(cell: str) -> int | None:
    """The whole number in a cell, 0 for an empty one, None for anything else."""
    text = folded(cell).strip()
    return int(text or "0") if not text or _WHOLE.fullmatch(text) else None


def _spanning(grid: Grid, headings: Headings) -> Iterator[Mistake]:
    """Headings of sizes or numbers that stand over several columns: which of them is meant is not for us to say."""
    following = next((row for number, row in grid.rows if number == headings.row + 1), ())
    parts = following if following and not any(map(_digits, following)) else ()
    for block in headings.blocks:
        for column in block.columns:
            if column.key == "species":
                continue
            end = _end(column, headings, grid)
            below = [cell.strip()[:20] for cell in parts[column.place : end] if cell.strip()]
            if end - column.place > 1 and (len(below) > 1 or _filled(grid, headings, column.place + 1, end)):
                yield Mistake(
                    headings.row, column.heading, _which(column, end - column.place, below), place=column.place
                )


def _end(column: Column, headings: Headings, grid: Grid) -> int:
    """Where the cells end over which a heading stands: made one with it, or left empty beside it over numbers."""
    rows = dict(grid.rows)
    merged = [
        cells.right + 1
        for cells in grid.merged
        if headings.upper <= cells.top <= headings.row
        and cells.left == column.place
        and cells.right > cells.left
        # The heading of a group stands above its own columns and is none of them.
        and read_heading(rows[cells.top][cells.left]).key == column.key
    ]
    if merged:
        return max(merged)
    following = next((row for number, row in grid.rows if number == headings.row + 1), ())
    end = column.place + 1
    while (
        end < len(following)
        and following[end].strip()
        and not (end < len(headings.cells) and headings.cells[end].strip())
    ):
        end += 1
    # Without merged cells only a second row of names shows that the heading is one of several columns.
    named = following[column.place : end]
    return end if all(cell.strip() and not _digits(cell) for cell in named) else column.place + 1


def _filled(grid: Grid, headings: Headings, first: int, end: int) -> bool:
    return any(cell.strip() for number, row in grid.rows if number > headings.row for cell in row[first:end])


def _which(column: Column, width: int, below: Sequence[str]) -> Message:
    if below:
        return msg(
            "“{heading}”之下分为 {width} 列（{below}），不能判定用哪一列："
            "请把要用的一列的表头写作“{heading}”，其余的另写表头",
            heading=column.heading.strip(),
            width=width,
            below=below,
        )
    return msg(
        "“{heading}”横跨 {width} 列，各列都有内容，不能判定用哪一列："
        "请把要用的一列的表头写作“{heading}”，其余的另写表头",
        heading=column.heading.strip(),
        width=width,
    )


def _digits(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def is_species(cell: str) -> bool:
    """Whether a cell holds the name of a species."""
    return cell.strip() in vocabulary().names
