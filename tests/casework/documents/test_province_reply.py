"""The yearly reply: sums of the published courses with the acts they are made of, in the form of an office's paper."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from flask import Flask

from casework.documents import province_reply, release
from casework.documents.certificates import Certificate
from casework.documents.province_reply import Asked, Given, kept, reply
from casework.documents.province_totals import (
    MEASURED,
    PAID,
    PLANTED,
    RETIRED,
    UNSTATED,
    Source,
    Stored,
    sources,
    totals,
)
from tests.casework.documents.conftest import FONTS, with_fonts
from tests.casework.documents.matters import matters
from tests.conftest import dispose, make_app

FIRST, LAST = datetime.date(2000, 1, 1), datetime.date(2030, 12, 31)
MM = 72 / 25.4


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = with_fonts(tmp_path_factory.mktemp("reply"))
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


@cache
def cases() -> tuple[Stored, ...]:
    """Every published course at its end."""
    last = {matter.case.title: matter.case for matter in matters()}
    return tuple(Stored(f"2026-{at:04d}", case) for at, case in enumerate(last.values(), 1))


def nanjing() -> Stored:
    return next(one for one in cases() if one.case.title.startswith("S01"))


def asked(**changed: object) -> Asked:
    fields: dict[str, object] = {
        "by": "某代表",
        "proposal": "第1号建议",
        "since": FIRST,
        "until": LAST,
    }
    return Asked(**(fields | changed))  # type: ignore[arg-type]  # fields by name


GIVEN = Given("某省林业局", datetime.date(2026, 3, 8))


def test_the_nanjing_case_counts_with_its_tonnes_measured_and_retired() -> None:
    found = {one.what: one for one in totals(sources([nanjing()], FIRST, LAST))}
    assert found[MEASURED].tonnes == Decimal("47.07")
    assert found[RETIRED].tonnes == 96
    assert found[RETIRED].kind == UNSTATED
    assert found[RETIRED].unpriced == 1


def test_only_what_happened_from_the_first_day_to_the_last_counts() -> None:
    (retired,) = (one for one in sources([nanjing()], FIRST, LAST) if one.what == RETIRED)
    for since, until, counts in (
        (retired.on, retired.on, True),
        (retired.on + datetime.timedelta(days=1), LAST, False),
        (FIRST, retired.on - datetime.timedelta(days=1), False),
    ):
        assert (RETIRED in {one.what for one in sources([nanjing()], since, until)}) is counts


def test_every_sum_is_the_sum_of_its_acts_and_every_kind_of_total_is_met() -> None:
    counted = sources(cases(), FIRST, LAST)
    found = totals(counted)
    assert {one.what for one in found} == {MEASURED, RETIRED, PAID, PLANTED}
    for one in found:
        own = [source for source in counted if (source.what, source.kind) == (one.what, one.kind)]
        assert one.tonnes == sum(source.tonnes or 0 for source in own)
        assert one.yuan == sum(source.yuan or 0 for source in own)
        assert one.cases == len({source.reference for source in own})
    written = json.loads(kept(counted))
    assert len(written) == len(counted)
    assert sum(Decimal(row["tonnes"] or 0) for row in written) == sum(one.tonnes for one in found)


def test_a_certificate_tells_the_type_and_the_price() -> None:
    stored = nanjing()
    (act,) = (one.act for one in sources([stored], FIRST, LAST) if one.what == RETIRED)
    day = datetime.date(2022, 10, 20)
    certificate = Certificate(
        act, "注-1", "登记机构", day, (1, 96), 96, None, Decimal(96), "", None, 1, "项目", "P-1", "登记机构", "FFCER",
        "", "2021", None, "出让方", "合-1", day, (1, 96), Decimal(96), Decimal("20.5"), Decimal("1968"),
    )  # fmt: skip
    found = totals(sources([Stored("2026-0001", stored.case, (certificate,))], FIRST, LAST))
    (retired,) = (one for one in found if one.what == RETIRED)
    assert (retired.kind, retired.yuan, retired.unpriced) == ("FFCER", Decimal("1968.0"), 0)


def test_without_credits_no_table_is_shown_and_nothing_is_made_up(app: Flask) -> None:
    said = reply(asked(), [], GIVEN)["said"]
    assert said["credits"] == []
    assert said["others"] == []
    assert said["cases"] == 0


def places(pdf: bytes) -> list[tuple[str, float, float]]:
    """The characters of the first page: which, their tops and bottoms in millimetres from the top."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    text, height = page.get_textpage(), page.get_height()
    made = []
    for at in range(text.count_chars()):
        sign = text.get_text_range(at, 1)
        _, bottom, _, top = text.get_charbox(at, loose=False)
        if sign.strip():
            made.append((sign, (height - top) / MM, (height - bottom) / MM))
    document.close()
    return made


@pytest.mark.skipif(not FONTS.is_dir(), reason="the document faces are not installed on this machine")
def test_a_red_head_stands_and_a_red_rule_lies_where_the_standard_has_them(app: Flask) -> None:
    counted = [Source(RETIRED, "2026-0001", 1, FIRST, "FFCER", Decimal(96), Decimal(1968))]
    given = dataclasses.replace(GIVEN, at=datetime.datetime(2026, 3, 8, 9, tzinfo=datetime.UTC))
    pdf = release.pdf_of(province_reply.FORM, reply(asked(), counted, given))
    head = [one for one in places(pdf) if 60 < one[1] < 90][: len("某省林业局文件")]
    assert "".join(one[0] for one in head) == "某省林业局文件"
    assert min(one[1] for one in head) == pytest.approx(37 + 35, abs=1.5)
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    found = [one.get_bounds() for one in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=4)]
    wide = [one for one in found if abs(one[2] - one[0] - 156 * MM) < MM]
    assert wide, "a rule as wide as the text"
    document.close()
