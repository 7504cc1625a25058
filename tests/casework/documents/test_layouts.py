"""Papers as they are set: the geometry of GB/T 9704, read from the PDF; the words of the page; the same bytes again."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property
from html import unescape
from itertools import pairwise
from typing import Any

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from flask import Flask

from casework.documents import framing, typesetting, words
from casework.documents.matter import COURT, Matter
from casework.documents.paper_kind import PaperKind, Subject
from casework.documents.shelf import shelf
from tests import testrun
from tests.casework.documents.conftest import FONTS, TAG, squeezed, with_fonts, words_of
from tests.casework.documents.matters import asked
from tests.conftest import Attempts, dispose, make_app
from tests.databases import locked

KINDS = tuple(shelf().values())
MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
HEADS = re.compile("<thead>.*?</thead>", re.DOTALL)
ACROSS = "css/papers/landscape.css"
APART = 2.5
"""Millimetres between what stands on one line and on the next."""

faces = pytest.mark.skipif(not FONTS.is_dir(), reason="the document faces are not installed on this machine")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = with_fonts(tmp_path_factory.mktemp("layouts"))
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


@dataclasses.dataclass(frozen=True)
class Glyph:
    """A character with its box, in millimetres from the left and the top of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.top + self.bottom) / 2


class Set:
    """A paper that was set."""

    def __init__(self, kind: PaperKind, told: framing.Told) -> None:
        self.kind, self.told = kind, told
        self.html = words.sheet(kind, told.snapshot)
        self.sheets = words.sheets_of(told.layout, kind.styles)
        self.reader = pypdf.PdfReader(io.BytesIO(self.pdf))

    @cached_property
    def pdf(self) -> bytes:
        """As it is set. What one process of the run has set the others read: the same words give the same bytes
        (``test_a_paper_that_is_set_again_is_the_same``)."""
        name = hashlib.sha256(repr((self.html, self.sheets)).encode()).hexdigest()
        kept = testrun.folder() / f"set_{name}.pdf"
        with locked(kept):
            if not kept.exists():
                kept.write_bytes(typesetting.set_pdf(self.html, self.sheets))
        return kept.read_bytes()

    @property
    def words(self) -> str:
        """The words of the page."""
        return words_of(str(words.article(self.kind, self.told.snapshot)))

    @property
    def heads(self) -> str:
        """What stands in heads of tables, which every page of a table has again."""
        return squeezed(TAG.sub("", "".join(HEADS.findall(self.html))))

    @property
    def across(self) -> bool:
        """Whether it lies across."""
        return ACROSS in self.kind.styles

    @property
    def printed(self) -> str:
        """The words of the PDF, without the feet of its pages."""
        return "".join(
            squeezed(page.extract_text()).replace(self.foot(at), "") for at, page in enumerate(self.reader.pages, 1)
        )

    def foot(self, page: int) -> str:
        """What stands below the text area: a number, of forms also how many there are, of records a line to sign."""
        counted = f"第{page}页共{len(self.reader.pages)}页"
        if self.told.layout == "I":
            return f"当事人、在场人签名：{'＿' * 10}{counted}"
        return counted if self.across else f"—{page}—"

    def glyphs(self, page: int) -> list[Glyph]:
        """What stands on a page, in the order of the text."""
        document = pypdfium2.PdfDocument(self.pdf)
        text = document[page].get_textpage()
        height = document[page].get_height()
        made = []
        for at in range(text.count_chars()):
            sign = text.get_text_range(at, 1)
            if sign.strip():
                left, bottom, right, top = text.get_charbox(at, loose=True)
                made.append(Glyph(sign, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM))
        document.close()
        return made

    def lines(self, page: int) -> list[list[Glyph]]:
        """The glyphs of the text area by lines, from the top."""
        rows: list[list[Glyph]] = []
        for one in sorted(self.glyphs(page), key=lambda glyph: glyph.middle):
            if 30 < one.middle < 262:
                if not rows or one.middle - rows[-1][-1].middle > APART:
                    rows.append([])
                rows[-1].append(one)
        return [sorted(row, key=lambda glyph: glyph.left) for row in rows]


def first(kind: PaperKind, office: str | None = None) -> tuple[Matter, Subject]:
    return next(one for one in asked(kind) if office is None or one[0].office.kind == office)


@cache
def made(name: str, office: str | None = None) -> Set:
    matter, subject = first(shelf()[name], office)
    return Set(shelf()[name], framing.told(shelf()[name], matter, subject, number="南林函〔2026〕3号"))


def text_of(line: list[Glyph]) -> str:
    return "".join(one.text for one in sorted(line, key=lambda one: one.left))


@faces
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_pdf_says_word_for_word_what_the_page_says(app: Flask, kind: PaperKind) -> None:
    one = made(kind.name)
    said, printed = Counter(one.words), Counter(one.printed)
    assert said - printed == Counter()
    again = {sign: count * len(one.reader.pages) for sign, count in Counter(unescape(one.heads)).items()}
    assert printed - said - Counter(again) == Counter()
    root: Any = one.reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfaid" in root["/Metadata"].get_object().get_data().decode()


@faces
def test_a_paper_that_is_set_again_is_the_same(app: Flask, attempts: Attempts) -> None:
    for at in attempts(4, len(KINDS)):
        one = made(KINDS[at].name)
        assert typesetting.set_pdf(one.html, one.sheets) == one.pdf, KINDS[at].name


@faces
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_nothing_but_page_numbers_and_the_head_of_a_letter_leaves_the_text_area(app: Flask, kind: PaperKind) -> None:
    one = made(kind.name)
    for page in range(len(one.reader.pages)):
        left, right = (37, 262) if one.across else (26, 182) if page % 2 else (28, 184)
        above, below = (28, 184.2) if one.across else (37, 262.2)
        for glyph in one.glyphs(page):
            middle = (glyph.left + glyph.right) / 2
            if above <= glyph.middle <= below:
                assert left - 0.3 <= middle <= right + 0.3, (page, glyph)


@faces
def test_a_full_page_has_twenty_two_lines_of_twenty_eight_characters(app: Flask) -> None:
    kind = shelf()["opinions"]
    matter, subject = first(kind)
    long = "森林" * 600
    told = framing.told(kind, matter, subject, passages={"questions": long})
    lines = Set(kind, told).lines(1)
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}
    middles = [sum(glyph.middle for glyph in line) / len(line) for line in lines]
    assert all(abs(low - high - 10.227) < 0.1 for high, low in pairwise(middles))
    width = lines[0][-1].right - lines[0][0].left
    assert abs(width - 156) < 0.6


@faces
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_issuer_and_date_stand_with_two_lines_of_text_and_room_for_a_seal(app: Flask, kind: PaperKind) -> None:
    one = made(kind.name)
    dated = one.told.snapshot["paper"]["dated"]
    if 'class="signed"' not in one.html:
        assert one.told.layout in ("F", "G", "I"), "a paper of an office has issuer and date"
        return
    pages = [one.lines(page) for page in range(len(one.reader.pages))]
    page, at = next(
        (number, place)
        for number, lines in reversed(list(enumerate(pages)))
        for place, line in enumerate(lines)
        if text_of(line).replace(" ", "") == dated
    )
    assert at >= 3, "the date, the issuer and at least two lines before them"
    date = pages[page][at]
    middle_x = (min(g.left for g in date) + max(g.right for g in date)) / 2
    middle_y = sum(glyph.middle for glyph in date) / len(date)
    near = [
        glyph
        for place, line in enumerate(pages[page])
        for glyph in line
        if place not in (at, at - 1)
        and abs((glyph.left + glyph.right) / 2 - middle_x) < 22.5
        and abs(glyph.middle - middle_y) < 22.5
    ]
    assert near == []


ROW, SIGNED = 10.227, 2.8
"""Millimetres of a line; lines that issuer and date take with the room above them (8 mm and two lines)."""


def free_before_date(one: Set) -> float:
    """Lines that stay free on the page before the one on which the date stands; 0 where it is the first."""
    dated = one.told.snapshot["paper"]["dated"]
    pages = [one.lines(page) for page in range(len(one.reader.pages))]
    on = max(at for at, lines in enumerate(pages) if any(dated in text_of(line).replace(" ", "") for line in lines))
    if not on or not pages[on - 1]:
        return 0
    low = max(glyph.bottom for glyph in pages[on - 1][-1])
    tables = [height for height in levels(one.pdf, on - 1) if height < 262.5]
    return max(0.0, (262 - max([low, *tables])) / ROW)


@faces
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.layout in "ABCDE"], ids=lambda kind: kind.name)
def test_no_more_lines_stay_free_before_issuer_and_date_than_these_take_along(app: Flask, kind: PaperKind) -> None:
    for matter, subject in asked(kind) if testrun.long() else [first(kind)]:
        told = framing.told(kind, matter, subject, number="南林函〔2026〕3号")
        one = Set(kind, told) if testrun.long() else made(kind.name)
        if 'class="signed"' in one.html:
            along = 2 + SIGNED + one.html.partition('class="end"')[2].count("sign-line")
            assert free_before_date(one) <= along + 0.3, matter.case.title


@faces
def test_page_numbers_stand_outside_seven_millimetres_below_the_text(app: Flask) -> None:
    one = made("measure_request", COURT)
    assert len(one.reader.pages) > 1
    for page in (0, 1):
        dashes = [glyph for glyph in one.glyphs(page) if glyph.text == "—" and glyph.top > 262]
        assert len(dashes) == 2
        assert abs(dashes[0].middle - (262 + 7)) < 1
        outer = min(one.left for one in dashes) if page else max(one.right for one in dashes)
        assert abs(outer - (26 + 4.9 if page else 184 - 4.9)) < 1.5


def rules(pdf: bytes, page: int) -> list[tuple[float, float, float]]:
    """Horizontal rules of a page: left, right, height from the top, in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for one in document[page].get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=4):
        left, bottom, right, top = one.get_bounds()
        if right - left > 100 * MM and top - bottom < 2 * MM:
            found.append((left / MM, right / MM, (HEIGHT - (top + bottom) / 2) / MM))
    document.close()
    return found


@faces
def test_a_letter_has_its_red_name_two_double_rules_and_no_number_on_its_first_page(app: Flask) -> None:
    one = made("payment_notice", "bureau")
    assert one.told.layout == "E"
    found = rules(one.pdf, 0)
    above = [rule for rule in found if rule[2] < 60]
    below = [rule for rule in found if rule[2] > 262]
    for group in (above, below):
        assert group
        for left, right, _ in group:
            assert abs(right - left - 170) < 1
            assert abs(left - 20) < 0.6
    assert all(abs(rule[2] - 277) < 1.2 for rule in below)
    name = [glyph for glyph in one.glyphs(0) if glyph.top < 45]
    assert abs(min(glyph.top for glyph in name) - 30) < 3
    assert not [glyph for glyph in one.glyphs(0) if glyph.text == "—" and glyph.top > 262]


@faces
def test_a_court_dates_in_chinese_numerals_and_an_office_in_figures(app: Flask) -> None:
    assert "〇" in made("opinions").told.snapshot["paper"]["dated"]
    assert re.fullmatch(r"\d{4}年\d+月\d+日", made("public_notice").told.snapshot["paper"]["dated"])


FORMS = tuple(kind for kind in KINDS if kind.layout == "F")
LYING = tuple(kind for kind in KINDS if ACROSS in kind.styles)


def levels(pdf: bytes, page: int) -> list[float]:
    """The heights of the rules of tables on a page, from the top, in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    height, found = document[page].get_height(), set()
    for one in document[page].get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=4):
        left, bottom, right, top = one.get_bounds()
        if right - left > 4 * MM and top - bottom < MM / 2:
            found.add(round((height - (top + bottom) / 2) / MM, 1))
    document.close()
    return sorted(found)


@faces
@pytest.mark.parametrize("kind", LYING, ids=lambda kind: kind.name)
def test_a_form_that_lies_across_has_the_text_area_turned_and_tells_how_many_pages_it_has(
    app: Flask, kind: PaperKind
) -> None:
    one = made(kind.name)
    for at, page in enumerate(one.reader.pages):
        assert float(page.mediabox.width) == pytest.approx(HEIGHT, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(WIDTH, abs=0.1)
        assert min(glyph.left for glyph in one.glyphs(at)) >= 37 - 0.3
        foot = [glyph for glyph in one.glyphs(at) if glyph.middle > 184.2]
        assert squeezed(text_of(foot)) == one.foot(at + 1)
        assert all(glyph.middle < 210 - 10 for glyph in foot)


@faces
@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.name)
def test_rows_of_a_form_have_room_for_the_hand(app: Flask, kind: PaperKind) -> None:
    one = made(kind.name)
    for page in range(len(one.reader.pages)):
        apart = [low - high for high, low in pairwise(levels(one.pdf, page))]
        assert [gap for gap in apart if 4.5 < gap < 8] == [], "rows are eight millimetres high, tables stand closer"


@faces
def test_a_table_of_several_pages_has_its_heads_on_each_and_is_closed_with_its_last_rows(app: Flask) -> None:
    kind = shelf()["dossier_index"]
    matter, subject = first(kind, COURT)
    sent = [dataclasses.replace(matter.sent[0], id=at, title=f"第{at}件文书") for at in range(1, 41)]
    one = Set(kind, framing.told(kind, dataclasses.replace(matter, sent=tuple(sent)), subject))
    pages = [[text_of(line) for line in one.lines(page)] for page in range(len(one.reader.pages))]
    assert len(pages) > 2
    assert all(any("责任者" in line for line in lines) for lines in pages)
    last = pages[-1]
    closed = next(at for at, line in enumerate(last) if "立卷人" in line)
    assert closed >= 4, "the heads, rows of the table and the note before it"


@faces
def test_who_was_there_signs_every_page_of_a_record_and_lines_leave_room_for_corrections(app: Flask) -> None:
    one = made("site_record")
    assert len(one.reader.pages) > 1
    for page in range(len(one.reader.pages)):
        foot = [glyph for glyph in one.glyphs(page) if glyph.middle > 262.2]
        assert squeezed(text_of(foot)) == one.foot(page + 1)
        lines = [[glyph.middle for glyph in line if "一" <= glyph.text <= "龥"] for line in one.lines(page)]
        heights = [line[0] for line in lines if line]
        assert [low - high for high, low in pairwise(heights) if low - high < 10] == []
