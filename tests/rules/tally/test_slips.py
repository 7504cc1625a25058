"""Ditto signs below a species are read and told; what stands in place of a number is refused by its name."""

from __future__ import annotations

import datetime
import io
from collections import Counter
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.carbon.tally.cells import NOTHING_ABOVE
from rules.carbon.tally.headings import UNIT
from rules.carbon.tally.sheet import FILLED, REPEATED, Sheet, read_sheet
from rules.carbon.tally.slips import CLASS, DATE, IN_WORDS, NUMBERS, POINT, RANGE, REPEATS
from rules.carbon.tally.sums import rows_told
from rules.carbon.tally.units import OTHER_UNIT
from rules.reading.messages import msg
from rules.reading.sheets.mistakes import Mistake, SheetError
from tests.told import says

HEAD = "序号,树种,胸径(cm),树高(m),株数"
SIGNS = ["〃", "″", "同上", "仝上", "同前", "同 上", "”", "''", "〃〃", "＂"]


def read(*rows: str, head: str = HEAD) -> Sheet:
    return read_sheet("\n".join([head, *rows, ""]).encode(), "dbh")


def refused(*rows: str, head: str = HEAD) -> list[Mistake]:
    with pytest.raises(SheetError) as caught:
        read(*rows, head=head)
    return list(caught.value.mistakes)


def trees(sheet: Sheet) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for row in sheet.rows:
        found[row.species, str(row.dbh_cm)] += row.count
    return found


@pytest.mark.parametrize("sign", SIGNS)
def test_a_ditto_sign_below_a_species_is_that_species_and_is_told(sign: str) -> None:
    sheet = read("1,杉木,20,12,1", f"2,{sign},22,12,1", "3,马尾松,24,13,2", f"4,{sign},26,13,1", f"5,{sign},28,13,1")
    assert trees(sheet) == {
        ("杉木", "20"): 1,
        ("杉木", "22"): 1,
        ("马尾松", "24"): 2,
        ("马尾松", "26"): 1,
        ("马尾松", "28"): 1,
    }
    assert sheet.remarks == (msg(REPEATED, rows=rows_told([3, 5, 6]), species=["杉木", "马尾松"]),)


def test_a_quotation_mark_as_text_programs_write_it_is_one_too() -> None:
    assert trees(read("1,杉木,20,12,1", '2,"""",22,12,1')) == {("杉木", "20"): 1, ("杉木", "22"): 1}


@pytest.mark.parametrize("between", ["合计,,,,1", HEAD, "第二样地,,,,", None])
def test_a_ditto_sign_that_is_not_right_below_a_tree_is_refused(between: str | None) -> None:
    rows = ["1,杉木,20,12,1", between] if between is not None else []
    (mistake,) = refused(*rows, "2,〃,22,12,1", "3,杉木,22,12,1")
    assert (mistake.column, says(mistake.reason, NOTHING_ABOVE, mark="〃")) == ("树种", True)


def test_below_a_class_without_trees_a_ditto_sign_stands_for_its_species() -> None:
    sheet = read("马尾松,12,3", "柳杉,8,—", "〃,14,1", head="树种,径阶(cm),株数")
    assert trees(sheet) == {("马尾松", "12"): 3, ("柳杉", "14"): 1}


def test_side_by_side_a_ditto_sign_stands_for_what_is_above_it() -> None:
    head = "序号,树种,胸径(cm),序号,树种,胸径(cm)"
    sheet = read("1,杉木,20,3,马尾松,24", "2,〃,22,4,〃,26", head=head)
    assert trees(sheet) == {("杉木", "20"): 1, ("杉木", "22"): 1, ("马尾松", "24"): 1, ("马尾松", "26"): 1}
    (mistake,) = refused("1,杉木,20,3,〃,24", "2,杉木,22,4,马尾松,26", head=head)
    assert says(mistake.reason, NOTHING_ABOVE)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("place", [2, 3, 4])
def test_a_ditto_sign_in_place_of_a_number_is_refused_by_its_name(sign: str, place: int) -> None:
    cells = ["2", "杉木", "22", "12", "1"]
    cells[place] = sign
    (mistake,) = refused("1,杉木,20,12,1", ",".join(cells))
    assert (mistake.row, says(mistake.reason, REPEATS)) == (3, True)


@pytest.mark.parametrize(
    ("dbh", "reason", "values"),
    [
        ("12-14", RANGE, {"text": "12-14"}),
        ("12～14", RANGE, {"text": "12~14"}),
        ("12至14cm", RANGE, {}),
        ("12月14日", DATE, {}),
        ("14-Dec", DATE, {}),
        ("Dec-14", DATE, {}),
        ("2026/3/1", DATE, {}),
        ("20。5", POINT, {}),
        ("20·5", POINT, {}),
        ('"20,5"', POINT, {"text": "20,5"}),
        ("二十点五", IN_WORDS, {}),
    ],
)
def test_what_stands_in_place_of_a_diameter_is_named_with_its_remedy(
    dbh: str, reason: str, values: dict[str, str]
) -> None:
    (mistake,) = refused(f"1,杉木,{dbh},12,1", "2,杉木,20,12,1")
    assert (mistake.row, says(mistake.reason, reason, **values)) == (2, True)


def test_limits_of_a_class_are_told_with_their_middle_and_of_a_number_of_trees_as_a_range() -> None:
    first, second = refused("杉木,12-14,3", "杉木,14.5～16,3-5", head="树种,径阶(cm),株数")[:2]
    assert says(first.reason, CLASS, text="12-14", middle="13")
    assert says(refused("杉木,12,3-5", head="树种,径阶(cm),株数")[0].reason, NUMBERS, text="3-5")
    assert says(second.reason, CLASS, middle="15.25") or says(second.reason, NUMBERS)


def test_a_date_of_a_workbook_is_named_as_one() -> None:
    book = openpyxl.Workbook()
    rows: list[list[Any]] = [
        ["树种", "胸径(cm)", "树高(m)"],
        ["杉木", datetime.date(2026, 12, 14), 12],
        ["杉木", 20, 12],
    ]
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    into = io.BytesIO()
    book.save(into)
    with pytest.raises(SheetError) as caught:
        read_sheet(into.getvalue(), "dbh")
    (mistake,) = caught.value.mistakes
    assert (mistake.row, says(mistake.reason, DATE)) == (2, True)


@pytest.mark.parametrize("unit", ["mm", "inch", "英寸", "dm", "尺"])
def test_another_unit_in_the_heading_is_refused_with_what_to_do(unit: str) -> None:
    (mistake,) = refused("杉木,20,1", head=f"树种,胸径({unit}),株数")
    assert says(mistake.reason, UNIT, name="胸径", known="cm", unit=unit)


@given(st.lists(st.tuples(st.sampled_from(["杉木", "马尾松", "木荷"]), st.integers(5, 60)), min_size=1, max_size=12))
def test_ditto_signs_in_place_of_repeated_species_change_no_tree(felled: list[tuple[str, int]]) -> None:
    whole = [f"{number},{species},{dbh},,1" for number, (species, dbh) in enumerate(felled, start=1)]
    above = [None, *(species for species, _ in felled)]
    short = [
        row.replace(f",{species},", ",〃,") if species == before else row
        for row, (species, _), before in zip(whole, felled, above, strict=False)
    ]
    assert trees(read(*short)) == trees(read(*whole)) == Counter((species, str(dbh)) for species, dbh in felled)


@pytest.mark.parametrize("line", ["单位：mm", "每木检尺表（单位：毫米、米、株）", "直径单位 inch"])
@pytest.mark.parametrize("below", [True, False])
def test_a_line_that_states_another_unit_is_refused_where_the_heading_states_none(line: str, below: bool) -> None:
    body = ["杉木,80,12,1", "杉木,90,12,1"]
    rows = [*body, line] if below else body
    head = "树种,胸径,树高,株数"
    (mistake,) = refused(*rows, head=head if below else f"{line}\n{head}")
    assert says(mistake.reason, OTHER_UNIT, columns="胸径、树高", known="cm、m")


@pytest.mark.parametrize(
    "line", ["单位：cm、m、株", "单位：某县林业局", "填报单位：某厘米工作室", "检尺单位：毫山林场"]
)
def test_a_line_that_states_the_usual_units_or_an_office_is_none(line: str) -> None:
    assert trees(read("杉木,80,12,1", head=f"{line}\n树种,胸径,树高,株数")) == {("杉木", "80"): 1}


def test_a_heading_that_states_its_unit_stands_against_a_line() -> None:
    sheet = read("杉木,80,12,1", head="单位：mm\n树种,胸径(cm),树高(m),株数")
    assert trees(sheet) == {("杉木", "80"): 1}


def test_a_species_in_a_cell_for_several_rows_is_told() -> None:
    book = openpyxl.Workbook()
    grid = book.active
    assert grid is not None
    rows: list[list[Any]] = [["树种", "胸径(cm)"], ["杉木", 20], [None, 22], [None, 24], ["马尾松", 26]]
    for row in rows:
        grid.append(row)
    grid.merge_cells("A2:A4")
    into = io.BytesIO()
    book.save(into)
    sheet = read_sheet(into.getvalue(), "dbh")
    assert trees(sheet) == {("杉木", "20"): 1, ("杉木", "22"): 1, ("杉木", "24"): 1, ("马尾松", "26"): 1}
    assert msg(FILLED, rows=rows_told([3, 4])) in sheet.remarks


def test_a_line_of_a_species_without_class_and_trees_is_empty_and_one_with_a_slip_in_its_class_is_not() -> None:
    head = "树种,径阶(cm),株数"
    assert trees(read("杉木,8,5", "马尾松,,0", "马尾松,,", head=head)) == {("杉木", "8"): 5}
    mistakes = refused("杉木,8,5", "马尾松,一二,0", head=head)
    assert {mistake.row for mistake in mistakes} == {3}, "the line is named, not left out"
