"""What became of a contract: paid, transferred, paid back; to the cent, and money of the case with its posting."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal
from typing import Any

import pytest

from casework.audit import verification
from casework.credits import fulfilling, paying, payments
from casework.credits.errors import CreditRefused, RecordKept
from casework.credits.fulfilling import WAS_TAKEN_BACK
from casework.credits.models import PAID, REPAID, TRANSFERRED
from casework.credits.paying import (
    NO_CENTS,
    NOT_PAID,
    NOT_SPENT,
    ONLY_PAID,
    PAID_BY_IT,
    SPENT_ON,
    TOO_MUCH,
    TWICE,
    StepEntry,
)
from casework.credits.purchases import PAID_STILL
from casework.proceedings import files, service
from casework.proceedings.errors import NotPermitted, NotPossible
from casework.proceedings.service import Doing
from tests.casework.credits.test_obligation_pages import sent
from tests.casework.credits.test_obligations import PDF, buy, folder_of, owing, retire, state_of
from tests.casework.office import TODAY, YESTERDAY, Office
from tests.told import says

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

BANK = "银行回单 1 号"


@pytest.fixture
def folder_id(office: Office) -> int:
    office.lot(1, 1000)
    return owing(office)


def step(office: Office, folder_id: int, bought: int, kind: str, amount: str | None = None, **changes: Any) -> int:
    with office.work():
        entry = StepEntry(kind, TODAY, None if amount is None else Decimal(amount), BANK)
        entry = dataclasses.replace(entry, **changes)
        return paying.record(folder_of(folder_id), office.person("officer"), bought, entry).id


def refused(office: Office, *args: Any, **changes: Any) -> dict[str, str]:
    with pytest.raises(CreditRefused) as refusal:
        step(office, *args, **changes)
    return {error.path: error.message for error in refusal.value.errors}


def spend(office: Office, folder_id: int, amount: str) -> int:
    """Spend money of the case that the party paid in; gives the number of the act."""
    money = {"kind": "服务功能损失赔偿金", "amount": "9000", "payee": "某专户"}
    with office.work():
        folder = folder_of(folder_id)
        state = service.state(folder)
        if "o2" not in state.obligations:
            prosecutor, receipt = office.person("prosecutor"), (files.Paper("收据.pdf", PDF),)
            undertaken = {"o2": money, "signed": "张某"}
            service.record(folder, prosecutor, Doing("undertake", YESTERDAY, ("o2",), undertaken))
            service.record(folder, prosecutor, Doing("perform", TODAY, ("o2",), {"amount": "9000"}, papers=receipt))
        given = {"amount": amount, "purpose": "认购碳汇", "to": "某碳汇公司"}
        return service.record(folder, office.person("judge"), Doing("spend", TODAY, ("o2",), given)).acts[-1].number


def test_a_contract_is_paid_to_the_cent_and_no_further(office: Office, folder_id: int) -> None:
    bought = buy(office, folder_id, 1, 86)  # 86 t at 58.00: 4,988.00
    step(office, folder_id, bought, PAID, "4000.00")
    told = refused(office, folder_id, bought, PAID, "988.01")["amount_cny"]
    assert says(told, TOO_MUCH, total="4988", paid="4000", left="988", given="988.01")
    step(office, folder_id, bought, PAID, "988.00")
    with office.app.app_context():
        assert payments.paid_of(payments.steps_of([bought])) == Decimal(4988)
        assert verification.verify() is None


@pytest.mark.parametrize("amount", [None, "0", "0.001"])
def test_a_payment_is_a_sum_in_cents(office: Office, folder_id: int, amount: str | None) -> None:
    bought = buy(office, folder_id, 1, 86)
    assert says(refused(office, folder_id, bought, PAID, amount)["amount_cny"], NO_CENTS)


def test_a_transfer_has_no_sum_and_is_told_once(office: Office, folder_id: int) -> None:
    bought = buy(office, folder_id, 1, 86)
    assert refused(office, folder_id, bought, TRANSFERRED, "1").keys() == {"amount_cny"}
    step(office, folder_id, bought, TRANSFERRED)
    assert says(refused(office, folder_id, bought, TRANSFERRED)["step"], TWICE)


def test_a_purchase_that_failed_is_paid_back_before_its_serials_are_free(office: Office, folder_id: int) -> None:
    bought = buy(office, folder_id, 1, 86)
    step(office, folder_id, bought, PAID, "4988")
    with pytest.raises(RecordKept) as kept, office.work():
        fulfilling.take_back(folder_of(folder_id), office.person("officer"), bought, "出让方没有交割")
    assert says(str(kept.value), PAID_STILL, paid="4988")
    told = refused(office, folder_id, bought, REPAID, "4988.01")["amount_cny"]
    assert says(told, NOT_PAID, paid="4988", given="4988.01")
    step(office, folder_id, bought, REPAID, "4988")
    with office.work():
        fulfilling.take_back(folder_of(folder_id), office.person("officer"), bought, "出让方没有交割")
    assert buy(office, folder_id, 1, 86)


def test_money_of_the_case_that_pays_is_posted_by_an_act_that_pays_nothing_else(office: Office, folder_id: int) -> None:
    first, second = buy(office, folder_id, 1, 50), buy(office, folder_id, 51, 86)  # 2,900.00 and 2,088.00
    act = spend(office, folder_id, "2000")
    told = refused(office, folder_id, first, PAID, "1999", act=act)["act"]
    assert says(told, NOT_SPENT, act=act, given="1999")
    assert refused(office, folder_id, first, PAID, "2000", act=1).keys() == {"act"}
    step(office, folder_id, first, PAID, "2000", act=act)
    assert says(refused(office, folder_id, second, PAID, "2000", act=act)["act"], SPENT_ON, act=act)
    assert says(refused(office, folder_id, first, REPAID, "1", act=act)["act"], ONLY_PAID)
    posted = [one.amount for one in state_of(office, folder_id).postings if (one.act, one.flow) == (act, "spent")]
    assert posted == [Decimal(2000)]
    with office.app.app_context():
        assert paying.projects_paid({folder_id}).keys() == {(folder_id, act)}
        assert verification.verify() is None


def test_an_act_that_a_payment_rests_on_is_void_once_that_is_paid_back(office: Office, folder_id: int) -> None:
    bought = buy(office, folder_id, 1, 86)
    act = spend(office, folder_id, "4988")
    step(office, folder_id, bought, PAID, "4988", act=act)

    def void() -> None:
        with office.work():
            doing = Doing("void", TODAY, (), {"number": str(act), "ground": "登记有误"})
            service.record(folder_of(folder_id), office.person("judge"), doing)

    with pytest.raises(NotPossible) as kept:
        void()
    assert says(kept.value.refused.why, PAID_BY_IT, act=act)
    step(office, folder_id, bought, REPAID, "4988")
    void()
    assert not [one for duty in state_of(office, folder_id).obligations.values() for one in duty.booked]


def test_a_contract_is_followed_after_all_of_it_is_retired_but_not_after_it_was_taken_back(
    office: Office, folder_id: int
) -> None:
    failed = buy(office, folder_id, 101, 110)
    with office.work():
        fulfilling.take_back(folder_of(folder_id), office.person("officer"), failed, "没有成交")
    bought = buy(office, folder_id, 1, 86)
    retire(office, folder_id, bought, 1, 86)
    assert state_of(office, folder_id).obligations["o1"].state == "proven"
    address = f"/folders/{folder_id}/purchases/{bought}/steps/new"
    assert address in office.browser("officer").get(f"/folders/{folder_id}").text
    assert address not in office.browser("judge").get(f"/folders/{folder_id}").text
    step(office, folder_id, bought, PAID, "4988")
    with pytest.raises(RecordKept) as kept:
        step(office, folder_id, failed, PAID, "1")
    assert says(str(kept.value), WAS_TAKEN_BACK)
    with pytest.raises(NotPermitted), office.work():
        paying.record(folder_of(folder_id), office.person("judge"), bought, StepEntry(REPAID, TODAY, Decimal(1), BANK))


def test_the_page_enters_a_payment_and_the_case_shows_it(office: Office, folder_id: int) -> None:
    bought = buy(office, folder_id, 1, 86)
    client = office.browser("officer")
    address = f"/folders/{folder_id}/purchases/{bought}/steps/new"
    given = {"step": PAID, "done_on": TODAY.isoformat(), "amount_cny": "5000", "evidence": BANK}
    assert sent(client, address, given).status_code == 422
    assert sent(client, address, given | {"amount_cny": "4988"}).status_code == 302
    assert BANK in client.get(f"/folders/{folder_id}").text
    tomorrow = {"step": TRANSFERRED, "amount_cny": "", "done_on": (TODAY + datetime.timedelta(days=1)).isoformat()}
    assert sent(client, address, given | tomorrow).status_code == 422
