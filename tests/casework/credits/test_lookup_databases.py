"""The statements of the public look-up on both databases: by serial, by certificate, with what no longer holds."""

from __future__ import annotations

import datetime

from casework.credits import lookup
from casework.credits.lookup import FREE, HELD, RETIRED
from rules.values.clock import played_on
from tests.casework.credits.test_obligations import buy, owing, perform, retire
from tests.casework.credits.test_reservations import SOON, reserve
from tests.casework.office import TODAY, Office


def told(office: Office, typed: str) -> list[tuple[str, str]]:
    with office.app.test_request_context():
        return [(one.numbers, one.state) for one in lookup.known(typed)]


def test_every_way_to_ask_is_answered(office: Office) -> None:
    office.lot(1, 1000)
    folder_id = owing(office)
    retire(office, folder_id, buy(office, folder_id, 1, 40), 1, 30, certificate_no="ZX-1")
    reserve(office, folder_id, 100, 109)
    assert told(office, "T-1-20 至 T-1-105") == [
        ("20–30", RETIRED),
        ("31–40", HELD),
        ("41–99", FREE),
        ("100–105", HELD),
    ]
    assert told(office, "ZX-1") == [("1–30", RETIRED)]
    with played_on(SOON + datetime.timedelta(days=1)):
        assert told(office, "T-1-105") == [("105", FREE)]
    perform(office, owing(office, "漳浦县", "2"), "GD-2024-000001 至 GD-2024-000020", who="officer2")
    assert [number for number, _ in told(office, "GD-2024-7")] == ["GD-2024-7"]
    with office.app.test_request_context():
        assert [one.on for one in lookup.known("ZX-1")] == [TODAY]
