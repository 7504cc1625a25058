"""Performing a plan: what is proven when, and what it takes to go on and to close."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from casework.cases import lifecycle
from casework.cases import service as cases
from casework.cases.errors import WrongStage
from casework.compensation import CREDITS, checking, performance
from casework.compensation.errors import ProofRefused, UnknownPlan
from casework.compensation.performance import NOT_CREDITS, UNDONE
from casework.errors import Forbidden
from casework.permissions import ONLY_BY
from tests.casework.compensation.conftest import TENDING
from tests.casework.office import TODAY, Office, credit_entry, plan, purchase
from tests.told import saying

RECEIPT = performance.ProofEntry("管护履行记录 2026-01", TODAY, "六个月期满")


def prove(
    office: Office, route: str = "管护", entry: performance.ProofEntry = RECEIPT, username: str = "officer"
) -> None:
    with office.work():
        found = performance.performance(office.case)
        assert found is not None
        item = next(state.item for state in found.items if state.item.route == route)
        performance.prove(office.case, office.person(username), item.id, entry)


def states(office: Office) -> dict[str, str]:
    with office.work():
        found = performance.performance(office.case)
        return {state.item.route: state.state for state in found.items} if found else {}


def stage(office: Office) -> str:
    with office.work():
        return office.case.stage


def rule(office: Office) -> None:
    with office.work():
        seen = checking.proofs(office.case)
        cases.rule(office.case, office.person("judge"), "（2026）闽0627刑初1号", TODAY.isoformat(), checked=seen)


def close(office: Office) -> None:
    with office.work():
        lifecycle.advance(office.case, "close", office.person("judge"))


def next_action(office: Office) -> str:
    with office.work():
        step = lifecycle.awaited_step(office.case)
        return step.action if step else ""


def test_nothing_is_performed_before_a_plan_is_approved(proposed: Office) -> None:
    assert states(proposed) == {}
    with pytest.raises(WrongStage), proposed.work():
        performance.buy(proposed.case, proposed.person("officer"), 1, purchase(1, 1, 10))


def test_the_state_of_credits_follows_purchases_and_retirements(proposed: Office) -> None:
    proposed.approve()
    proposed.lot(1, 1000)
    seen = [(states(proposed)["认购碳汇"], next_action(proposed))]
    first = proposed.buy(1, 1, 40)
    seen.append((states(proposed)["认购碳汇"], next_action(proposed)))
    second = proposed.buy(1, 41, 86)
    seen.append((states(proposed)["认购碳汇"], next_action(proposed)))
    proposed.retire(first, 1, 40)
    seen.append((states(proposed)["认购碳汇"], next_action(proposed)))
    proposed.retire(second, 41, 86)
    seen.append((states(proposed)["认购碳汇"], next_action(proposed)))
    assert seen == [
        ("to_buy", "purchase"),
        ("buying", "purchase"),
        ("to_retire", "retire"),
        ("retiring", "retire"),
        ("done", "rule"),
    ]


def test_a_plan_without_credits_is_proven_by_its_paper(tending: Office) -> None:
    assert (states(tending), next_action(tending)) == ({"管护": "to_prove"}, "verify")
    prove(tending)
    assert (states(tending), stage(tending)) == ({"管护": "done"}, "verified")
    rule(tending)
    close(tending)
    assert stage(tending) == "closed"


def test_performance_is_not_verified_by_hand_before_it_is_proven(tending: Office) -> None:
    with pytest.raises(WrongStage, match="管护：待履行"), tending.work():
        lifecycle.advance(tending.case, "verify", tending.person("officer"))


def test_restoration_beside_credits_may_be_proven_after_the_ruling_and_before_closing(confirmed: Office) -> None:
    confirmed.propose(plan(credit_entry(), TENDING))
    confirmed.approve()
    confirmed.lot(1, 1000)
    confirmed.retire(confirmed.buy(1, 1, 86), 1, 86)
    assert (stage(confirmed), states(confirmed)["管护"]) == ("verified", "to_prove")
    rule(confirmed)
    with pytest.raises(WrongStage, match=saying(UNDONE, names="管护：待履行")):
        close(confirmed)
    prove(confirmed)
    assert stage(confirmed) == "ruled"
    close(confirmed)
    assert stage(confirmed) == "closed"
    with pytest.raises(WrongStage):
        prove(confirmed)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"document": " "}, "document"),
        ({"document": "长" * 201}, "document"),
        ({"document_date": TODAY + datetime.timedelta(days=1)}, "document_date"),
        ({"note": "长" * 2001}, "note"),
    ],
)
def test_a_proof_names_its_paper_and_date(tending: Office, values: dict[str, Any], field: str) -> None:
    stated: dict[str, Any] = {"document": "验收报告", "document_date": TODAY}
    entry = performance.ProofEntry(**(stated | values))
    with pytest.raises(ProofRefused) as refused:
        prove(tending, entry=entry)
    assert [error.path for error in refused.value.errors] == [field]
    assert stage(tending) == "performing"


def test_an_item_is_proven_once_and_credits_only_by_retirement(confirmed: Office) -> None:
    confirmed.propose(plan(credit_entry(), TENDING))
    confirmed.approve()
    prove(confirmed)
    with pytest.raises(ProofRefused, match="没有登记") as again:
        prove(confirmed)
    assert "已经登记过" in again.value.errors[0].message
    with pytest.raises(ProofRefused) as credit:
        prove(confirmed, CREDITS)
    assert "注销凭证" in credit.value.errors[0].message
    assert stage(confirmed) == "performing"


@pytest.mark.parametrize("username", ["prosecutor", "judge", "officer2"])
def test_only_an_officer_of_the_bureau_records_a_proof(tending: Office, username: str) -> None:
    with pytest.raises(Forbidden, match=saying(ONLY_BY, step="登记履行证明")):
        prove(tending, username=username)


def test_an_item_of_another_case_is_unknown_here(tending: Office) -> None:
    with tending.work():
        foreign = performance.performance(tending.case).items[0].item.id  # type: ignore[union-attr]
    tending.to_performing()
    with pytest.raises(UnknownPlan), tending.work():
        performance.prove(tending.case, tending.person("officer"), foreign, RECEIPT)
    with pytest.raises(UnknownPlan), tending.work():
        performance.buy(tending.case, tending.person("officer"), foreign, purchase(1, 1, 10))


def test_what_is_not_a_credit_item_cannot_be_bought(tending: Office) -> None:
    with tending.work():
        item = performance.performance(tending.case).items[0].item.id  # type: ignore[union-attr]
    with pytest.raises(UnknownPlan, match=saying(NOT_CREDITS)), tending.work():
        performance.buy(tending.case, tending.person("officer"), item, purchase(1, 1, 10))
