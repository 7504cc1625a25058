"""Rows and cells that are no trees, or no numbers, of a tally: summaries below it, samples, what a format shows.

Every sheet holds a 杉木 of 12 × 9 and one of 20 × 14 (cm × m), and something that was once read as a third one.
"""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from rules.carbon.tally.sheet import SHOWN_BEHIND, Sheet, read_sheet
from rules.reading.sheets.mistakes import Mistake, SheetError
from rules.reading.sheets.numbers import behind_number
from tests.rules.tally.awkward import ods_of
from tests.told import says

HEAD = "序号,树种,胸径(cm),树高(m),备注"
TREES = ["1,杉木,12,9,", "2,杉木,20,14,"]


def read(*rows: str) -> Sheet:
    return read_sheet("\n".join(rows).encode(), "dbh")


def refused(content: bytes | tuple[str, ...]) -> list[Mistake]:
    with pytest.raises(SheetError) as caught:
        read_sheet(content if isinstance(content, bytes) else "\n".join(content).encode(), "dbh")
    return list(caught.value.mistakes)


@pytest.mark.parametrize(
    "summary",
    [
        ["树种,株数,材积", "杉木,2,0.28"],
        ["汇总", "树种,株数,材积", "杉木,20,2.8"],
        ["树种,平均胸径,平均树高,株数", "杉木,16,11.5,2"],
        ["序号,树种,株数", "1,杉木,2"],
    ],
)
def test_a_table_of_something_else_below_the_trees_is_refused(summary: list[str]) -> None:
    line = len(TREES) + 1 + next(place for place, row in enumerate(summary, 1) if "树种" in row)
    assert [mistake.row for mistake in refused((HEAD, *TREES, *summary)) if "表头" in mistake.message][:1] == [line]


ANYWHERE = ["平均木", "标准木", "示例", "样例", "对照1", "解析木"]
"""Words that say it among remarks as well; 例 or 最大 there may be anything."""


@pytest.mark.parametrize("word", [*ANYWHERE, "最大", "最小值", "max", "例", "CK", "CK2"])
def test_a_number_that_names_no_felled_tree_is_refused(word: str) -> None:
    assert refused((HEAD, *TREES, f"{word},杉木,16,11,"))


@pytest.mark.parametrize("word", ANYWHERE)
def test_a_remark_that_names_no_felled_tree_is_asked_about(word: str) -> None:
    assert refused((HEAD, *TREES, f"3,杉木,16,11,{word}"))


@pytest.mark.parametrize("serial", ["1×3", "1*3", "2x4"])
def test_a_serial_number_times_a_number_is_a_number_of_trees(serial: str) -> None:
    assert refused((HEAD, f"{serial},杉木,12,9,", TREES[1]))


@pytest.mark.parametrize("remarks", [("3", "2"), ("3", ""), ("3根", "2根"), ("共3根", "")])
def test_numbers_among_remarks_may_be_numbers_of_trees(remarks: tuple[str, str]) -> None:
    rows = [row + remark for row, remark in zip(TREES, remarks, strict=True)]
    assert refused((HEAD, *rows))
    with_count = [f"{row},{count}" for row, count in zip(rows, (3, 2), strict=True)]
    found = read(f"{HEAD},株数", *with_count)
    assert [row.count for row in found.rows] == [3, 2]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('0"mm"', "mm"),
        ("0.0", ""),
        ("0%", "%"),
        ("#,##0.00_ ;[红色]-#,##0.00", ""),
        ('General"株"', "株"),
        ('"Φ"0.0', ""),
        ("0\\m", "m"),
        ("0.00E+00", ""),
        ('0" 百株";0', "百株"),
        ("", ""),
    ],
)
def test_a_format_shows_words_behind_a_number(code: str, shown: str) -> None:
    assert behind_number(code) == shown


def workbook(code: str, *, column: int = 2) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (["树种", "胸径", "树高", "株数"], ["杉木", 60, 20, 3], ["杉木", 80, 22, 2]):
        sheet.append(row)
    for number in (2, 3):
        sheet.cell(number, column).number_format = code
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("code", "column"), [('0"mm"', 2), ("0%", 4), ('0"百株"', 4), ('0.0"cm"', 3), ("0.00%", 2), ('0"m"', 2)]
)
def test_a_unit_that_only_the_format_shows_is_told(code: str, column: int) -> None:
    mistakes = refused(workbook(code, column=column))
    assert [(one.row, one.place) for one in mistakes] == [(2, column - 1), (3, column - 1)]
    assert all(says(one.message, SHOWN_BEHIND) for one in mistakes)


@pytest.mark.parametrize(("code", "column"), [('0"cm"', 2), ('0"株"', 4), ('0.0"m"', 3), ("0.0", 2), ('0"厘米"', 2)])
def test_the_usual_unit_in_a_format_changes_nothing(code: str, column: int) -> None:
    found = read_sheet(workbook(code, column=column), "dbh")
    assert [(row.dbh_cm, row.count) for row in found.rows] == [(Decimal(60), 3), (Decimal(80), 2)]


def test_a_percentage_of_an_opendocument_sheet_is_no_number_of_trees() -> None:
    def cell(value: str, shown: str, kind: str) -> str:
        return (
            f'<table:table-cell office:value-type="{kind}" office:value="{value}"><text:p>{shown}</text:p>'
            "</table:table-cell>"
        )

    def words(*texts: str) -> str:
        return "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
        )

    rows = [
        words("树种", "胸径(cm)", "树高(m)", "株数"),
        words("杉木") + cell("12", "12", "float") + cell("9", "9", "float") + cell("1", "100%", "percentage"),
    ]
    made = ods_of("".join(f"<table:table-row>{row}</table:table-row>" for row in rows))
    (mistake,) = refused(made)
    assert says(mistake.message, SHOWN_BEHIND, words="%")
