"""Published purchases, bought from the register and retired for their obligation, as they were published."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from casework import db
from casework.audit import verification
from casework.credits import Purchase, fulfilling, lookup, registration
from casework.credits.lookup import RETIRED
from casework.credits.purchases import PurchaseEntry
from tests.casework.credits.test_obligations import folder_of, owing, state_of
from tests.casework.office import REGISTRY, TODAY, YESTERDAY, Office, retired, retirement

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

NOT_TOLD = "1"
"""Stands for a price that no report tells; no sum is asserted of it."""


@dataclass(frozen=True)
class Published:
    """As it was published. ``price`` and ``paid`` in CNY, None where no report tells them; ``unit``: tonnes of the
    least unit, where the type is not on record; ``ticket``: without serials."""

    name: str
    source: str
    credit: str
    tonnes: str
    price: str | None = None
    paid: str | None = None
    ticket: bool = False
    unit: str | None = None


PUBLISHED = [
    Published(
        "仙游陈某某案",
        "http://nx.3news.com.cn/zhwh/shcs/2023/0701/8846.html",
        "FFCER",
        "441",
        "53",
        "23373",
    ),
    Published(
        "南靖张某泉案",
        "https://fy.fjzzcourt.gov.cn/article/detail/2022/11/id/7014015.shtml",
        "FFCER",
        "96",
    ),
    Published(
        "连江杨某某案，品种没有公布",
        "http://www.gdbyq.com/news/fujian/szjj/2025-05-05/2830895.html",
        "永泰县国有林保护中心碳汇",
        "80.48",
        ticket=True,
        unit="0.01",
    ),
    Published(
        "顺昌吴某辉案",
        "https://www.tanpaifang.com/tanhui/2020/0413/70012.html",
        "一元碳汇",
        "400",
        "100",
        "40000",
        ticket=True,
    ),
    Published(
        "铜仁碳票，万州认购",
        "http://news.hgjy100.com/caijing/145135.html",
        "林业碳票",
        "2468",
        "88",
        "217184",
        ticket=True,
    ),
]


@pytest.mark.parametrize("one", PUBLISHED, ids=lambda one: one.name)
def test_a_published_purchase_is_bought_retired_and_proven_to_the_last_unit(office: Office, one: Published) -> None:
    tonnes, price = Decimal(one.tonnes), Decimal(one.price or NOT_TOLD)
    with office.work():
        officer = office.person("officer")
        unit = Decimal(one.unit) if one.unit else None
        project = registration.ProjectEntry(REGISTRY, one.name, "P-1", one.credit, "未公布", unit)
        made = registration.add_project(officer, project).id
        numbers: dict[str, Any] = {"serial_from": None, "serial_to": None, "ticket_no": "CERT-1"}
        numbers = numbers if one.ticket else {"serial_from": "P-1-000001", "serial_to": None}
        registration.add_lot(
            officer, made, registration.LotEntry("未公布", quantity_t=tonnes, source=one.source, **numbers)
        )
    folder_id = owing(office, tonnes=one.tonnes, credit=one.credit, price=str(price))
    with office.work():
        entry = PurchaseEntry(
            made, "出让方", "HT-1", YESTERDAY, quantity_t=tonnes, price_cny=price, amount_cny=None, **numbers
        )
        bought = fulfilling.buy(folder_of(folder_id), office.person("officer"), "o1", entry).id
        row = db.session().get_one(Purchase, bought)
        assert row.tonnes == tonnes
        if one.paid is not None:
            assert row.amount_cny == Decimal(one.paid)
        certificate = retirement(
            1, 1, serial_from=numbers["serial_from"], serial_to=None, quantity_t=tonnes, certificate_no="ZX-1"
        )
        retired(folder_of(folder_id), bought, certificate)
    duty = state_of(office, folder_id).obligations["o1"]
    assert (duty.state, [done.quantity for done in duty.counted]) == ("proven", [tonnes])
    with office.app.test_request_context():
        told = {(found.state, found.tonnes, found.on) for found in lookup.known("ZX-1")}
        assert told == {(RETIRED, tonnes, TODAY)}
        assert verification.verify() is None
