"""From the HTML of a paper to its content. The vocabulary is that of ``templates/documents/``; what it does not know is
read as plain paragraphs, so that no word is ever lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lxml import html
from lxml.html import HtmlElement

from casework.documents.docx.content import Block, Cell, Content, Paragraph, Table, Text
from casework.documents.docx.numbering import numbered
from casework.documents.docx.tables import ROW_HEIGHTS, widths_of

HIDDEN = ("visually-hidden", "line-heads")
STYLES = {
    # class of a paragraph -> its style
    "paper-number": "PaperNumber",
    "red-head": "RedHead",
    "letter-head": "LetterHead",
    "to": "Addressee",
    "flush": "Flush",
    "people": "People",
    "sign-line": "SignLine",
    "contact": "Contact",
    "sheet-note": "SheetNote",
    "sheet-line": "SheetLine",
    "hand-line": "HandLine",
    "cover-title": "CoverTitle",
    "annex-title": "AnnexTitle",
    "line-source": "Source",
}
TAGS = {"h1": "Title", "h2": "Heading1", "h3": "Heading2", "caption": "Caption"}
BLOCKS = ("p", "h1", "h2", "h3", "div", "section", "article", "header", "table", "ol", "ul", "li", "dl", "dt", "dd")
INLINE = {"strong": "strong", "b": "strong", "sub": "low", "sup": "high", "code": "fixed"}
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML cannot hold."""
SPACES = re.compile("[ \t\r\n\f]+")
PAGE_END = Paragraph("PageEnd", ())
SEAL = 454
"""Twips left free above issuer and date, where the seal is set."""


@dataclass(frozen=True)
class _Place:
    """Where a block stands: the style of its plain paragraphs, and that of its heads where it differs."""

    plain: str = "Normal"
    heads: str = ""
    fixed: bool = False


def read(article: str, layout: str, across: bool = False) -> Content:
    """The content of an article of a paper, of this layout class; ``across``: of a form that lies across."""
    root = html.fragment_fromstring(UNWRITABLE.sub("", article), create_parent="div")
    blocks = list(_begun(numbered(_blocks(root, _Place()))))
    head = tuple(one for one in blocks if isinstance(one, Paragraph) and one.style == "LetterHead")
    return Content(layout, tuple(one for one in blocks if one not in head), head, across)


def _classes(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").split()


def _blocks(element: HtmlElement, place: _Place) -> Iterator[Block]:
    """The blocks inside an element; text that stands beside blocks is a paragraph of its own."""
    loose: list[Text] = list(_worded(element.text, frozenset()))
    for child in element:
        if isinstance(child.tag, str) and _is_block(child):
            yield from _paragraph(place.plain, loose)
            yield from _block(child, place)
            loose = []
        else:
            loose += _pieces(child, frozenset(), place.fixed)
        loose += _worded(child.tail, frozenset())
    yield from _paragraph(place.plain, loose)


def _is_block(element: HtmlElement) -> bool:
    return element.tag in BLOCKS or any(each.tag in BLOCKS for each in element.iterdescendants())


def _block(element: HtmlElement, place: _Place) -> Iterator[Block]:
    classes = _classes(element)
    if any(one in HIDDEN for one in classes):
        return
    if element.tag == "table":
        yield from _table(element, classes)
    elif element.tag == "ol" and "lines" in classes:
        yield _worksheet(element)
    elif "signed" in classes:
        yield from _signed(element)
    elif element.tag in ("p", "h1", "h2", "h3", "dt") or not _has_blocks(element):
        told = _paragraph(_style(element, classes, place), _inside(element, place.fixed), empty=element.tag == "p")
        yield from (replace(one, kept=True) for one in told) if "lead" in classes else told
    else:
        yield from _paged(classes, list(_blocks(element, _inner(classes, place))))


def _has_blocks(element: HtmlElement) -> bool:
    return any(isinstance(child.tag, str) and _is_block(child) for child in element)


def _inner(classes: Iterable[str], place: _Place) -> _Place:
    for name in classes:
        if name == "statement":
            return replace(place, heads="SectionTitle")
        if name in ("annex", "worksheet", "group-formulas"):
            return replace(place, plain="Small", heads="SmallHead")
        if name == "annexes":
            return replace(place, plain="AnnexItem")
    return place


def _style(element: HtmlElement, classes: list[str], place: _Place) -> str:
    named = [STYLES[name] for name in reversed(classes) if name in STYLES]
    if named:
        return named[0]
    if element.tag in TAGS:
        return place.heads if place.heads and element.tag != "h1" else TAGS[element.tag]
    return place.plain


WHOLE_LINE = 20
"""Characters from which a paragraph to be filled in is a whole line."""


def _paged(classes: list[str], blocks: list[Block]) -> Iterator[Block]:
    """A part that begins a page, or after which one begins."""
    if "newpage" in classes:
        for at, one in enumerate(blocks):
            if isinstance(one, Paragraph):
                blocks[at] = replace(one, before=True)
                break
    if "end" in classes:  # issuer and date never stand without text
        text = max(
            (at for at, one in enumerate(blocks) if isinstance(one, Paragraph) and one.style == "Normal"), default=0
        )
        blocks[text:-1] = [replace(one, kept=True) if isinstance(one, Paragraph) else one for one in blocks[text:-1]]
        blocks = [replace(one, kept=True) if isinstance(one, Table) else one for one in blocks]
    yield from blocks
    if "cover" in classes or "statement" in classes:
        yield PAGE_END


def _begun(blocks: Iterable[Block]) -> Iterator[Block]:
    """The end of a page as the beginning of the next: of its first paragraph, or of an empty one before a table."""
    ended = False
    for one in blocks:
        if one == PAGE_END:
            ended = True
        elif ended and isinstance(one, Table):
            yield Paragraph("TableText", (), before=True)
            yield one
            ended = False
        else:
            yield replace(one, before=True) if ended and isinstance(one, Paragraph) else one
            ended = False


def _signed(element: HtmlElement) -> Iterator[Paragraph]:
    """Issuer over date, each in the middle of the other, the wider one four characters from the right."""
    lines = [_inside(child, False) for child in element]
    widths = [_width("".join(piece.text for piece in line)) for line in lines]
    for at, (line, width) in enumerate(zip(lines, widths, strict=True)):
        right = 400 + (max(widths) - width) // 2
        yield Paragraph("Date" if at else "Issuer", tuple(line), right=right, gap=0 if at else SEAL)


def _width(text: str) -> int:
    """In hundredths of a character."""
    return sum(50 if sign.isascii() else 100 for sign in text)


def _table(element: HtmlElement, classes: list[str]) -> Iterator[Block]:
    caption = element.find("caption")
    if caption is not None:
        yield from _paragraph("Caption", _inside(caption, False))
    fixed = "listing" in classes
    cover = "CoverField" if "cover-fields" in classes else ""
    rows = tuple(_row(row, cover, fixed) for row in element.iter("tr"))
    yield Table(
        rows,
        heads=len(element.findall("thead/tr")),
        widths=widths_of(rows, [_classes(col) for col in element.iter("col")]),
        height=next((ROW_HEIGHTS[name] for name in reversed(classes) if name in ROW_HEIGHTS), 0),
        ruled="none" if cover else "all",
    )


def _row(row: HtmlElement, style: str, fixed: bool) -> tuple[Cell, ...]:
    heads = row.getparent().tag == "thead"
    return tuple(
        Cell(
            _cell(cell, style or ("TableHead" if heads or cell.tag == "th" else "TableText"), fixed),
            span=int(cell.get("colspan") or 1),
            head=heads or cell.tag == "th",
            right="num" in _classes(cell),
        )
        for cell in row
        if cell.tag in ("td", "th")
    )


def _cell(cell: HtmlElement, style: str, fixed: bool = False) -> tuple[Paragraph, ...]:
    place = _Place("Listing" if fixed else style, style, fixed)
    if fixed:
        pieces = [Text(cell.text_content(), frozenset({"fixed"}))]
        return (Paragraph("Listing", tuple(pieces)),)
    found = [one for one in _blocks(cell, place) if isinstance(one, Paragraph)]
    return tuple(found) or (Paragraph(style, ()),)


def _worksheet(element: HtmlElement) -> Table:
    """Lines of a worksheet: number, what is calculated, source."""
    rows = []
    for line in element.findall("li"):
        parts = [_cell(part, "Small") for part in line]
        rows.append(tuple(Cell(part) for part in parts))
    return Table(tuple(rows), widths=(7, 99, 50), ruled="below")


def _paragraph(style: str, pieces: Iterable[Text], empty: bool = False) -> Iterator[Paragraph]:
    told = tuple(_trimmed(list(pieces)))
    if len(told) == 1 and "line" in told[0].marks and len(told[0].text) >= WHOLE_LINE:
        style, told = "HandLine", ()  # a rule below the line, whatever the width of a space in the face at hand
    if told or empty:
        yield Paragraph(style, told)


def _inside(element: HtmlElement, fixed: bool) -> list[Text]:
    found = list(_worded(element.text, frozenset()))
    for child in element:
        found += _pieces(child, frozenset(), fixed)
        found += _worded(child.tail, frozenset())
    return found


def _pieces(element: HtmlElement, marks: frozenset[str], fixed: bool) -> list[Text]:
    """An element within a line."""
    classes = _classes(element)
    if not isinstance(element.tag, str) or any(one in HIDDEN for one in classes):
        return []
    if element.tag == "br":
        return [Text("\n", marks)]
    if "fill" in classes:
        return [Text(element.text_content(), marks | {"line"})]
    marks = marks | ({INLINE[element.tag]} if element.tag in INLINE else set()) | ({"low"} & set(classes))
    found = list(_worded(element.text, marks))
    for child in element:
        found += _pieces(child, marks, fixed)
        found += _worded(child.tail, marks)
    if "choice" in classes and found:
        last = found.pop()
        found += [Text(last.text[:-1], last.marks), Text(last.text[-1:], last.marks | {"apart"})]
    return found


def _worded(text: str | None, marks: frozenset[str]) -> Iterator[Text]:
    if text:
        yield Text(SPACES.sub(" ", text), marks)


def _trimmed(pieces: list[Text]) -> Iterator[Text]:
    """Without the spaces of the markup at both ends, beside breaks and twice in a row; full-width spaces stay."""
    kept: list[Text] = []
    for piece in pieces:
        text = piece.text
        if "line" not in piece.marks and (not kept or kept[-1].text.endswith((" ", "\n"))):
            text = text.removeprefix(" ")
        if text == "\n" and kept:
            kept[-1] = replace(kept[-1], text=kept[-1].text.removesuffix(" "))
        if text:
            kept.append(Text(text, piece.marks))
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text.removesuffix(" "))
    return (piece for piece in kept if piece.text)
