"""A tally as CSV or XLSX: headings and units, equal trees counted once, every mistake with its row and column."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from rules.carbon.measure import lost_stock_total, measure
from rules.carbon.parameters.species import UNKNOWN_SPECIES
from rules.carbon.tally.files import with_files
from rules.carbon.tally.headings import UNIT_TAKEN, UNUSED
from rules.carbon.tally.sheet import Basis, RowsWrong, Sheet, read_sheet
from rules.casefile import parse
from rules.reading.errors import InputError
from rules.reading.messages import msg
from rules.reading.sheets.grid import Limits
from rules.reading.sheets.mistakes import SheetError, SheetTooLarge
from tests.rules.cases import case, stand
from tests.told import told as told_by

HEADINGS = ["序号", "树种", "胸径（cm）", "树高（m）", "株数"]


def csv(*rows: str, encoding: str = "utf-8", headings: str = ",".join(HEADINGS)) -> bytes:
    return "\n".join([headings, *rows]).encode(encoding)


def xlsx(rows: Iterable[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("检尺")
    for row in rows:
        sheet.append(row)
    book.create_sheet("说明").append(["第二张表不读"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def shown(size: Decimal | None) -> str | None:
    return None if size is None else str(size)


def told(sheet: Sheet) -> list[tuple[str, str | None, str | None, int]]:
    return [(row.species, shown(row.dbh_cm), shown(row.height_m), row.count) for row in sheet.rows]


def mistakes(content: bytes, basis: Basis = "dbh") -> list[tuple[int, str, str]]:
    with pytest.raises(SheetError) as caught:
        read_sheet(content, basis)
    return [(mistake.row, mistake.column, mistake.reason) for mistake in caught.value.mistakes]


def test_equal_trees_of_a_sheet_become_one_row_in_order_of_first_appearance() -> None:
    sheet = read_sheet(csv("1,杉木,20,15,3", "2,马尾松,12.5,9,1", "3,杉木,20.0,15,4", "", "4,杉木,20,15,3"), "dbh")
    assert told(sheet) == [("杉木", "20", "15", 10), ("马尾松", "12.5", "9", 1)]
    assert (sheet.lines, sheet.trees) == (4, 11)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_that_offices_use(encoding: str) -> None:
    assert told(read_sheet(csv("1,杉木,20,15,3", encoding=encoding), "dbh")) == [("杉木", "20", "15", 3)]


@pytest.mark.parametrize("delimiter", ["\t", ";", "，"])
def test_other_delimiters_are_understood(delimiter: str) -> None:
    content = csv("1,杉木,20,15,3").decode().replace(",", delimiter).encode()
    assert told(read_sheet(content, "dbh")) == [("杉木", "20", "15", 3)]


def test_a_workbook_gives_the_decimals_that_it_shows() -> None:
    rows: list[list[Any]] = [HEADINGS, [1, "杉木", 20.3, 15, 3], [2, "速生桉", 0.1 + 0.2, "１２．５", None]]
    rows[2][4] = 1
    assert told(read_sheet(xlsx(rows), "dbh")) == [("杉木", "20.3", "15", 3), ("桉树", "0.3", "12.5", 1)]


def test_a_title_above_the_headings_and_other_columns_do_no_harm() -> None:
    rows = [["每木检尺表"], [], ["地点：某村"], ["树种", "备注", "胸径/厘米"], ["杉木", "倒伏", "20"]]
    sheet = read_sheet(xlsx(rows), "dbh")
    assert told(sheet) == [("杉木", "20", None, 1)]
    assert sheet.remarks[0] == msg(UNUSED, heading="备注")


@pytest.mark.parametrize("heading", ["胸径", "胸径(cm)", "胸径 cm", "胸径（CM）", " 胸径[cm] ", "胸径(公分)"])
def test_headings_are_recognised_as_offices_write_them(heading: str) -> None:
    sheet = read_sheet(csv("杉木,20", headings=f"树种,{heading}"), "dbh")
    assert told(sheet) == [("杉木", "20", None, 1)]
    assert any(told_by(remark, UNIT_TAKEN, unit="cm") for remark in sheet.remarks) == (heading == "胸径")


def test_the_basis_says_which_diameter_counts() -> None:
    content = csv("杉木,20,26", headings="树种,胸径(cm),地径(cm)")
    standing, stumps = read_sheet(content, "dbh"), read_sheet(content, "stump")
    assert [(row.dbh_cm, row.stump_cm) for row in standing.rows] == [(Decimal(20), None)]
    assert [(row.dbh_cm, row.stump_cm) for row in stumps.rows] == [(None, Decimal(26))]
    assert any("地径(cm)" in remark for remark in standing.remarks)
    assert any("胸径(cm)" in remark for remark in stumps.remarks)


@pytest.mark.parametrize(
    ("content", "row", "column", "reason"),
    [
        (b"", 0, "", "空的"),
        (b" \n ", 0, "", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "", "另存为 .xlsx"),
        (b"PK\x03\x04 broken", 0, "", "已损坏"),
        (b"\xff\xff\xff\x81", 0, "", "编码"),
        ("树种,胸径\n杉木,2\0".encode(), 0, "", "空字符"),
        ("种类,粗细\n杉木,20".encode(), 0, "", "找不到表头"),
        (csv("杉木,20", headings="树种,地径(cm)"), 1, "", "缺少“胸径（cm）”列"),
        (csv("杉木,20", headings="树种,胸径(mm)"), 1, "胸径(mm)", "单位应为 cm，现为 mm"),
        (csv("杉木,20,30", headings="树种,胸径(cm),径阶(cm)"), 1, "径阶(cm)", "与第 2 列重复"),
        (csv(), 1, "", "没有数据行"),
        (csv("1,杉木,20,15,9000000", "2,杉木,21,15,9000000"), 0, "", "超过上限"),
    ],
)
def test_a_file_that_is_no_tally_is_refused_with_one_reason(content: bytes, row: int, column: str, reason: str) -> None:
    ((at, where, why),) = mistakes(content)
    assert (at, where) == (row, column)
    assert reason in why


def test_a_workbook_without_the_parts_of_a_workbook_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("hello.txt", "no workbook")
    ((_, _, reason),) = mistakes(content.getvalue())
    assert "压缩文件" in reason


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(bytes=1000), "文件过大"),
        (Limits(unpacked=1000), "工作簿展开后过大"),
        (Limits(rows=1), "表格过长：第 2 行有内容，上限为 1 行"),
        (Limits(columns=4), "表格过宽：第 1 行第 5 列有内容，上限为 4 列"),
        (Limits(cells=9), "有内容的单元格超过上限 9 个"),
    ],
)
def test_a_file_beyond_a_limit_is_refused_with_its_name(limits: Limits, reason: str) -> None:
    with pytest.raises(SheetTooLarge) as caught:
        read_sheet(xlsx([HEADINGS, [1, "杉木", 20, 15, 3]]), "dbh", limits=limits)
    assert reason in caught.value.mistakes[0].reason


DBH, HEIGHT, COUNT = "胸径（cm）", "树高（m）", "株数"
# Sheet row, column as headed, what stands in the cell instead, what the reason must say.
FORTY: list[tuple[int, str, Any, str]] = [
    (17, "树种", None, "缺少树种"),
    (203, "树种", "铁树", "不认识的树种“铁树”"),
    (350, "树种", "松", "可能指几个树种"),
    (351, "树种", "阔叶树", "可能指几个树种"),
    (777, "树种", 12, "不认识的树种“12”"),
    (900, "树种", "#N/A", "公式错误 #N/A"),
    (1001, "树种", "杉木、马尾松", "不认识的树种“杉木、马尾松”"),
    (1502, "树种", "杉木?", "不认识的树种"),
    (2000, DBH, None, "缺少胸径"),
    (2001, DBH, -3, "应大于 0，现为 -3"),
    (2002, DBH, 0, "应大于 0，现为 0"),
    (2003, DBH, "二十", "二十"),
    (2500, DBH, "20cm", "十进制数"),
    (3003, DBH, "1,234", "十进制数"),
    (3500, DBH, "20-22", "范围"),
    (4004, DBH, 2030, "不合常理"),
    (4500, DBH, 1e-12, "应大于 0"),
    (5005, DBH, "#DIV/0!", "公式错误 #DIV/0!"),
    (5500, DBH, True, "十进制数"),
    (6006, DBH, datetime.date(2022, 5, 20), "是日期"),
    (6500, DBH, "20.1.5", "十进制数"),
    (7007, DBH, "1e2", "十进制数"),
    (7500, DBH, "约20", "约"),
    (8008, HEIGHT, -1, "应大于 0，现为 -1"),
    (8500, HEIGHT, 0, "应大于 0，现为 0"),
    (9009, HEIGHT, "15米", "十进制数"),
    (9500, HEIGHT, 150, "不合常理"),
    (10010, HEIGHT, "#VALUE!", "公式错误"),
    (10500, HEIGHT, datetime.datetime(2022, 5, 20, 1, 2), "是日期"),
    (11011, HEIGHT, "1 5", "十进制数"),
    (11500, HEIGHT, "?", "十进制数"),
    (12012, COUNT, 0, "应大于 0"),
    (12500, COUNT, -2, "整数"),
    (13013, COUNT, 1.5, "整数"),
    (13500, COUNT, "三", "三"),
    (14014, COUNT, 99999999, "10,000,000"),
    (14500, COUNT, None, "缺少株数"),
    (15015, COUNT, "#REF!", "公式错误"),
    (19999, "序号", 5, "序号 5 与第 6 行重复"),
    (20001, COUNT, "3株", "整数"),
]


def test_a_workbook_of_20000_rows_reports_all_of_40_different_mistakes() -> None:
    assert len(FORTY) == len({row for row, _, _, _ in FORTY}) == 40
    rows: list[list[Any]] = [[n, "杉木", 5 + n % 40, 3 + n % 20, 1 + n % 3] for n in range(1, 20001)]
    for number, column, cell, _ in FORTY:
        rows[number - 2][HEADINGS.index(column)] = cell
    found = mistakes(xlsx([HEADINGS, *rows]))
    assert [(row, column) for row, column, _ in found] == [(row, column) for row, column, _, _ in FORTY]
    for (_, _, reason), (row, _, _, expected) in zip(found, FORTY, strict=True):
        assert expected in reason, row


def test_a_mistake_that_stands_in_many_rows_is_told_for_each() -> None:
    rows = ["1,杉木,20,15,1", "2,铁树,20,15,1", "3,铁树,20,15,1", "4,杉木,,,"]
    assert [(row, column) for row, column, _ in mistakes(csv(*rows))] == [
        (3, "树种"),
        (4, "树种"),
        (5, COUNT),
        (5, DBH),
    ]


def by_file(name: str = "检尺.csv", **facts: Any) -> Any:
    return parse(case(stand(tally={"basis": "dbh", "volume_equation": "LY208-fir", "file": name}, **facts)))


def test_a_tally_file_is_measured_as_if_its_rows_stood_in_the_case_file() -> None:
    heard: list[str] = []
    content = csv("1,杉木,10,6,5", "2,杉木,8,6,12", headings="序号,树种,胸径,树高(m),株数")
    filled = with_files(by_file(), {"检尺.csv": content}.__getitem__, tell=heard.append)
    # Printed table of LY 208-77 at H 6 m: 5 × 0.027 + 12 × 0.018.
    assert str(lost_stock_total(measure(filled))) == "0.351 m3"
    assert heard == [f"检尺.csv：{msg(UNIT_TAKEN, name='胸径', unit='cm')}"]
    assert filled.stands[0].tally is not None
    assert filled.stands[0].tally.file is None


def test_a_case_file_without_tally_files_stays_as_it_is() -> None:
    plain = parse(case(stand(standing_stock_m3="10")))
    none: dict[str, bytes] = {}
    assert with_files(plain, none.__getitem__) is plain


def test_every_mistake_of_a_tally_file_is_told_at_the_field_that_names_it() -> None:
    with pytest.raises(InputError) as caught:
        with_files(by_file(), lambda name: csv("1,杉木,-1,6,5", "2,铁树,8,6,12"))
    assert [(error.path, error.message[:26]) for error in caught.value.errors] == [
        ("stands[0].tally.file", "检尺.csv 第 2 行“胸径（cm）”：应大于 0"[:26]),
        ("stands[0].tally.file", f"检尺.csv 第 3 行“树种”：{msg(UNKNOWN_SPECIES, name='铁树')}"[:26]),
    ]


def test_a_tally_file_that_is_not_there_is_told() -> None:
    def absent(name: str) -> bytes:
        raise FileNotFoundError(2, "No such file or directory", name)

    with pytest.raises(InputError) as caught:
        with_files(by_file(), absent)
    (error,) = caught.value.errors
    assert error.path == "stands[0].tally.file"
    assert "检尺.csv" in error.message


def test_the_right_rows_beside_wrong_ones_are_at_hand_for_further_checks() -> None:
    with pytest.raises(RowsWrong) as caught:
        read_sheet(csv("1,铁树,20,15,3", "2,杉木,20,15,3", "3,杉木,20,15,1"), "dbh")
    assert told(caught.value.sheet) == [("杉木", "20", "15", 4)]
    assert caught.value.sheet.first_rows == (3,)


def test_an_unknown_species_is_told_without_the_list_of_all_at_every_row() -> None:
    assert mistakes(csv("1,铁树,20,15,3"))[0][2] == msg(UNKNOWN_SPECIES, name="铁树")
