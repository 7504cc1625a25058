"""What stands beside the sizes of a tally: trees per area, volumes, girths, strokes of 正, lines about the rows.

Every sheet holds a 杉木 of 12 × 9 and one of 20 × 14 (cm × m), in the numbers that it writes; what writes another
number in another way is refused with what to do, never counted as one tree in a row.
"""

from __future__ import annotations

import io
from collections import Counter
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from rules.carbon.tally.asked import Answers
from rules.carbon.tally.beside import GIRTH, NOT_TIMES, SEVERAL, STROKES
from rules.carbon.tally.headings import UNIT
from rules.carbon.tally.kinds import NOT_OF_FELLED, SEVERAL_STANDS
from rules.carbon.tally.layout import DENSITY
from rules.carbon.tally.lines import SAMPLE, SECOND, STANDS, TIMES
from rules.carbon.tally.numerals import strokes
from rules.carbon.tally.sheet import UNMEASURED_HEIGHTS, Sheet, read_sheet
from rules.carbon.tally.slips import DASH, MARKED, NO_NUMBER
from rules.reading.sheets.mistakes import Mistake, SheetError
from tests.told import says


def read(head: str, *rows: str, answers: Answers | None = None, above: str = "") -> Sheet:
    return read_sheet("\n".join([*([above] if above else []), head, *rows]).encode(), "dbh", answers)


def refused(head: str, *rows: str, answers: Answers | None = None, above: str = "") -> list[Mistake]:
    with pytest.raises(SheetError) as caught:
        read(head, *rows, answers=answers, above=above)
    return list(caught.value.mistakes)


def trees(sheet: Sheet) -> list[int]:
    """How many trees of 12 cm and of 20 cm."""
    found: Counter[Decimal] = Counter()
    for row in sheet.rows:
        assert row.dbh_cm is not None
        found[row.dbh_cm] += row.count
    assert set(found) == {Decimal(12), Decimal(20)}
    return [found[Decimal(12)], found[Decimal(20)]]


@pytest.mark.parametrize(
    "heading",
    [
        "每亩株数",
        "每公顷株数",
        "亩株数",
        "公顷株数",
        "株数(株/亩)",
        "株/公顷",
        "株数（株/hm²）",
        "密度(株/ha)",
        "林分密度",
        "每 亩 株 数",
    ],
)
@pytest.mark.parametrize("size", ["胸径(cm)", "径阶(cm)"])
def test_trees_per_area_are_no_number_of_trees(heading: str, size: str) -> None:
    (mistake,) = refused(f"树种,{size},树高(m),{heading}", "杉木,12,9,20", "杉木,20,14,15")
    assert says(mistake.message, DENSITY)
    # Beside the number of trees they contradict nothing.
    assert trees(read(f"树种,{size},树高(m),株数,{heading}", "杉木,12,9,3,20", "杉木,20,14,2,15")) == [3, 2]


ONES = ["单株材积", "单株材积(m3)", "单株蓄积", "材积"]
ALLS = ["合计材积", "材积合计(m³)", "总材积", "材积小计", "蓄积合计"]


@pytest.mark.parametrize("one", ONES)
@pytest.mark.parametrize("every", ALLS)
def test_volumes_of_one_and_of_all_say_how_many_trees_a_row_holds(one: str, every: str) -> None:
    # 3 × 0.056 = 0.168 and 2 × 0.224 = 0.448 m³.
    rows = ["杉木,12,9,{}0.056,0.168", "杉木,20,14,{}0.224,0.448"]
    several = refused(f"树种,胸径(cm),树高(m),{one},{every}", *(row.format("") for row in rows))
    assert [
        says(mistake.message, SEVERAL, trees=str(many), count="1")
        for mistake, many in zip(several, (3, 2), strict=True)
    ]
    told = read(f"树种,胸径(cm),树高(m),株数,{one},{every}", rows[0].format("3,"), rows[1].format("2,"))
    assert trees(told) == [3, 2]
    (wrong,) = refused(f"树种,胸径(cm),树高(m),株数,{one},{every}", rows[0].format("1,"), rows[1].format("2,"))
    assert says(wrong.message, SEVERAL, trees="3", count="1")


def test_volumes_agree_as_far_as_they_are_rounded() -> None:
    head = "树种,胸径(cm),树高(m),株数,单株材积,合计材积"
    # One of 0.0563 that is printed as 0.056: 30 of them are 1.689, and not 1.680.
    assert trees(read(head, "杉木,12,9,30,0.056,1.689", "杉木,20,14,1,0.224,0.224")) == [30, 1]
    (mistake,) = refused(head, "杉木,12,9,30,0.056,1.720", "杉木,20,14,1,0.224,0.224")
    assert says(mistake.message, NOT_TIMES, count="30") or says(mistake.message, SEVERAL, count="30")


@pytest.mark.parametrize("heading", ["胸围(cm)", "周长(cm)"])
def test_a_girth_in_place_of_the_diameter_is_doubted(heading: str) -> None:
    # 12 × 3.14159 = 37.7 and 20 × 3.14159 = 62.8 cm.
    head = f"树种,{heading},胸径(cm),树高(m)"
    assert trees(read(head, "杉木,37.7,12,9", "杉木,62.8,20,14")) == [1, 1]
    both = refused(head, "杉木,37.7,37.7,9", "杉木,62.8,20,14")
    assert [says(mistake.message, GIRTH, girth="37.7", diameter="37.7") for mistake in both] == [True]
    assert len(refused(head, "杉木,377,12,9", "杉木,628,20,14")) == 2
    answered = Answers(reasons={"sizes": "树干基部异常"})
    assert any(says(one, GIRTH) for one in read(head, "杉木,37.7,37.7,9", answers=answered).remarks)


@pytest.mark.parametrize(
    "name", ["胸径 mm", "胸径mm", "胸径（mm）", "胸径毫米", "胸径 寸", "胸径寸", "DBH mm", "胸径 dm", "胸径D mm"]
)
def test_a_unit_behind_the_name_is_a_unit_with_brackets_or_without(name: str) -> None:
    (mistake,) = refused(f"树种,{name},树高(m)", "杉木,120,9", "杉木,200,14")
    assert says(mistake.message, UNIT, known="cm")


@pytest.mark.parametrize("name", ["树高 cm", "树高cm", "树高dm", "树高（cm）"])
def test_heights_in_another_unit_are_not_passed_over_for_the_curve(name: str) -> None:
    (mistake,) = refused(f"树种,胸径(cm),{name}", "杉木,12,900", "杉木,20,1400")
    assert says(mistake.message, UNIT, known="m")


HEAD = "序号,树种,胸径(cm),树高(m),株数"


@pytest.mark.parametrize("mark", ["-", "—", "－", "|", "↓", "、、", ".."])
def test_a_stroke_for_a_species_is_refused_with_the_remedy(mark: str) -> None:
    (mistake,) = refused(HEAD, "1,杉木,12,9,1", f"2,{mark},20,14,1")
    assert says(mistake.message, DASH)


@pytest.mark.parametrize("row", ["2,杉木,-,14,1", "2,杉木,20,14,-", "2,杉木,—,14,1"])
def test_a_stroke_for_a_diameter_or_a_number_is_none(row: str) -> None:
    (mistake,) = refused(HEAD, "1,杉木,12,9,1", row)
    assert says(mistake.message, NO_NUMBER)


def test_a_stroke_for_a_height_is_told_as_not_measured_and_may_be_meant_otherwise() -> None:
    assert any(says(one, UNMEASURED_HEIGHTS) for one in read(HEAD, "1,杉木,12,9,1", "2,杉木,20,-,1").remarks)


@pytest.mark.parametrize(
    ("text", "number"), [("正", 5), ("正正一", 11), ("正丅", 7), ("正 下", 8), ("止", 4), ("杉", None), ("", None)]
)
def test_strokes_are_counted(text: str, number: int | None) -> None:
    assert strokes(text) == number


def test_strokes_beside_the_number_are_held_against_it() -> None:
    head = "树种,径阶(cm),树高(m),划记,株数"
    assert trees(read(head, "杉木,12,9,正正,10", "杉木,20,14,正一,6")) == [10, 6]
    (mistake,) = refused(head, "杉木,12,9,正正,10", "杉木,20,14,正正,6")
    assert says(mistake.message, STROKES, trees="10", count="6")
    without = refused("树种,胸径(cm),树高(m),划记", "杉木,12,9,正正", "杉木,20,14,正一")
    assert all(says(one.message, STROKES, count="1") for one in without)
    inside = refused("树种,径阶(cm),树高(m),株数", "杉木,12,9,正正", "杉木,20,14,6")
    assert [says(one.message, MARKED, number="10") for one in inside] == [True]


@pytest.mark.parametrize("line", ["注：每行代表5株", "每株代表十株", "（每格相当于5株）", "每条记录为5株"])
def test_a_line_that_makes_every_row_several_trees_is_refused(line: str) -> None:
    head, rows = "树种,胸径(cm),树高(m)", ["杉木,12,9", "杉木,20,14"]
    assert any(says(one.message, TIMES) for one in refused(head, *rows, line))
    assert any(says(one.message, TIMES) for one in refused(head, *rows, above=line))
    assert trees(read(head, *rows, "注：每行为1株")) == [1, 1]


@pytest.mark.parametrize("heading", ["小班号", "小班", "地块号", "图斑号", "林班"])
def test_trees_of_several_stands_are_asked_about(heading: str) -> None:
    head, rows = f"{heading},树种,胸径(cm),树高(m)", ["12,杉木,12,9", "13,杉木,20,14"]
    (mistake,) = refused(head, *rows)
    assert says(mistake.message, SEVERAL_STANDS, heading=heading)
    assert trees(read(head, *rows, answers=Answers(counted=("12", "13")))) == [1, 1]
    only = read(head, *rows, answers=Answers(counted=("12",), left_out=("13",)))
    assert [str(row.dbh_cm) for row in only.rows] == ["12"]
    assert trees(read(head, "12,杉木,12,9", "12,杉木,20,14")) == [1, 1]


def test_lines_that_head_several_stands_are_asked_about() -> None:
    head = "树种,胸径(cm),树高(m)"
    (mistake,) = refused(head, "小班：12,,", "杉木,12,9", "小班：13,,", "杉木,20,14")
    assert says(mistake.message, STANDS)
    again = read(head, "小班：12,,", "杉木,12,9", "小班：12,,", "杉木,20,14")
    assert trees(again) == [1, 1]
    assert trees(
        read(head, "小班：12,,", "杉木,12,9", "小班：13,,", "杉木,20,14", answers=Answers(counted=("12", "13")))
    )


def test_a_second_reading_below_the_first_is_asked_about() -> None:
    head, rows = "树种,胸径(cm),树高(m)", ["杉木,12,9", "杉木,20,14"]
    assert any(says(one.message, SECOND) for one in refused(head, *rows, "复查表", head, "杉木,12,9"))
    assert trees(read(head, *rows, "复查人：甲")) == [1, 1]


def test_a_sheet_of_a_sample_plot_says_so() -> None:
    sheet = read("树种,胸径(cm),树高(m)", "杉木,12,9", "杉木,20,14", above="标准地每木检尺表（标准地面积0.06公顷）")
    assert any(says(one, SAMPLE) for one in sheet.remarks)


def test_a_number_behind_a_times_sign_among_remarks_is_a_number_of_trees() -> None:
    assert refused("树种,胸径(cm),树高(m),备注", "杉木,12,9,×3", "杉木,20,14,")


def test_numbers_of_trees_left_standing_are_none_beside_those_felled() -> None:
    sheet = read("树种,径阶(cm),树高(m),保留株数,采伐株数", "杉木,12,9,3,2", "杉木,20,14,1,4")
    assert trees(sheet) == [2, 4]
    assert any(says(one, NOT_OF_FELLED, heading="保留株数") for one in sheet.remarks)
    assert refused("树种,径阶(cm),树高(m),保留株数,株数", "杉木,12,9,3,2", "杉木,20,14,1,4")


def test_names_below_the_heading_of_a_group_are_headings() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (
        ["树种", "胸径(cm)", "树高(m)", "小计", None],
        [None, None, None, "株数", "材积"],
        ["杉木", 12, 9, 3, 0.168],
        ["杉木", 20, 14, 2, 0.448],
    ):
        sheet.append(row)
    sheet.merge_cells("D1:E1")
    content = io.BytesIO()
    book.save(content)
    assert trees(read_sheet(content.getvalue(), "dbh")) == [3, 2]
