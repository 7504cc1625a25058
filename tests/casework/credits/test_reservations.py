"""Serials held until a day at a quoted price; who buys for whom; what is bought before the tonnes are known."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from casework import db
from casework.audit import verification
from casework.credits import fulfilling, register, reserving, stretches
from casework.credits.errors import CreditRefused, SerialsTaken
from casework.credits.models import Reservation, SerialUse
from casework.credits.purchases import AGENT, FAMILY, TOO_MANY, WHO_IS_BUYER
from casework.credits.reservations import BOUGHT, RUN_OUT
from casework.credits.reserving import PAST, ReservationEntry
from rules.values.clock import played_on
from tests.casework.credits.test_obligation_pages import sent
from tests.casework.credits.test_obligations import buy, folder_of, owing, refused_at, retire, state_of
from tests.casework.markup import holds
from tests.casework.office import TODAY, YESTERDAY, Office
from tests.told import says

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

SOON = TODAY + datetime.timedelta(days=3)
LATER = TODAY + datetime.timedelta(days=4)


@pytest.fixture
def folder_id(office: Office) -> int:
    office.lot(1, 1000)
    return owing(office)


def reserve(office: Office, folder_id: int, first: int, last: int, who: str = "officer", **changes: Any) -> int:
    with office.work():
        said: dict[str, Any] = {
            "project_id": 1,
            "serial_from": first,
            "serial_to": last,
            "quantity_t": None,
            "price_cny": Decimal("58.00"),
            "price_rule": "当地固定价",
            "price_source": "测试行情",
            "price_date": YESTERDAY,
            "expires_on": SOON,
        }
        entry = ReservationEntry(**(said | changes))
        return reserving.reserve(folder_of(folder_id), office.person(who), "o1", entry).id


def free(office: Office) -> list[str]:
    with office.app.app_context():
        return [str(part) for part in stretches.lots_of(register.project(1)).rows[0].free]


def why_over(office: Office) -> list[str | None]:
    with office.app.app_context():
        rows = db.session().query(SerialUse).join(Reservation, Reservation.use_id == SerialUse.id)
        return [row.release_reason for row in rows.order_by(SerialUse.id)]


def test_what_is_reserved_is_closed_to_others_until_its_day_is_over(office: Office, folder_id: int) -> None:
    reserve(office, folder_id, 1, 86)
    other = owing(office, "漳浦县", "2")
    with pytest.raises(SerialsTaken):
        buy(office, other, 50, 60, who="officer2")
    assert free(office) == ["87–1000"]
    with played_on(SOON), pytest.raises(SerialsTaken):
        buy(office, other, 50, 60, who="officer2")
    with played_on(LATER):
        assert free(office) == ["1–1000"]
        buy(office, other, 50, 60, who="officer2")
        assert why_over(office) == [RUN_OUT]
        assert free(office) == ["1–49", "61–1000"]
    with office.app.app_context():
        assert verification.verify() is None


def test_a_reservation_becomes_the_purchase_and_frees_what_is_not_bought(office: Office, folder_id: int) -> None:
    reserve(office, folder_id, 1, 86)
    buy(office, folder_id, 1, 40)
    assert why_over(office) == [BOUGHT]
    assert free(office) == ["41–1000"]
    with office.app.app_context():
        assert verification.verify() is None


def test_no_more_is_reserved_than_is_owed(office: Office, folder_id: int) -> None:
    reserve(office, folder_id, 1, 80)
    with pytest.raises(CreditRefused) as refused:
        reserve(office, folder_id, 101, 107)
    assert says(refused_at("quantity_t", refused.value), TOO_MANY, left="6", given="7")
    reserve(office, folder_id, 101, 106)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"price_rule": ""}, "price_rule"),
        ({"price_source": " "}, "price_source"),
        ({"price_cny": Decimal(0)}, "price_cny"),
        ({"price_date": SOON}, "price_date"),
        ({"price_rule": "一元碳汇固定价"}, "price_cny"),
        ({"price_rule": "前一交易日收盘价", "price_date": TODAY}, "price_date"),
        ({"expires_on": YESTERDAY}, "expires_on"),
    ],
)
def test_a_quote_has_price_rule_source_and_the_day_its_rule_asks_for(
    office: Office, folder_id: int, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(CreditRefused) as refused:
        reserve(office, folder_id, 1, 10, **changes)
    assert {error.path for error in refused.value.errors} == {field}
    if field == "expires_on":
        assert says(refused_at(field, refused.value), PAST, day=YESTERDAY)
    assert free(office) == ["1–1000"]


def test_a_reservation_is_made_given_back_and_bought_from_the_pages(office: Office, folder_id: int) -> None:
    client = office.browser("officer")
    case = f"/folders/{folder_id}"
    quote = {"price_rule": "当地固定价", "price_source": "测试行情", "price_date": YESTERDAY.isoformat()}
    wanted = quote | {"serial_from": "T-1-1", "serial_to": "", "quantity_t": "86", "expires_on": SOON.isoformat()}
    address = f"{case}/obligations/o1/reservations/new"
    assert sent(client, address, wanted | {"price_source": ""}).status_code == 422
    assert sent(client, address, wanted).status_code == 302
    assert holds(client.get(case).text, "reservation-1")
    assert sent(client, f"{case}/reservations/1/cancel", {"reason": "义务人另找了出让方"}).status_code == 302
    assert not holds(client.get(case).text, "reservation-1")
    assert sent(client, address, wanted).status_code == 302
    bought = {"seller": "某碳汇公司", "contract_no": "HT-1", "trade_date": TODAY.isoformat()}
    assert sent(client, f"{case}/obligations/o1/purchases/new?reservation=2", bought).status_code == 302
    with office.app.app_context():
        (held,) = fulfilling.bought(folder_of(folder_id), state_of(office, folder_id))["o1"].live
        assert (held.purchase.tonnes, held.purchase.price_cny) == (Decimal(86), Decimal("58.00"))


@pytest.mark.parametrize(("buyer_is", "said"), [(FAMILY, "张某之妻李某"), (AGENT, "某交易中心")])
def test_another_may_buy_in_the_place_of_the_obligor(office: Office, folder_id: int, buyer_is: str, said: str) -> None:
    retire(office, folder_id, buy(office, folder_id, 1, 86, buyer=said, buyer_is=buyer_is), 1, 86)
    duty = state_of(office, folder_id).obligations["o1"]
    assert duty.state == "proven"
    assert [one.by for one in duty.counted] == [said]


def test_a_buyer_is_told_with_what_he_is_to_the_obligor(office: Office, folder_id: int) -> None:
    with pytest.raises(CreditRefused) as refused:
        buy(office, folder_id, 1, 86, buyer="李某")
    assert says(refused_at("buyer_is", refused.value), WHO_IS_BUYER)


def test_tonnes_that_are_known_only_later_are_bought_as_they_come(office: Office) -> None:
    office.lot(1, 1000)
    folder_id = owing(office, tonnes=None)
    retire(office, folder_id, buy(office, folder_id, 1, 40), 1, 40)
    retire(office, folder_id, buy(office, folder_id, 41, 50), 41, 50)
    duty = state_of(office, folder_id).obligations["o1"]
    assert sum(one.quantity for one in duty.counted if one.quantity) == 50


def test_a_failed_purchase_is_taken_back_and_the_serials_are_sold_to_another(office: Office, folder_id: int) -> None:
    bought = buy(office, folder_id, 1, 86)
    other = owing(office, "漳浦县", "2")
    with office.work():
        fulfilling.take_back(folder_of(folder_id), office.person("officer"), bought, "出让方未能过户，价款已退")
    assert buy(office, other, 1, 86, who="officer2")
    assert buy(office, folder_id, 101, 186)
