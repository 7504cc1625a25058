"""Heads of loss are read from what the law concludes of a case."""

from __future__ import annotations

from typing import Any

from rules.record.assessment import AssessmentRecord
from rules.record.base import Article
from rules.record.deciding import RuleRecord
from rules.settlement.heads import CARBON, COSTS, PERMANENT, RESTORE, SERVICE, owed


def result(*heads: str, carbon: str = "有损失", **more: Any) -> AssessmentRecord:
    base = {"conclusions": {"carbon_loss": carbon, "civil_heads": heads}, "required_credits_t": "96", "rules": ()}
    return AssessmentRecord.model_construct(**(base | more))


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


def test_heads_are_read_from_the_conclusions() -> None:
    assert owed(result("生态环境修复责任", "调查鉴定评估费用", "期间服务功能损失")) == (RESTORE, CARBON, COSTS)
    assert owed(result(carbon="无损失")) == ()


def test_another_service_is_owed_where_a_sum_of_it_is_left() -> None:
    assert owed(result(service_rest_cny="62144.00")) == (CARBON, SERVICE)
    assert owed(result(service_rest_cny="0")) == (CARBON,)
