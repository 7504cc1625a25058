"""Proposing a plan: open routes, required credits, price with its source, and the party's undertaking."""

from __future__ import annotations

import copy
import datetime
from decimal import Decimal
from typing import Any

import pytest

from casework.cases.errors import WrongStage
from casework.compensation import plans, proposing
from casework.compensation.errors import PlanRefused
from casework.compensation.proposing import NO_ROUTE, ROUTE_CLOSED, ROUTE_TWICE, UNKNOWN_ROUTE
from casework.errors import Forbidden
from rules.settlement.plan import COUNTED_TWICE, OTHER_QUANTITY
from tests.casework.compensation.conftest import TENDING
from tests.casework.office import FACTS, REQUIRED_T, TODAY, YESTERDAY, Office, credit_entry, plan
from tests.told import says

TOMORROW = TODAY + datetime.timedelta(days=1)


def refusals(office: Office, entry: proposing.PlanEntry) -> dict[str, str]:
    """Field and message of every mistake; fails when the plan is accepted. Nothing may have been stored."""
    with pytest.raises(PlanRefused) as refused:
        office.propose(entry)
    with office.work():
        assert plans.plans(office.case) == []
        assert office.case.stage == "confirmed"
    return {error.path: error.message for error in refused.value.errors}


def test_a_plan_keeps_quantity_price_and_amount_as_proposed(confirmed: Office) -> None:
    confirmed.propose()
    with confirmed.work():
        found = plans.current_plan(confirmed.case)
        assert found is not None
        assert (found.state, found.required_t, found.shortfall_t) == ("proposed", Decimal(REQUIRED_T), Decimal(0))
        (item,) = found.items
        assert (item.quantity_t, item.credit_type, item.multiplier) == (86, "FFCER", Decimal(2))
        assert item.amount_cny == Decimal("4988.00")
        assert (item.price_rule, item.price_source, item.price_date) == ("当地固定价", "测试行情", YESTERDAY)
        assert found.row.undertaking_by == "张某"
        assert confirmed.case.stage == "plan_proposed"


def test_the_amount_is_quantity_times_price_rounded_to_the_cent(confirmed: Office) -> None:
    confirmed.propose(plan(credit_entry(price_cny=Decimal("55.305"))))
    with confirmed.work():
        # 86 × 55.305 = 4756.230 by hand
        assert plans.current_plan(confirmed.case).items[0].amount_cny == Decimal("4756.23")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"quantity_t": None}, "items[0].quantity_t", "大于 0"),
        ({"quantity_t": 0}, "items[0].quantity_t", "大于 0"),
        ({"price_cny": None}, "items[0].price_cny", "大于 0"),
        ({"price_cny": Decimal(0)}, "items[0].price_cny", "大于 0"),
        ({"price_rule": " "}, "items[0].price_rule", "取价规则"),
        ({"price_source": ""}, "items[0].price_source", "来源"),
        ({"price_date": None}, "items[0].price_date", "日期"),
        ({"price_date": TOMORROW}, "items[0].price_date", "尚未到来"),
        ({"deadline": YESTERDAY}, "items[0].deadline", "已经过去"),
        ({"terms": "长" * 2001}, "items[0].terms", "至多"),
    ],
)
def test_a_credit_item_that_cannot_stand_is_refused_at_its_field(
    confirmed: Office, values: dict[str, Any], field: str, said: str
) -> None:
    assert said in refusals(confirmed, plan(credit_entry(**values)))[field]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"undertaking_by": ""}, "undertaking_by", "自愿"),
        ({"undertaking_by": "李某"}, "undertaking_by", "应为本案当事人：张某"),
        ({"undertaking_date": None}, "undertaking_date", "承诺书的日期"),
        ({"undertaking_date": TOMORROW}, "undertaking_date", "尚未到来"),
        ({"undertaking_date": datetime.date(2025, 1, 19)}, "undertaking_date", "早于行为终了日"),
        ({"note": "长" * 2001}, "note", "至多"),
    ],
)
def test_credits_need_the_undertaking_of_a_party(
    confirmed: Office, values: dict[str, Any], field: str, said: str
) -> None:
    assert said in refusals(confirmed, plan(**values))[field]


def test_a_route_that_is_closed_is_refused_with_its_reasons(confirmed: Office) -> None:
    closed = proposing.ItemEntry(route="原地补植", terms="补植 32 亩")
    message = refusals(confirmed, plan(closed))["items[0].route"]
    assert says(message, ROUTE_CLOSED, route="原地补植")
    assert "法释〔2022〕16号第十七条" in message


def test_an_unknown_or_repeated_route_and_an_empty_plan_are_refused(confirmed: Office) -> None:
    unknown = proposing.ItemEntry(route="行政罚款", terms="罚款")
    assert says(refusals(confirmed, plan(unknown))["items[0].route"], UNKNOWN_ROUTE, route="行政罚款")
    assert says(refusals(confirmed, plan(TENDING, TENDING))["items[1].route"], ROUTE_TWICE)
    assert says(refusals(confirmed, proposing.PlanEntry(items=()))["items"], NO_ROUTE)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"terms": ""}, "items[0].terms"),
        ({"amount_cny": None}, "items[0].amount_cny"),
        ({"amount_cny": Decimal("0")}, "items[0].amount_cny"),
        ({"amount_cny": Decimal("10.001")}, "items[0].amount_cny"),
    ],
)
def test_money_says_how_much_and_to_whom(confirmed: Office, values: dict[str, Any], field: str) -> None:
    complete: dict[str, Any] = {"route": proposing.MONEY, "terms": "缴入生态修复专户", "amount_cny": Decimal("2488.20")}
    assert field in refusals(confirmed, plan(proposing.ItemEntry(**(complete | values))))


def test_fewer_credits_than_required_need_a_written_reason(confirmed: Office) -> None:
    assert says(refusals(confirmed, plan(credit_entry(quantity_t=85)))["note"], OTHER_QUANTITY, bought=85, required=86)
    confirmed.propose(plan(credit_entry(quantity_t=85), note="其余以管护履行"))
    with confirmed.work():
        assert plans.current_plan(confirmed.case).shortfall_t == 1  # type: ignore[union-attr]


def test_credits_beside_money_need_a_reason_against_double_counting(confirmed: Office) -> None:
    money = proposing.ItemEntry(route=proposing.MONEY, terms="水源涵养损失", amount_cny=Decimal("100.00"))
    assert "重复计算" in refusals(confirmed, plan(credit_entry(), money))["note"]
    confirmed.propose(plan(credit_entry(), money, note="赔偿金只针对水源涵养"))


def test_carbon_that_credits_make_good_is_not_paid_again_whatever_the_reason(confirmed: Office) -> None:
    again = proposing.ItemEntry(
        route=proposing.MONEY, terms="碳汇损失", amount_cny=Decimal("100.00"), covers=("碳汇损失",)
    )
    said = refusals(confirmed, plan(credit_entry(), again, note="另行赔偿"))
    assert says(said["items[1].covers"], COUNTED_TWICE)


def test_what_an_item_makes_good_is_kept_as_proposed(confirmed: Office) -> None:
    money = proposing.ItemEntry(
        route=proposing.MONEY, terms="水源涵养", amount_cny=Decimal("100.00"), covers=("碳汇以外的服务功能损失",)
    )
    confirmed.propose(plan(credit_entry(), money, note="评估意见另附"))
    with confirmed.work():
        found = plans.current_plan(confirmed.case)
        assert found is not None
        assert [item.covers for item in found.items] == [None, "碳汇以外的服务功能损失"]


def test_a_price_of_another_day_than_its_rule_asks_for_is_refused(confirmed: Office) -> None:
    early = credit_entry(price_rule="前一交易日收盘价", price_date=TODAY - datetime.timedelta(days=40))
    assert "与取价规则" in refusals(confirmed, plan(early))["items[0].price_date"]


def test_a_price_rule_that_is_not_on_record_is_refused(confirmed: Office) -> None:
    said = refusals(confirmed, plan(credit_entry(price_rule="协商定价")))
    assert "没有收录" in said["items[0].price_rule"]
    assert "前一交易日收盘价" in said["items[0].price_rule"]


def test_a_plan_without_credits_needs_no_undertaking(confirmed: Office) -> None:
    confirmed.propose(plan(TENDING, undertaking_by="", undertaking_date=None))
    with confirmed.work():
        found = plans.current_plan(confirmed.case)
        assert found is not None
        assert (found.shortfall_t, found.items[0].quantity_t) == (Decimal(0), None)


def test_every_mistake_of_a_plan_is_named_at_once(confirmed: Office) -> None:
    entry = plan(credit_entry(quantity_t=None, price_rule=""), undertaking_by="", undertaking_date=None)
    found = refusals(confirmed, entry)
    assert set(found) == {"items[0].quantity_t", "items[0].price_rule", "undertaking_by", "undertaking_date"}


@pytest.mark.parametrize("username", ["judge", "officer", "prosecutor2"])
def test_only_a_prosecutor_of_the_case_proposes(confirmed: Office, username: str) -> None:
    with pytest.raises(Forbidden), confirmed.work():
        proposing.propose(confirmed.case, confirmed.person(username), plan())


def test_nothing_is_proposed_before_the_loss_is_confirmed(confirmed: Office) -> None:
    confirmed.file()
    confirmed.accept()
    confirmed.measure()
    with pytest.raises(WrongStage, match="复核"):
        confirmed.propose()


def test_credits_stay_closed_where_no_party_asked_for_them(confirmed: Office) -> None:
    facts = copy.deepcopy(FACTS)
    del facts["request"]
    confirmed.file(facts)
    confirmed.accept()
    confirmed.measure()
    confirmed.confirm()
    message = refusals(confirmed, plan())["items[0].route"]
    assert "法释〔2022〕16号第二十条" in message
