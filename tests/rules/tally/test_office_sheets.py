"""What offices write into sheets, kind by kind: the right volume or a refusal, and never another figure without a word.

Volumes by hand: one tree of LY208-fir has v = 0.000058777042 × D^1.9699831 × H^0.89646157, rounded to 0.001 m³. For
D × H that is 12.5 × 9 0.061, 14 × 10 0.084, 16 × 11 0.119, 18 × 13 0.174, 20 × 15 0.244, 22 × 15 0.294, 24 × 15 0.349,
8 × 7 0.020, 10 × 9 0.039, 15 × 10 0.096, 30 × 18 0.637, 12 × 10 0.062.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from rules.carbon.measure import Measurement, lost_stock_total, measure
from rules.carbon.tally.files import with_files
from rules.carbon.tally.sheet import MERGED_ACROSS
from rules.casefile import parse
from rules.reading.errors import InputError
from rules.reading.sheets.kinds import book_of
from tests.rules.cases import case, stand

HEAD = "序号,树种,胸径(cm),树高(m),株数"
CURVE = {"杉木": {"form": "a + b × ln(D)", "a": "10", "b": "0", "source": "示例"}}
"""A curve that gives 10 m for every tree."""


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read here: hundreds of processes would take minutes, and have tests of their own."""
    monkeypatch.setattr("rules.carbon.tally.files.book_apart", book_of)


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


def measured(content: bytes | str, **tally: Any) -> Measurement:
    data = content.encode() if isinstance(content, str) else content
    told = {"basis": "dbh", "volume_equation": "LY208-fir", "file": "检尺.csv", **tally}
    return measure(with_files(parse(case(stand(tally=told))), lambda name: data))


def volume(content: bytes | str, **tally: Any) -> str:
    return str(lost_stock_total(measured(content, **tally)))


def refused(content: bytes | str, **tally: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        measured(content, **tally)
    return [error.message for error in caught.value.errors]


def told(content: bytes | str, **tally: Any) -> list[str]:
    """What stands among the warnings of the measurement, of its reading."""
    return [warning for warning in measured(content, **tally).warnings if "检尺表" in warning]


# Marks of notes.


@pytest.mark.parametrize(
    "row",
    ["1,杉木,20①,15,1", "1,杉木,12.5²,9,1", "1,杉木,20,15,3①", "1,杉木,20,15₁,1", "1,杉木,20,⑴5,1", "1,杉木,1½,9,1"],
)
def test_a_mark_of_a_note_is_no_digit(row: str) -> None:
    (reason,) = refused(f"{HEAD}\n{row}\n")
    assert "数字之外" in reason


def test_full_width_digits_are_digits_and_nothing_else_is_folded() -> None:
    assert volume(f"{HEAD}\n１,杉木,２０,１５,１\n") == "0.244 m3"
    assert refused(f"{HEAD}\n1,杉木,²0,15,1\n")


def test_a_mark_behind_a_heading_hides_no_column() -> None:
    # 3 × 0.061; as one tree it would be 0.061.
    assert volume("序号,树种①,胸径(cm),树高(m),株数②\n1,杉木,12.5,9,3\n") == "0.183 m3"


# Rows that are longer than their headings, and quotation marks.


@pytest.mark.parametrize(
    "row", ["1,杉木,断头,12,12.5,9,1", "1,杉木,断头,风折,12.5,9,", "1,杉木,,12.5,9,1,234", "1,杉木,断头,12,12.5,,"]
)
def test_a_row_longer_than_its_headings_is_refused(row: str) -> None:
    reasons = refused(f"序号,树种,备注,胸径(cm),树高(m),株数\n{row}\n2,杉木,,14,10,1\n3,杉木,,14,10,1\n")
    assert any("表头只有 6 格" in reason for reason in reasons)


def test_a_comma_that_ends_every_row_is_no_cell_too_many() -> None:
    assert volume(f"{HEAD}\n1,杉木,12.5,9,1,\n2,杉木,14,10,1,\n") == "0.145 m3"  # 0.061 + 0.084


@pytest.mark.parametrize(
    ("rows", "row", "why"),
    [
        (["1,杉木,12.5,9,", '2,杉木,14,10,"断头木', "3,杉木,16,11,", "4,杉木,18,13,"], 3, "引号没有配对"),
        (['1,杉木,"A区,12.5,9', "2,杉木,,14,10", '3,杉木,"B区,16,11'], 2, "引号没有配对"),
        # Both marks stand where marks may: only what they enclose shows that rows were swallowed.
        (['1,杉木,12.5,9,"断头木', "2,杉木,14,10,", '3,杉木,16,11,倒"'], 2, "跨了行"),
    ],
)
def test_a_quotation_mark_without_its_partner_swallows_no_row(rows: list[str], row: int, why: str) -> None:
    (reason,) = refused("\n".join(["序号,树种,胸径(cm),树高(m),备注", *rows]) + "\n")
    assert f"第 {row} 行" in reason
    assert why in reason


def test_a_cell_over_two_lines_is_one_cell() -> None:
    assert volume('序号,树种,"胸径\n(cm)",树高(m),备注\n1,杉木,12.5,9,"断头\n偏冠"\n') == "0.061 m3"


# The number of trees.


def test_a_sum_of_columns_is_the_number_where_nothing_else_is() -> None:
    content = (
        "树种,径阶(cm),树高(m),用材树,半用材树,薪材树,合计\n杉木,8,7,20,5,3,28\n杉木,10,9,30,4,1,35\n合计,,,50,9,4,63\n"
    )
    # 28 × 0.020 + 35 × 0.039.
    assert volume(content, class_width_cm="2") == "1.925 m3"
    assert any("等于用材树、半用材树、薪材树各列之和" in line for line in told(content, class_width_cm="2"))
    # An empty part is none: 20 + 8 of 28.
    empty = content.replace("20,5,3,28", "20,8,,28").replace("50,9,4,63", "50,12,1,63")
    assert volume(empty, class_width_cm="2") == "1.925 m3"
    wrong = content.replace("3,28", "3,29")
    assert any("须有株数列" in reason for reason in refused(wrong, class_width_cm="2"))


@pytest.mark.parametrize(
    "heading",
    ["棵数", "合计株数", "株数合计", "总株数", "根数", "株", "个数", "伐桩数", "采伐株数", "立木株数", "株（棵）数"],
)
def test_the_usual_headings_of_numbers_are_known(heading: str) -> None:
    content = f"树种,径阶(cm),树高(m),{heading}\n杉木,8,7,28\n杉木,10,9,35\n"
    assert volume(content, class_width_cm="2") == "1.925 m3"


@pytest.mark.parametrize("heading", ["合计", "计", "小计", "数", "本次采伐"])
def test_a_sheet_by_classes_without_a_number_is_refused(heading: str) -> None:
    content = f"树种,径阶(cm),树高(m),{heading}\n杉木,8,7,28\n杉木,10,9,35\n"
    assert any("须有株数列" in reason for reason in refused(content, class_width_cm="2"))


@pytest.mark.parametrize("heading", ["合计", "计", "数", "本次伐", ""])
def test_whole_numbers_under_another_heading_are_asked_about(heading: str) -> None:
    content = f"序号,树种,胸径(cm),树高(m),{heading}\n1,杉木,12.5,9,3\n2,杉木,14,10,2\n"
    assert refused(content)
    assert volume(content, columns_reason="该列是样方内的编号") == "0.145 m3"
    assert any("理由：该列是样方内的编号" in line for line in told(content, columns_reason="该列是样方内的编号"))


@pytest.mark.parametrize("heading", ["样地号", "树龄", "每公顷株数", "胸围(cm)", "海拔(m)", "伐桩高(cm)"])
def test_columns_that_are_known_to_be_no_numbers_of_trees_are_only_told(heading: str) -> None:
    content = f"序号,树种,胸径(cm),树高(m),株数,{heading}\n1,杉木,12.5,9,2,40\n"
    assert volume(content) == "0.122 m3"
    assert any(f"“{heading}”列" in line for line in told(content))


# Headings over several columns.


@pytest.mark.parametrize("merge", ["C1:E1", ""])
@pytest.mark.parametrize("below", [["", "", "长径", "短径", "平均", ""], None])
def test_a_heading_over_several_columns_is_not_that_of_the_first(merge: str, below: list[str] | None) -> None:
    rows: list[list[Any]] = [["序号", "树种", "胸径(cm)", None, None, "树高(m)"], *([below] if below else [])]
    trees = [[1, "杉木", 30, 26, 28, 10], [2, "杉木", 24, 20, 22, 10]]
    arrange: Callable[[Worksheet], object] = lambda sheet: sheet.merge_cells(merge) if merge else None  # noqa: E731
    assert any("胸径(cm)" in reason for reason in refused(book(*rows, *trees, arrange=arrange)))


def test_numbers_in_groups_are_not_those_of_the_first_group() -> None:
    rows: list[list[Any]] = [["树种", "径阶(cm)", "树高(m)", "株数", None, None, None]]
    trees: list[list[Any]] = [
        ["杉木", 8, 7, 20, 5, 3, 28],
        ["杉木", 10, 9, 30, 4, 1, 35],
        ["合计", None, None, 50, 9, 4, 63],
    ]
    content = book(*rows, *trees, arrange=lambda sheet: sheet.merge_cells("D1:G1"))
    assert any("横跨 4 列" in reason for reason in refused(content, class_width_cm="2"))


def test_a_wide_heading_over_empty_columns_is_that_of_its_first() -> None:
    rows: list[list[Any]] = [["序号", "树种", "胸径(cm)", None, "树高(m)"], [1, "杉木", 12.5, None, 9]]
    assert volume(book(*rows, arrange=lambda sheet: sheet.merge_cells("C1:D1"))) == "0.061 m3"


# Workbooks however their XML is spelled.


def respelled(content: bytes, change: Callable[[str], str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part.decode()).encode() if name.startswith("xl/worksheets/sheet") else part)
    return made.getvalue()


def prefixed(part: str) -> str:
    named = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", part)
    return named.replace(' xmlns="', ' xmlns:x="')


SPELLINGS: list[Callable[[str], str]] = [
    lambda part: part,
    prefixed,
    lambda part: part.replace('"', "'"),
    lambda part: re.sub(r'<row r="(\d+)"( [^>]*)?>', r'<row\2 r="\1">', part),
    # Neither rows nor cells say where they stand: they follow one another.
    lambda part: re.sub(r'(<(?:row|c)) r="[A-Z]*\d+"', r"\1", part),
]


@pytest.mark.parametrize("change", SPELLINGS)
def test_formulas_merged_and_hidden_cells_are_seen_in_every_spelling(change: Callable[[str], str]) -> None:
    def arrange(sheet: Worksheet) -> None:
        sheet.row_dimensions[4].hidden = True
        sheet.merge_cells("D4:D5")

    rows: list[list[Any]] = [
        HEAD.split(","),
        [1, "杉木", 20.5, 15, 1],
        [2, "杉木", 22, "=D2-1", 2],
        [3, "杉木", 18, 14, 1],
    ]
    content = respelled(book(*rows, [4, "杉木", 16, 14, 1], arrange=arrange), change)
    reasons = refused(content, height_curves=CURVE)
    assert any("第 3 行“树高(m)”" in reason and "公式" in reason for reason in reasons)
    assert any("第 5 行“树高(m)”" in reason and "合并" in reason for reason in reasons)


def test_a_size_that_is_made_one_with_the_cell_beside_it_is_no_empty_one() -> None:
    rows: list[list[Any]] = [HEAD.split(","), [1, "杉木", 20.5, 15, 1], [2, "杉木", 22, None, 2]]

    def arrange(sheet: Worksheet) -> None:
        sheet.merge_cells("C3:D3")

    (reason,) = refused(book(*rows, arrange=arrange), height_curves=CURVE)
    assert "第 3 行“树高(m)”" in reason
    assert str(MERGED_ACROSS) in reason
    assert volume(book(*rows), height_curves=CURVE)


def test_a_word_over_the_columns_of_a_sum_is_no_mistake() -> None:
    rows: list[list[Any]] = [HEAD.split(","), [1, "杉木", 12.5, 9, 3], [2, "杉木", 14, 10, 1], ["合计", "", "", "", 4]]

    def arrange(sheet: Worksheet) -> None:
        sheet.merge_cells("A4:D4")

    assert volume(book(*rows, arrange=arrange)) == "0.267 m3"  # 3 × 0.061 + 0.084


@pytest.mark.parametrize("change", SPELLINGS)
def test_the_trees_are_the_same_in_every_spelling(change: Callable[[str], str]) -> None:
    content = respelled(book(HEAD.split(","), [1, "杉木", 12.5, 9, 3], [2, "杉木", 14, 10, 1]), change)
    assert volume(content) == "0.267 m3"  # 3 × 0.061 + 0.084


# Other programs and pages.


@pytest.mark.parametrize("mark", ["12.5*", "12.5†", "12.5（估）", "约12.5", "≈12.5"])
def test_what_stands_beside_a_number_is_named(mark: str) -> None:
    (reason,) = refused(f"{HEAD}\n1,杉木,{mark},9,1\n")
    assert f"“{mark.strip('12.5').replace('（估）', '(估)')}”" in reason


def test_whole_numbers_that_a_program_wrote_as_decimals_are_whole() -> None:
    content = f"{HEAD}\n1,杉木,12.50,9.0,3.0\n2,杉木,14.0,10.0,1.00\n合计,,,,4.0\n"
    assert volume(content) == "0.267 m3"  # 3 × 0.061 + 0.084
    assert refused(content.replace("3.0", "3.5"))
    assert refused(content.replace("4.0", "5.0"))


@pytest.mark.parametrize(("below", "above"), [("过次页", "承前页"), ("转下页", "承上页"), ("Total", "sum")])
def test_a_sum_carried_to_the_next_page_is_no_tree_and_is_held_against_the_trees(below: str, above: str) -> None:
    content = f"{HEAD}\n1,杉木,12.5,9,3\n{below},,,,3\n{above},,,,3\n2,杉木,14,10,1\n合计,,,,4\n"
    assert volume(content) == "0.267 m3"
    assert any("3、4、6" in line for line in told(content))
    assert any(above in reason for reason in refused(content.replace(f"{above},,,,3", f"{above},,,,2")))


@pytest.mark.parametrize("heading", ["采伐数量", "采伐数量（株）", "被伐株数"])
def test_numbers_of_trees_felled_have_more_headings(heading: str) -> None:
    assert volume(f"序号,树种,胸径(cm),树高(m),{heading}\n1,杉木,12.5,9,3\n2,杉木,14,10,1\n") == "0.267 m3"


# What a screen shows or hides.


def test_a_hidden_sheet_in_front_is_not_read() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"

    shown: list[list[Any]] = [HEAD.split(","), [1, "杉木", 30, 18, 1]]
    content = book(HEAD.split(","), [1, "杉木", 10, 8, 1], [2, "杉木", 11, 8, 1], arrange=hide, 检尺表=shown)
    assert volume(content) == "0.637 m3"
    assert any(line.endswith("没有读：检尺") for line in told(content))


def test_hidden_columns_struck_text_and_comments_are_told_or_asked() -> None:
    def arrange(sheet: Worksheet) -> None:
        sheet.column_dimensions["E"].hidden = True
        sheet["C3"].font = Font(strike=True)
        sheet["C2"].comment = Comment("枯立木", "甲")

    content = book(HEAD.split(","), [1, "杉木", 12.5, 9, 1], [2, "杉木", 14, 10, 1], arrange=arrange)
    assert any("第 3 行有划去的字" in reason for reason in refused(content))
    lines = told(content, struck_reason="划去的是复核记号")
    assert any("：E（株数）" in line for line in lines)
    assert any("批注" in line for line in lines)
    assert any("理由：划去的是复核记号" in line for line in lines)


# Sizes.


@pytest.mark.parametrize(
    ("sizes", "why"),
    [
        ([("0.68", "18.7"), ("0.48", "15.9")], "高径比"),  # metres: 2,750
        ([("125", "9.5"), ("140", "10")], "高径比"),  # millimetres: 8
        ([("9.5", "25"), ("10", "26")], "高径比"),  # changed places: 263
        ([("12.5", "95"), ("14", "98")], "高径比"),  # decimetres: 760
        ([("1.2", "1.5"), ("1.4", "1.6")], "都小于 2 cm"),
        ([("90", "30"), ("95", "31")], "中位数为 90 cm"),
    ],
)
def test_sizes_that_hardly_any_tree_has_are_doubted_until_a_reason_is_given(
    sizes: list[tuple[str, str]], why: str
) -> None:
    content = "\n".join(["序号,树种,胸径,树高", *(f"{n},杉木,{d},{h}" for n, (d, h) in enumerate(sizes, 1))])
    assert any(why in reason and "写明理由" in reason for reason in refused(content))
    lines = told(content, sizes_reason="实测如此，已复核")
    assert any("理由：实测如此，已复核" in line for line in lines)


@pytest.mark.parametrize(("dbh", "height"), [("20", "2"), ("8", "20")])
def test_sizes_at_the_bounds_are_not_doubted(dbh: str, height: str) -> None:
    # 2 m / 20 cm = 10 and 20 m / 8 cm = 250: the bounds themselves.
    assert volume(f"序号,树种,胸径(cm),树高(m)\n1,杉木,{dbh},{height}\n")


def test_a_dbh_larger_than_its_stump_is_doubted() -> None:
    content = "序号,树种,地径(cm),胸径(cm),树高(m)\n1,杉木,18,24,15\n2,杉木,30,22,15\n"
    reasons = refused(content)
    assert [reason.partition("：")[0] for reason in reasons] == ["检尺.csv 第 2 行“胸径(cm)”"]
    assert volume(content, sizes_reason="地径误记，已核对") == "0.643 m3"  # 0.349 + 0.294


# Kinds of trees.


KINDS = "序号,树种,胸径(cm),树高(m),检尺类型\n1,杉木,20,15,采伐木\n2,杉木,22,15,枯立木\n3,杉木,24,15,保留木\n"


def test_trees_of_several_kinds_are_asked_about_with_their_numbers() -> None:
    (reason,) = refused(KINDS)
    assert "采伐木 1 行、枯立木 1 行、保留木 1 行" in reason
    assert refused(KINDS, counted_kinds="采伐木"), "every kind must be answered"


def test_only_the_kinds_that_were_chosen_count_and_the_others_are_told() -> None:
    chosen = {"counted_kinds": "采伐木", "left_out_kinds": "枯立木、保留木"}
    assert volume(KINDS, **chosen) == "0.244 m3"
    assert any("保留木、枯立木 的 2 行" in line for line in told(KINDS, **chosen))
    assert volume(KINDS, counted_kinds="采伐木，枯立木，保留木") == "0.887 m3"  # 0.244 + 0.294 + 0.349


@pytest.mark.parametrize(
    ("heading", "kinds"),
    [("状态", ("11", "13")), ("立木类型", ("采伐", "")), ("备注", ("", "保留")), ("说明", ("断头", "枯立"))],
)
def test_kinds_are_found_in_codes_and_in_remarks_too(heading: str, kinds: tuple[str, str]) -> None:
    content = f"序号,树种,胸径(cm),树高(m),{heading}\n1,杉木,20,15,{kinds[0]}\n2,杉木,22,15,{kinds[1]}\n"
    assert any("计入" in reason for reason in refused(content))


def test_one_kind_alone_needs_no_answer_unless_it_is_not_felled() -> None:
    assert volume(KINDS.replace("枯立木", "采伐木").replace("保留木", "采伐木")) == "0.887 m3"
    assert refused("序号,树种,胸径(cm),树高(m),检尺类型\n1,杉木,20,15,保留木\n")


# What was left out belongs to the result.


def test_what_was_read_and_left_out_is_kept_and_told_with_the_result() -> None:
    content = f"{HEAD},备注\n1,杉木,12.5,9,3,断头\n,,,,,\n检尺员：甲,,,,,\n合计,,,,3,\n"
    filled = with_files(
        parse(case(stand(tally={"basis": "dbh", "volume_equation": "LY208-fir", "file": "检尺.csv"}))),
        lambda name: content.encode(),
    )
    tally = filled.stands[0].tally
    assert tally is not None
    assert tally.read is not None
    assert (tally.read.file, tally.read.lines) == ("检尺.csv", 1)
    kept = [remark.text for remark in tally.read.remarks]
    assert [next(word for word in ("“备注”列", "第 4 行", "第 5 行") if word in line) for line in kept] == [
        "“备注”列",
        "第 4 行",
        "第 5 行",
    ]
    assert "“检尺员：甲”" in kept[1]
    warnings = measure(filled).warnings
    assert all(any(line in warning for warning in warnings) for line in kept)
    assert any(f"SHA-256 {tally.read.sha256}" in warning for warning in warnings)


# Rows that are no trees, and trees that look like none.


def test_a_remark_that_says_mean_or_sum_leaves_the_tree_a_tree() -> None:
    content = "序号,树种,胸径(cm),树高(m),备注\n1,杉木,20,15,平均\n2,杉木,22,15,合计\n3,杉木,24,15,\n"
    assert volume(content) == "0.887 m3"


def test_a_row_that_may_be_a_sum_or_a_tree_is_asked_about() -> None:
    content = "小计项,树种,胸径(cm),树高(m)\n,杉木,20,15\n平均,杉木,22,15\n"
    assert any("不能判定" in reason for reason in refused(content))


@pytest.mark.parametrize(
    "label", ["合计(株)", "汇总", "计", "总株数", "Σ", "合 计：", "本页合计", "样地合计", "合计（杉木）", "共 3 株"]
)
def test_sums_under_every_name_are_held_against_the_trees(label: str) -> None:
    rows = f"{HEAD}\n1,杉木,12.5,9,1\n2,杉木,14,10,2\n{label},,,,"
    assert volume(f"{rows}3\n") == "0.229 m3"  # 0.061 + 2 × 0.084
    assert any("相加为 3 株" in reason for reason in refused(f"{rows}4\n"))


def test_sums_of_pages_and_of_species_at_the_foot_agree() -> None:
    first = "1,杉木,12.5,9,1\n2,杉木,14,10,1\n本页合计,,,,2\n"
    pages = f"{HEAD}\n{first}3,杉木,16,11,1\n4,杉木,18,13,2\n本页合计,,,,3\n总计,,,,5\n"
    assert volume(pages) == "0.612 m3"  # 0.061 + 0.084 + 0.119 + 2 × 0.174
    assert any("相加为 5 株" in reason for reason in refused(pages.replace("本页合计,,,,3", "本页合计,,,,4")))


@pytest.mark.parametrize("label", ["平均胸径", "平均高：11.5", "均值", "杉木平均"])
def test_means_under_every_name_are_no_trees(label: str) -> None:
    assert volume(f"{HEAD}\n1,杉木,12.5,9,1\n{label},,12.5,9,\n") == "0.061 m3"


def test_numbers_that_begin_again_are_compared_within_their_plot() -> None:
    plots = "样地号,树号,树种,胸径(cm),树高(m)\n1,1,杉木,12.5,9\n1,2,杉木,14,10\n2,1,杉木,18,13\n2,2,杉木,16,11\n"
    assert volume(plots) == "0.438 m3"  # 0.061 + 0.084 + 0.174 + 0.119
    twice = plots.replace("2,2,杉木,16", "2,1,杉木,16")
    assert any("序号 1 与第 4 行重复" in reason for reason in refused(twice))


def test_numbers_that_begin_again_without_a_plot_are_told() -> None:
    content = "树号,树种,胸径(cm),树高(m)\n1,杉木,12.5,9\n2,杉木,14,10\n1,杉木,18,13\n2,杉木,16,11\n"
    assert volume(content) == "0.438 m3"
    assert any("序号从第 4 行起重新编号" in line for line in told(content))
    assert any("重复" in reason for reason in refused(content.replace("2,杉木,16", "7,杉木,16"))), (
        "a slip, not a beginning"
    )


# Numbers that were computed.


def test_a_diameter_computed_from_a_girth_is_rounded_and_told() -> None:
    # 40 / π = 12.7323954…, read as 12.7; with 9 m 0.062 m³.
    content = book(HEAD.split(","), [1, "杉木", 12.7323954473516, 9, 1])
    assert volume(content) == "0.063 m3"
    assert any("四舍五入到 0.1" in line for line in told(content))


def test_a_number_kept_in_single_precision_is_read_as_it_was_entered() -> None:
    content = book(HEAD.split(","), [1, "杉木", 12.5, 9.89999961853027, 1], [2, "杉木", 14, 14.1000003814697, 1])
    rows = with_files(parse(case(stand(tally={"basis": "dbh", "file": "a"}))), lambda name: content).stands[0].tally
    assert rows is not None
    assert [str(row.height_m) for row in rows.rows or []] == ["9.9", "14.1"]


# Forms and layouts.


@pytest.mark.parametrize("nothing", ["0", "", "—", "/"])
def test_classes_printed_on_a_form_without_trees_are_left_out_and_told(nothing: str) -> None:
    rows = ["杉木,6,6,0", "杉木,8,7,20", f"杉木,10,9,{nothing}", "杉木,12,10,5", "合计,,,25"]
    content = "\n".join(["树种,径阶(cm),树高(m),株数", *rows]) + "\n"
    assert volume(content, class_width_cm="2") == "0.71 m3"  # 20 × 0.020 + 5 × 0.062
    assert any("第 2、4 行的径阶" in line for line in told(content, class_width_cm="2"))


def test_tables_side_by_side_are_read_one_after_another() -> None:
    head = HEAD.rpartition(",")[0]
    content = f"每木检尺表\n{head},{head}\n1,杉木,12.5,9,4,杉木,15,10\n2,杉木,14,10,5,杉木,18,13\n3,杉木,16,11,,,,\n"
    assert volume(content) == "0.534 m3"  # 0.061 + 0.084 + 0.119 + 0.096 + 0.174
    titled = content.replace("每木检尺表", "采伐木,,,,保留木")
    assert any("各有标题" in reason for reason in refused(titled))


def test_tables_side_by_side_under_different_headings_are_refused() -> None:
    content = "序号,树种,胸径(cm),树高(m),序号,树种,胸径(cm)\n1,杉木,12.5,9,2,杉木,15\n"
    assert any("几组列并排" in reason for reason in refused(content))


def test_species_as_columns_are_refused_with_the_remedy() -> None:
    (reason,) = refused("径阶(cm),杉木,马尾松\n8,3,2\n10,4,1\n")
    assert "（杉木、马尾松）" in reason
    assert "一个树种" in reason


def test_headings_titles_and_signatures_on_each_page_are_no_trees() -> None:
    first = f"第1页\n{HEAD}\n1,杉木,12.5,9,1\n2,杉木,14,10,1\n"
    signed = "调查人：甲,记录人：乙,,审核：丙,\n,,检尺员：甲,,2023年5月6日\n"
    content = f"{first}第2页\n{HEAD}\n3,杉木,16,11,1\n{signed}"
    assert volume(content) == "0.264 m3"  # 0.061 + 0.084 + 0.119
    other = "序号,树种,树高(m),胸径(cm),株数"
    assert any("一行表头" in reason for reason in refused(content.replace(f"第2页\n{HEAD}", f"第2页\n{other}")))


@pytest.mark.parametrize(
    "headings",
    [
        "序号,检尺树种,DBH(cm),树高(m)",
        "序号,树名,D1.3(cm),树高(米)",
        "序号,中文名,实测胸径(cm),树高(m)",
        "序号,树种,胸径（公分）,树高(m)",
        "序号,树种,胸径（单位：cm）,树高(单位:m)",
        "序号,树种,胸径（厘米；cm）,树高(H)",
        "序号,树种,胸径(D1.3;cm),树高\u200b(m)",
    ],
)
def test_headings_as_offices_write_them_are_known(headings: str) -> None:
    assert volume(f"{headings}\n1,杉木,12.5,9\n") == "0.061 m3"


@pytest.mark.parametrize("heading", ["伐桩地径(cm)", "根部直径", "蔸径(cm)", "地际直径/cm", "伐根径"])
def test_headings_of_stumps_are_known(heading: str) -> None:
    content = f"序号,树种,{heading}\n1,杉木,28\n".encode()
    tally = {"basis": "stump", "file": "a"}
    filled = with_files(parse(case(stand(tally=tally))), lambda name: content).stands[0].tally
    assert filled is not None
    assert [str(row.stump_cm) for row in filled.rows or []] == ["28"]


def test_the_refusal_says_which_column_is_missing_and_what_stands_there() -> None:
    (reason,) = refused("序号,树种,粗细,树高(m)\n1,杉木,12.5,9\n")
    assert "缺少“胸径（cm）”" in reason
    assert "序号、树种、粗细、树高(m)" in reason


def test_one_species_above_the_table_holds_for_its_rows() -> None:
    content = "每木检尺表\n小班：12,树种：杉木\n序号,胸径(cm),树高(m)\n1,12.5,9\n2,14,10\n"
    assert volume(content) == "0.145 m3"
    assert any("所写的“杉木”" in line for line in told(content))
    bare = content.replace("树种：杉木", "")
    assert any("唯一树种“杉木”" in line for line in told(bare))
    assert any("所列树种" in reason for reason in refused(content.replace("杉木", "马尾松")))


def test_a_column_of_species_under_another_heading_is_not_passed_over() -> None:
    assert any("写有树种" in reason for reason in refused("序号,种类,胸径(cm),树高(m)\n1,马尾松,12.5,9\n"))


@pytest.mark.parametrize("mark", ["—", "/", "无", "NA", "空", "-", "未测"])
def test_a_height_that_was_not_measured_is_as_an_empty_one(mark: str) -> None:
    content = f"序号,树种,胸径(cm),树高(m)\n1,杉木,12.5,9\n2,杉木,14,{mark}\n"
    assert volume(content, height_curves=CURVE) == "0.145 m3"  # 0.061 and, at 10 m of the curve, 0.084
    assert any("量测的记号" in line for line in told(content, height_curves=CURVE))


@pytest.mark.parametrize(("row", "code"), [("1,杉木\u200b,12.5,9", "U+200B"), ("1,杉木,12.5\u200e,9", "U+200E")])
def test_a_character_that_is_not_seen_is_named(row: str, code: str) -> None:
    (reason,) = refused(f"序号,树种,胸径(cm),树高(m)\n{row}\n")
    assert code in reason


@pytest.mark.parametrize(
    "content",
    [
        "序号,树种,胸径(cm),树高(m),采伐木,保留木\n1,杉木,12.5,9,√,\n2,杉木,14,10,,√\n",
        "序号,树种,胸径(cm),树高(m)\n采伐木\n1,杉木,12.5,9\n保留木\n2,杉木,14,10\n",
        "枯立木检尺表\n序号,树种,胸径(cm),树高(m)\n1,杉木,12.5,9\n",
    ],
)
def test_ticks_titles_and_lines_between_say_what_is_not_felled(content: str) -> None:
    assert any("counted_kinds" in reason for reason in refused(content))


def test_a_title_that_was_answered_is_told() -> None:
    content = "枯立木检尺表\n序号,树种,胸径(cm),树高(m)\n1,杉木,12.5,9\n"
    assert volume(content, counted_kinds="枯立木检尺表") == "0.061 m3"
    assert any("“枯立木检尺表”" in line for line in told(content, counted_kinds="枯立木检尺表"))


def test_only_those_ticked_elsewhere_are_left_out() -> None:
    content = "序号,树种,胸径(cm),树高(m),采伐木,保留木\n1,杉木,12.5,9,√,\n2,杉木,14,10,,√\n"
    assert volume(content, left_out_kinds="√") == "0.061 m3"


def test_a_page_that_was_pasted_twice_is_refused() -> None:
    page = "".join(f"{n},杉木,{10 + n},9\n" for n in range(1, 6))
    (reason,) = refused(f"树号,树种,胸径(cm),树高(m)\n{page}{page}")
    assert "自第 7 行起的 5 行" in reason
    other = page.replace("5,杉木,15,9", "5,杉木,16,9")
    assert any("第 7 行" in line for line in told(f"树号,树种,胸径(cm),树高(m)\n{page}{other}"))


def test_a_remark_that_says_sum_is_asked_about_where_rows_have_no_number() -> None:
    content = "树种,胸径(cm),树高(m),株数,备注\n杉木,12.5,9,3,\n杉木,12.5,9,3,合计\n"
    assert any("不能判定" in reason for reason in refused(content))
