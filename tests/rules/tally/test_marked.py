"""Mistakes of a tally file at the cells where they stand."""

from __future__ import annotations

import pytest

from rules.carbon.parameters.species import UNKNOWN_SPECIES
from rules.carbon.tally.headings import UNIT
from rules.carbon.tally.marked import MarkedSheet, marked
from rules.carbon.tally.sheet import read_sheet
from rules.reading.messages import msg
from rules.reading.sheets.grid import Limits
from rules.reading.sheets.kinds import book_of
from rules.reading.sheets.mistakes import Mistake, NotASheet, SheetError, SheetTooLarge
from tests.told import says

HEAD = "每木检尺表\n\n序号,树种,胸径（cm）,树高（m）,株数\n"


def refused(text: str) -> MarkedSheet:
    content = text.encode()
    with pytest.raises(SheetError) as caught:
        read_sheet(content, "dbh")
    return marked(book_of(content), "dbh", caught.value.mistakes)


def test_a_row_is_shown_as_it_stands_with_the_reasons_at_its_cells() -> None:
    sheet = refused(HEAD + "1,杉木,20,15,3\n2,铁树,-5,15,1\n3,杉木,20,15,1\n")
    assert sheet.headings == ("序号", "树种", "胸径（cm）", "树高（m）", "株数")
    assert sheet.whole == ()
    (row,) = sheet.rows
    assert (row.number, row.cells, row.others) == (5, ("2", "铁树", "-5", "15", "1"), ())
    assert set(row.wrong) == {1, 2}
    assert says(row.wrong[1][0], UNKNOWN_SPECIES, name="铁树")
    assert row.wrong[2] == ("应大于 0，现为 -5",)


def test_a_short_row_is_filled_up_so_that_a_missing_cell_has_its_place() -> None:
    (row,) = refused(HEAD + "1,杉木\n").rows
    assert row.cells == ("1", "杉木", "", "", "")
    assert row.wrong == {2: ("缺少胸径",), 4: ("缺少株数",)}


def test_a_serial_number_used_twice_is_marked_at_the_serial_number() -> None:
    (row,) = refused(HEAD + "1,杉木,20,15,3\n1,杉木,21,15,3\n").rows
    assert (row.number, row.wrong) == (5, {0: ("序号 1 与第 4 行重复",)})


def test_a_mistake_without_a_column_is_told_of_its_row() -> None:
    content = (HEAD + "1,杉木,20,15,3\n").encode()
    (row,) = marked(book_of(content), "dbh", [Mistake(4, "", "行号之外的原因")]).rows
    assert row.others == ("第 4 行：行号之外的原因",)


def test_a_file_without_headings_has_only_mistakes_of_the_whole() -> None:
    sheet = refused("种类,粗细\n杉木,20\n")
    assert (sheet.headings, sheet.rows) == ((), ())
    assert "找不到表头" in sheet.whole[0]


def test_mistakes_of_the_headings_are_told_of_the_whole() -> None:
    assert refused("树种,胸径(mm)\n杉木,20\n").whole == (
        f"第 1 行“胸径(mm)”：{msg(UNIT, name='胸径', known='cm', unit='mm')}",
    )


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04 broken", b"\xff\xff\xff\x81"])
def test_what_is_no_sheet_is_told_apart_from_a_sheet_with_mistakes(content: bytes) -> None:
    with pytest.raises(NotASheet):
        read_sheet(content, "dbh")


def test_what_is_too_large_is_told_apart_too() -> None:
    with pytest.raises(SheetTooLarge):
        read_sheet(HEAD.encode(), "dbh", limits=Limits(bytes=10))
