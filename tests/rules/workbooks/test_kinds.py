"""Which kind of file it is: read, or told what it is and how to save it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from odfdo import Cell, Document, Row, Style, Table
from openpyxl.chart import BarChart

from rules.carbon.tally.sheet import read_sheet
from rules.reading.sheets.grid import Book
from rules.reading.sheets.kinds import book_of
from rules.reading.sheets.mistakes import NotASheet, SheetError
from tests.rules.workbooks import biff

ROWS: list[list[Any]] = [
    ["序号", "树种", "胸径(cm)", "树高(m)", "株数"],
    [1, "杉木", 12.5, 9, 3],
    [2, "杉木", 14, 10, 1],
]


def xlsx(book: openpyxl.Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def plain() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in ROWS:
        book.active.append(row)
    return book


def changed(content: bytes, change: dict[str, Any]) -> bytes:
    """An archive with the text of some parts changed, by their names."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for end, put in change.items():
                part = put(part.decode()).encode() if name.endswith(end) else part
            new.writestr(name, part)
    return made.getvalue()


def archive(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return made.getvalue()


def ods(rows: list[list[Any]], **looks: Any) -> bytes:
    document = Document("spreadsheet")
    document.body.clear()
    if looks.get("hidden_first"):
        style = Style("table", name="hidden")
        style.set_properties({"table:display": "false"}, area="table")
        document.insert_style(style, automatic=True)
        hidden = Table("作废", style="hidden")
        hidden.append_row(Row(1))
        document.body.append(hidden)
    table = Table("检尺")
    for number, cells in enumerate(rows, 1):
        row = Row()
        row.set_values(cells)
        if number in looks.get("hidden_rows", ()):
            row.set_attribute("table:visibility", "collapse")
        table.append_row(row)
    if looks.get("formula"):
        cell = Cell()
        cell.set_attribute("table:formula", "of:=[.C2]-1")
        table.set_cell("D2", cell)
    # What LibreOffice writes behind the last row: the rest of the sheet as one row.
    rest = Row()
    rest.set_attribute("table:number-rows-repeated", "1048573")
    table.append(rest)
    document.body.append(table)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def trees(content: bytes) -> list[tuple[str, str, int]]:
    return [(row.species, str(row.dbh_cm), row.count) for row in read_sheet(content, "dbh").rows]


AS_READ = [("杉木", "12.5", 3), ("杉木", "14", 1)]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<html><table><tr><td>树种</td></tr></table></html>".encode(), "网页（HTML）"),
        ("\ufeff<!DOCTYPE html>\n<HTML><body>".encode(), "网页（HTML）"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "XML 电子表格（2003）",
        ),
        (b'<?xml version="1.0"?><data/>', "XML 文本"),
        (b"%PDF-1.4\n", "PDF 文件"),
        (b"Rar!\x1a\x07", "RAR 文件"),
        (b"\x89PNG\r\n\x1a\n", "PNG 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "已加密"),
        (archive(word__document_xml="<x/>"), "文字处理或演示文稿"),
        (archive(hello="x"), "压缩文件"),
        (archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_xml="<x/>"), "这是 ODS 工作簿"),
        (archive(mimetype="x", content_xml="<x"), "不是正确的 XML"),
    ],
)
def test_what_is_no_table_is_told_by_its_kind(content: bytes, what: str) -> None:
    with pytest.raises(NotASheet) as caught:
        book_of(content)
    assert what in caught.value.mistakes[0].reason


def test_a_chart_in_front_of_the_sheet_is_passed_over() -> None:
    book = plain()
    book.create_chartsheet("图", 0).add_chart(BarChart())
    assert trees(xlsx(book)) == AS_READ


def test_a_strict_open_xml_workbook_is_read() -> None:
    content = xlsx(plain())
    loose = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def strict(text: str) -> str:
        text = text.replace(loose, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        return text.replace(relations, "http://purl.oclc.org/ooxml/officeDocument/relationships")

    assert trees(changed(content, {".xml": strict, ".rels": strict})) == AS_READ


def test_a_workbook_that_declares_a_document_type_is_refused() -> None:
    def declared(text: str) -> str:
        return '<!DOCTYPE x [<!ENTITY a "b">]>' + text.partition("?>")[2] if "?>" in text else f"<!DOCTYPE x>{text}"

    with pytest.raises(NotASheet) as caught:
        read_sheet(changed(xlsx(plain()), {"sheet1.xml": declared}), "dbh")
    assert "DOCTYPE" in caught.value.mistakes[0].reason


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("sheet1.xml", 'r="B2"', 'r="B3"'),
        ("sheet1.xml", 'r="B2"', 'r="ZZZZ2"'),
        ("sheet1.xml", 'r="B2"', 'r="A2"'),
        ("sheet1.xml", '<row r="3"', '<row r="1"'),
        ("sheet1.xml", '<row r="3"', '<row r="999999999"'),
        ("sheet1.xml", "<v>14</v>", "<v>vierzehn</v>"),
        ("sheet1.xml", "</worksheet>", ""),
        ("workbook.xml", 'r:id="rId1"', 'r:id="rId99"'),
        ("workbook.xml.rels", "sheet1.xml", "sheet9.xml"),
    ],
)
def test_a_damaged_workbook_is_refused_and_never_half_read(part: str, old: str, new: str) -> None:
    content = xlsx(plain())
    damaged = changed(content, {part: lambda text: text.replace(old, new)})
    assert damaged != content
    with pytest.raises(SheetError):
        read_sheet(damaged, "dbh")


def test_an_ods_workbook_is_read() -> None:
    assert trees(ods(ROWS)) == AS_READ


def test_what_is_hidden_in_an_ods_workbook_and_formulas_without_a_result_are_seen() -> None:
    book: Book = book_of(ods(ROWS, hidden_first=True, hidden_rows=(3,)))
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("作废", True), ("检尺", False)]
    assert book.sheets[1].grid.hidden_rows == (3,)
    with pytest.raises(SheetError) as caught:
        read_sheet(ods(ROWS, formula=True), "dbh")
    assert "公式" in caught.value.mistakes[0].reason


def test_an_old_xls_workbook_is_read() -> None:
    assert trees(biff.workbook(ROWS)) == AS_READ


def test_what_an_old_xls_workbook_hides_or_crosses_out_is_seen() -> None:
    (sheet,) = book_of(biff.workbook(ROWS, hidden_rows=(3,), struck=((2, 2),))).sheets
    assert sheet.grid.hidden_rows == (3,)
    assert sheet.grid.struck == {(2, 2)}
    (hidden,) = book_of(biff.workbook(ROWS, hidden=True)).sheets
    assert hidden.hidden


def by_default(stated: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The hidden rows and columns of a sheet of three rows and three columns with these defaults; row 3 is 7.25 high
    and column B 6.25 wide."""
    book = plain()
    assert book.active is not None
    book.active.row_dimensions[3].height = 7.25
    book.active.column_dimensions["B"].width = 6.25

    def put(text: str) -> str:
        made, times = re.subn(r"<sheetFormatPr [^>]*/>", f"<sheetFormatPr {stated}/>", text)
        assert times == 1
        return made

    (sheet,) = book_of(changed(xlsx(book), {"sheet1.xml": put})).sheets
    used = {number for number, _ in sheet.grid.rows}
    return (
        tuple(number for number in sheet.grid.hidden_rows if number in used),
        tuple(place for place in sheet.grid.hidden_columns if place < 3),
    )


# ECMA-376 18.3.1.81. zeroHeight is how programs hide the rows that hold nothing without writing each of them; a row
# that is written is seen. Without a height of their own rows have the default one, and columns likewise.
@pytest.mark.parametrize(
    ("stated", "rows", "columns"),
    [
        ('defaultRowHeight="15"', (), ()),
        ('defaultRowHeight="15" zeroHeight="1"', (), ()),
        ('defaultRowHeight="0" zeroHeight="1"', (1, 2), ()),
        ('defaultRowHeight="0.0"', (1, 2), ()),
        ('defaultRowHeight="15" defaultColWidth="0"', (), (0, 2)),
    ],
)
def test_what_has_no_size_by_default_is_hidden(stated: str, rows: tuple[int, ...], columns: tuple[int, ...]) -> None:
    assert by_default(stated) == (rows, columns)


@pytest.mark.parametrize("size", ["0", "0.0", "0.00", "0E0"])
def test_a_row_or_column_of_a_workbook_without_any_size_is_hidden(size: str) -> None:
    book = plain()
    assert book.active is not None
    book.active.row_dimensions[3].height = 7.25
    book.active.column_dimensions["B"].width = 6.25

    def without(text: str) -> str:
        assert 'ht="7.25"' in text
        assert 'width="6.25"' in text
        return text.replace('ht="7.25"', f'ht="{size}"').replace('width="6.25"', f'width="{size}"')

    (sheet,) = book_of(changed(xlsx(book), {"sheet1.xml": without})).sheets
    assert (sheet.grid.hidden_rows, sheet.grid.hidden_columns) == ((3,), (1,))
