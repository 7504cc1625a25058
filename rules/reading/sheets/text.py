"""Text tables: CSV in UTF-8, UTF-16 or GB 18030, read strictly."""

from __future__ import annotations

import csv
import io

from rules.reading.messages import Message, msg
from rules.reading.sheets.grid import Grid, Meter, Row
from rules.reading.sheets.mistakes import Mistake, NotASheet, SheetError

_DELIMITERS = ",\t;，"
_LOOKED_AT = 50
"""Lines by which the delimiter is told."""


def grid_of(content: bytes, meter: Meter) -> Grid:
    """The rows of a text table, numbered as a spreadsheet would. Raises ``NotASheet`` or ``SheetError``."""
    text = _decoded(content)
    if "\0" in text:
        raise NotASheet.whole(msg("文件含有空字符，不是 CSV 文本"))
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found = _Rows(meter, delimiter)
    try:
        for number, cells in enumerate(reader, 1):
            found.add(number, cells, reader.line_num)
    except csv.Error as problem:
        raise SheetError([Mistake(found.last + 1, "", _why(str(problem)))]) from None
    return Grid(tuple(found.rows), widths=found.widths)


class _Rows:
    """Gathers the rows of a text table; equal cells are kept once."""

    def __init__(self, meter: Meter, delimiter: str) -> None:
        self.meter, self.delimiter = meter, delimiter
        self.rows: list[Row] = []
        self.widths: dict[int, int] = {}
        self.last = 0
        self._line = 0
        self._known: dict[str, str] = {}

    def add(self, number: int, cells: list[str], line: int) -> None:
        """A row, which ends in this line of the text."""
        self.last = number
        if line - self._line > 1:
            for cell in cells:
                _one_cell(cell, self.delimiter, number)
        self._line = line
        width = len(cells)
        while cells and (not cells[-1] or cells[-1].isspace()):
            cells.pop()
        if not cells:
            return
        if len(cells) < width:
            self.widths[number] = width
        self.meter.cells(number, len(cells) - 1, len(cells))
        self.rows.append((number, tuple(map(self._known.setdefault, cells, cells))))


def _delimiter(text: str) -> str:
    """What stands between the cells: the mark that most lines have, and of those the most frequent one."""
    lines = text[:100_000].splitlines()[:_LOOKED_AT]
    return max(
        _DELIMITERS, key=lambda mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines))
    )


def _one_cell(cell: str, delimiter: str, number: int) -> None:
    """Refuse a cell over several lines that looks as if it had swallowed rows."""
    if any(delimiter in line for line in cell.splitlines()):
        told = msg(
            "引号之间跨了行，含有“{start}…”：很可能有一个引号多余或没有配对，请删去引号",
            start=cell[:20].splitlines()[0],
        )
        raise SheetError([Mistake(number, "", told)])


def _why(problem: str) -> Message:
    if "unexpected end of data" in problem:
        return msg("引号没有配对，以后的内容都会并入一格：请删去多余的引号，或补上另一个")
    if "expected after" in problem:
        return msg("引号之后还有文字：引号没有配对，或单元格内的引号没有写成两个；请删去多余的引号")
    if "field larger than" in problem:
        return msg("单元格过长：很可能有一个引号没有配对")
    # A carriage return alone, within a line.
    return msg("换行的写法前后不一，不能按 CSV 读取：请用电子表格程序打开后另存为 .xlsx")


def _decoded(content: bytes) -> str:
    # What spreadsheet programs save as “Unicode 文本”; without its mark UTF-16 cannot be told apart.
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotASheet.whole(msg("文件既不是 UTF-8 也不是 GB 18030 编码，请另存为 UTF-8 的 CSV"))
