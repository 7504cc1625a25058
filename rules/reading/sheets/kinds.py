"""Which kind of file the bytes are, by what they begin with: read, or told what it is and how to save it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from functools import partial

from rules.reading.messages import Message, msg
from rules.reading.sheets import ods, text, xls, xlsx
from rules.reading.sheets.grid import Book, Found, Grid, Limits, Meter, Sheet
from rules.reading.sheets.mistakes import NotASheet, SheetError

_OLE = b"\xd0\xcf\x11\xe0"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
"""A workbook of Excel 2 to 5 that stands in no container begins with its record BOF."""
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<", re.DOTALL)
_OTHERS = {
    b"%PDF": "PDF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
}


def book_of(content: bytes, limits: Limits | None = None) -> Book:
    """The sheets in a file. Raises ``NotASheet`` for what is no table, ``SheetTooLarge``, or another ``SheetError`` for
    an empty file."""
    meter = Meter(limits or Limits())
    meter.file(len(content))
    if not content.strip():
        raise SheetError.whole(msg("文件是空的"))
    kind, found = _found(content, meter)
    sheets = tuple(Sheet(name, hidden, _HIDDEN if hidden else _read(read)) for name, hidden, read in found)
    return Book(kind, sheets, hashlib.sha256(content).hexdigest())


_HIDDEN = Grid(())
"""Stands for the cells of a sheet that nobody sees: it is never read."""


def _read(read: Callable[[], Grid]) -> Grid | SheetError:
    """The cells of a sheet, or why not: another sheet may be the one that is wanted."""
    try:
        return read()
    except SheetError as problem:
        return problem


def _found(content: bytes, meter: Meter) -> tuple[str, list[Found]]:
    """The kind of file and its sheets."""
    if content.startswith(b"PK"):
        return _packed(content, meter)
    if content.startswith((_OLE, *_BIFF)):
        return "xls", xls.sheets_of(content, meter)
    other = next((name for start, name in _OTHERS.items() if content.startswith(start)), None)
    if other is not None:
        told = msg("这是 {kind} 文件，不是表格；请取得原表格文件，存为 .xlsx 或 .csv", kind=other)
        raise NotASheet.whole(told)
    if _MARKUP.match(content):
        raise NotASheet.whole(_markup(content[:4000]))
    return "csv", [("", False, partial(text.grid_of, content, meter))]


def _packed(content: bytes, meter: Meter) -> tuple[str, list[Found]]:
    """What is in a ZIP archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise NotASheet.whole(msg("文件已损坏，不能作为 XLSX 打开")) from None
    if "mimetype" in names and "content.xml" in names:
        return "ods", ods.sheets_of(content, meter)
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise NotASheet.whole(msg("这是文字处理或演示文稿文件，不是表格；请把表格存为 .xlsx 或 .csv"))
    if any(name.endswith("workbook.bin") for name in names):
        raise NotASheet.whole(xlsx.BINARY)
    if "[Content_Types].xml" not in names:
        raise NotASheet.whole(msg("这是压缩文件，不是工作簿；请解压后上传其中的表格"))
    return "xlsx", xlsx.sheets_of(content, meter)


def _markup(head: bytes) -> Message:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return msg("这是 XML 电子表格（2003），不是 .xls 工作簿；请用电子表格程序打开后另存为 .xlsx")
    if b"<html" in head.lower() or b"<table" in head.lower():
        return msg("这是网页（HTML），只是文件名写作 .xls；请用电子表格程序打开后另存为 .xlsx")
    return msg("这是 XML 文本，不是表格；请用电子表格程序打开后另存为 .xlsx")
