"""What is said of the numbers of a tally apart from their column: units in lines or in a column 单位, notes, serials.

Every sheet holds a 杉木 of 12 × 9 and one of 20 × 14 (cm × m); each row but the others says something of them.
"""

from __future__ import annotations

import pytest

from rules.carbon.tally.lines import NOTED
from rules.carbon.tally.sheet import Sheet, read_sheet
from rules.carbon.tally.units import NAMED_UNIT, OTHER_UNIT, UNIT_BESIDE
from rules.reading.sheets.mistakes import Mistake, SheetError
from tests.told import says

HEAD = "序号,树种,胸径,树高,株数"
TREES = ["1,杉木,12,9,3", "2,杉木,20,14,2"]


def read(*rows: str) -> Sheet:
    return read_sheet("\n".join(rows).encode(), "dbh")


def refused(*rows: str) -> list[Mistake]:
    with pytest.raises(SheetError) as caught:
        read(*rows)
    return list(caught.value.mistakes)


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("注：胸径以毫米计", "cm"),
        ("胸径单位为mm", "cm"),
        ("（胸径：mm；树高：m）", "cm"),
        ("D(mm)  H(m)", "cm"),
        ("胸径按寸", "cm"),
        ("树高：分米", "m"),
        ("树高以cm计", "m"),
    ],
)
@pytest.mark.parametrize("head", [HEAD, "序号,树种,胸径(cm),树高(m),株数"])
def test_a_line_that_gives_a_column_another_unit_is_refused(line: str, known: str, head: str) -> None:
    above = refused(line, head, *TREES)
    below = refused(head, *TREES, line)
    for told in (above, below):
        # Where the heading says no unit itself, 单位 in a line is told as before.
        (mistake,) = told
        assert says(mistake.message, NAMED_UNIT, known=known) or says(mistake.message, OTHER_UNIT)


@pytest.mark.parametrize(
    "line",
    [
        "胸径单位：cm",
        "树高：m",
        "单位：cm、m、株",
        "胸径、树高单位：cm、m",
        "胸径5厘米以上的树木",
        "检尺工具：胸径尺",
        "平均胸径：16cm，平均树高：11.5m",
    ],
)
def test_lines_about_the_usual_units_change_nothing(line: str) -> None:
    assert sum(row.count for row in read(line, HEAD, *TREES).rows) == 5
    assert sum(row.count for row in read(HEAD, *TREES, line).rows) == 5


@pytest.mark.parametrize(
    ("head", "rows", "wrong"),
    [
        ("树种,胸径,树高,数量,单位", ["杉木,12,9,3,立方米", "杉木,20,14,2,株"], 1),
        ("树种,胸径,树高,数量,单位", ["杉木,12,9,3,丛", "杉木,20,14,2,丛"], 2),
        ("树种,胸径,单位,树高,株数", ["杉木,120,mm,9,3", "杉木,200,mm,14,2"], 2),
        ("树种,胸径,树高,数量,单位", ["杉木,12,9,3,株", "杉木,20,14,2,株"], 0),
        ("树种,胸径,树高,株数,单位", ["杉木,12,9,3,某林场", "杉木,20,14,2,某林场"], 0),
    ],
)
def test_a_column_of_units_holds_for_the_numbers_to_its_left(head: str, rows: list[str], wrong: int) -> None:
    if wrong:
        assert sum(says(one.message, UNIT_BESIDE) for one in refused(head, *rows)) == wrong
    else:
        assert sum(row.count for row in read(head, *rows).rows) == 5


@pytest.mark.parametrize("serial", ["其中", "减：已办证", "扣除", "另加", "A001-A003", "A1～A3", "P-1至P-3"])
def test_a_serial_number_that_takes_trees_off_or_holds_several_is_refused(serial: str) -> None:
    assert refused(HEAD, *TREES, f"{serial},杉木,12,9,1")


@pytest.mark.parametrize(
    "line",
    [
        "注：其中2株持有采伐许可证",
        "说明：经现场核实，上表第2号为枯立木，系风倒形成，不属本案采伐",
        "备注：以上胸径5厘米以下幼树120株未列入本表",
        "拟采伐木每木检尺表（设计）",
    ],
)
def test_what_a_line_says_of_other_trees_is_told_whole(line: str) -> None:
    found = [one for one in read(HEAD, *TREES, line).remarks if says(one, NOTED)]
    assert len(found) == 1
    assert any(says(one, NOTED) for one in read(line, HEAD, *TREES).remarks)
