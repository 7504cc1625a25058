"""Columns and remarks that say which trees were felled: asked about as a whole, and ordinary columns not at all."""

from __future__ import annotations

import pytest

from rules.carbon.tally.asked import Answers
from rules.carbon.tally.sheet import Sheet, read_sheet
from rules.reading.sheets.mistakes import Mistake, SheetError

HEAD = "序号,树种,胸径(cm),树高(m)"


def sheet(heading: str, *cells: str) -> bytes:
    rows = [f"{number},杉木,{10 + number},9,{cell}" for number, cell in enumerate(cells, 1)]
    return "\n".join([f"{HEAD},{heading}", *rows, ""]).encode()


def answers(counted: str = "", left_out: str = "") -> Answers:
    return Answers((), tuple(counted.split("、")), tuple(left_out.split("、")))


def asked(content: bytes, **kinds: str) -> list[Mistake]:
    with pytest.raises(SheetError) as caught:
        read_sheet(content, "dbh", answers(**kinds))
    return list(caught.value.mistakes)


def read(content: bytes, **kinds: str) -> Sheet:
    return read_sheet(content, "dbh", answers(**kinds))


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("标记", ("伐", "留", "伐")),
        ("立木", ("活", "死", "活")),
        ("存活", ("是", "是", "否")),
        ("活/死", ("活", "死")),
        ("处理", ("砍", "留")),
        ("类别", ("甲", "乙")),
        ("检尺情况", ("A", "B", "A")),
        ("说明栏", ("√", "", "√")),
        ("采伐", ("√", "", "√")),
        ("备注", ("枯", "死", "留")),
        ("备注", ("砍", "留", "砍")),
        ("备注", ("砍", "", "砍")),
        ("备注", ("划掉", "", "")),
        ("备注", ("划去", "不采", "重复登记")),
        ("备注", ("半枯", "", "此株不算")),
        ("备注", ("", "尚未被砍伐", "")),
        ("备注", ("甲类", "", "甲类")),
        ("", ("死", "", "")),
        ("保留", ("√", "", "")),
    ],
)
def test_what_parts_the_trees_is_asked_about(heading: str, cells: tuple[str, ...]) -> None:
    mistakes = asked(sheet(heading, *cells))
    assert [mistake.doubt for mistake in mistakes] == ["kinds"]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("作业区", ("一", "二", "一")),
        ("作业区", ("枯木坑", "留坑", "留坑")),
        ("检尺员", ("张三", "李四", "张三")),
        ("检尺日期", ("5月6日", "5月7日", "5月6日")),
        ("小地名", ("大坑", "后山", "大坑")),
        ("村", ("留村", "东村", "东村")),
        ("采伐方式", ("皆伐", "择伐", "皆伐")),
        ("林木质量", ("用材树", "薪材树", "用材树")),
        ("冠幅(m)", ("3.5", "2.0", "3.5")),
        ("照片", ("a.jpg", "b.jpg", "a.jpg")),
        ("干况", ("断头", "偏冠", "断头")),
        ("备注", ("断头", "", "断头")),
        ("备注", ("枯梢", "", "")),
        ("备注", ("/", "无", "—")),
        ("备注", ("伐", "伐", "伐")),
        ("标记", ("伐", "伐", "伐")),
        ("存活", ("是", "是", "是")),
        ("备注", ("靠近岩石", "", "")),
    ],
)
def test_ordinary_columns_are_not_asked_about(heading: str, cells: tuple[str, ...]) -> None:
    assert read(sheet(heading, *cells)).trees == 3


def test_the_rest_of_a_column_of_which_a_part_is_known_is_asked_about_too() -> None:
    content = sheet("备注", "枯死", "甩", "断头", "")
    (mistake,) = asked(content)
    assert "枯死 1 行、甩 1 行" in mistake.reason
    assert asked(content, left_out="枯死")
    assert read(content, left_out="枯死、甩").trees == 2
    assert read(content, left_out="枯死", counted="甩").trees == 3


def test_the_answer_decides_and_is_told() -> None:
    content = sheet("标记", "伐", "留", "伐")
    found = read(content, counted="伐", left_out="留")
    # The first and the third tree: 11 and 13 cm.
    assert [str(row.dbh_cm) for row in found.rows] == ["11", "13"]
    assert any("留" in remark for remark in found.remarks)


def test_who_is_not_ticked_as_felled_is_asked_about_unless_another_column_says_it() -> None:
    assert [mistake.doubt for mistake in asked(sheet("采伐木", "√", "", "√"))] == ["kinds"]
    assert read(sheet("采伐木", "√", "", "√"), left_out="空").trees == 2
    assert read(sheet("采伐木", "√", "√", "√")).trees == 3


def test_what_nothing_is_decided_by_is_told_as_it_was_written() -> None:
    assert any("靠近岩石" in remark for remark in read(sheet("备注", "靠近岩石", "", "")).remarks)


@pytest.mark.parametrize(
    ("line", "asks"), [("枯", True), ("以下为死树", True), ("小班：枯坑", False), ("第二页", False)]
)
def test_a_line_between_the_trees_that_says_it_of_those_below_is_asked_about(line: str, asks: bool) -> None:
    content = f"{HEAD}\n1,杉木,12.5,9\n{line},,,\n2,杉木,14,10\n".encode()
    if asks:
        assert [mistake.doubt for mistake in asked(content)] == ["kinds"]
    else:
        assert read(content).trees == 2
