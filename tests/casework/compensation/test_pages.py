"""The pages of the plan and of performance, as a browser without scripts sees them."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from flask.testing import FlaskClient

from casework.compensation import plans
from casework.compensation.plans import NO_CONFIRMED_LOSS
from casework.compensation.proposing import NO_ROUTE
from casework.web.formfields import NO_DAY, NO_NUMBER
from tests.casework.cases import answers
from tests.casework.markup import holds
from tests.casework.office import FACTS, TODAY, YESTERDAY, Office
from tests.casework.pages import fields, links, text
from tests.told import says

CASE = "/cases/1"
NEW = f"{CASE}/plan/new"
UNDERTAKING = {"undertaking_by": "张某", "undertaking_date": YESTERDAY.isoformat()}


def propose(client: FlaskClient, **values: str) -> Any:
    form = fields(client.get(NEW).text)
    return client.post(NEW, data=form | UNDERTAKING | values)


def decide(client: FlaskClient, decision: str, **values: str) -> Any:
    form = fields(client.get(f"{CASE}/plan").text)
    return client.post(f"{CASE}/plan/decision", data=form | {"decision": decision} | values)


def test_the_plan_is_proposed_from_what_is_required_and_open(confirmed: Office) -> None:
    prosecutor = confirmed.browser("prosecutor")
    page = prosecutor.get(f"{CASE}/plan").text
    assert NEW in links(page)
    assert "42.90" in text(page)
    form = prosecutor.get(NEW).text
    assert fields(form)["route_0-quantity_t"] == "86"
    assert fields(form)["route_0-price_cny"] == "58.00"
    assert "原地补植" in text(form)
    assert "检察院：同意" in text(form)
    answer = propose(prosecutor)
    assert (answer.status_code, answer.location) == (302, f"{CASE}/plan")
    shown = text(prosecutor.get(f"{CASE}/plan").text)
    assert "第 1 次方案" in shown
    assert "4,988.00" in shown
    assert "待审查" in shown


def test_a_mistaken_plan_is_shown_again_with_its_mistakes_at_their_fields(confirmed: Office) -> None:
    prosecutor = confirmed.browser("prosecutor")
    answer = propose(prosecutor, undertaking_by="", **{"route_0-price_rule": "", "note": "草稿"})
    assert answer.status_code == 422
    assert 'id="undertaking_by-error"' in answer.text
    assert 'id="route_0-price_rule-error"' in answer.text
    assert fields(answer.text)["note"] == "草稿"
    answer = propose(prosecutor, **{"route_0-quantity_t": "八十六", "route_0-price_date": "2026-02-30"})
    assert answer.status_code == 422
    assert says(text(answer.text), NO_NUMBER)
    assert says(text(answer.text), NO_DAY)
    assert fields(answer.text)["route_0-quantity_t"] == "八十六"
    with confirmed.work():
        assert plans.plans(confirmed.case) == []


def test_routes_that_are_not_included_are_neither_checked_nor_stored(confirmed: Office) -> None:
    prosecutor = confirmed.browser("prosecutor")
    form = fields(prosecutor.get(NEW).text) | {"route_1-amount_cny": "不是数"}
    form |= {"route_2-include": "y", "route_2-terms": "管护六个月", "note": "碳汇损失另行赔偿"}
    del form["route_0-include"]
    assert prosecutor.post(NEW, data=form).status_code == 302
    with confirmed.work():
        found = plans.current_plan(confirmed.case)
        assert found is not None
        assert [item.route for item in found.items] == ["管护"]


def test_a_plan_of_nothing_is_refused(confirmed: Office) -> None:
    prosecutor = confirmed.browser("prosecutor")
    form = fields(prosecutor.get(NEW).text)
    del form["route_0-include"]
    answer = prosecutor.post(NEW, data=form)
    assert answer.status_code == 422
    assert says(text(answer.text), NO_ROUTE)


def test_the_judge_returns_a_plan_with_a_reason_and_approves_the_next(proposed: Office) -> None:
    judge, prosecutor = proposed.browser("judge"), proposed.browser("prosecutor")
    refused = decide(judge, "return")
    assert refused.status_code == 422
    assert "理由" in text(refused.text)
    assert decide(judge, "return", reason="请写明期限").status_code == 302
    assert "请写明期限" in text(prosecutor.get(f"{CASE}/plan").text)
    assert propose(prosecutor, **{"route_0-terms": "三个月内"}).status_code == 302
    assert decide(judge, "approve").status_code == 302
    page = text(judge.get(f"{CASE}/plan").text)
    assert "已准许" in page
    assert "第 1 次方案" in page
    assert "履行" in page


def test_a_decision_on_an_older_state_is_refused_and_the_reason_kept(proposed: Office) -> None:
    answer = decide(proposed.browser("judge"), "return", reason="写了理由", row_version="1")
    assert answer.status_code == 409
    assert fields(answer.text)["reason"] == "写了理由"
    with proposed.work():
        assert proposed.case.stage == "plan_proposed"


def test_a_decision_that_is_none_returns_nothing(proposed: Office) -> None:
    for decision in ("", "both"):
        assert decide(proposed.browser("judge"), decision, reason="写了理由").status_code == 400
    with proposed.work():
        assert proposed.case.stage == "plan_proposed"


def test_a_shortfall_is_pointed_out_to_the_judge_who_must_give_a_reason(confirmed: Office) -> None:
    prosecutor, judge = confirmed.browser("prosecutor"), confirmed.browser("judge")
    assert propose(prosecutor, **{"route_0-quantity_t": "80", "note": "经济困难"}).status_code == 302
    assert "少 6 t" in text(judge.get(f"{CASE}/plan").text)
    refused = decide(judge, "approve")
    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    assert decide(judge, "approve", reason="其余以管护替代").status_code == 302


def test_facts_that_come_in_later_are_added_on_the_page_and_open_the_route(confirmed: Office) -> None:
    facts = copy.deepcopy(FACTS)
    del facts["opinions"]
    confirmed.file(facts)
    confirmed.accept()
    confirmed.measure()
    confirmed.confirm()
    case = f"/cases/{confirmed.case_id}"
    prosecutor = confirmed.browser("prosecutor")
    page = prosecutor.get(f"{case}/plan").text
    assert f"{case}/amend" in links(page)
    assert "各方当事人意见已记录齐全" in text(page)
    typed: dict[str, str] = {}
    for number, by in enumerate(("检察院", "被告人张某", "林业局")):
        typed |= {f"opinions-{number}-by": by, f"opinions-{number}-view": "同意"}
    draft = answers.fill(prosecutor, typed, f"{case}/amend")
    assert answers.file(prosecutor, draft, reason="补充各方意见").status_code == 302
    page = prosecutor.get(f"{case}/plan").text
    assert holds(page, "later-facts")
    assert fields(prosecutor.get(f"{case}/plan/new").text)["route_0-quantity_t"] == "86"


@pytest.mark.parametrize(("username", "status"), [("judge", 403), ("officer", 403), ("prosecutor2", 404)])
def test_proposing_belongs_to_the_prosecutor_of_the_case(confirmed: Office, username: str, status: int) -> None:
    client = confirmed.browser(username)
    assert client.get(NEW).status_code == status
    assert client.post(NEW, data={}).status_code == status


@pytest.mark.parametrize(("username", "status"), [("prosecutor", 403), ("officer", 403), ("judge2", 404)])
def test_deciding_belongs_to_the_assigned_judge(proposed: Office, username: str, status: int) -> None:
    with proposed.work():
        version = str(proposed.case.row_version)
    for row_version in (version, "1"):  # on a page of today and on one that is out of date
        data = {"decision": "approve", "row_version": row_version}
        assert proposed.browser(username).post(f"{CASE}/plan/decision", data=data).status_code == status
    with proposed.work():
        assert proposed.case.stage == "plan_proposed"


def test_a_proof_is_recorded_on_its_page(tending: Office) -> None:
    officer = tending.browser("officer")
    address = next(link for link in links(officer.get(f"{CASE}/performance").text) if link.endswith("/proof"))
    form = fields(officer.get(address).text)
    refused = officer.post(address, data=form | {"document": "", "document_date": "昨天", "note": "备注"})
    assert refused.status_code == 422
    assert fields(refused.text)["note"] == "备注"
    stale = officer.post(
        address, data=form | {"row_version": "1", "document": "验收报告", "document_date": TODAY.isoformat()}
    )
    assert stale.status_code == 409
    assert fields(stale.text)["document"] == "验收报告"
    assert officer.post(address, data=fields(stale.text)).status_code == 302
    page = text(officer.get(f"{CASE}/performance").text)
    assert "已履行" in page
    assert "验收报告" in page
    assert "核验" in page
    assert not any(link.endswith("/proof") for link in links(officer.get(f"{CASE}/performance").text))


def test_each_page_says_what_is_missing_before_its_time(confirmed: Office) -> None:
    confirmed.file()
    case = f"/cases/{confirmed.case_id}"
    judge = confirmed.browser("judge")
    assert says(text(judge.get(f"{case}/plan").text), NO_CONFIRMED_LOSS)
    assert holds(judge.get(f"{case}/performance").text, "no-plan")
    assert confirmed.browser("prosecutor").get(f"{case}/plan/new").status_code == 409


def test_others_read_the_plan_without_its_buttons(proposed: Office) -> None:
    for username in ("prosecutor", "officer"):
        page = proposed.browser(username).get(f"{CASE}/plan").text
        assert "第 1 次方案" in text(page)
        assert 'value="approve"' not in page
        assert NEW not in links(page)
