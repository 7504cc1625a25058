"""The text of the file: paragraphs and tables, and the page that they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from casework.documents.docx.content import Block, Cell, Content, Paragraph, Table, Text
from casework.documents.docx.elements import Element, linked, said, w
from casework.documents.docx.styles import HEI, SONG
from casework.documents.docx.stylesheet import faces, indent

LINES = {"heads": 1, "annexes": 2}
"""List -> its number in the file."""
TEXT_WIDTH, COVER_WIDTH, WIDTH_ACROSS = 8844, 6803, 12756
"""156, 120 and 225 mm in twips."""
TO_FILL = "\u00a0" * 4
"""A character of a line to be filled in: spaces of a quarter that never hang over the end of a line."""
AMBIGUOUS = frozenset("“”‘’—…·×÷±°²³½→≥≤□")
"""Signs that are Chinese here, though fonts of the West have them too."""


def document(content: Content) -> Element:
    """``word/document.xml``."""
    width = WIDTH_ACROSS if content.across else TEXT_WIDTH
    body = w("body", *blocks(content.blocks, width), section(content.layout, content.across))
    return w("document", body)


def blocks(told: Iterable[Block], width: int = TEXT_WIDTH) -> Iterator[Element]:
    """Paragraphs and tables, these so wide. Two tables in a row would be one: a thin line keeps them apart."""
    after_table = False
    for one in told:
        if isinstance(one, Paragraph):
            yield paragraph(one)
        else:
            if after_table:
                yield _thin()
            yield table(one, width)
        after_table = isinstance(one, Table)
    if after_table:
        yield _thin()


def _thin() -> Element:
    return w("p", w("pPr", w("pStyle", val="TableText"), w("spacing", line=120, lineRule="exact")))


def paragraph(one: Paragraph, align: str = "") -> Element:
    """A paragraph with its style and what differs from it."""
    looks = w("pPr", w("pStyle", val=one.style))
    if one.kept:
        looks.append(w("keepNext"))
    if one.before:
        looks.append(w("pageBreakBefore"))
    if one.number:
        looks.append(w("numPr", w("ilvl", val=0), w("numId", val=LINES[one.number])))
    if one.gap:
        looks.append(w("spacing", before=one.gap))
    if one.right:
        looks.append(indent(0, one.right, 0))
    elif one.number == "heads":
        looks.append(indent(0, 0, 200))
    if align:
        looks.append(w("jc", val=align))
    return w("p", looks, *(run for piece in one.pieces for run in _runs(piece)))


def _runs(piece: Text) -> Iterator[Element]:
    for at, line in enumerate(piece.text.split("\n")):
        made = w("r", *_looks(piece))
        if at:
            made.append(w("br"))
        if line:
            made.append(said(line.replace("　", TO_FILL) if "line" in piece.marks else line))
        if len(made) > len(list(_looks(piece))):
            yield made


def _looks(piece: Text) -> list[Element]:
    looks: list[Element] = []
    marks = piece.marks
    if "strong" in marks:
        looks.append(faces(HEI))
    elif "fixed" in marks:
        looks.append(faces(SONG, SONG))
    elif not AMBIGUOUS.isdisjoint(piece.text):
        looks.append(w("rFonts", hint="eastAsia"))
    if "apart" in marks:
        looks.append(w("spacing", val=240))
    if "line" in marks:
        looks.append(w("u", val="single"))
    if "low" in marks or "high" in marks:
        looks.append(w("vertAlign", val="subscript" if "low" in marks else "superscript"))
    return [w("rPr", *looks)] if looks else []


def table(one: Table, width: int = TEXT_WIDTH) -> Element:
    """A table as wide as the text; its heads repeated, no row over two pages."""
    width = width if one.ruled != "none" else COVER_WIDTH
    columns = _columns(one, width)
    looks = [w("tblW", w=width, type="dxa"), w("jc", val="center"), _rules(one.ruled), w("tblLayout", type="fixed")]
    made = w("tbl", w("tblPr", *looks))
    made.append(w("tblGrid", *(w("gridCol", w=width) for width in columns)))
    for at, row in enumerate(one.rows):
        kept = one.kept and at < len(one.rows) - 1
        made.append(_row(one, _kept(row) if kept else row, columns, head=at < one.heads))
    return made


def _kept(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The row on one page with the next."""
    return tuple(replace(cell, blocks=tuple(replace(one, kept=True) for one in cell.blocks)) for cell in row)


def _columns(one: Table, width: int) -> list[int]:
    count = max((sum(cell.span for cell in row) for row in one.rows), default=1)
    parts = list(one.widths[:count]) + [10.0] * (count - len(one.widths))
    edges = [round(width * sum(parts[:at]) / sum(parts)) for at in range(count + 1)]
    return [right - left for left, right in pairwise(edges)]


def _rules(ruled: str) -> Element:
    sides = {"all": ("top", "left", "bottom", "right", "insideH", "insideV"), "below": ("top", "bottom", "insideH")}
    return w("tblBorders", *(w(side, val="single", sz=4, space=0, color="000000") for side in sides.get(ruled, ())))


def _row(one: Table, row: tuple[Cell, ...], columns: list[int], head: bool) -> Element:
    looks = w("trPr", w("cantSplit"))
    if one.height:
        looks.append(w("trHeight", val=one.height, hRule="atLeast"))
    if head:
        looks.append(w("tblHeader"))
    made = w("tr", looks)
    at = 0
    for cell in row:
        made.append(_cell(cell, sum(columns[at : at + cell.span]), head))
        at += cell.span
    return made


def _cell(cell: Cell, width: int, head: bool) -> Element:
    looks = w("tcPr", w("tcW", w=width, type="dxa"))
    if cell.span > 1:
        looks.append(w("gridSpan", val=cell.span))
    looks.append(w("vAlign", val="center"))
    align = "center" if head else "right" if cell.right else ""
    return w("tc", looks, *(paragraph(one, align) for one in cell.blocks))


def section(layout: str, across: bool = False) -> Element:
    """The page of GB/T 9704: A4, text area 156 × 225 mm, 22 lines of 28 characters, number outside; or it turned."""
    made = w("sectPr")
    first = layout in ("E", "H")
    if layout == "E":
        made.append(linked("headerReference", "rHead", type="first"))
    made.append(linked("footerReference", "rOdd", type="default"))
    made.append(linked("footerReference", "rEven", type="even"))
    if first:
        made.append(linked("footerReference", "rFirst", type="first"))
    made.append(w("pgSz", w=16838, h=11906, orient="landscape") if across else w("pgSz", w=11906, h=16838))
    places = {"top": 2098, "right": 1474, "bottom": 1978, "left": 1588, "footer": 1446, "gutter": 0}
    if across:
        places |= {"top": 1588, "right": 1984, "bottom": 1474, "left": 2098, "footer": 850}
    made.append(w("pgMar", header=1701 if layout == "E" else 851, **places))
    if first:
        made.append(w("titlePg"))
    # The spacing of the styles fits 28 characters in. A grid of 15.79 pt would say so too, but on one that is closer
    # than its type LibreOffice sets every character two cells wide.
    made.append(w("docGrid", type="linesAndChars", linePitch=580, charSpace=0))
    return made


def head(paragraphs: Iterable[Paragraph]) -> Element:
    """The head of the first page of a letter: the red name, eight millimetres wider than the text at the left."""
    made = w("hdr")
    for one in paragraphs:
        told = paragraph(one)
        told[0].append(w("ind", left=-454, right=-340, firstLine=0))
        made.append(told)
    return made
