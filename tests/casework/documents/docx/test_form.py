"""A paper for a word processor: the words of the page in their order, styles, lists, tables, the page of GB/T 9704."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from casework.documents import framing, words
from casework.documents.docx.form import ACROSS, docx_of
from casework.documents.docx.markup import read
from casework.documents.docx.styles import styles_of
from casework.documents.paper_kind import PaperKind
from casework.documents.shelf import shelf
from tests.casework.documents.conftest import words_of
from tests.casework.documents.docx.reading import Docx, W, style_of
from tests.casework.documents.matters import asked
from tests.conftest import Attempts, dispose, make_app
from tests.guards.tree import ROOT

KINDS = tuple(shelf().values())
LAYOUTS = "ABCDEFGHI"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application without records: papers are told from matters alone."""
    folder = tmp_path_factory.mktemp("docx")
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


def told(kind: PaperKind, count: int = 1) -> Iterator[framing.Told]:
    for matter, subject in itertools.islice(asked(kind), count):
        yield framing.told(kind, matter, subject, number="南林函〔2026〕3号")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_docx_says_word_for_word_what_the_page_says_and_is_the_same_again(
    app: Flask, kind: PaperKind, attempts: Attempts
) -> None:
    for one in told(kind, count=len(attempts(1, 1000))):
        made = docx_of(kind, one.snapshot)
        file = Docx(made)
        assert file.words == words_of(str(words.article(kind, one.snapshot)))
        known = {each.attrib[f"{W}styleId"] for each in file.part("styles").iter(f"{W}style")}
        assert {style_of(each) for each in file.paragraphs} <= known
        assert len(file.styled("Title")) == (0 if one.layout == "H" else 1), "a report has its title on its cover"
        assert docx_of(kind, one.snapshot) == made


def test_the_page_is_that_of_the_standard_and_its_number_a_field_on_the_outside(app: Flask) -> None:
    made = Docx(docx_of(shelf()["opinions"], next(told(shelf()["opinions"])).snapshot))
    page = made.part("document").find(f".//{W}sectPr")
    assert page is not None
    size, edges, grid = (page.find(f"{W}{name}") for name in ("pgSz", "pgMar", "docGrid"))
    assert size is not None
    assert edges is not None
    assert grid is not None
    width, height = (int(size.attrib[f"{W}{name}"]) for name in ("w", "h"))
    top, right, bottom, left = (int(edges.attrib[f"{W}{name}"]) for name in ("top", "right", "bottom", "left"))
    assert [round(each / 56.69) for each in (top, right, bottom, left)] == [37, 26, 35, 28]
    assert (height - top - bottom) // int(grid.attrib[f"{W}linePitch"]) == 22
    normal = next(one for one in styles_of("B") if one.id == "Normal")
    assert 28 * (normal.size * 10 + normal.closer) <= width - left - right < 29 * (normal.size * 10 + normal.closer)
    assert "mirrorMargins" in made.parts["word/settings.xml"].decode()
    for foot, side in (("footer1", "right"), ("footer2", "left")):
        told_there = made.parts[f"word/{foot}.xml"].decode()
        assert " PAGE " in told_there
        assert f'w:val="{side}"' in told_there


def test_the_first_page_of_a_letter_has_its_red_name_and_no_number(app: Flask) -> None:
    made = Docx(docx_of(shelf()["admin_replant"], next(told(shelf()["admin_replant"])).snapshot))
    assert len(made.styled("LetterHead")) == 1
    assert "PAGE" not in made.parts["word/footer3.xml"].decode()
    assert made.part("document").find(f".//{W}titlePg") is not None


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_styles_name_the_official_faces(layout: str) -> None:
    named = {style.id: style.face for style in styles_of(layout)}
    sheet = (ROOT / "casework/static/css/papers/shared.css").read_text(encoding="utf-8")
    for style, name in (("Title", "title"), ("Normal", "fang"), ("Heading1", "hei"), ("Heading2", "kai")):
        stack = re.search(rf"--{name}: (.*);", sheet)
        assert stack is not None
        assert named[style] in stack[1].split(", ")[:2], "the face that the PDF asks for first, by its Chinese name"


HEADS = "<h2>一、甲</h2><p>子</p><h2>二、乙</h2>"


@pytest.mark.parametrize(
    ("article", "numbers", "texts"),
    [
        (HEADS, ["heads", "", "heads"], ["甲", "子", "乙"]),
        (HEADS.replace("二", "三"), ["", "", ""], ["一、甲", "子", "三、乙"]),
        ("<h2>声明</h2>" + HEADS, ["", "heads", "", "heads"], ["声明", "甲", "子", "乙"]),
        (
            '<div class="annexes"><p>附：</p><p>1．甲</p><p>2．乙</p></div>',
            ["", "annexes", "annexes"],
            ["附：", "甲", "乙"],
        ),
    ],
)
def test_numbers_that_run_without_a_gap_become_a_list_and_others_stay_as_typed(
    article: str, numbers: list[str], texts: list[str]
) -> None:
    found = read(article, "B").blocks
    assert [getattr(one, "number", "") for one in found] == numbers
    assert [getattr(one, "text", "") for one in found] == texts


@pytest.mark.parametrize(
    ("article", "texts"),
    [
        ("<p>甲\n  乙</p>", ["甲 乙"]),
        ("<div>甲<p>乙</p>丙</div>", ["甲", "乙", "丙"]),
        ("<blockquote><p>甲<em>乙</em></p></blockquote>", ["甲乙"]),
        ('<p>甲<span class="visually-hidden">乙</span></p>', ["甲"]),
        ("<p>甲<br> 乙</p>", ["甲\n乙"]),
        ("<p></p>", [""]),
        ("<p>甲\x0b乙\x00</p>", ["甲乙"]),
    ],
)
def test_no_word_of_the_markup_is_lost_whatever_stands_around_it(article: str, texts: list[str]) -> None:
    assert [getattr(one, "text", "") for one in read(article, "B").blocks] == texts


def test_a_line_to_be_filled_in_is_underlined_and_cannot_hang_over_the_end_of_a_line(app: Flask) -> None:
    made = Docx(docx_of(shelf()["undertaking"], next(told(shelf()["undertaking"])).snapshot))
    lined = [run for run in made.part("document").iter(f"{W}r") if run.find(f"{W}rPr/{W}u") is not None]
    assert lined
    assert {sign for run in lined for text in run.iter(f"{W}t") for sign in text.text or ""} == {"\u00a0"}


def test_a_whole_line_to_be_filled_in_is_a_rule_that_no_face_can_break(app: Flask) -> None:
    made = Docx(docx_of(shelf()["opinions"], next(told(shelf()["opinions"])).snapshot))
    assert made.styled("HandLine") == [""] * 10


def test_a_table_that_closes_a_form_stays_on_one_page(app: Flask) -> None:
    made = Docx(docx_of(shelf()["closing"], next(told(shelf()["closing"])).snapshot))
    *_, last = made.part("document").iter(f"{W}tbl")
    rows = [[one.find(f"{W}pPr/{W}keepNext") is not None for one in row.iter(f"{W}p")] for row in last.iter(f"{W}tr")]
    assert all(all(row) for row in rows[:-1])
    assert not any(rows[-1])


def test_every_page_repeats_the_heads_of_a_table_and_no_row_is_broken(app: Flask) -> None:
    made = Docx(docx_of(shelf()["work_log"], next(told(shelf()["work_log"])).snapshot))
    [log] = made.part("document").iter(f"{W}tbl")
    rows = log.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    columns = len(log.findall(f"{W}tblGrid/{W}gridCol"))
    for row in rows:
        spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(f"{W}tc")]
        assert sum(1 if span is None else int(span.attrib[f"{W}val"]) for span in spans) == columns


def size_of(made: Docx) -> tuple[int, int]:
    page = made.part("document").find(f".//{W}sectPr/{W}pgSz")
    assert page is not None
    return int(page.attrib[f"{W}w"]), int(page.attrib[f"{W}h"])


def test_a_form_that_lies_across_does_so_in_a_word_processor_and_tells_how_many_pages_it_has(app: Flask) -> None:
    for kind in KINDS:
        made = Docx(docx_of(kind, next(told(kind)).snapshot))
        across = ACROSS in kind.styles
        width, height = size_of(made)
        assert (width > height) is across, kind.name
        foot = made.parts["word/footer1.xml"].decode()
        assert ("NUMPAGES" in foot) is (across or kind.layout == "I"), kind.name
    assert across_tables(Docx(docx_of(shelf()["work_log"], next(told(shelf()["work_log"])).snapshot))) == {12756}


def across_tables(made: Docx) -> set[int]:
    return {
        sum(int(column.attrib[f"{W}w"]) for column in each.iter(f"{W}gridCol"))
        for each in made.part("document").iter(f"{W}tbl")
    }


def test_lines_that_follow_no_line_of_the_grid_are_not_pulled_to_it(app: Flask) -> None:
    made = Docx(docx_of(shelf()["undertaking"], next(told(shelf()["undertaking"])).snapshot))
    pitch = made.part("document").find(f".//{W}docGrid")
    assert pitch is not None
    assert pitch.attrib[f"{W}type"] == "linesAndChars"
    for style in made.part("styles").iter(f"{W}style"):
        spacing = style.find(f"{W}pPr/{W}spacing")
        if spacing is None:
            continue
        exact = spacing.attrib[f"{W}lineRule"] == "exact"
        on_grid = style.find(f"{W}pPr/{W}snapToGrid") is None
        assert not on_grid or (exact and spacing.attrib[f"{W}line"] == pitch.attrib[f"{W}linePitch"]), style.attrib
