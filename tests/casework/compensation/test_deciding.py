"""The judge decides on a plan; and facts that come in after the confirmation are added before the next one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from casework import db
from casework.audit import service as audit
from casework.cases import filing
from casework.cases import service as cases
from casework.cases.errors import WrongStage
from casework.compensation import CREDITS, Plan, plans
from casework.compensation.errors import PlanRefused
from casework.compensation.plans import ROUTE_CLOSED
from casework.errors import Forbidden
from casework.losses import reviewing
from rules.casefile import parse
from tests.casework.office import FACTS, Office, credit_entry, plan
from tests.told import saying


def send_back(office: Office, reason: str, username: str = "judge") -> None:
    with office.work():
        plans.send_back(office.case, office.person(username), reason)


def supplement(office: Office, change: Callable[[dict[str, Any]], None], username: str = "prosecutor") -> None:
    with office.work():
        facts = cases.current_casefile(office.case).as_json()
        change(facts)
        cases.revise(office.case, office.person(username), parse(facts), "补充")


def test_an_approved_plan_is_performed(proposed: Office) -> None:
    proposed.approve()
    with proposed.work():
        found = plans.approved_plan(proposed.case)
        assert found is not None
        assert found.judge is not None
        assert (found.judge.username, proposed.case.stage) == ("judge", "performing")


def test_a_returned_plan_stays_readable_beside_the_next_one(proposed: Office) -> None:
    send_back(proposed, "请写明履行期限")
    proposed.propose(plan(credit_entry(terms="三个月内")))
    with proposed.work():
        second, first = plans.plans(proposed.case)
        assert (first.state, first.row.number, second.state, second.row.number) == ("returned", 1, "proposed", 2)
        assert first.decision is not None
        assert first.decision.reason == "请写明履行期限"
        assert plans.approved_plan(proposed.case) is None


def test_a_return_needs_a_reason(proposed: Office) -> None:
    with pytest.raises(Exception, match="理由") as refused:
        send_back(proposed, " ")
    assert getattr(refused.value, "status", None) == 422
    with proposed.work():
        assert plans.current_plan(proposed.case).state == "proposed"  # type: ignore[union-attr]


def test_fewer_credits_than_required_are_approved_only_with_the_judges_reason(confirmed: Office) -> None:
    confirmed.propose(plan(credit_entry(quantity_t=80), note="当事人经济困难"))
    with pytest.raises(PlanRefused, match="少 6 t") as refused:
        confirmed.approve(" ")
    assert [error.path for error in refused.value.errors] == ["reason"]
    confirmed.approve("其余 6 t 以管护替代")
    with confirmed.work():
        assert plans.approved_plan(confirmed.case).decision.reason == "其余 6 t 以管护替代"  # type: ignore[union-attr]


def test_credits_before_any_restoration_are_approved_only_with_the_judges_reason(confirmed: Office) -> None:
    facts = copy.deepcopy(FACTS)
    facts.pop("restoration", None)
    facts.pop("site_check", None)
    confirmed.file(facts)
    confirmed.accept()
    confirmed.measure()
    confirmed.confirm()
    confirmed.propose()
    with pytest.raises(PlanRefused) as refused:
        confirmed.approve(" ")
    assert [error.path for error in refused.value.errors] == ["reason"]
    confirmed.approve("林地已经依法收回，不能补植")
    with confirmed.work():
        assert confirmed.case.stage == "performing"


@pytest.mark.parametrize("username", ["prosecutor", "officer", "judge2"])
def test_only_the_assigned_judge_decides(proposed: Office, username: str) -> None:
    with pytest.raises(Forbidden):
        send_back(proposed, "不当", username)
    with pytest.raises(Forbidden), proposed.work():
        plans.approve(proposed.case, proposed.person(username), "")


def test_a_plan_is_decided_once(proposed: Office) -> None:
    proposed.approve()
    with pytest.raises(WrongStage):
        proposed.approve()
    with pytest.raises(WrongStage):
        send_back(proposed, "反悔")


def test_a_plan_whose_credit_route_is_closed_cannot_be_approved(proposed: Office) -> None:
    with proposed.work():
        found = plans.current_plan(proposed.case)
        assert found is not None
        result = found.result.as_json()
        next(route for route in result["routes"] if route["route"] == CREDITS)["open"] = False
        text = json.dumps(result, ensure_ascii=False)
        # The service never writes such a plan: it is put in place of the stored one with the triggers out of the way.
        trigger = "plans_no_update"
        on = " ON plans" if db.session().get_bind().dialect.name == "postgresql" else ""
        db.session().connection().exec_driver_sql(f"DROP TRIGGER {trigger}{on}")
        db.session().execute(update(Plan).where(Plan.id == found.row.id).values(result=text))
        audit.record("test", f"plan:{found.row.id}")
    with pytest.raises(WrongStage, match=saying(ROUTE_CLOSED, route="认购碳汇")):
        proposed.approve()
    with proposed.work():
        assert proposed.case.stage == "plan_proposed"


def credits_open(basis: plans.Basis) -> bool:
    route = basis.result.route(CREDITS)
    assert route is not None
    return route.open


def test_opinions_that_come_after_the_confirmation_open_the_credit_route(confirmed: Office) -> None:
    facts = copy.deepcopy(FACTS)
    opinions, request = facts.pop("opinions"), facts.pop("request")
    confirmed.file(facts)
    confirmed.accept()
    confirmed.measure()
    confirmed.confirm()
    with confirmed.work():
        assert not credits_open(plans.basis(confirmed.case))
    supplement(confirmed, lambda data: data.update(opinions=opinions, request=request))
    with confirmed.work():
        rests_on = plans.basis(confirmed.case)
        assert rests_on.later_facts
        assert credits_open(rests_on)
        assert rests_on.result.loss_tco2e == rests_on.confirmed.result.loss_tco2e == "42.90"
        assert confirmed.case.stage == "confirmed"
    confirmed.propose()
    with confirmed.work():
        found = plans.current_plan(confirmed.case)
        assert found is not None
        assert found.row.casefile_version_id == filing.current_version(confirmed.case).id
        confirmed_loss = reviewing.confirmed(confirmed.case)
        assert confirmed_loss is not None
        assert found.row.assessment_id == confirmed_loss.row.id
        assert found.row.hash == found.result.hash
    confirmed.approve()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["stands"][0].update(standing_stock_m3="20"),
        lambda data: data["options"].update(multiplier="1"),
        lambda data: data["options"].update(method="storage-expansion@2026-11"),
        lambda data: data["case"]["conduct"].update(to="2025-01-10"),
        lambda data: data["parties"].append({"name": "李某", "role": "被告人"}),
        lambda data: data.update(value_cny="1.00"),
    ],
)
def test_what_the_loss_or_the_charge_rests_on_is_not_changed_after_the_confirmation(
    confirmed: Office, change: Callable[[dict[str, Any]], None]
) -> None:
    with confirmed.work():
        before = filing.current_version(confirmed.case).version
    with pytest.raises(WrongStage, match=r"不同|不能改动"):
        supplement(confirmed, change)
    with confirmed.work():
        assert filing.current_version(confirmed.case).version == before
    confirmed.propose()


@pytest.mark.parametrize("username", ["judge", "officer", "prosecutor2"])
def test_only_a_prosecutor_of_the_case_adds_facts(confirmed: Office, username: str) -> None:
    with pytest.raises(Forbidden):
        supplement(confirmed, lambda data: data["opinions"].append({"by": "村委会", "view": "同意"}), username)


def test_nothing_is_added_while_a_plan_waits_for_its_decision(proposed: Office) -> None:
    with pytest.raises(WrongStage):
        supplement(proposed, lambda data: data["opinions"].append({"by": "村委会", "view": "同意"}))
