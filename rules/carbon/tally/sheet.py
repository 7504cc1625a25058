"""每木检尺表 as a file: a text table or a workbook with Chinese headings, every mistake with its row and column.

Equal rows are counted once, so that a million trees become as many rows as there are different ones.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Literal

from rules.carbon.tally.asked import Answers
from rules.carbon.tally.beside import beside
from rules.carbon.tally.cells import Parsed, Parser
from rules.carbon.tally.choice import Chosen, choose
from rules.carbon.tally.headings import Headings
from rules.carbon.tally.kinds import doubt, titles, unused_columns
from rules.carbon.tally.lines import said_by_lines
from rules.carbon.tally.names import UNITS, UNMEASURED
from rules.carbon.tally.rows import Kind, Row, Rows
from rules.carbon.tally.serials import repeated
from rules.carbon.tally.several import Counted, elided, several
from rules.carbon.tally.sums import Sums, label_of, number_in, rows_told, stems_in, totals_in
from rules.carbon.tally.units import named_units, other_units, unit_columns
from rules.casefile.tally import TallyRow
from rules.reading.messages import Message, msg, template
from rules.reading.sheets.grid import Book, Grid, Limits, column_letters
from rules.reading.sheets.kinds import book_of
from rules.reading.sheets.mistakes import Mistake, SheetError
from rules.reading.sheets.numbers import folded

NOTHING_WRITTEN = template("{rows}没有写树种、直径和株数，没有作为树木读入")
WORDS_ALONE = template("{rows}是文字（{notes}），没有作为树木读入")
HIDDEN_ROWS = template("工作表中隐藏的行也读入：{rows}")
REPEATED = template("{rows}的树种写作“同上”一类的记号，按上一行的树种读入：{species}")
FILLED = template("{rows}的树种与上面的合并为一格，按该格的树种读入")
UNMEASURED_HEIGHTS = template(
    "{rows}的树高写作没有量测的记号（—、无等），按没有量测读入，由树高曲线推算；意为与上一行相同的，请写出数字"
)
SHOWN_BEHIND = template("单元格的格式在数字后显示“{words}”，不能判定按哪一单位读：请把格式改为常规，换算后写数字")
NO_ROWS = template("表头之下没有数据行")


Basis = Literal["dbh", "stump"]

MOST_TREES = 10_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A tally file that was read.

    ``rows`` are the different trees with their number, in order of first appearance; ``first_rows`` the sheet row where
    each appears first; ``lines`` how many rows of the sheet they come from; ``headings`` the headings as written, by
    field of the row; ``by_classes``: the diameters stand under the heading 径阶; ``remarks`` what was left out, taken
    for granted or not used. ``name`` is that of the sheet of a workbook, ``sha256`` the hash of the file.
    """

    rows: tuple[TallyRow, ...]
    first_rows: tuple[int, ...]
    lines: int
    headings: Mapping[str, str]
    by_classes: bool
    remarks: tuple[str, ...]
    name: str = ""
    sha256: str = ""

    @property
    def trees(self) -> int:
        return sum(row.count for row in self.rows)


class RowsWrong(SheetError):
    """Some rows have mistakes; ``sheet`` holds the others, so that they can be checked further all the same."""

    def __init__(self, mistakes: Iterable[Mistake], sheet: Sheet) -> None:
        super().__init__(mistakes)
        self.sheet = sheet

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.mistakes, self.sheet)


def read_sheet(content: bytes, basis: Basis, answers: Answers | None = None, limits: Limits | None = None) -> Sheet:
    """The tally in a file's bytes. ``basis`` says which diameter must be there, ``answers`` what the sheet leaves open.

    Raises ``SheetError`` with every mistake: row and column as in the sheet, and the reason; ``RowsWrong`` where
    other rows are right.
    """
    return tally_of(book_of(content, limits), basis, answers)


def tally_of(book: Book, basis: Basis, answers: Answers | None = None) -> Sheet:
    """The same of a file that was read already."""
    answers = answers or Answers()
    chosen = choose(book, diameter_of(basis), answers)
    reading = _Reading(chosen, answers, strict=book.kind == "csv")
    reading.walk()
    reading.judge()
    return reading.made(book.sha256)


def diameter_of(basis: Basis) -> str:
    """The field of the row that holds the diameter."""
    return "dbh_cm" if basis == "dbh" else "stump_cm"


@dataclass(slots=True)
class _Reading:
    """One sheet under way from rows to trees."""

    chosen: Chosen
    answers: Answers
    strict: bool
    trees: list[Row] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    remarks: list[Message] = field(default_factory=list)
    set_aside: dict[Kind, list[int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    lines: list[tuple[int, Sequence[str]]] = field(default_factory=list)
    sums: Sums = field(default_factory=Sums)
    added_up: int = 0
    totals: list[tuple[int, str, int, str]] = field(default_factory=list)
    boundaries: list[int] = field(default_factory=list)
    counted: list[Row] = field(default_factory=list)
    parsed: dict[tuple[int, tuple[str, ...]], Parsed] = field(default_factory=dict)

    @property
    def headings(self) -> Headings:
        return self.chosen.layout.headings

    @property
    def grid(self) -> Grid:
        return self.chosen.grid

    def walk(self) -> None:
        """Tell the rows apart and hold the sums against the trees above them."""
        rows = Rows(self.grid, self.headings, self.chosen.layout.species)
        parser = Parser(self.headings)
        for row in rows:
            if row.kind is Kind.TREE:
                self._tree(row, parser)
            elif row.kind is Kind.SUM:
                self._sum(row)
            elif row.kind is Kind.UNCLEAR:
                assert row.label is not None
                told = msg(
                    "这一行写“{word}”而又有直径，不能判定是树木还是合计、平均：是合计的请删去直径，是树木的请删去“{word}”",
                    word=row.label.word,
                )
                self.mistakes.append(Mistake(row.number, "", told))
            elif row.kind is Kind.OTHER_HEADINGS:
                told = msg("又有一行表头，与第 {row} 行的不同：请把各表分开，或改为同一表头", row=self.headings.row)
                self.mistakes.append(Mistake(row.number, "", told))
            else:
                self._aside(row)
        for number, species in rows.changed:
            self.remarks.append(msg("第 {row} 行起树种按该行所写的“{species}”读入", row=number, species=species))
        if rows.filled:
            self.remarks.append(msg(FILLED, rows=rows_told(rows.filled)))
        if rows.repeated:
            numbers = rows_told([number for number, _ in rows.repeated])
            names = [*dict.fromkeys(species for _, species in rows.repeated)]
            self.remarks.append(msg(REPEATED, rows=numbers, species=names))
        self.remarks[:0] = self.chosen.layout.remarks

    def _tree(self, row: Row, parser: Parser) -> None:
        self.trees.append(row)
        key = (row.block, row.cells)
        if key not in self.parsed:
            self.parsed[key] = parser.parse(row)

    def _add_up(self) -> None:
        """Most sheets have few sums or none: the trees above one are added up when it comes."""
        for tree in self.trees[self.added_up :]:
            found = self.parsed[(tree.block, tree.cells)]
            self.sums.tree(found.count, found.species)
        self.added_up = len(self.trees)

    def _sum(self, row: Row) -> None:
        assert row.label is not None
        self._add_up()
        block = self.headings.blocks[row.block]
        place, species = block.place("count"), block.place("species")
        named = Parser.canonical(row.written[species]) if species is not None else ""
        stated = list(self._stated(row, place))
        reason = self.sums.row(row.number, row.label, [number for number in stated if number is not None], named)
        if None in stated and not row.label.mean:
            reason = reason or msg("{word}行的株数不是整数，不能核对，请改正或删去该行", word=row.label.word)
        self.boundaries.append(row.number)
        if reason:
            heading = self.headings.cells[place] if place is not None else ""
            self.mistakes.append(Mistake(row.number, heading, reason, place=place))

    def _stated(self, row: Row, count: int | None) -> Iterator[int | None]:
        """The numbers of trees that the cells of a row of sums state, in whichever column; None for a cell in the
        column of numbers that holds no whole number."""
        block = self.headings.blocks[row.block]
        end = block.end if len(self.headings.blocks) > 1 else len(row.written)
        species = block.place("species")
        for place in range(block.first, end):
            cell = row.written[place].strip()
            label = label_of(cell) if cell else None
            if not cell or label is not None:
                if label is not None and label.stated is not None:
                    yield label.stated
                continue
            if place == count:
                if cell not in UNMEASURED:
                    yield number_in(cell)
                continue
            titled = place < len(self.headings.cells) and bool(self.headings.cells[place].strip())
            following = row.written[place + 1].strip() if place + 1 < end else ""
            # A bare number below the species, or below no heading, can only be that of trees.
            number = number_in(cell) if place == species or not titled or following in ("株", "棵", "根") else None
            number = stems_in(cell) if number is None else number
            if number is not None:
                yield number

    def _totals(self, row: int, cells: Sequence[str]) -> None:
        """What a line states of the number of all trees, and what it may be as far as they have been read."""
        for told, number, species in totals_in(cells):
            self._add_up()
            if row < self.headings.upper or number not in self.sums.wanted(species):
                self.totals.append((row, told, number, species))

    def _wrong_totals(self) -> None:
        """Lines that state another number of trees than the table holds."""
        self._add_up()
        counted = sum(self.parsed[(row.block, row.cells)].count for row in self.counted)
        for row, told, number, species in self.totals:
            if number not in (self.sums.so_far, counted, *([self.sums.by_species.get(species, 0)] if species else [])):
                words = {"told": told[:30], "trees": self.sums.so_far}
                reason = msg("这一行写“{told}”，而表中树木相加为 {trees:,} 株，请核对后改正或删去该行", **words)
                self.mistakes.append(Mistake(row, "", reason))

    def _aside(self, row: Row) -> None:
        if row.kind is Kind.HEADINGS:
            self.boundaries.append(row.number)
        if row.kind is Kind.NOTE:
            self.lines.append((row.number, row.written))
            if elided(row.written):
                told = msg("这一行省略了若干行：省略的树木没有写出，请逐行写全")
                self.mistakes.append(Mistake(row.number, "", told))
        if row.kind in (Kind.NOTE, Kind.EMPTY):
            self._totals(row.number, row.written)
        if row.kind is Kind.NOTE and len(self.notes) < 5:
            text = next((cell.strip() for cell in row.written if cell.strip()), "")
            self.notes.append(text[:20])
        numbers = self.set_aside.setdefault(row.kind, [])
        if not numbers or numbers[-1] != row.number:
            numbers.append(row.number)

    def judge(self) -> None:
        """What columns that are not used, serial numbers and the looks of cells say of the trees."""
        unused = unused_columns(self.trees, self.grid, self.headings, self.answers, self.strict)
        self.mistakes += unused.doubts
        self.counted = [row for row in self.trees if not unused.left_out or not unused.leaves_out(row.written)]
        self.remarks += unused.remarks
        above = [row for row in self.grid.rows if row[0] < self.headings.upper]
        for number, cells in above:
            self._totals(number, cells)
        self._wrong_totals()
        between = [*titles([*above, *self.lines], self.answers), *said_by_lines(above, self.lines, self.answers)]
        stated = [*other_units([*above, *self.lines], self.headings)]
        at = {mistake.row for mistake in stated}
        named = named_units([*above, *self.lines], self.headings)
        self.mistakes += [*stated, *(mistake for mistake in named if mistake.row not in at)]
        self.mistakes += unit_columns(self.counted, self.headings)
        numbered = [Counted(row, self.parsed[(row.block, row.cells)].count) for row in self.counted]
        for told in (
            *between,
            *beside(numbered, self.headings, self.answers),
            *several(numbered, self.headings, self.answers),
        ):
            if isinstance(told, Mistake):
                self.mistakes.append(told)
            else:
                self.remarks.append(told)
        twice, begun_again = repeated(self.trees, self.headings, self.boundaries)
        self.mistakes += twice
        self.remarks += begun_again
        self._cells()
        self._told_aside()
        self.remarks += self.sums.remarks()
        self._looks()

    def _cells(self) -> None:
        """Mistakes of the rows that are counted, cell by cell."""
        strange = self._strange()
        if not strange and not any(found.told for found in self.parsed.values()):
            return
        rounded: list[int] = []
        unmeasured: list[int] = []
        for row in self.counted:
            found = self.parsed[(row.block, row.cells)]
            columns = self.headings.blocks[row.block].columns
            reasons = dict.fromkeys(found.reasons)
            for column in columns if strange else ():
                told = strange.get((row.number, column.place))
                if told is not None:
                    kept = {pair: None for pair in reasons if pair[0] != column}
                    reasons = {**kept, (column, told): None}
            for column, reason in reasons:
                cell = _shown(reason, row.written[column.place]) if column.place >= 0 else ""
                at = column.place if column.place >= 0 else None
                self.mistakes.append(Mistake(row.number, column.heading, reason, cell, at))
            if found.rounded:
                rounded.append(row.number)
            if found.unmeasured:
                unmeasured.append(row.number)
        if rounded:
            told = msg("{rows}的尺寸小数超过 10 位，是算出来的，四舍五入到 0.1", rows=rows_told(rounded))
            self.remarks.append(told)
        if unmeasured:
            self.remarks.append(msg(UNMEASURED_HEIGHTS, rows=rows_told(unmeasured)))

    def _strange(self) -> dict[tuple[int, int], Message]:
        """What is wrong with cells that show something else than their text, by row and place."""
        found = dict.fromkeys(self.grid.uncomputed, NO_RESULT) | dict.fromkeys(self.grid.partly_struck, _PARTLY_STRUCK)
        places = {column.place: column.key for block in self.headings.blocks for column in block.columns}
        for at, words in self.grid.behind.items():
            key = places.get(at[1], "")
            if key in UNITS and "".join(words.split()).lower() not in UNITS[key]:
                found[at] = msg(SHOWN_BEHIND, words=words[:20])
        numbers = sorted({row.number for row in self.counted})
        for cells in self.grid.merged:
            rows = numbers[bisect_left(numbers, cells.top) : bisect_right(numbers, cells.bottom)]
            sized = [at for at, key in places.items() if cells.left <= at <= cells.right and key != "species"]
            # A species holds for all rows of its cell; that the trees had the same size is for the person to say.
            for row, place in product(rows if cells.top > self.headings.row else (), sized):
                if (row, place) != (cells.top, cells.left):
                    found[row, place] = MERGED if place == cells.left else MERGED_ACROSS
        return found

    def _told_aside(self) -> None:
        """What is told of rows that hold no tree."""
        told = {
            Kind.EMPTY: msg(NOTHING_WRITTEN, rows=rows_told(self.set_aside.get(Kind.EMPTY, ()))),
            Kind.NOTE: msg(
                WORDS_ALONE,
                rows=rows_told(self.set_aside.get(Kind.NOTE, ())),
                notes=[msg("“{note}”", note=note) for note in self.notes],
            ),
            Kind.HEADINGS: msg(
                "{rows}重复了表头，没有作为树木读入", rows=rows_told(self.set_aside.get(Kind.HEADINGS, ()))
            ),
            Kind.NO_COUNT: msg(
                "{rows}的径阶没有株数或株数为 0，没有树木", rows=rows_told(self.set_aside.get(Kind.NO_COUNT, ()))
            ),
        }
        self.remarks += [remark for kind, remark in told.items() if kind in self.set_aside]

    def _looks(self) -> None:
        """What a reader of the sheet on a screen might not have seen, or might have seen otherwise."""
        self.remarks += self.chosen.remarks
        lines = {row.number for row in self.trees} | {n for numbers in self.set_aside.values() for n in numbers}
        hidden = [number for number in self.grid.hidden_rows if number in lines]
        if hidden:
            self.remarks.append(msg(HIDDEN_ROWS, rows=rows_told(hidden)))
        used = {column.place: column.heading for block in self.headings.blocks for column in block.columns}
        columns = [place for place in self.grid.hidden_columns if place in used]
        if columns:
            shown = [
                msg("{letters}（{heading}）", letters=column_letters(at), heading=used[at].strip()) for at in columns
            ]
            self.remarks.append(msg("工作表中隐藏的列也读入：{columns}", columns=shown))
        if self.grid.comments:
            self.remarks.append(msg("工作表中有批注，没有读"))
        self._struck(set(used))

    def _struck(self, used: set[int]) -> None:
        """Text that is crossed out, in whichever column of a tree's row: whether it counts is for the person to say."""
        numbers = {row.number for row in self.trees}
        # What is crossed out in part of a cell that is used has been refused there.
        partly = {at for at in self.grid.partly_struck if at[1] not in used}
        rows = sorted({row for row, place in self.grid.struck | partly if row in numbers})
        if not rows:
            return
        told = msg("{rows}有划去的字", rows=rows_told(rows))
        reason = self.answers.reason("struck")
        if reason:
            self.remarks.append(msg("{doubt}，仍读入；理由：{reason}", doubt=told, reason=reason))
        else:
            self.mistakes.append(doubt(rows[0], "", told, "struck"))

    def made(self, sha256: str) -> Sheet:
        """The sheet. Raises ``SheetError`` or ``RowsWrong``."""
        rows, firsts = _added(self.counted, self.parsed)
        written = {column.key: column.heading for column in self.headings.columns}
        sheet = Sheet(
            rows,
            firsts,
            len(self.counted),
            written,
            self.headings.by_classes,
            tuple(dict.fromkeys(self.remarks)),
            self.chosen.name,
            sha256,
        )
        if self.mistakes:
            raise RowsWrong(sorted(self.mistakes), sheet)
        if not self.counted:
            raise SheetError([Mistake(self.headings.row, "", msg(NO_ROWS))])
        if sheet.trees > MOST_TREES:
            reason = msg("株数合计 {trees:,}，超过上限 {most:,}", trees=sheet.trees, most=MOST_TREES)
            raise SheetError([Mistake(0, "", reason)])
        return sheet


def _added(
    rows: Sequence[Row], parsed: Mapping[tuple[int, tuple[str, ...]], Parsed]
) -> tuple[tuple[TallyRow, ...], tuple[int, ...]]:
    """Equal trees as one row each with their number, and where each appears first."""
    times = Counter((row.block, row.cells) for row in rows)
    first: dict[tuple[int, tuple[str, ...]], int] = {}
    for row in reversed(rows):
        first[(row.block, row.cells)] = row.number
    sums: dict[tuple[str, Decimal | None, Decimal | None, Decimal | None], tuple[TallyRow, int, int]] = {}
    for key, many in times.items():
        tree = parsed[key].row
        if tree is None:
            continue
        alike = (tree.species, tree.dbh_cm, tree.stump_cm, tree.height_m)
        kept, total, number = sums.get(alike, (tree, 0, first[key]))
        sums[alike] = kept, total + tree.count * many, number
    made = tuple(tree.model_copy(update={"count": total}) for tree, total, _ in sums.values())
    return made, tuple(number for _, _, number in sums.values())


_PARTLY_STRUCK = msg("单元格中有一部分字划去了：请只留有效的内容，划去的删掉或移到备注")
MERGED = msg("单元格与上面的合并为一格，请取消合并，逐行填写")
MERGED_ACROSS = msg("单元格与左边的合并为一格，请取消合并，分别填写")
NO_RESULT = msg("单元格是公式，文件中没有存下它的结果；请用电子表格程序打开并保存后再上传，或改写为数值")


def _shown(reason: str, cell: str) -> str:
    """The start of what the cell holds, where the reason does not tell it."""
    shown = cell.strip()[:20]
    return "" if shown in reason or folded(shown) in reason else shown
