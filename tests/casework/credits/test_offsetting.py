"""Compliance uses: each closes its serials, and stays within the limits of the emitter's year or is refused."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from casework import db
from casework.audit import verification
from casework.credits import offsetting, register, registration
from casework.credits.errors import CreditRefused, SerialsTaken
from casework.credits.models import ComplianceOffset, ConfirmedEmission, SerialUse
from casework.credits.offsetting import (
    NO_CODE,
    NO_EMISSION,
    NO_PAPER,
    NO_YEAR,
    OTHER_CODE,
    OTHER_EMISSION,
    YEAR_TO_COME,
    OffsetEntry,
)
from rules.settlement.offsets import BEYOND, FIRST, offset_rules
from rules.values.unit_code import ALPHABET, read_code
from tests.casework.markup import holds
from tests.casework.office import TODAY, Office
from tests.casework.pages import fields, text
from tests.told import says

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

EMITTER = "某水泥有限公司"
PAPER = "核查结论 1 号（2025-05-01）"
YEAR = TODAY.year - 1


def code_of(number: int) -> str:
    """A code of nobody, whose last character is right."""
    begun = f"91350600MA{number:07d}"
    return next(code for sign in ALPHABET if (code := read_code(begun + sign)) is not None)


CODE, OTHER = code_of(1), code_of(2)
CONFIRMED = OffsetEntry(YEAR, Decimal(1000), PAPER, emitter_code=CODE)
AGAIN = OffsetEntry(YEAR, emitter_code=CODE)


@pytest.fixture
def office_with_lots(office: Office) -> Office:
    """Project 1 has 1,000 t of FFCER, project 2 of CCER, project 3 of credits of the sea."""
    for credit in ("FFCER", "CCER", "海洋碳汇"):
        office.lot(1, 1000, credit_type=credit, unit_t=Decimal(1))
    return office


def offset(
    office: Office, first: int, last: int, stated: OffsetEntry | None = AGAIN, project: int = 1, **changes: Any
) -> int:
    entry = registration.UseEntry(
        project, "compliance_offset", first, last, None, EMITTER, "履约清缴公告", offset=stated
    )
    with office.work():
        return registration.record_use(office.person("officer"), dataclasses.replace(entry, **changes)).id


def refused(office: Office, *args: Any, **changes: Any) -> dict[str, str]:
    before = counts(office)
    with pytest.raises(CreditRefused) as refusal:
        offset(office, *args, **changes)
    assert counts(office) == before
    return {error.path: error.message for error in refusal.value.errors}


def counts(office: Office) -> list[int | None]:
    with office.app.app_context():
        models = (SerialUse, ComplianceOffset, ConfirmedEmission)
        return [db.session().scalar(select(func.count()).select_from(model)) for model in models]


def test_forest_credits_offset_a_tenth_of_what_was_emitted_and_not_a_tonne_more(office_with_lots: Office) -> None:
    offset(office_with_lots, 1, 60, CONFIRMED)
    told = refused(office_with_lots, 61, 101)["quantity_t"]
    rules = offset_rules()
    said = {"title": rules.limit("total").title, "year": YEAR, "emission": "1000", "percent": "10", "most": "100"}
    law = {"text": rules.text, "article": "第四条", "since": "2016-11-28"}
    assert says(told, BEYOND, **said, **law, used="60", left="40", given="41")
    offset(office_with_lots, 61, 100)
    assert refused(office_with_lots, 101, 101).keys() == {"quantity_t"}
    with office_with_lots.app.app_context():
        assert verification.verify() is None


def test_other_types_offset_a_twentieth(office_with_lots: Office) -> None:
    stated = OffsetEntry(YEAR, Decimal(1000), PAPER, "本年度没有 FFCER 挂牌", CODE)
    assert "quantity_t" in refused(office_with_lots, 1, 51, stated, 3)
    offset(office_with_lots, 1, 50, stated, 3)


def test_the_credits_of_the_province_come_first_or_the_reason_is_kept(office_with_lots: Office) -> None:
    told = refused(office_with_lots, 1, 10, CONFIRMED, 2)["not_first"]
    first = offset_rules().first
    assert says(told, FIRST, credit=first.credit, source=first.source)
    made = offset(office_with_lots, 1, 10, dataclasses.replace(CONFIRMED, not_first="已无挂牌"), 2)
    with office_with_lots.app.app_context():
        kept = offsetting.of_use(register.other_use(made))
        assert kept is not None
        assert (kept.row.not_first, kept.row.kind, kept.row.tonnes) == ("已无挂牌", "forest", Decimal(10))


def test_the_worksheet_is_kept_as_it_was_when_the_use_was_entered(office_with_lots: Office) -> None:
    one, other = offset(office_with_lots, 1, 60, CONFIRMED), offset(office_with_lots, 61, 70)
    with office_with_lots.app.app_context():
        left = []
        for made in (one, other):
            kept = offsetting.of_use(register.other_use(made))
            assert kept is not None
            assert kept.emission.paper == PAPER
            left.append(next(line.result for line in kept.lines if line.symbol == "R_f"))
        assert left == ["40", "30"]


def test_what_was_taken_back_is_free_to_offset_again(office_with_lots: Office) -> None:
    made = offset(office_with_lots, 1, 100, CONFIRMED)
    with office_with_lots.work():
        registration.release_use(office_with_lots.person("officer"), made, "录错年度")
    offset(office_with_lots, 1, 100)
    with office_with_lots.app.app_context():
        assert verification.verify() is None


def test_each_emitter_and_year_has_its_own_limit(office_with_lots: Office) -> None:
    offset(office_with_lots, 1, 100, CONFIRMED)
    offset(office_with_lots, 101, 200, dataclasses.replace(CONFIRMED, emitter_code=OTHER), holder="另一公司")
    offset(office_with_lots, 201, 300, dataclasses.replace(CONFIRMED, year=YEAR - 1))
    # whatever it is called: the code says who it is
    assert "quantity_t" in refused(office_with_lots, 301, 301, AGAIN, holder="某水泥集团")


def recorded_before(office: Office) -> None:
    """An emission as it was recorded before codes were asked for."""
    of = {"emitter": EMITTER, "emitter_key": offsetting.key_of(EMITTER), "year": YEAR, "paper": PAPER}
    with office.app.app_context():
        row = {**of, "emission_t": Decimal(1000), "recorded_by": office.person("officer").id, "at": db.now()}
        with db.engine().begin() as connection:
            connection.execute(insert(ConfirmedEmission).values(row))


def test_an_emitter_is_known_by_its_code_and_by_its_name_where_none_was_asked_for(office_with_lots: Office) -> None:
    for code in ("", "91350600MA0000001J", "某水泥"):
        found = refused(office_with_lots, 1, 60, dataclasses.replace(CONFIRMED, emitter_code=code))
        assert says(found["emitter_code"], NO_CODE)
    recorded_before(office_with_lots)
    offset(office_with_lots, 1, 60, AGAIN, holder="某水泥 有限公司")
    assert "quantity_t" in refused(office_with_lots, 61, 101, AGAIN)
    offset(office_with_lots, 61, 70, dataclasses.replace(CONFIRMED, year=YEAR - 1))
    other = dataclasses.replace(CONFIRMED, emitter_code=OTHER)
    assert says(refused(office_with_lots, 71, 80, other)["emitter_code"], OTHER_CODE, emitter=EMITTER, code=CODE)


def test_an_emission_is_stated_once_with_its_paper_and_corrected_by_another(office_with_lots: Office) -> None:
    told = refused(office_with_lots, 1, 10)
    assert says(told["emission_t"], NO_EMISSION, year=YEAR)
    without = dataclasses.replace(CONFIRMED, paper="")
    assert says(refused(office_with_lots, 1, 10, without)["paper"], NO_PAPER)
    offset(office_with_lots, 1, 10, CONFIRMED)
    other = dataclasses.replace(CONFIRMED, emission_t=Decimal(2000))
    told = refused(office_with_lots, 11, 20, other)
    assert says(told["emission_t"], OTHER_EMISSION, year=YEAR, paper=PAPER, tonnes="1000")
    offset(office_with_lots, 11, 200, dataclasses.replace(other, paper="更正的核查结论"))
    offset(office_with_lots, 201, 201, None, use="voluntary")
    assert counts(office_with_lots) == [3, 2, 2]


def test_a_year_without_confirmed_emission_is_refused(office_with_lots: Office) -> None:
    assert says(refused(office_with_lots, 1, 10, None)["year"], NO_YEAR)
    to_come = dataclasses.replace(CONFIRMED, year=TODAY.year)
    assert says(refused(office_with_lots, 1, 10, to_come)["year"], YEAR_TO_COME, year=TODAY.year)
    assert refused(office_with_lots, 1, 10, dataclasses.replace(CONFIRMED, year=2015)).keys() == {"year"}


@pytest.mark.parametrize("use", ["compliance_offset", "event_neutralisation", "voluntary"])
def test_a_serial_of_any_other_use_is_closed_to_all_others(office_with_lots: Office, use: str) -> None:
    offset(office_with_lots, 1, 10, CONFIRMED, use=use)
    for other in ("compliance_offset", "event_neutralisation", "voluntary"):
        with pytest.raises(SerialsTaken):
            offset(office_with_lots, 10, 11, CONFIRMED, use=other)


def test_the_form_says_the_limits_and_the_page_of_a_use_how_they_were_met(office_with_lots: Office) -> None:
    client = office_with_lots.browser("officer")
    address = "/credits/projects/1/uses/new"
    page = client.get(address).text
    assert "10%" in text(page).replace(" ", "")
    given = {"use": "compliance_offset", "serial_from": "1", "serial_to": "100", "holder": EMITTER, "evidence": "公告"}
    given |= {"emitter_code": CODE}
    year = {"year": str(YEAR), "emission_t": "999", "paper": PAPER}
    answer = client.post(address, data=fields(page) | given | year)
    assert answer.status_code == 422
    assert "99.9" in text(answer.text)
    answer = client.post(address, data=fields(page) | given | year | {"year": "去年"})
    assert answer.status_code == 422
    answer = client.post(address, data=fields(page) | given | year | {"emission_t": "1000"})
    assert answer.status_code == 302
    assert 'href="/credits/uses/1"' in client.get("/credits/projects/1").text
    shown = client.get("/credits/uses/1").text
    assert all(holds(shown, f"line-{number}") for number in range(1, 13))
    assert client.get("/credits/uses/2").status_code == 404
