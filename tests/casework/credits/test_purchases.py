"""Recording purchases: what a contract must say, and how far an obligation reaches."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from casework import db
from casework.credits import fulfilling, register, registration, retirements, stretches
from casework.credits.errors import CreditRefused, RecordKept, SerialsTaken, UnknownCredit
from casework.credits.fulfilling import NOTHING_TO_BUY
from casework.credits.models import COMPLIANCE, JUDICIAL, Purchase, SerialUse
from casework.credits.offsetting import OffsetEntry
from casework.credits.purchases import OTHER_TYPE
from casework.credits.register import USE_NAMES
from tests.casework.credits.test_offsetting import CODE
from tests.casework.office import REQUIRED_T, TODAY, Office, retired, retirement
from tests.told import saying, says

TOMORROW = TODAY + datetime.timedelta(days=1)


def counts(office: Office) -> tuple[int, int]:
    """How many purchases and uses are stored."""
    with office.work():
        session = db.session()
        return tuple(session.scalar(select(func.count()).select_from(model)) for model in (Purchase, SerialUse))  # type: ignore[return-value]


def test_a_purchase_takes_its_serials(performing: Office) -> None:
    bought = performing.buy(1, 101, 100 + REQUIRED_T)
    with performing.work():
        held = retirements.holdings(performing.case)
        assert [(item.purchase.id, item.purchase.serial_from, item.purchase.serial_to) for item in held] == [
            (bought, 101, 186)
        ]
        assert held[0].purchase.amount_cny == Decimal("4988.00")
        assert [str(part) for part in stretches.lots_of(register.project(1)).rows[0].free] == ["1–100", "187–1000"]


@pytest.mark.parametrize(
    ("entry", "field", "said"),
    [
        ({"quantity_t": 85}, "quantity_t", "1 至 86 共 86 个"),
        ({"serial_from": 0}, "serial_from", "正整数"),
        ({"serial_to": 0}, "serial_to", "正整数"),
        ({"serial_from": 50, "serial_to": 40}, "serial_to", "小于起始序列号"),
        ({"serial_to": 10**15}, "serial_to", "15 位"),
        ({"serial_from": 990, "serial_to": 1010, "quantity_t": 21}, "serial_from", "不在该项目任何一个已登记的批次"),
        ({"serial_to": 87, "quantity_t": 87}, "quantity_t", "尚可认购 86 t"),
        ({"price_cny": Decimal(0)}, "price_cny", "大于 0"),
        ({"amount_cny": Decimal("4988.01")}, "amount_cny", "4988.00"),
        ({"trade_date": TOMORROW}, "trade_date", "尚未到来"),
        ({"seller": " "}, "seller", "不能为空"),
        ({"contract_no": "x" * 101}, "contract_no", "至多 100"),
        ({"project_id": 99}, "project_id", "没有这个项目"),
    ],
)
def test_a_contract_that_cannot_be_right_is_refused_at_its_field(
    performing: Office, entry: dict[str, Any], field: str, said: str
) -> None:
    wanted = {"amount_cny": Decimal("58.00") * entry.get("quantity_t", 86)} | entry
    with pytest.raises(CreditRefused) as refused:
        performing.buy(1, 1, 86, **wanted)
    messages = {error.path: error.message for error in refused.value.errors}
    assert said in messages[field]
    assert counts(performing) == (0, 0)


def test_every_mistake_of_a_contract_is_named_at_once(performing: Office) -> None:
    with pytest.raises(CreditRefused) as refused:
        performing.buy(1, 1, 86, seller="", contract_no="", trade_date=TOMORROW, amount_cny=Decimal(1))
    assert {error.path for error in refused.value.errors} == {"seller", "contract_no", "trade_date", "amount_cny"}


def test_credits_of_another_type_than_is_owed_are_refused(performing: Office) -> None:
    other = performing.lot(1, 100, credit_type="CCER")
    with pytest.raises(CreditRefused, match="没有登记") as refused:
        performing.buy(other, 1, 86)
    assert says(refused.value.errors[0].message, OTHER_TYPE, owed="FFCER", given="CCER")


def test_several_purchases_add_up_to_what_is_owed_and_no_further(performing: Office) -> None:
    performing.buy(1, 1, 40)
    performing.buy(1, 41, 86)
    with pytest.raises(CreditRefused) as refused:
        performing.buy(1, 87, 87)
    assert "尚可认购 0 t" in refused.value.errors[0].message


def test_serials_that_are_taken_are_refused_with_who_holds_them(performing: Office) -> None:
    performing.buy(1, 1, 40)
    with pytest.raises(SerialsTaken, match=f"1–40 .*{USE_NAMES[JUDICIAL]}") as refused:
        performing.buy(1, 40, 50)
    assert refused.value.status == 409
    assert counts(performing) == (1, 1)


def test_serials_used_for_compliance_are_closed_to_a_case(performing: Office) -> None:
    with performing.work():
        confirmed = OffsetEntry(TODAY.year - 1, Decimal(100), "核查结论", "", CODE)
        used = registration.UseEntry(1, "compliance_offset", 30, 39, 10, "某控排企业", "履约清缴公告", offset=confirmed)
        registration.record_use(performing.person("officer"), used)
    with pytest.raises(SerialsTaken, match=f"30–39 .*{USE_NAMES[COMPLIANCE]}"):
        performing.buy(1, 1, 40)


def test_a_mistaken_purchase_is_taken_back_with_its_reason_and_frees_its_serials(performing: Office) -> None:
    bought = performing.buy(1, 1, 40)
    with performing.work():
        fulfilling.take_back(performing.folder, performing.person("officer"), bought, "合同号录错")
    performing.buy(1, 20, 86 + 19)
    with performing.work():
        first, second = retirements.holdings(performing.case)
        assert first.cancelled is not None
        assert first.cancelled.release_reason == "合同号录错"
        assert second.cancelled is None
        assert fulfilling.bought(performing.folder, performing.course)["o1"].left_t == 0


def test_taking_a_purchase_back_needs_a_reason_and_no_retirement(performing: Office) -> None:
    bought = performing.buy(1, 1, 40)
    with pytest.raises(CreditRefused, match="理由"), performing.work():
        fulfilling.take_back(performing.folder, performing.person("officer"), bought, "  ")
    performing.retire(bought, 1, 1)
    with pytest.raises(RecordKept, match="不可逆"), performing.work():
        fulfilling.take_back(performing.folder, performing.person("officer"), bought, "合同号录错")


def test_a_purchase_of_another_case_is_unknown_here(performing: Office) -> None:
    bought = performing.buy(1, 1, 40)
    performing.to_performing()
    with pytest.raises(UnknownCredit), performing.work():
        retired(performing.folder, bought, retirement(1, 40))


def test_nothing_is_bought_before_it_is_owed(performing: Office) -> None:
    performing.file()
    with pytest.raises(UnknownCredit, match=saying(NOTHING_TO_BUY)):
        performing.buy(1, 1, 10)
