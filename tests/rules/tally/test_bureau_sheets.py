"""Tally sheets as bureaus keep them: titles and merged cells, sums and signatures, more than one sheet, hidden rows."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from rules.carbon.tally.asked import ANSWERS, Answers
from rules.carbon.tally.choice import ABOUT, ONE_READ
from rules.carbon.tally.headings import DEEPEST, UNIT
from rules.carbon.tally.sheet import (
    HIDDEN_ROWS,
    MERGED,
    NO_RESULT,
    NO_ROWS,
    NOTHING_WRITTEN,
    WORDS_ALONE,
    Sheet,
    read_sheet,
)
from rules.carbon.tally.slips import DATE
from rules.carbon.tally.sums import AGREES, DISAGREES, WITHOUT_NUMBER, rows_told
from rules.reading.messages import msg
from rules.reading.sheets.mistakes import SheetError
from rules.values.fields import DECIMAL
from tests.rules.tally.awkward import ods_of
from tests.told import says

HEADINGS = ["序号", "树种", "胸径(cm)", "树高(m)", "株数"]
TREES: list[list[Any]] = [[1, "杉木", 20.5, 15, 1], [2, "杉木", 22, 15.5, 2], [3, "马尾松", 18, 14, 1]]
AS_READ = [("杉木", "20.5", 1), ("杉木", "22", 2), ("马尾松", "18", 1)]


def book(
    *rows: list[Any], arrange: Callable[[Worksheet], object] = lambda sheet: None, **others: list[list[Any]]
) -> bytes:
    """A workbook with these rows on its first sheet."""
    workbook = openpyxl.Workbook()
    first = workbook.active
    assert isinstance(first, Worksheet)
    first.title = "检尺"
    for row in rows:
        first.append(row)
    arrange(first)
    for title, cells in others.items():
        sheet = workbook.create_sheet(title)
        for line in cells:
            sheet.append(line)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def trees(sheet: Sheet) -> list[tuple[str, str, int]]:
    return [(row.species, str(row.dbh_cm or row.stump_cm), row.count) for row in sheet.rows]


def reasons(content: bytes) -> list[str]:
    with pytest.raises(SheetError) as caught:
        read_sheet(content, "dbh")
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    "headings",
    [
        ["序 号", "树　种", "胸 径\n（cm）", "树 高\n（m）", "株 数"],
        ["桩号", "树种名称", "胸径D1.3（cm）", "树高H（m）", "株数（株）"],
        ["株号", "树种", "胸高直径/cm", "平均树高m", "数量N"],
        ["编号", "树种", "胸径 D (厘米)", "树高h(米)", "株数/棵"],
    ],
)
def test_headings_spread_over_their_cells_or_lettered_are_recognised(headings: list[str]) -> None:
    sheet = read_sheet(book(headings, *TREES), "dbh")
    assert trees(sheet) == AS_READ
    assert sheet.remarks == ()


@pytest.mark.parametrize("heading", ["胸径生长量(cm)", "胸径dm", "胸径级", "检尺径(cm)"])
def test_a_heading_that_only_begins_like_a_diameter_is_none(heading: str) -> None:
    assert any("胸径" in reason for reason in reasons(book(["序号", "树种", heading], *TREES)))


def test_units_in_a_row_of_their_own_belong_to_the_headings_above() -> None:
    rows: list[list[Any]] = [["序号", "树种", "胸径", "树高", "株数"], [None, None, "(cm)", "（m）", "株"]]
    sheet = read_sheet(book(*rows, *TREES), "dbh")
    assert (trees(sheet), sheet.remarks) == (AS_READ, ())
    rows[1][2] = "(mm)"
    assert reasons(book(*rows, *TREES)) == [f"第 2 行“胸径（mm）”：{msg(UNIT, name='胸径', known='cm', unit='mm')}"]


def test_headings_in_two_rows_with_merged_cells_are_read_together() -> None:
    def merge(sheet: Worksheet) -> None:
        for cells in ("A1:A2", "B1:B2", "C1:D1", "E1:E2"):
            sheet.merge_cells(cells)

    rows = [["序号", "树种", "测树因子", None, "株数"], [None, None, "胸径(cm)", "树高(m)", None]]
    sheet = read_sheet(book(*rows, *TREES, arrange=merge), "dbh")
    assert trees(sheet) == AS_READ
    assert str(sheet.rows[0].height_m) == "15"


def test_a_species_stated_above_the_table_heads_no_column() -> None:
    rows: list[list[Any]] = [["小班：A", None, None, None, "树种：杉木"], HEADINGS]
    assert trees(read_sheet(book(*rows, *TREES), "dbh")) == AS_READ


def test_headings_may_stand_in_the_last_row_that_is_looked_at() -> None:
    titles = [["说明"]] * (DEEPEST - 1)
    assert trees(read_sheet(book(*titles, HEADINGS, *TREES), "dbh")) == AS_READ
    assert "找不到表头" in reasons(book(*titles, ["说明"], HEADINGS, *TREES))[0]


@pytest.mark.parametrize(
    "sums",
    [
        ["合计", None, None, None, 4],
        ["合　计：", None, None, None, "４"],
        [None, "总 计", None, None, 4],
        [None, None, None, "共计", 4],
        ["合计", "杉木等", 20.2, 15, 4],
    ],
)
def test_a_row_of_sums_that_agrees_is_no_tree_and_is_told(sums: list[Any]) -> None:
    sheet = read_sheet(book(HEADINGS, *TREES, sums), "dbh")
    assert (trees(sheet), sheet.lines) == (AS_READ, 3)
    assert sheet.remarks == (msg(AGREES, rows=rows_told([5])),)


def test_subtotals_of_species_with_mean_sizes_are_not_counted_as_trees() -> None:
    rows = [*TREES[:2], ["小计", "杉木", 21.5, 15.3, 3], TREES[2], ["马尾松小计", None, 18, 14, 1]]
    sheet = read_sheet(book(HEADINGS, *rows, ["合计", None, None, None, 4]), "dbh")
    assert (trees(sheet), sheet.trees) == (AS_READ, 4)
    assert sheet.remarks[0] == msg(AGREES, rows=rows_told([4, 6, 7]))


def test_a_row_of_sums_that_disagrees_is_a_mistake_with_both_numbers() -> None:
    (told,) = reasons(book(HEADINGS, *TREES, ["合计", None, None, None, 5]))
    assert told == f"第 5 行“株数”：{msg(DISAGREES, word='合计', stated=5, above=4)}"
    wrong_part = [*TREES[:2], ["小计", None, None, None, 4], TREES[2]]
    (told,) = reasons(book(HEADINGS, *wrong_part))
    assert told == f"第 4 行“株数”：{msg(DISAGREES, word='小计', stated=4, above=3)}"


def test_a_row_of_sums_without_a_number_of_trees_is_told_to_have_none() -> None:
    sheet = read_sheet(
        book(["序号", "树种", "胸径(cm)", "材积"], [1, "杉木", 20, 0.2], ["合计", None, None, 0.2]), "dbh"
    )
    assert sheet.trees == 1
    assert msg(WITHOUT_NUMBER, rows=rows_told([3])) in sheet.remarks


@pytest.mark.parametrize("word", ["平均", "平 均：", "平均值", "杉木均值"])
def test_a_row_of_means_is_no_tree(word: str) -> None:
    sheet = read_sheet(
        book(["序号", "树种", "胸径(cm)", "树高(m)"], [1, "杉木", 20, 15], [word, "杉木", 20, 15]), "dbh"
    )
    assert sheet.trees == 1
    assert sheet.remarks == (msg(WITHOUT_NUMBER, rows=rows_told([3])),)


def test_a_remark_that_speaks_of_a_sum_leaves_the_tree_a_tree() -> None:
    headings = [*HEADINGS, "备注"]
    sheet = read_sheet(book(headings, [*TREES[0], "与邻株材积合计"], [*TREES[1], ""]), "dbh")
    assert sheet.trees == 3


def test_blank_rows_numbered_lines_left_empty_and_signatures_are_no_trees() -> None:
    rows = [TREES[0], [" ", "　", "", None, None], TREES[1], TREES[2], [4, None, None, None, None]]
    signed = ["检尺人：张三", None, None, "记录人：李四", None]
    sheet = read_sheet(book(HEADINGS, *rows, signed), "dbh")
    assert (trees(sheet), sheet.lines) == (AS_READ, 3)
    assert sheet.remarks == (
        msg(NOTHING_WRITTEN, rows=rows_told([6])),
        msg(WORDS_ALONE, rows=rows_told([7]), notes=["“检尺人：张三”"]),
    )


@pytest.mark.parametrize("part", [["4", "杉木", None, None, None], ["4", None, 20, None, None], [4, None, None, 15, 1]])
def test_a_row_that_says_part_of_a_tree_is_still_a_mistake(part: list[Any]) -> None:
    assert reasons(book(HEADINGS, *TREES, part))


def test_a_sheet_of_nothing_but_empty_lines_is_refused() -> None:
    assert reasons(book(HEADINGS, [1, None, None, None, None])) == [f"第 1 行：{msg(NO_ROWS)}"]


def test_a_species_in_merged_cells_holds_for_each_of_their_rows() -> None:
    rows: list[list[Any]] = [[1, "杉木", 20.5, 15, 1], [2, None, 22, 15.5, 2], [3, "马尾松", 18, 14, 1]]
    sheet = read_sheet(book(HEADINGS, *rows, arrange=lambda sheet: sheet.merge_cells("B2:B3")), "dbh")
    assert trees(sheet) == AS_READ
    assert reasons(book(HEADINGS, *rows)) == ["第 3 行“树种”：缺少树种"]


def test_a_species_in_merged_cells_of_an_ods_sheet_holds_for_each_of_their_rows() -> None:
    def row(*cells: object, species: str = "") -> str:
        told = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells[1:])
        first = f"<table:table-cell><text:p>{cells[0]}</text:p></table:table-cell>"
        return f"<table:table-row>{first}{species}{told}</table:table-row>"

    over_two = '<table:table-cell table:number-rows-spanned="2"><text:p>杉木</text:p></table:table-cell>'
    rows = (
        row(*HEADINGS),
        row(1, 20.5, 15, 1, species=over_two),
        row(2, 22, 15.5, 2, species="<table:covered-table-cell/>"),
        row(3, "马尾松", 18, 14, 1),
    )
    assert trees(read_sheet(ods_of("".join(rows)), "dbh")) == AS_READ


def test_a_size_in_merged_cells_is_not_taken_for_a_missing_one() -> None:
    rows = [[1, "杉木", 20.5, 15, 1], [2, "杉木", 22, None, 2], [3, "马尾松", 18, None, 1]]
    assert reasons(book(HEADINGS, *rows, arrange=lambda sheet: sheet.merge_cells("D2:D4"))) == [
        f"第 3 行“树高(m)”：{MERGED}",
        f"第 4 行“树高(m)”：{MERGED}",
    ]
    # Without merging the heights are only missing: a curve may stand for them.
    assert [row.height_m for row in read_sheet(book(HEADINGS, *rows), "dbh").rows][1:] == [None, None]


def test_sheets_that_are_not_read_are_named() -> None:
    sheet = read_sheet(book(HEADINGS, *TREES, 封面=[["每木检尺表"]]), "dbh")
    assert sheet.remarks == (msg(ONE_READ, name="检尺", others=["封面"]),)
    about: dict[str, Any] = {ABOUT: [["说明"]]}
    assert read_sheet(book(HEADINGS, *TREES, **about), "dbh").remarks == ()


@pytest.mark.parametrize(
    "second",
    [
        [HEADINGS, *TREES],
        # Stumps of the same stand, or of another: the sheet does not say.
        [["序号", "树种", "地径(cm)"], [1, "杉木", 20]],
        # Headings that are wrong are headings all the same.
        [["序号", "树种", "胸径(mm)", "树高(m)"], [1, "杉木", 200, 15]],
        [["每木检尺表"], HEADINGS, *TREES],
    ],
)
def test_which_of_two_tallies_is_meant_is_not_for_the_reader_to_say(second: list[list[Any]]) -> None:
    (reason,) = reasons(book(HEADINGS, *TREES, 第二小班=second))
    assert "检尺、第二小班" in reason
    assert reason.endswith(ANSWERS["sheets"])


def test_the_tally_that_is_named_is_read_and_the_others_are_told() -> None:
    both = book(HEADINGS, *TREES, 第二小班=[HEADINGS, [1, "杉木", 20, 15, 1]])
    named = read_sheet(both, "dbh", Answers(sheet="第二小班"))
    assert (named.name, [row.dbh_cm for row in named.rows]) == ("第二小班", [Decimal(20)])
    (remark,) = named.remarks
    assert remark.endswith("：检尺")
    assert trees(read_sheet(both, "dbh", Answers(sheet="检尺"))) == AS_READ
    with pytest.raises(SheetError) as caught:
        read_sheet(both, "dbh", Answers(sheet="第三小班"))
    assert "检尺、第二小班" in caught.value.mistakes[0].reason


def test_a_hidden_tally_is_not_read_even_if_it_is_named() -> None:
    both = book(HEADINGS, *TREES, 第二小班=[HEADINGS, [1, "杉木", 20, 15, 1]])
    workbook = openpyxl.load_workbook(io.BytesIO(both))
    hide(workbook["第二小班"])
    out = io.BytesIO()
    workbook.save(out)
    with pytest.raises(SheetError) as caught:
        read_sheet(out.getvalue(), "dbh", Answers(sheet="第二小班"))
    assert "已隐藏" in caught.value.mistakes[0].reason


def test_a_second_sheet_with_nothing_below_its_headings_is_no_tally() -> None:
    sheet = read_sheet(book(HEADINGS, *TREES, 空表=[HEADINGS]), "dbh")
    assert ["空表" in remark for remark in sheet.remarks] == [True]


def hide(sheet: Worksheet) -> None:
    sheet.sheet_state = "hidden"


def test_a_cover_in_front_is_passed_over_and_named() -> None:
    sheet = read_sheet(book(["封面"], 数据=[HEADINGS, *TREES]), "dbh")
    assert (trees(sheet), sheet.name) == (AS_READ, "数据")
    assert [remark.endswith("没有读：检尺") for remark in sheet.remarks] == [True]


def test_a_hidden_sheet_is_never_read_in_place_of_one_that_is_shown() -> None:
    sheet = read_sheet(book(HEADINGS, [1, "杉木", 10, 8, 1], arrange=hide, 检尺表=[HEADINGS, *TREES]), "dbh")
    assert (trees(sheet), sheet.name) == (AS_READ, "检尺表")
    assert [remark.endswith("没有读：检尺") for remark in sheet.remarks] == [True]


def test_a_tally_on_a_hidden_sheet_alone_is_refused_with_its_name() -> None:
    (reason,) = reasons(book(HEADINGS, *TREES, arrange=hide, 封面=[["封面"]]))
    assert "检尺（已隐藏）" in reason


def test_rows_that_a_screen_does_not_show_are_read_and_named() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    sheet = read_sheet(book(HEADINGS, *TREES, arrange=hide), "dbh")
    assert trees(sheet) == AS_READ
    assert sheet.remarks == (msg(HIDDEN_ROWS, rows=rows_told([3])),)


def test_a_formula_without_a_stored_result_is_not_taken_for_an_empty_cell() -> None:
    rows: list[list[Any]] = [[1, "杉木", "=10+10", 15, 1], [2, "杉木", 22, "=C3-6", 2]]
    found = reasons(book(HEADINGS, *rows))
    assert [reason.partition("：")[0] for reason in found] == ["第 2 行“胸径(cm)”", "第 3 行“树高(m)”"]
    assert all(reason.endswith(NO_RESULT) for reason in found)


def test_a_cell_that_is_no_number_is_told_with_what_it_holds() -> None:
    (slip,) = reasons(book(HEADINGS, [1, "杉木", datetime.datetime(2022, 5, 20), 15, 1]))
    assert slip.startswith("第 2 行“胸径(cm)”")
    assert says(slip, DATE)
    assert "2022-05-20" in slip
    number, diameter = reasons(book(HEADINGS, [1, "杉木", "20.5cm", 15, "1,234"]))
    assert number == "第 2 行“株数”：应为不小于 0 的整数，现为“1,234”"
    assert diameter == f"第 2 行“胸径(cm)”：{DECIMAL}，现为“20.5cm”"


def test_text_saved_as_unicode_by_a_spreadsheet_program_is_read() -> None:
    lines = ["\t".join(map(str, row)) for row in [HEADINGS, *TREES]]
    assert trees(read_sheet("\r\n".join(lines).encode("utf-16"), "dbh")) == AS_READ


def test_many_rows_are_told_by_the_first_five_and_their_number() -> None:
    assert rows_told([7, 9]) == "第 7、9 行"
    assert rows_told(range(3, 10)) == "第 3、4、5、6、7 等 7 行"
