"""Policies, claims from a failed inspection or a lost project, and payments that the account of the case has."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from casework import db
from casework.audit import verification
from casework.credits import CreditProject
from casework.errors import Forbidden
from casework.insurance import ClaimStep, InsurancePolicy, claiming, policies
from casework.insurance.claiming import (
    NO_CAUSE,
    NO_INSPECTION,
    NOT_POSTED,
    OUTSIDE,
    PAID_BY_IT,
    POSTED_FOR_ANOTHER,
    TOO_MUCH,
    ClaimEntry,
    StepEntry,
)
from casework.insurance.errors import PolicyRefused, UnknownPolicy
from casework.insurance.models import PAID, REFUSED, RETURNED
from casework.insurance.policies import OTHER, OTHER_SAID, PolicyEntry
from casework.proceedings import service
from casework.proceedings.errors import NotPossible
from casework.proceedings.service import Doing
from casework.restoring import surveying
from rules.settlement.insurance_kinds import insurance_kinds
from tests.casework.credits.test_obligation_pages import sent
from tests.casework.office import TODAY, YESTERDAY, Office
from tests.casework.restoring.cases import LABOUR, duty_of, folder_of, owing, planted, state_of, survey
from tests.told import says

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
SOON = TODAY + datetime.timedelta(days=60)
YEAR = datetime.timedelta(days=365)
POLICY: dict[str, Any] = {
    **{"insurer": "某财险公司", "policy_no": "FJ-2026-1", "kind": "carbon-index", "holder": "某林场"},
    **{"beneficiary": "某林场", "perils": "火灾、冻害", "sum_cny": Decimal(1000)},
    **{"begins_on": TODAY - YEAR, "ends_on": TODAY + YEAR},
}


def insured(office: Office, folder_id: int, **fields: Any) -> int:
    with office.work():
        entry = PolicyEntry(**POLICY | fields)
        return policies.insure_duty(folder_of(folder_id), office.person("officer"), "o1", entry).id


def failed(office: Office) -> tuple[int, int]:
    """A planting that failed its inspection; the number of that act."""
    folder_id = planted(office)
    with office.work():
        entry = survey(500, rectify_by=SOON)
        surveying.record(folder_of(folder_id), office.person("officer"), "o1", entry)
    return folder_id, duty_of(office, folder_id).looks[-1].act


def claim(office: Office, policy: int, act: int | None = None, **fields: Any) -> int:
    given: dict[str, Any] = {"happened_on": YESTERDAY, "claimed_on": TODAY, "claimed_cny": Decimal(800), "act": act}
    with office.work():
        found = db.session().get_one(InsurancePolicy, policy)
        return claiming.claim(office.person("officer"), found, ClaimEntry(**given | fields)).id


def settle(office: Office, claimed: int, step: str, amount: str | None = None, **fields: Any) -> None:
    given = {"done_on": TODAY, "amount_cny": Decimal(amount) if amount else None, "evidence": "赔付通知"}
    with office.work():
        claiming.settle(office.person("officer"), claimed, StepEntry(step, **given | fields))


def received(office: Office, folder_id: int, amount: str) -> int:
    with office.work():
        doing = Doing("insurance_paid", TODAY, ("o1",), {"amount": amount, "payer": "某财险公司", "payee": "某专户"})
        return service.record(folder_of(folder_id), office.person("officer"), doing).acts[-1].number


def refused(office: Office, what: Any, *args: Any, **fields: Any) -> dict[str, str]:
    with pytest.raises(PolicyRefused) as refusal:
        what(office, *args, **fields)
    return {error.path: error.message for error in refusal.value.errors}


def test_a_failed_planting_is_claimed_paid_into_the_account_and_still_owed(office: Office) -> None:
    folder_id, look = failed(office)
    claimed = claim(office, insured(office, folder_id), look)
    act = received(office, folder_id, "700")
    settle(office, claimed, PAID, "700", payee="某专户", act=act)
    assert duty_of(office, folder_id).state == "part_failed"
    assert [one.amount for one in state_of(office, folder_id).postings if one.flow == "insured"] == [Decimal(700)]
    doing = Doing("void", TODAY, (), {"number": str(act), "ground": "登记有误"})
    with pytest.raises(NotPossible) as kept, office.work():
        service.record(folder_of(folder_id), office.person("officer"), doing)
    assert says(kept.value.refused.why, PAID_BY_IT, act=act)
    settle(office, claimed, RETURNED, "700")
    with office.work():
        service.record(folder_of(folder_id), office.person("officer"), doing)
    with office.app.app_context():
        assert verification.verify() is None


@one_database
def test_a_claim_rests_on_a_failed_inspection_or_a_cause_within_the_term(office: Office) -> None:
    folder_id, look = failed(office)
    policy = insured(office, folder_id, begins_on=TODAY, ends_on=TODAY)
    told = refused(office, claim, policy, look + 1)
    assert says(told["act"], NO_INSPECTION, act=look + 1)
    assert says(told["happened_on"], OUTSIDE, begins=TODAY, ends=TODAY, day=YESTERDAY)
    assert says(refused(office, claim, policy, happened_on=TODAY)["cause"], NO_CAUSE)
    assert claim(office, policy, cause="火灾，约 3 亩", happened_on=TODAY)


@one_database
def test_no_more_is_paid_than_is_insured_and_each_sum_is_posted_once(office: Office) -> None:
    folder_id, look = failed(office)
    policy = insured(office, folder_id)
    first, second = claim(office, policy, look), claim(office, policy, cause="冻害")
    act = received(office, folder_id, "600")
    told = refused(office, settle, first, PAID, "500", payee="某专户", act=act)
    assert says(told["act"], NOT_POSTED, act=act, given="500")
    settle(office, first, PAID, "600", payee="某专户", act=act)
    told = refused(office, settle, second, PAID, "600", payee="某专户", act=act)
    assert says(told["act"], POSTED_FOR_ANOTHER, act=act)
    assert says(told["amount_cny"], TOO_MUCH, total="1000", paid="600", given="600")
    settle(office, second, PAID, "400", payee="某林场")  # to the owner himself: on no account
    settle(office, second, REFUSED)
    assert refused(office, settle, second, PAID, "1", payee="某林场").keys() == {"step", "amount_cny"}


@one_database
def test_a_policy_is_on_a_planting_and_entered_by_the_bureau(office: Office) -> None:
    folder_id = planted(office)
    told = refused(office, insured, folder_id, insurer=" ", sum_cny=Decimal("0.001"), ends_on=TODAY - 2 * YEAR)
    assert told.keys() == {"insurer", "sum_cny", "ends_on"}
    with pytest.raises(Forbidden), office.work():
        policies.insure_duty(folder_of(folder_id), office.person("judge"), "o1", PolicyEntry(**POLICY))
    with pytest.raises(UnknownPolicy):
        insured(office, owing(office, LABOUR))


def test_what_was_entered_is_never_changed(office: Office) -> None:
    folder_id, look = failed(office)
    claimed = claim(office, insured(office, folder_id), look)
    act = received(office, folder_id, "700")
    settle(office, claimed, PAID, "700", payee="某专户", act=act)
    again = {"claim_id": claimed, "step": PAID, "done_on": TODAY, "amount_cny": Decimal(700), "payee": "某专户"}
    for statement in (
        update(InsurancePolicy).values(sum_cny=Decimal(9)),
        delete(ClaimStep),
        insert(ClaimStep).values(**again, act=act, evidence="又一次", recorded_by=1, at=db.now()),
    ):
        with pytest.raises(IntegrityError), office.work():
            db.session().execute(statement)


@one_database
def test_the_pages_lead_from_the_planting_to_the_payment(office: Office) -> None:
    folder_id, look = failed(office)
    client = office.browser("officer")
    register = f"/folders/{folder_id}/obligations/o1/register"
    address = f"/folders/{folder_id}/obligations/o1/insurance/new"
    assert address in client.get(register).text
    days = {"begins_on": (TODAY - YEAR).isoformat(), "ends_on": (TODAY + YEAR).isoformat()}
    given = {name: str(value) for name, value in POLICY.items()} | days
    assert sent(client, address, given | {"perils": ""}).status_code == 422
    assert sent(client, address, given).status_code == 302
    assert "FJ-2026-1" in client.get(register).text
    one = {"act": str(look), "happened_on": YESTERDAY.isoformat(), "claimed_cny": "800"}
    assert sent(client, "/insurance/1/claims/new", one).status_code == 302
    act = received(office, folder_id, "700")
    paid = {"step": PAID, "amount_cny": "700", "payee": "某专户", "act": str(act), "evidence": "赔付通知"}
    assert sent(client, "/insurance/claims/1/steps/new", paid).status_code == 302
    shown = client.get("/insurance/1").text
    assert f"#look-{look}" in shown
    assert "700.00" in shown
    assert office.browser("judge").get("/insurance/1").status_code == 200
    assert "/insurance/1/claims/new" not in office.browser("judge").get("/insurance/1").text
    assert office.browser("officer2").get("/insurance/1").status_code == 404


@one_database
def test_a_project_is_insured_by_whoever_keeps_it(office: Office) -> None:
    office.lot(1, 1000)
    with office.work():
        project = db.session().query(CreditProject).one()
        policy = policies.insure_project(office.person("officer"), project, PolicyEntry(**POLICY)).id
        number = project.id
    claimed = claim(office, policy, cause="火灾，全部灭失", lost_t=Decimal(40))
    settle(office, claimed, PAID, "1000", payee="某林场")
    shown = office.browser("officer").get(f"/credits/projects/{number}")
    assert f"/insurance/{policy}" in shown.text
    assert "1,000.00" in office.browser("judge").get(f"/insurance/{policy}").text
    assert refused(office, settle, claimed, RETURNED, "1000.01").keys() == {"amount_cny"}


@one_database
def test_a_kind_is_one_on_record_or_named(office: Office) -> None:
    folder_id = planted(office)
    wrong = [{"kind": ""}, {"kind": "林业碳汇价值保险"}, {"kind": OTHER}, {"other": "价格保险"}]
    wrong += [{"kind": OTHER, "other": "林业碳汇保险+"}]  # it is on record, by another name
    for given in wrong:
        with pytest.raises(PolicyRefused) as refused:
            insured(office, folder_id, **given)
        assert {one.path for one in refused.value.errors} <= {"kind", "other"}, given
    kinds = [insured(office, folder_id, **given) for given in ({}, {"kind": OTHER, "other": "价格保险"})]
    with office.work():
        told = [db.session().get_one(InsurancePolicy, one).kind for one in kinds]
    assert told == [insurance_kinds()["carbon-index"].title, OTHER_SAID.format(name="价格保险")]


def test_of_several_who_pay_all_of_it_back_at_the_same_moment_one_does(office: Office) -> None:
    office.lot(1, 1000)
    with office.work():
        project = db.session().query(CreditProject).one()
        policy = policies.insure_project(office.person("officer"), project, PolicyEntry(**POLICY)).id
    claimed = claim(office, policy, cause="火灾，全部灭失", lost_t=Decimal(40))
    settle(office, claimed, PAID, "1000", payee="某林场")

    def back(_: int) -> bool:
        try:
            settle(office, claimed, RETURNED, "1000")
        except PolicyRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(back, range(4))) == [False, False, False, True]
