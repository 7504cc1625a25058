"""Several PDFs bound to one: contents before them, a bookmark for each, the pages numbered through.

What is on a page stays as it is, operator by operator. The number of the volume stands framed in the upper right
corner, beside whatever number a paper itself has at its foot.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from casework.documents.errors import NotIssued
from casework.documents.typesetting import set_pdf
from rules.reading.messages import template

MOST_PAGES = 5000
SIZE, INSET = 10, 28
"""Points: of the number, of its distance from both edges."""

FACE = "/DossierNumber"
FIGURES = (
    '<!doctype html><html lang="zh-CN"><title>0123456789</title>'
    '<p style="font: 10pt FandolHei, sans-serif">0123456789</p></html>'
)
TOO_MANY = template("全卷共 %(count)s 页，超过一卷 %(most)s 页的上限，请分卷制作。")


@dataclass(frozen=True)
class Part:
    """A paper or material: how its bookmark is called, and its pages."""

    title: str
    pdf: bytes


@dataclass(frozen=True)
class Run:
    """From which page of the volume to which."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def runs(parts: Sequence[Part]) -> list[Run]:
    """Which pages of the volume each part takes. Raises ``NotIssued`` where they are too many."""
    from pypdf import PdfReader

    found, last = [], 0
    for part in parts:
        count = len(PdfReader(io.BytesIO(part.pdf)).pages)
        found.append(Run(last + 1, last + count))
        last += count
    if last > MOST_PAGES:
        raise NotIssued(gettext(TOO_MANY, count=last, most=MOST_PAGES))
    return found


def bound(title: str, contents: Part, parts: Sequence[Part], at: datetime.datetime) -> bytes:
    """The volume. The pages of the contents bear no number."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.constants import PageLabelStyle

    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(contents.pdf)).pages:
        writer.add_page(page)
    before, number = len(writer.pages), 0
    writer.add_outline_item(title=contents.title, page_number=0)
    marks = _Marks(writer)
    for part in parts:
        begins = before + number
        for page in PdfReader(io.BytesIO(part.pdf)).pages:
            number += 1
            marks.number(writer.add_page(page), number)
        writer.add_outline_item(title=part.title, page_number=begins)
    writer.set_page_label(0, before - 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    if number:
        writer.set_page_label(before, before + number - 1, style=PageLabelStyle.DECIMAL, start=1)
    stamp = at.astimezone(datetime.UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    writer.add_metadata({"/Title": title, "/CreationDate": stamp, "/ModDate": stamp})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@dataclass(frozen=True)
class _Face:
    """The face of the numbers, which the file carries. ``codes``: of each figure, in hexadecimal; ``width``: of any
    figure, in points at ``SIZE``."""

    font: Any
    codes: Mapping[str, str]
    width: float


def _face() -> _Face:
    """The figures of the face of heads, as papers are set in it: a file for the archive carries every face it uses."""
    from pypdf import PdfReader

    resources: Any = PdfReader(io.BytesIO(set_pdf(FIGURES, ()))).pages[0]["/Resources"]
    (font,) = (one.get_object() for one in resources["/Font"].values())
    told = re.findall(r"<([0-9a-f]+)> <([0-9a-f]+)>\n", font["/ToUnicode"].get_data().decode())
    codes = {chr(int(sign, 16)): code for code, sign in told if chr(int(sign, 16)).isdigit()}
    runs_of_widths = font["/DescendantFonts"][0].get_object()["/W"][1::2]
    return _Face(font, codes, SIZE * max(float(one) for run in runs_of_widths for one in run) / 1000)


class _Marks:
    """Puts numbers onto pages; what all numbers need is kept once."""

    def __init__(self, writer: Any) -> None:
        self._writer, self._face = writer, _face()
        self._font = self._face.font.clone(writer).indirect_reference
        self._save = writer._add_object(_stream("q\n"))

    def number(self, page: Any, number: int) -> None:
        """The number in the upper right corner of the page as it is seen, over what is there."""
        from pypdf.generic import ArrayObject, NameObject

        inner = page.get("/Contents")
        there = [] if inner is None else self._several(page.raw_get("/Contents"))
        mark = self._writer._add_object(_stream(f"\nQ\n{_mark(page, self._face, str(number))}"))
        page[NameObject("/Contents")] = ArrayObject([self._save, *there, mark])
        self._lend_face(page)

    def _several(self, contents: Any) -> list[Any]:
        from pypdf.generic import ArrayObject

        inner = contents.get_object()
        return list(inner) if isinstance(inner, ArrayObject) else [contents]

    def _lend_face(self, page: Any) -> None:
        from pypdf.generic import DictionaryObject, NameObject

        inner: Any = page
        for key in ("/Resources", "/Font"):
            if key not in inner:
                inner[NameObject(key)] = DictionaryObject()
            inner = inner[key].get_object()
        inner[NameObject(FACE)] = self._font


def _stream(text: str) -> Any:
    from pypdf.generic import DecodedStreamObject

    made = DecodedStreamObject()
    made.set_data(text.encode("ascii"))
    return made


def _mark(page: Any, face: _Face, number: str) -> str:
    """The operators: a frame with the number, upright as the page is seen, however it is turned."""
    left, low, right, high = (float(edge) for edge in page.cropbox)
    width, shown = face.width * len(number), "".join(face.codes[figure] for figure in number)
    turned = int(page.get("/Rotate", 0)) % 360
    # Where the number begins, and which way is right and up, in the page as it is kept.
    way = {
        0: (1, 0, right - INSET - width, high - INSET),
        90: (0, 1, left + INSET, high - INSET - width),
        180: (-1, 0, left + INSET + width, low + INSET),
        270: (0, -1, right - INSET, low + INSET + width),
    }[turned]
    across, up, x, y = way
    matrix = f"{across} {up} {-up} {across} {x:.2f} {y:.2f}"
    frame = f"{-3} {-3} {width + 6:.2f} {SIZE + 3} re S"
    return f"q {matrix} cm 0.6 w 0 G 0 g {frame} BT {FACE} {SIZE} Tf 0 0 Td <{shown}> Tj ET Q\n"
