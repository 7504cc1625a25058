"""Columns that a tally does not use but that may change what it says: kinds of trees, unnamed numbers, other sizes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rules.carbon.tally.asked import ANSWERS, Answers, Doubt
from rules.carbon.tally.headings import Headings
from rules.carbon.tally.layout import NUMBER, is_species
from rules.carbon.tally.names import GROUPS, OTHERS, REMARKS, STANDS, bare, is_density
from rules.carbon.tally.numerals import strokes_alone
from rules.carbon.tally.rows import Row
from rules.carbon.tally.states import (
    BLANK,
    is_ordinary,
    is_status,
    not_understood,
    says_not_felled,
    ticks_felled,
    to_ask,
)
from rules.reading.messages import Message, msg, template
from rules.reading.sheets.grid import Grid, column_letters
from rules.reading.sheets.mistakes import Mistake
from rules.reading.sheets.numbers import folded

_WHOLE = re.compile(r"[0-9]{1,7}")
SEVERAL_STANDS = template("“{heading}”列写有不止一个地块：{shown}")
NOT_OF_FELLED = template("“{heading}”列不是采伐的株数，没有使用")
OF_OTHERS = re.compile(r"(?:保留|留存|伐前|伐后|原有|现有|设计|批准|许可)(?:的)?[株棵木树]")
"""Numbers of trees that were not felled, or not only these."""
_NUMBERS = re.compile(r"[株棵根计数]")


@dataclass(slots=True)
class Unused:
    """What the columns that are not used say of the trees. ``left_out``: by place, what a row there must not write to
    be counted; ``doubts``: what stops the reading; ``remarks``: what is told."""

    left_out: dict[int, frozenset[str]] = field(default_factory=dict)
    doubts: list[Mistake] = field(default_factory=list)
    remarks: list[Message] = field(default_factory=list)

    def leaves_out(self, written: Sequence[str]) -> bool:
        """Whether a row is of a kind that is not counted."""
        return any(_kind(written, place) in kinds for place, kinds in self.left_out.items())


def unused_columns(trees: Sequence[Row], grid: Grid, headings: Headings, answers: Answers, strict: bool) -> Unused:
    """What the columns that are not used say. ``strict``: of a text table, where a cell without a heading is a slip."""
    found = Unused()
    if strict:
        found.doubts += _too_long(trees, grid, headings)
    titled = dict(headings.unused)
    places = dict.fromkeys([*titled, *_untitled(trees, headings)])
    columns: list[_Column] = []
    for place in places:
        heading = titled.get(place, "")
        cells = Counter(row.written[place].strip() if place < len(row.written) else "" for row in trees)
        if not any(cells):
            continue
        if not heading:
            if strict and place >= grid.width((headings.row, headings.cells)):
                continue
            found.remarks.append(msg("{column} 列没有表头，没有使用", column=column_letters(place)))
        told = place in headings.parts or _numbers(place, heading, cells, headings, answers, found)
        if strokes_alone(heading, cells):
            continue
        column = _Column(place, heading, _kinds_in(cells), told)
        columns.append(column)
    for column in columns:
        if not ticks_felled(column.heading, column.kinds):
            if column.numbers_told and OF_OTHERS.search(bare(column.heading)):
                continue
            asked = _stands(column) or to_ask(column.heading, column.kinds, numbers_told=column.numbers_told)
            _kinds(column, asked, headings, answers, found)
    for column in columns:
        # Who is not ticked as felled, unless another column has said of the tree that it does not count.
        if ticks_felled(column.heading, column.kinds):
            open_ = any(
                _kind(row.written, column.place) == BLANK and not found.leaves_out(row.written) for row in trees
            )
            _kinds(column, {BLANK} if open_ else set(), headings, answers, found)
    return found


def _kinds_in(cells: Mapping[str, int]) -> Counter[str]:
    """What stands in a column, with the number of its rows."""
    kinds = Counter[str]()
    for cell, times in cells.items():
        kinds[folded(cell).strip() or BLANK] += times
    return kinds


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that is not used, and what stands in it. ``numbers_told``: it is asked about as one of numbers."""

    place: int
    heading: str
    kinds: Counter[str]
    numbers_told: bool

    @property
    def title(self) -> str:
        return (self.heading or column_letters(self.place))[:20]


def _untitled(trees: Sequence[Row], headings: Headings) -> list[int]:
    """Places without a heading in which a tree's row holds something."""
    titled = {place for place, cell in enumerate(headings.cells) if cell.strip()}
    longest = max((len(row.written) for row in trees), default=0)
    return [place for place in range(longest) if place not in titled]


def _too_long(trees: Sequence[Row], grid: Grid, headings: Headings) -> Iterator[Mistake]:
    """Rows of a text table with more cells than headings: what stands behind the cell that is too many has moved.

    Programs that end every row with a comma give all of them the same width: the one that most rows have counts.
    """
    width = grid.width((headings.row, headings.cells))
    if not grid.widths and all(len(row.written) <= width for row in trees):
        return
    widths = [grid.width((row.number, tuple(row.written))) for row in trees]
    usual, rows = max(Counter(widths).items(), key=lambda found: found[1], default=(width, 0))
    allowed = max(width, usual) if rows > 1 else width
    for row, cells in zip(trees, widths, strict=True):
        surplus = [cell.strip() for cell in row.written[width:] if cell.strip()]
        if surplus or cells > allowed:
            told = msg(
                "这一行有 {cells} 格，表头只有 {width} 格：可能是单元格内的逗号没有加引号，以后各格都移了位，请核对",
                cells=cells,
                width=width,
            )
            yield Mistake(row.number, "", told)


def _kind(written: Sequence[str], place: int) -> str:
    return folded(written[place] if place < len(written) else "").strip() or BLANK


def _kinds(column: _Column, asked: set[str], headings: Headings, answers: Answers, found: Unused) -> None:
    """Trees of several kinds in one column: which of them count is for the person to say."""
    kinds, title = column.kinds, column.title
    open_ = [kind for kind in kinds if kind in asked and kind not in {*answers.counted, *answers.left_out}]
    shown = [kind for kind in kinds if kind in asked or is_status(column.heading)]
    if open_:
        counts = [msg("{kind} {rows} 行", kind=kind[:20], rows=kinds[kind]) for kind in shown]
        if bare(column.heading) in STANDS:
            told = msg(SEVERAL_STANDS, heading=title, shown=counts[:12])
        else:
            told = msg("“{heading}”列写明树木不止一类或不属采伐：{shown}", heading=title, shown=counts)
        found.doubts.append(doubt(headings.row, column.heading, told, "kinds", column.place))
    elif asked:
        left = frozenset(asked & set(answers.left_out) - set(answers.counted))
        if left:
            found.left_out[column.place] = left
            words: dict[str, object] = {
                "heading": title,
                "left": sorted(left),
                "rows": sum(kinds[kind] for kind in left),
            }
            found.remarks.append(msg("按所选不计“{heading}”列写 {left} 的 {rows} 行", **words))
        kept = sorted(asked - left)
        if kept:
            found.remarks.append(msg("“{heading}”列写 {kept} 的各行按所选计入", heading=title, kept=kept))
    elif not is_ordinary(column.heading) and not column.numbers_told and (rest := not_understood(kinds)):
        # Nothing is decided by it: whoever reads the result sees what was written.
        words = {"heading": title, "shown": [kind[:20] for kind in rest[:5]], "count": len(rest)}
        found.remarks.append(msg("“{heading}”列写有 {count} 种没有据以判断的内容：{shown}", **words))


def _stands(column: _Column) -> set[str]:
    """The pieces of forest that a column names, where there are several: the tally is that of one."""
    kinds = set(column.kinds)
    return kinds if bare(column.heading) in STANDS and len(kinds - {BLANK}) > 1 else set()


def _numbers(
    place: int, heading: str, cells: Mapping[str, int], headings: Headings, answers: Answers, found: Unused
) -> bool:
    """A column that may hold the numbers of trees, or the species; whether it is asked about as such or answered."""
    filled = [cell for cell in cells if cell]
    name = bare(heading)
    title = heading or column_letters(place)
    if not headings.has("species") and any(map(is_species, filled)):
        told = msg("“{heading}”列写有树种，而没有“树种”列：请把这一列的表头写作“树种”", heading=title[:20])
        found.doubts.append(Mistake(headings.row, heading, told, place=place))
        return True
    if (name in OTHERS and name not in REMARKS) or is_status(heading) or name in GROUPS or is_density(heading):
        return False
    if headings.of_felled and OF_OTHERS.search(name):
        found.remarks.append(msg(NOT_OF_FELLED, heading=title[:20]))
        return True
    whole = sum(times for cell, times in cells.items() if _WHOLE.fullmatch(_seen(cell)))
    numbers = sum(times for cell, times in cells.items() if NUMBER.fullmatch(_seen(cell)))
    # A slip in a cell or two does not make numbers of trees something else.
    half = sum(cells[cell] for cell in filled)
    suspicious = bool(_NUMBERS.search(name)) or not headings.has("count")
    if not heading and 2 * numbers > half and (beside := _beside(place, headings)):
        told = msg("“{heading}”右边的 {column} 列没有表头而有数字，可能同属一个表头", heading=beside, column=title)
    elif 2 * whole > half and suspicious:
        told = msg("“{heading}”列是整数，可能是株数，而没有使用", heading=title[:20])
    else:
        return False
    reason = answers.reason("columns")
    if reason:
        found.remarks.append(msg("{doubt}；理由：{reason}", doubt=told, reason=reason))
    else:
        found.doubts.append(doubt(headings.row, heading, told, "columns", place))
    return True


def _beside(place: int, headings: Headings) -> str:
    """The heading of sizes or numbers that stands next to the left of a column without one; empty where none does."""
    left = next((at for at in range(place - 1, -1, -1) if at < len(headings.cells) and headings.cells[at].strip()), -1)
    used = (column for block in headings.blocks for column in block.columns if column.key != "species")
    return next((column.heading.strip() for column in used if column.place == left), "")


def _seen(cell: str) -> str:
    """A cell without blanks and characters that have no width."""
    return "".join(c for c in folded(cell) if not c.isspace() and unicodedata.category(c) != "Cf")


LONGEST_TITLE = 15
"""A title or a line between the trees is short; what is longer is a note."""


def titles(lines: Sequence[tuple[int, Sequence[str]]], answers: Answers) -> Iterator[Mistake | Message]:
    """Titles and lines between the trees that say of those below that they may not be among the felled ones."""
    for number, cells in lines:
        for cell in cells:
            text = folded(cell).strip()
            # 小班：枯木坑 names a place.
            if len(text) > LONGEST_TITLE or not says_not_felled(text, briefly=":" not in text):
                continue
            told = msg("第 {row} 行写“{text}”，以下的树木可能不属采伐", row=number, text=text)
            if text in answers.counted:
                yield msg("{doubt}，按所选计入", doubt=told)
            else:
                yield doubt(number, "", msg("{doubt}：不计的请删去，或另存一表", doubt=told), "kinds")


def doubt(row: int, heading: str, told: Message, kind: Doubt, place: int | None = None) -> Mistake:
    """A mistake that a reason of its kind answers."""
    return Mistake(row, heading, msg("{doubt}；{answer}", doubt=told, answer=ANSWERS[kind]), place=place, doubt=kind)
