"""Anybody asks whether a serial, a ticket or a certificate was retired; nothing of a person or a case is told."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from casework.credits import lookup, registration
from casework.credits.lookup import FREE, HELD, RETIRED, TOO_MANY, USED
from tests.casework.credits.test_obligations import PDF, buy, owing, perform, retire
from tests.casework.markup import holds
from tests.casework.office import REGISTRY, TODAY, YESTERDAY, Office
from tests.casework.pages import fields, text
from tests.told import says

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def folder_id(office: Office) -> int:
    office.lot(1, 1000)
    return owing(office)


def told(office: Office, typed: str) -> list[tuple[str, str, str, datetime.date | None]]:
    with office.app.test_request_context():
        return [(one.numbers, one.state, one.use, one.on) for one in lookup.known(typed)]


def ask(office: Office, typed: str) -> Any:
    client = office.app.test_client()
    return client.post("/credits/lookup", data=fields(client.get("/credits/lookup").text) | {"number": typed})


def test_a_serial_is_told_with_state_day_and_kind_of_use(office: Office, folder_id: int) -> None:
    retire(office, folder_id, buy(office, folder_id, 1, 86), 1, 40, certificate_no="ZX-2026-1")
    with office.work():
        officer = office.person("officer")
        registration.record_use(officer, registration.UseEntry(1, "voluntary", 500, 509, 10, "某公司", "公告"))
    judicial = "司法赔偿"
    assert told(office, "T-1-000007") == [("7", RETIRED, judicial, TODAY)]
    assert told(office, "t-1-41") == [("41", HELD, judicial, TODAY)]
    assert told(office, "T-1-501") == [("501", USED, "自愿注销", TODAY)]
    assert told(office, "T-1-900") == [("900", FREE, "", None)]
    assert told(office, "T-1-30 至 T-1-100") == [
        ("30–40", RETIRED, judicial, TODAY),
        ("41–86", HELD, judicial, TODAY),
        ("87–100", FREE, "", None),
    ]
    assert told(office, "ZX-2026-1") == [("1–40", RETIRED, judicial, TODAY)]


def test_serials_that_no_register_holds_are_told_once_an_act_used_them(office: Office, folder_id: int) -> None:
    perform(office, folder_id, "GD-2024-000001 至 GD-2024-000020")
    assert told(office, "GD-2024-000007") == [("GD-2024-7", USED, "司法赔偿", YESTERDAY)]


def test_a_bare_number_or_an_unknown_one_tells_nothing(office: Office, folder_id: int) -> None:
    assert told(office, "7") == told(office, "T-9-7") == told(office, "T-1-5000") == []
    assert holds(ask(office, "T-9-7").text, "not-known")
    assert ask(office, "").status_code == 422


def test_a_stranger_is_told_no_person_and_no_case(office: Office, folder_id: int) -> None:
    retire(office, folder_id, buy(office, folder_id, 1, 86), 1, 86, certificate_no="ZX-2026-1")
    with office.work():
        officer = office.person("officer")
        registration.record_use(officer, registration.UseEntry(1, "voluntary", 500, 509, 10, "李某某", "李某某的公告"))
    for typed in ("T-1-7", "ZX-2026-1", "T-1-500"):
        answer = ask(office, typed)
        shown = text(answer.text)
        assert answer.status_code == 200
        assert holds(answer.text, "found")
        assert REGISTRY in shown
        for hidden in ("张某", "李某某", "officer", "南靖", "某碳汇公司", "HT-1", "2026-0"):
            assert hidden not in shown.replace("ZX-2026-1", "")
        assert "/folders/" not in answer.text


def test_an_address_that_asks_too_often_waits(office: Office, folder_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "PER_ADDRESS", 3)
    assert [ask(office, f"T-1-{number}").status_code for number in range(1, 5)] == [200, 200, 200, 429]
    assert says(text(ask(office, "T-1-1").text), TOO_MANY)


def test_a_ticket_is_told_in_its_parts(office: Office) -> None:
    with office.work():
        officer = office.person("officer")
        entry = registration.ProjectEntry("某交易中心", "常口村碳票", "SM-1", "林业碳票", "SMCER")
        made = registration.add_project(officer, entry)
        registration.add_lot(
            officer, made.id, registration.LotEntry("2016-2020", None, None, 100, "公告", ticket_no="0000001")
        )
        use = registration.UseEntry(made.id, "event_neutralisation", None, None, 30, "某会议", "公告", "0000001")
        registration.record_use(officer, use)
    with office.app.test_request_context():
        found = [(one.numbers, one.tonnes, one.state) for one in lookup.known("0000001")]
    assert found == [("0000001", Decimal(30), USED), ("0000001", Decimal(70), FREE)]


def test_the_certificate_itself_is_given_to_nobody_who_has_not_signed_in(office: Office, folder_id: int) -> None:
    retire(office, folder_id, buy(office, folder_id, 1, 86), 1, 86, certificate_no="ZX-2026-1")
    stranger = office.app.test_client().get(f"/folders/{folder_id}/retirements/1/certificate")
    assert stranger.status_code == 302
    assert PDF not in stranger.data
