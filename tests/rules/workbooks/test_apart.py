"""A file is read in a process of its own: what a parser does with it ends with that process, and the limit is named."""

from __future__ import annotations

import io
import os
import re
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from rules.reading.apart import Allowed
from rules.reading.sheets.apart import book_apart
from rules.reading.sheets.grid import Limits
from rules.reading.sheets.mistakes import NotASheet, SheetTooLarge
from tests.rules.workbooks.test_kinds import changed


def workbook(sheet_data: str) -> bytes:
    """A workbook whose one sheet holds this XML."""
    book = openpyxl.Workbook()
    kept = io.BytesIO()
    book.save(kept)

    def put(text: str) -> str:
        before, found, after = re.split("(<sheetData */>|<sheetData></sheetData>)", text)
        return f"{before}<sheetData>{sheet_data}</sheetData>{after}" if found else ""

    content = changed(kept.getvalue(), {"sheet1.xml": put})
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return packed.getvalue()


def too_large(content: bytes, limits: Limits | None = None, allowed: Allowed | None = None) -> str:
    with pytest.raises(SheetTooLarge) as caught:
        book_apart(content, limits, allowed)
    return caught.value.mistakes[0].reason


def test_a_file_read_apart_is_read_as_it_is_here() -> None:
    book = book_apart("树种,胸径\n杉木,20\n".encode())
    assert book.sheets[0].grid.rows == ((1, ("树种", "胸径")), (2, ("杉木", "20")))


def test_a_refusal_comes_back_as_it_was_made() -> None:
    with pytest.raises(NotASheet) as caught:
        book_apart(b"%PDF-1.4\n")
    assert caught.value.mistakes[0].row == 0
    assert "PDF 文件" in caught.value.mistakes[0].reason


def test_one_cell_in_the_last_corner_of_a_sheet_costs_nothing() -> None:
    before = time.monotonic()
    book = book_apart(workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    with pytest.raises(SheetTooLarge) as caught:
        _ = book.sheets[0].grid
    reason = caught.value.mistakes[0].reason
    assert "第 1,048,576 行第 16,384 列" in reason
    assert "256 列" in reason
    assert time.monotonic() - before < 20


@pytest.mark.parametrize("row", ['<row r="999999999"/>', '<row r="2"><c r="A999999999"/></row>'])
def test_a_row_beyond_every_sheet_is_refused_at_once(row: str) -> None:
    book = book_apart(workbook(row))
    with pytest.raises(NotASheet):
        _ = book.sheets[0].grid


def test_empty_cells_and_rows_are_not_kept_however_many() -> None:
    book = book_apart(workbook("<row>" + "<c/>" * 16_000 + "</row>" + "<row/>" * 100_000))
    assert book.sheets[0].grid.rows == ()


def test_what_unpacks_to_too_much_is_refused() -> None:
    content = workbook("<row><c><v>" + " " * 30_000_000 + "1</v></c></row>")
    assert len(content) < 100_000
    assert "展开后过大" in too_large(content, Limits(unpacked=10_000_000))


def test_more_cells_than_may_be_read_are_refused() -> None:
    content = ("树种,胸径\n" + "杉木,20\n" * 60_000).encode()
    book = book_apart(content, Limits(cells=100_000))
    with pytest.raises(SheetTooLarge) as caught:
        _ = book.sheets[0].grid
    assert "上限 100,000 个" in caught.value.mistakes[0].reason


def test_a_process_that_asks_for_too_much_memory_is_refused_by_that_name() -> None:
    content = ("树种,胸径,备注\n" + "".join(f"杉木,{n},{n * 7919}\n" for n in range(300_000))).encode()
    assert "64 MB" in too_large(content, allowed=Allowed(memory=64 * 1024 * 1024))


def test_a_process_that_takes_too_long_is_ended_and_refused_by_that_name() -> None:
    content = ("树种,胸径\n" + "".join(f"杉木,{n}\n" for n in range(1_000_000))).encode()
    before = time.monotonic()
    assert "上限 1 秒" in too_large(content, allowed=Allowed(seconds=1))
    assert time.monotonic() - before < 10


def children() -> set[int]:
    """The processes that this one has started and that are not gone, ended ones that nobody waited for among them."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            parent = stat.read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid():
                found.add(int(stat.parent.name))
    return found


def test_the_process_that_reads_is_another_one_and_leaves_nothing_behind() -> None:
    before = children()
    book_apart("树种,胸径\n杉木,20\n".encode())
    assert children() <= before
