"""A tally on paper: blank for the field, else every tree with the sums by species, over as many pages as it takes."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from decimal import Decimal

import pypdf
import pytest
from flask import Flask

from casework.documents import framing, typesetting, words
from casework.documents.kinds.tally import BLANK
from casework.documents.matter import BUREAU, Matter
from casework.documents.shelf import shelf
from rules.casefile.tally import StumpEquation, Tally, TallyRow
from tests.casework.documents.conftest import FONTS, squeezed, with_fonts
from tests.casework.documents.matters import asked
from tests.conftest import dispose, make_app

KIND = shelf()["tally"]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = with_fonts(tmp_path_factory.mktemp("tallies"))
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


def measured(rows: int) -> Matter:
    """A case whose first stand was tallied by stumps."""
    matter = next(one for one, _ in asked(KIND) if one.office.kind == BUREAU)
    assert matter.facts is not None
    found = [
        TallyRow(species="杉木" if at % 3 else "马尾松", stump_cm=Decimal(12 + at % 20), count=1 + at % 2)
        for at in range(rows)
    ]
    equation = StumpEquation(
        intercept_cm=Decimal("-0.4"), slope=Decimal("0.79"), standard_error_cm=Decimal("0.8"), source="样木 24 株"
    )
    stand = matter.facts.stands[0]
    tally = Tally(basis="stump", rows=found, stump_equations={"杉木": equation})
    stands = [stand.model_copy(update={"tally": tally}), *matter.facts.stands[1:]]
    return dataclasses.replace(matter, facts=matter.facts.model_copy(update={"stands": stands}))


def test_a_sheet_for_the_field_is_blank_and_rests_on_nothing_entered(app: Flask) -> None:
    matter, subject = next(one for one in asked(KIND))
    data = KIND.gather(matter, subject)
    assert (data["rows"], data["sums"], data["blank"]) == ([], [], BLANK)


def test_every_tree_is_listed_and_the_sums_are_those_of_the_rows(app: Flask) -> None:
    matter = measured(50)
    data = KIND.gather(matter, KIND.subjects(matter)[0])
    assert [row[0] for row in data["rows"]] == [str(at) for at in range(1, 51)]
    assert data["blank"] == 0
    assert sum(int(row[5]) for row in data["rows"]) == data["total"]
    assert sum(int(one[2].removesuffix("株")) for one in data["sums"]) == data["total"]
    assert {one[0] for one in data["sums"]} == {"杉木", "马尾松"}
    assert all(one[3] == "—" for one in data["sums"]), "no equation is chosen, so no volume is told"
    assert len(data["stumps"]) == 1


def test_another_row_supersedes_the_sheet(app: Flask) -> None:
    told = [KIND.rests_on(matter, KIND.subjects(matter)[0]) for matter in (measured(50), measured(51))]
    assert told[0] != told[1]


@pytest.mark.skipif(not FONTS.is_dir(), reason="the document faces are not installed on this machine")
def test_a_long_tally_has_its_heads_on_every_page(app: Flask) -> None:
    matter = measured(50)
    told = framing.told(KIND, matter, KIND.subjects(matter)[0])
    pdf = typesetting.set_pdf(words.sheet(KIND, told.snapshot), words.sheets_of(told.layout, KIND.styles))
    pages = [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) > 2
    assert all("树高（m）" in page for page in pages[:-1])
    assert "测量人" in pages[-1]
