"""Raised and lowered marks, text crossed out in part, and values that a cell states without text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any, Literal

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from rules.carbon.tally.asked import Answers
from rules.carbon.tally.sheet import read_sheet
from rules.reading.sheets.grid import Grid
from rules.reading.sheets.kinds import book_of
from rules.reading.sheets.mistakes import Mistake, NotASheet, SheetError
from tests.rules.workbooks import biff
from tests.rules.workbooks.test_kinds import AS_READ, ROWS, archive, changed, ods, plain, trees, xlsx


def raised(before: str, mark: str, align: Literal["superscript", "subscript"] = "superscript") -> CellRichText:
    return CellRichText(before, TextBlock(InlineFont(vertAlign=align), mark))


def crossed(out: str, kept: str) -> CellRichText:
    return CellRichText(TextBlock(InlineFont(strike=True), out), kept)


def with_cell(place: str, value: Any, font: Font | None = None) -> bytes:
    book = plain()
    assert book.active is not None
    book.active[place].value = value
    if font:
        book.active[place].font = font
    return xlsx(book)


def grid(content: bytes) -> Grid:
    (sheet,) = book_of(content).sheets
    return sheet.grid


def mistakes(content: bytes, **reasons: str) -> list[Mistake]:
    with pytest.raises(SheetError) as caught:
        read_sheet(content, "dbh", Answers(reasons=reasons))
    return list(caught.value.mistakes)


def shared(content: bytes) -> bytes:
    """The workbook with its texts in a table that cells share, as Excel writes them."""
    texts: list[str] = []

    def put(found: re.Match[str]) -> str:
        texts.append(found[3])
        return f'<c r="{found[1]}"{found[2]} t="s"><v>{len(texts) - 1}</v></c>'

    pattern = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*?) t="inlineStr"><is>(.*?)</is></c>', re.DOTALL)
    made = changed(content, {"sheet1.xml": lambda text: pattern.sub(put, text)})
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    made = changed(made, {"workbook.xml.rels": lambda text: text.replace("</Relationships>", relation)})
    kept = io.BytesIO(made)
    with zipfile.ZipFile(kept, "a") as packed:
        items = "".join(f"<si>{text}</si>" for text in texts)
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        packed.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}">{items}</sst>')
    assert texts
    return kept.getvalue()


@pytest.mark.parametrize("spelled", [lambda content: content, shared])
@pytest.mark.parametrize(
    ("place", "value", "shown"),
    [
        ("E3", raised("3", "1"), "3¹"),
        ("C3", raised("9", "12"), "9¹²"),
        ("D3", raised("1", "2", "subscript"), "1₂"),
        ("C3", raised("14", "①"), "14①"),
    ],
)
def test_a_raised_or_lowered_mark_joins_no_number(
    place: str, value: CellRichText, shown: str, spelled: Callable[[bytes], bytes]
) -> None:
    (mistake,) = mistakes(spelled(with_cell(place, value)))
    assert (mistake.row, mistake.cell) == (3, shown)
    assert mistake.column == ROWS[0]["CDE".index(place[0]) + 2]


def test_a_font_that_raises_the_whole_cell_makes_no_number_of_a_mark() -> None:
    (mistake,) = mistakes(with_cell("E3", 1, Font(vertAlign="superscript")))
    assert (mistake.row, mistake.column, mistake.cell) == (3, "株数", "¹")


def test_a_raised_mark_behind_a_heading_hides_no_column_and_a_power_stays_one() -> None:
    assert trees(with_cell("E1", raised("株数", "1"))) == AS_READ
    assert dict(grid(with_cell("F1", raised("材积(m", "3"))).rows)[1][5] == "材积(m³"


@pytest.mark.parametrize("spelled", [lambda content: content, shared])
@pytest.mark.parametrize(("place", "value"), [("C3", crossed("14", "16")), ("E3", crossed("1", "2"))])
def test_a_cell_crossed_out_in_part_is_refused_whatever_reason_is_given(
    place: str, value: CellRichText, spelled: Callable[[bytes], bytes]
) -> None:
    content = spelled(with_cell(place, value))
    # 1416 would be larger than any tree, too: what is wrong with the cell is told once.
    (mistake,) = mistakes(content, struck="划去的是复核记号")
    assert (mistake.row, mistake.place) == (3, "ABCDE".index(place[0]))
    assert not mistake.doubt


def test_a_cell_crossed_out_in_pieces_is_crossed_out_as_a_whole() -> None:
    pieces = CellRichText(TextBlock(InlineFont(strike=True), "1"), TextBlock(InlineFont(strike=True), "4"))
    (mistake,) = mistakes(with_cell("C3", pieces))
    assert mistake.doubt == "struck"


@pytest.mark.parametrize("place", ["A3", "B3", "C3"])
def test_a_number_or_name_crossed_out_is_asked_about(place: str) -> None:
    book = plain()
    assert book.active is not None
    book.active[place].font = Font(strike=True)
    (mistake,) = mistakes(xlsx(book))
    assert (mistake.row, mistake.doubt) == (3, "struck")
    assert trees(with_cell("F9", "旁注", Font(strike=True))) == AS_READ


def test_an_old_workbook_shows_marks_and_what_is_crossed_out_too() -> None:
    rows = [ROWS[0], ROWS[1], [2, "杉木", "14", "10", "31"]]
    found = grid(biff.workbook(rows, rich={(3, 4): [(1, biff.RAISED)], (3, 2): [(0, biff.STRUCK), (1, biff.PLAIN)]}))
    assert dict(found.rows)[3] == ("2", "杉木", "14", "10", "3¹")
    assert (set(found.struck), set(found.partly_struck)) == (set(), {(3, 2)})
    whole = grid(biff.workbook(rows, rich={(3, 2): [(0, biff.STRUCK)]}))
    assert (set(whole.struck), set(whole.partly_struck)) == ({(3, 2)}, set())


TEXT = '<style:style style:family="text" style:name='
LOOKS = {
    "up": 'style:text-position="super 58%"',
    "low": 'style:text-position="-33% 58%"',
    "bold": 'fo:font-weight="bold"',
    "cross": 'style:text-line-through-style="solid"',
}
STYLES = "".join(f'{TEXT}"{name}"><style:text-properties {look}/></style:style>' for name, look in LOOKS.items())
STYLES += f'{TEXT}"kid" style:parent-style-name="up"/>'


def ods_with(cell: str) -> bytes:
    """The workbook whose last tree has ``cell`` for its diameter."""

    def put(text: str) -> str:
        text = re.sub(r"<office:automatic-styles ?/>", "<office:automatic-styles></office:automatic-styles>", text)
        text = text.replace("</office:automatic-styles>", f"{STYLES}</office:automatic-styles>")
        made = re.sub(r'<table:table-cell[^>]*office:value="14"[^>]*>.*?</table:table-cell>', cell, text)
        assert made != text
        return made

    return changed(ods(ROWS), {"content.xml": put})


def spanned(style: str, before: str = "9", mark: str = "1") -> str:
    span = f'<text:span text:style-name="{style}">{mark}</text:span>'
    return f'<table:table-cell office:value-type="string"><text:p>{before}{span}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("style", "shown"), [("up", "9¹"), ("low", "9₁"), ("kid", "9¹"), ("bold", "91"), ("nowhere", "9¹")]
)
def test_a_mark_in_an_ods_cell_joins_no_number(style: str, shown: str) -> None:
    assert dict(grid(ods_with(spanned(style))).rows)[3][2] == shown


def test_pieces_crossed_out_in_an_ods_cell_are_told_from_the_whole() -> None:
    assert grid(ods_with(spanned("cross", "16", "14"))).partly_struck == {(3, 2)}
    whole = grid(ods_with(spanned("cross", "", "14")))
    assert (set(whole.struck), set(whole.partly_struck)) == ({(3, 2)}, set())


@pytest.mark.parametrize(
    ("attributes", "read"),
    [
        ('office:value-type="float" office:value="14"', "14"),
        ('office:value-type="percentage" office:value="0.14"', "0.14"),
        ('office:value-type="currency" office:value="14" office:currency="CNY"', "14"),
        ('office:value-type="date" office:date-value="2024-12-05"', "日期 2024-12-05"),
        ('office:value-type="time" office:time-value="PT12H"', "日期 PT12H"),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE"),
        ('office:value-type="boolean" office:boolean-value="false"', "FALSE"),
        ('office:value-type="string" office:string-value="14"', "14"),
        ('office:value-type="float"', ""),
    ],
)
def test_a_cell_that_states_its_value_without_text_is_read_by_its_type(attributes: str, read: str) -> None:
    found = grid(ods_with(f"<table:table-cell {attributes}/>"))
    assert dict(found.rows)[3] == ("2", "杉木", read, "10", "1")
    shown = grid(ods_with(f"<table:table-cell {attributes}><text:p>99</text:p></table:table-cell>"))
    assert dict(shown.rows)[3][2] in (read, "99")
    assert ("99" in dict(shown.rows)[3]) is ("string" in attributes or not read)


def test_a_number_repeated_without_text_stands_in_each_of_its_cells() -> None:
    row = '<table:table-cell office:value-type="float" office:value="14" table:number-columns-repeated="2"/>'
    content = changed(
        ods_with("<gone/>"),
        {"content.xml": lambda text: re.sub(r"<gone/><table:table-cell[^>]*>.*?</table:table-cell>", row, text)},
    )
    assert dict(grid(content).rows)[3] == ("2", "杉木", "14", "14", "1")


def grouped(display: str, inner: str = "") -> bytes:
    opened = f'<table:table-row-group table:display="{display}"><table:table-row-group{inner}>'

    def put(text: str) -> str:
        rows = re.findall(r"<table:table-row>.*?</table:table-row>", text)
        return text.replace(rows[2], f"{opened}{rows[2]}</table:table-row-group></table:table-row-group>")

    return changed(ods(ROWS), {"content.xml": put})


def test_rows_of_a_group_that_is_not_displayed_are_hidden_rows() -> None:
    assert grid(grouped("false")).hidden_rows == (3,)
    assert grid(grouped("true", ' table:display="false"')).hidden_rows == (3,)
    assert grid(grouped("true")).hidden_rows == ()
    assert any("隐藏的行" in remark for remark in read_sheet(grouped("false"), "dbh").remarks)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODF = "application/vnd.oasis.opendocument."


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (OLE + bytes(2000), "复合文档（.xls、WPS 的 .et 一类）"),
        (b"\x09\x08\x08\x00\x00\x05\x05\x00" + bytes(400), "Excel 5.0/95"),
        (archive(mimetype=f"{ODF}spreadsheet", content_xml="<x/>"), "ODS 工作簿"),
        (archive(mimetype=f"{ODF}text", content_xml="<x/>"), "ODT 文字文档"),
        (archive(mimetype=f"{ODF}presentation", content_xml="<x/>"), "ODP 演示文稿"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_its_kind_with_the_remedy(content: bytes, what: str) -> None:
    with pytest.raises(NotASheet) as caught:
        book_of(content)
    reason = caught.value.mistakes[0].reason
    assert ".xlsx" in reason
    assert not re.search(r"Error|error|Exception", reason)
    assert what in reason


@pytest.mark.parametrize("listed", [True, False])
def test_a_binary_workbook_is_told_under_any_name(listed: bool) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("xl/workbook.bin", b"x")
        if listed:
            packed.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(NotASheet) as caught:
        book_of(made.getvalue())
    assert ".xlsb" in caught.value.mistakes[0].reason


def test_an_encrypted_ods_workbook_is_told_as_one() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("mimetype", f"{ODF}spreadsheet")
        packed.writestr("content.xml", b"\x8a\x01")
        packed.writestr("META-INF/manifest.xml", "<m:encryption-data/>")
    with pytest.raises(NotASheet) as caught:
        book_of(made.getvalue())
    assert "已加密" in caught.value.mistakes[0].reason
