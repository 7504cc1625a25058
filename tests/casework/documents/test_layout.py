"""How the papers are set: sheet, margins, grid, page numbers, faces, and a glyph for every character."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pytest

from casework.documents.errors import MissingGlyphs
from tests.casework.documents.conftest import FONTS, Issued, Paper, rendered, squeezed

ROOT = Path(__file__).resolve().parents[3]
MM = 72 / 25.4
RARE_NAMES = "㛃䶮喆祎翀赟旸淼犇骉叕燚昇堃玥瑢珺栢镕"


def placed(page: pypdf.PageObject) -> Iterator[tuple[float, float, float, str]]:
    """Every run of text: left, baseline from the foot of the page, size (pt), text.

    Without the letters of drawings: pypdf reads those in the drawing's own coordinates.
    """
    found: list[tuple[float, float, float, str]] = []

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            a, b, c, d, e, f = cm
            x, y = tm[4], tm[5]
            found.append((a * x + c * y + e, b * x + d * y + f, abs(size * tm[3] * d), text.strip()))

    resources: Any = page["/Resources"]
    drawings = resources.pop("/XObject", None)
    page.extract_text(visitor_text=visit)
    if drawings is not None:
        resources[pypdf.generic.NameObject("/XObject")] = drawings
    return iter(found)


def test_the_sheet_is_a4_with_the_margins_of_the_standard(made: Paper) -> None:
    for number, page in enumerate(made.reader.pages):
        assert float(page.mediabox.width) == pytest.approx(210 * MM, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(297 * MM, abs=0.1)
        left = (28 if number % 2 == 0 else 26) * MM
        body = [item for item in placed(page) if item[1] > 34 * MM]
        assert min(x for x, *_ in body) > left - 0.5
        assert max(x for x, *_ in body) < left + 156 * MM
        assert max(y for _, y, *_ in body) < 297 * MM - 37 * MM
    first = [item for item in placed(made.reader.pages[0]) if item[3].startswith("南靖县人民法院：")]
    assert first[0][0] == pytest.approx(28 * MM, abs=0.5)


def test_the_body_is_set_on_a_grid_of_22_lines(issued: Issued) -> None:
    page = issued.report.reader.pages[0]
    baselines = sorted({round(y, 1) for _, y, size, _ in placed(page) if size == pytest.approx(15.79, abs=0.1)})
    steps = [round((high - low) / (225 * MM / 22), 2) for low, high in pairwise(baselines)]
    assert steps.count(1.0) >= 8


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones(issued: Issued) -> None:
    for number, page in enumerate(issued.report.reader.pages, start=1):
        foot = [item for item in placed(page) if item[1] < 35 * MM and item[2] == pytest.approx(14, abs=0.1)]
        assert squeezed("".join(text for *_, text in foot)) == f"—{number}—"
        assert (min(x for x, *_ in foot) > 105 * MM) == (number % 2 == 1)


@pytest.mark.skipif(not (FONTS / "FandolFang-Regular.otf").is_file(), reason="Fandol faces are not installed here")
def test_body_title_and_headings_are_in_their_faces(issued: Issued) -> None:
    page = issued.report.reader.pages[0]
    resources: Any = page["/Resources"]
    faces = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in resources["/Font"].values()}
    assert {"FandolFang", "FandolSong-Bold", "FandolHei"} <= faces


def characters() -> set[str]:
    """Every character that a template, a rule or a parameter can put on paper, and what small faces lack."""
    places = ["templates/documents/**/*.html", "templates/macros/*.html", "rules/**/*.yaml", "rules/**/*.py"]
    texts = [path.read_text(encoding="utf-8") for place in places for path in ROOT.glob(place)]
    return {char for text in texts for char in text if char > " "} | set("〇³₂〔〕①⑩㎡·…—×÷−≥≤≈±℃%" + RARE_NAMES)


def test_every_character_that_can_be_printed_has_a_glyph(issued: Issued) -> None:
    data = json.loads(issued.complete.data)
    wanted = "".join(sorted(characters()))
    data["parties"] = [wanted]
    text = rendered(issued, "retirement", data).text
    assert set(squeezed(wanted)) <= set(text)


def test_a_character_that_no_font_has_is_named_and_nothing_is_made(issued: Issued) -> None:
    data = json.loads(issued.complete.data)
    data["parties"] = ["张\u0378某"]
    with pytest.raises(MissingGlyphs) as refused:
        rendered(issued, "retirement", data)
    assert refused.value.characters == "\u0378"
