"""Rows that stand for several trees, and sums wherever they stand: caught where they contradict what is read."""

from __future__ import annotations

import pytest

from rules.carbon.tally.asked import Answers
from rules.carbon.tally.numerals import whole_number
from rules.carbon.tally.sheet import Sheet, read_sheet
from rules.reading.sheets.mistakes import Mistake, SheetError

HEAD = "序号,树种,胸径(cm),树高(m)"


def read(text: str, **reasons: str) -> Sheet:
    return read_sheet(text.encode(), "dbh", Answers(reasons=reasons))


def refused(text: str) -> list[Mistake]:
    with pytest.raises(SheetError) as caught:
        read(text)
    return list(caught.value.mistakes)


def serials(*numbers: str, counts: tuple[str, ...] = ()) -> str:
    rows = [f"{serial},杉木,{10 + at},9" for at, serial in enumerate(numbers)]
    rows = [f"{row},{count}" for row, count in zip(rows, counts, strict=True)] if counts else rows
    return "\n".join([HEAD + (",株数" if counts else ""), *rows, ""])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("50", 50),
        ("1,200", 1200),
        ("五", 5),
        ("十", 10),
        ("五十", 50),
        ("十二", 12),
        ("一百零五", 105),
        ("一千二百三十", 1230),
        ("两百", 200),
        ("一二〇", 120),
        ("三万零五十", 30050),
        ("伍拾", 50),
        ("1,2", None),
        ("十百", None),
        ("五五十", None),
        ("五株", None),
    ],
)
def test_whole_numbers_are_read_in_either_writing(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("serial", ["1～50", "1~50", "1—50", "1至50", "1到50", "1-50", "1–50", "第1-50号", "１～５０"])
def test_a_range_of_serial_numbers_is_more_than_one_tree(serial: str) -> None:
    (mistake,) = refused(serials(serial))
    assert (mistake.row, mistake.column) == (2, "序号")
    assert "50 株" in mistake.reason
    assert read(serials(serial, counts=("50",))).trees == 50
    assert refused(serials(serial, counts=("49",)))


def test_a_list_of_serial_numbers_is_more_than_one_tree() -> None:
    assert [mistake.row for mistake in refused(serials("1", "2、3", "4"))] == [3]
    assert read(serials("1", "2、3", "4", counts=("1", "2", "1"))).trees == 4


def test_every_range_among_single_numbers_is_named() -> None:
    assert [mistake.row for mistake in refused(serials("1-5", "6～8", "9"))] == [2, 3]


@pytest.mark.parametrize(
    "numbers", [("1-1", "1-2", "1-3", "2-1", "2-2"), ("1-2", "1-3"), ("3-1", "3-2"), ("A-1", "A-2"), ("1", "2", "3")]
)
def test_a_plot_and_a_tree_joined_by_a_hyphen_are_one_tree(numbers: tuple[str, ...]) -> None:
    assert read(serials(*numbers)).trees == len(numbers)


def test_a_kind_written_into_the_serial_number_is_refused() -> None:
    assert [mistake.row for mistake in refused(serials("1", "2枯", "3"))] == [3]


@pytest.mark.parametrize("mark", ["…", "……", "...", "省略", "⋮"])
def test_rows_that_were_left_out_are_asked_for(mark: str) -> None:
    (mistake,) = refused(f"{HEAD}\n1,杉木,12.5,9\n{mark},,,\n10,杉木,14,10\n")
    assert mistake.row == 3


@pytest.mark.parametrize(
    "remark", ["2株", "3株同", "共3株", "三株", "丛生4株", "同上，2棵", "每穴3株", "双株", "双株并生"]
)
def test_a_number_of_trees_among_the_remarks_is_asked_about(remark: str) -> None:
    text = f'{HEAD},备注\n1,杉木,12.5,9,"{remark}"\n2,杉木,14,10,\n'
    mistakes = refused(text)
    assert [(mistake.row, mistake.doubt) for mistake in mistakes if mistake.doubt == "columns"] == [(2, "columns")]
    assert read(text, columns="备注指萌芽株数").trees == 2


@pytest.mark.parametrize("remark", ["1株", "一株两干", "第3株", "与3号株相邻", "双株距"])
def test_other_numbers_among_the_remarks_are_none_of_trees(remark: str) -> None:
    assert read(f"{HEAD},备注\n1,杉木,12.5,9,{remark}\n2,杉木,14,10,\n").trees == 2


def test_a_remark_that_repeats_the_number_of_its_row_agrees() -> None:
    text = f"{HEAD},株数,备注\n1,杉木,12.5,9,3,3株同\n"
    assert read(text).trees == 3
    assert refused(text.replace("9,3,3株", "9,2,3株"))


FIVE = f"{HEAD},株数,备注\n1,杉木,12.5,9,3,\n2,杉木,14,10,2,\n"
"""Five trees: 3 + 2."""


@pytest.mark.parametrize(
    "row",
    [
        "合计,,,,{n}株,",
        "合计,{n}株,,,,",
        "合计,{n},,,,",
        "合计,,,,,{n}株",
        "合计,,,,,共{n}株",
        "合计,,{n},株,,",
        "合计{n}株,,,,,",
        ",合计：{n}株,,,,",
        ",,,,,合计{n}株",
        ",,,,,本批共{n}株",
        "共计{n}株,,,,,",
        "本表合计采伐{n}株。,,,,,",
        "以上共 {n} 株,,,,,",
        "株数：{n},,,,,",
        "合计,,,,{n},{n}株",
    ],
)
def test_a_sum_is_held_against_the_trees_wherever_it_stands(row: str) -> None:
    for right in ("5", "５"):
        assert read(FIVE + row.format(n=right) + "\n").trees == 5
    assert refused(FIVE + row.format(n="50") + "\n")


@pytest.mark.parametrize(
    "row", ["合计,,,,{n},", "合计,{n}株,,,,", "共计{n}株,,,,,", "本表合计采伐{n}株,,,,,", "合计,,,,{n}株,"]
)
def test_a_sum_in_words_is_held_against_the_trees(row: str) -> None:
    for right in ("五", "伍"):
        assert read(FIVE + row.format(n=right) + "\n").trees == 5
    assert refused(FIVE + row.format(n="五十") + "\n")


def test_two_numbers_of_one_sum_must_both_be_right() -> None:
    assert refused(f"{FIVE}合计,50株,,,5,\n")


def test_a_sum_that_is_no_whole_number_cannot_pass_for_one() -> None:
    assert refused(f"{FIVE}合计,,,,5.5,\n")
    assert refused(f"{FIVE}合计,,,,若干,\n")
    assert read(f"{FIVE}合计,,,,—,\n").trees == 5


@pytest.mark.parametrize("line", ["采伐株数共{n}株", "总株数：{n}", "共计{n}株"])
def test_a_number_above_the_table_is_held_against_its_trees(line: str) -> None:
    assert read(f"{line.format(n=5)}\n{FIVE}").trees == 5
    (mistake,) = refused(f"{line.format(n=6)}\n{FIVE}")
    assert mistake.row == 1


@pytest.mark.parametrize(
    "line", ["批准采伐共100株", "另有幼树共20株未量", "每亩共120株", "计划采伐株数：100", "共2页", "保留木共3株"]
)
def test_what_was_permitted_or_left_is_no_sum_of_the_table(line: str) -> None:
    text = f"{FIVE}{line},,,,,\n"
    if "保留" in line:
        assert [mistake.doubt for mistake in refused(text)] == ["kinds"]
    else:
        assert read(text).trees == 5
