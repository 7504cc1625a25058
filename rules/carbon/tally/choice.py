"""Which sheet of a file holds the tally: the first one that a reader sees and that has its headings."""

from __future__ import annotations

from dataclasses import dataclass

from rules.carbon.tally.asked import ANSWERS, Answers
from rules.carbon.tally.headings import DIAMETERS, find_headings
from rules.carbon.tally.layout import Layout, layout_of
from rules.reading.messages import Message, msg, template
from rules.reading.sheets.grid import Book, Grid, Sheet
from rules.reading.sheets.mistakes import Mistake, NotASheet, SheetError, SheetTooLarge

ONE_READ = template("只读工作表“{name}”，没有读：{others}")


ABOUT = "填写说明"
"""The second sheet of the empty workbook that the system hands out."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheet that is read, how its table lies, and what is told of the other sheets."""

    name: str
    grid: Grid
    layout: Layout
    remarks: tuple[Message, ...]


def choose(book: Book, diameter: str, answers: Answers) -> Chosen:
    """The sheet that holds the tally. Raises ``SheetError`` where none or only a hidden one has its headings.

    Of several tallies the one that was named is read; which one is asked where that was not said.
    """
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    named = [sheet for sheet in shown if sheet.name.strip() == answers.sheet] if answers.sheet else shown
    if not named:
        raise _nowhere(book, shown, SheetError.whole(msg("没有显示着的工作表“{name}”", name=answers.sheet)))
    first: SheetError | None = None
    for sheet in named:
        grid = sheet.grid
        try:
            layout = layout_of(grid, diameter, answers)
        except (NotASheet, SheetTooLarge):
            raise
        except SheetError as problem:
            # Headings that are wrong are told; a sheet without any is no tally.
            if any(mistake.row for mistake in problem.mistakes):
                raise
            first = first or problem
            continue
        others = [other for other in shown if other is not sheet and other.name != ABOUT]
        if not answers.sheet:
            _ask_which(sheet, [other for other in others if _is_tally(other)])
        return Chosen(sheet.name, grid, layout, tuple(_of_others(book, sheet, others)))
    raise _nowhere(book, shown, first)


def _ask_which(read: Sheet, alike: list[Sheet]) -> None:
    """Which of several tallies is meant is not for us to say. Raises ``SheetError`` naming them."""
    if alike:
        told = msg(
            "几张工作表都有检尺表的表头（{names}），不能判定读哪一张：{answer}",
            names=[sheet.name for sheet in (read, *alike)][:8],
            answer=ANSWERS["sheets"],
        )
        raise SheetError([Mistake(0, "", told, doubt="sheets")])


def _is_tally(sheet: Sheet) -> bool:
    """Whether a sheet has the headings of a tally, by DBH or by stump, and something below them."""
    if isinstance(sheet.cells, SheetTooLarge):
        raise sheet.cells
    if isinstance(sheet.cells, SheetError):
        return False
    for diameter in DIAMETERS:
        try:
            last = find_headings(sheet.cells, diameter).row
        except SheetError as problem:
            # Headings that are wrong are headings all the same.
            last = max((mistake.row for mistake in problem.mistakes), default=0)
        if last and any(number > last for number, _ in sheet.cells.rows):
            return True
    return False


def _of_others(book: Book, read: Sheet, others: list[Sheet]) -> list[Message]:
    """What is told of sheets that are not read."""
    told = []
    if others:
        names = [sheet.name for sheet in others[:5]]
        told.append(msg(ONE_READ, name=read.name, others=names))
    hidden = [sheet.name for sheet in book.sheets if sheet.hidden]
    if hidden:
        told.append(msg("隐藏的工作表没有读：{hidden}", hidden=hidden[:5]))
    return told


def _nowhere(book: Book, shown: list[Sheet], first: SheetError | None) -> SheetError:
    reason = first.mistakes[0].reason if first else msg("没有显示着的工作表")
    if len(book.sheets) < 2 and not any(sheet.hidden for sheet in book.sheets):
        return SheetError.whole(reason)
    names = [msg("{name}（已隐藏）", name=sheet.name) if sheet.hidden else sheet.name for sheet in book.sheets]
    return SheetError.whole(
        msg("{reason}；工作簿有这些工作表：{names}。隐藏的不读：应读的请取消隐藏", reason=reason, names=names[:8])
    )
