"""From a file's bytes to rows of text cells: CSV in UTF-8, UTF-16 or GB 18030, or the first sheet of a workbook."""

from __future__ import annotations

import csv
import datetime
import io
import warnings
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from rules.carbon.tally.mistakes import Mistake, NotASheet, SheetError, SheetTooLarge
from rules.reading.messages import msg

Table = Callable[[], Iterator[tuple[int, list[str]]]]
"""Walks the rows anew at every call: number from 1, and the cells as text."""

MOST_BYTES = 100 * 1024 * 1024
MOST_UNPACKED = 500 * 1024 * 1024
"""What an XLSX may unpack to: a small file can hold a very large one."""


def table_of(content: bytes) -> Table:
    """The rows of a tally file. Raises ``NotASheet`` for what is neither CSV nor XLSX, ``SheetTooLarge``, or another
    ``SheetError`` for an empty file."""
    if len(content) > MOST_BYTES:
        raise SheetTooLarge.whole(
            msg("文件过大：{size:,} 字节，上限为 {most:,} 字节", size=len(content), most=MOST_BYTES)
        )
    if not content.strip():
        raise SheetError.whole(msg("文件是空的"))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotASheet.whole(msg("这是旧式 .xls 工作簿（或加密的工作簿），请另存为 .xlsx 或 .csv"))
    return _xlsx(content) if content.startswith(b"PK") else _csv(content)


def _csv(content: bytes) -> Table:
    text = _decoded(content)
    if "\0" in text:
        raise NotASheet.whole(msg("文件含有空字符，不是 CSV 文本"))
    head = text[:2000]
    delimiter = max(",\t;，", key=head.count)

    def rows() -> Iterator[tuple[int, list[str]]]:
        number = 0
        try:
            for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
                yield number, row
        except csv.Error as problem:
            raise SheetError(
                [Mistake(number + 1, "", msg("不能按 CSV 读取（{problem}）", problem=str(problem)))]
            ) from None

    return rows


def _decoded(content: bytes) -> str:
    # What spreadsheet programs save as “Unicode 文本”; without its mark UTF-16 cannot be told apart.
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotASheet.whole(msg("文件既不是 UTF-8 也不是 GB 18030 编码，请另存为 UTF-8 的 CSV"))


def _xlsx(content: bytes) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, OSError):
        raise NotASheet.whole(msg("文件已损坏，不能作为 XLSX 打开")) from None
    if unpacked > MOST_UNPACKED:
        raise SheetTooLarge.whole(
            msg("工作簿展开后过大：{size:,} 字节，上限为 {most:,} 字节", size=unpacked, most=MOST_UNPACKED)
        )

    def rows() -> Iterator[tuple[int, list[str]]]:
        import openpyxl  # loads here: most cases carry no workbook

        with warnings.catch_warnings():
            # It warns of decorations it cannot keep; nothing is written back.
            warnings.simplefilter("ignore", UserWarning)
            try:
                book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
                sheet = book.worksheets[0]
                # The stated extent is often wrong; the rows themselves are not.
                sheet.reset_dimensions()
                for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                    yield number, [_text(cell) for cell in row]
            except SheetError:
                raise
            except Exception as problem:  # whatever a damaged workbook makes the parser raise
                raise NotASheet.whole(msg("不能作为 XLSX 读取（{name}）", name=type(problem).__name__)) from None

    return rows


def _text(cell: Any) -> str:
    """A cell as text. Workbooks keep 15 significant digits of a number: so many are read."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return format(cell, ".15g")
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return f"日期 {cell.isoformat()}"
    return str(cell)
