"""A plan fits the loss: no head twice, none left over without a reason, no carbon made good where none was lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.record.assessment import AssessmentRecord
from rules.record.base import Article
from rules.record.deciding import RuleRecord
from rules.settlement.plan import (
    CARBON,
    COSTS,
    HEADS,
    MAKES_GOOD,
    PERMANENT,
    RESTORE,
    SERVICE,
    Item,
    check_plan,
    coverage,
    owed,
)

CREDITS, MONEY, LABOUR, PLANT = "认购碳汇", "赔偿金", "劳务代偿", "原地补植"


def result(*heads: str, carbon: str = "有损失", **more: Any) -> AssessmentRecord:
    base = {"conclusions": {"carbon_loss": carbon, "civil_heads": heads}, "required_credits_t": "96", "rules": ()}
    return AssessmentRecord.model_construct(**(base | more))


def found(items: list[Item], assessed: AssessmentRecord) -> list[tuple[str, bool]]:
    return [(finding.error.path, finding.reason_heals) for finding in check_plan(items, assessed)]


FULL = Item(CREDITS, quantity_t=96)
BOTH = result("生态环境修复责任", service_rest_cny="62144.00", loss_value_cny="10666.00")


def test_credits_money_and_planting_that_make_good_a_head_each_fit() -> None:
    items = [Item(PLANT), FULL, Item(MONEY, (SERVICE,), amount_cny=Decimal("62144.00"))]
    assert found(items, BOTH) == []


def test_money_takes_what_no_other_item_makes_good() -> None:
    items = [Item(PLANT), FULL, Item(MONEY, amount_cny=Decimal("62144.00"))]
    assert coverage(items, BOTH) == [(RESTORE,), (CARBON,), (SERVICE,)]
    assert found(items, BOTH) == []
    assert coverage([Item(MONEY)], BOTH) == [(CARBON, SERVICE)]


def test_credits_by_value_make_good_another_service_with_a_reason_where_no_carbon_was_lost() -> None:
    fished = result(carbon="无损失", service_rest_cny="5000.00", required_credits_t=None)
    bought = Item(CREDITS, quantity_t=50)
    assert coverage([bought], fished) == [(SERVICE,)]
    assert found([bought], fished) == [("items[0].covers", True)]
    assert found([Item(CREDITS, (CARBON,), quantity_t=50)], fished)[0] == ("items[0].covers", False)
    assert found([bought, Item(MONEY, (SERVICE,), amount_cny=Decimal("5000.00"))], fished)[:2] == [
        ("items[0].covers", True),
        ("items[1].covers", True),
    ]


def test_carbon_made_good_by_credits_is_not_paid_again_in_money_or_labour() -> None:
    for other in (Item(MONEY, (CARBON,), amount_cny=Decimal(1)), Item(LABOUR)):
        problems = found([FULL, other], result())
        assert ("items[1].covers", False) in problems


def test_carbon_shared_between_credits_and_money_needs_a_reason() -> None:
    items = [Item(CREDITS, quantity_t=40), Item(MONEY, (CARBON,), amount_cny=Decimal(5000))]
    assert found(items, result()) == [("items[1].covers", True), ("items[0].quantity_t", True)]


@pytest.mark.parametrize(("tonnes", "problems"), [(95, 1), (96, 0), (97, 1)])
def test_credits_are_as_many_as_required_or_explained(tonnes: int, problems: int) -> None:
    assert len(found([Item(CREDITS, quantity_t=tonnes)], result())) == problems


def test_what_is_left_over_needs_a_reason() -> None:
    assert found([FULL], BOTH) == [("note", True)]
    (finding,) = check_plan([FULL], BOTH)
    assert RESTORE in finding.error.message
    assert SERVICE in finding.error.message


def test_no_carbon_lost_means_nothing_to_make_good_by_credits() -> None:
    assert ("items[0].covers", False) in found([FULL], result(carbon="无损失"))
    assert ("items[0].covers", False) in found([Item(MONEY, (CARBON,))], result(carbon="待计量"))


def test_credits_never_stand_for_restoration() -> None:
    assert ("items[0].covers", False) in found([Item(CREDITS, (RESTORE,), quantity_t=96)], BOTH)


def test_a_head_that_the_case_does_not_have_needs_its_ground() -> None:
    assert found([FULL, Item(MONEY, (PERMANENT,))], result()) == [("items[1].covers", True)]


@pytest.mark.parametrize(
    ("amount", "differs"), [("62144.00", False), ("62143.99", True), ("62144.01", True), ("72810.00", True)]
)
def test_money_for_a_head_of_known_sum_is_that_sum_or_explained(amount: str, differs: bool) -> None:
    items = [Item(PLANT), FULL, Item(MONEY, (SERVICE,), amount_cny=Decimal(amount))]
    assert found(items, BOTH) == ([("items[2].amount_cny", True)] if differs else [])


def test_a_permanent_loss_is_owed_once_it_is_claimed_not_while_it_is_only_to_be_examined() -> None:
    examined = result("永久性损害损失")
    assert owed(examined) == (CARBON,)
    rule = RuleRecord(
        id="liability.permanent-claimed",
        says="",
        stage="civil_heads",
        basis=Article(text="", article=""),
        in_force={},
        confidence="verified",
        fired=True,
        decided_by=(),
        would_fire_if=None,
    )
    claimed = examined.model_copy(update={"rules": (rule,)})
    assert owed(claimed) == (CARBON, PERMANENT)


def test_a_restoration_already_ordered_is_not_left_over() -> None:
    assert check_plan([FULL], result("生态环境修复责任"), settled={RESTORE}) == []
    assert len(check_plan([FULL], result("生态环境修复责任"))) == 1


def test_heads_are_read_from_the_conclusions() -> None:
    assert owed(result("生态环境修复责任", "调查鉴定评估费用", "期间服务功能损失")) == (RESTORE, CARBON, COSTS)
    assert owed(result(carbon="无损失")) == ()


items = st.builds(
    Item,
    st.sampled_from(sorted(MAKES_GOOD)),
    st.lists(st.sampled_from(HEADS), unique=True, max_size=3).map(tuple),
    st.integers(0, 200),
    st.decimals("0", "100000", places=2),
)


@given(st.lists(items, max_size=5))
def test_a_plan_without_findings_makes_good_every_head_and_no_carbon_twice(plan: list[Item]) -> None:
    findings = check_plan(plan, BOTH)
    covers = coverage(plan, BOTH)
    if findings:
        assert all(finding.error.message for finding in findings)
        return
    assert set(owed(BOTH)) <= {head for heads in covers for head in heads}
    assert sum(CARBON in heads for heads in covers) == 1


@given(st.lists(items, max_size=5))
def test_findings_point_at_items_that_are_there(plan: list[Item]) -> None:
    for finding in check_plan(plan, BOTH):
        assert finding.error.path == "note" or int(finding.error.path[6:].partition("]")[0]) < len(plan)
