"""Heads of loss (损失项目): which of them an assessment finds, for obligations to make good."""

from __future__ import annotations

from decimal import Decimal

from rules.reading.messages import template
from rules.record.assessment import AssessmentRecord

BY_VALUE = template("以碳汇按金额弥补碳汇以外的服务功能损失，没有见到规定，须说明理由")

CREDITS = "认购碳汇"
"""The way that is performed through the register of serial numbers."""

RESTORE = "生态环境修复"
CARBON = "碳汇损失"
SERVICE = "碳汇以外的服务功能损失"
PERMANENT = "永久性损害损失"
COSTS = "调查评估、清除、防止扩大等费用"
PUNITIVE = "惩罚性赔偿"

HEADS = (RESTORE, CARBON, SERVICE, PERMANENT, COSTS, PUNITIVE)

_CONCLUDED = {
    "生态环境修复责任": RESTORE,
    "调查鉴定评估费用": COSTS,
    "清除污染和修复费用": COSTS,
    "防止损害扩大的费用": COSTS,
    "律师费等诉讼合理费用": COSTS,
    "惩罚性赔偿": PUNITIVE,
}


PERMANENT_CLAIMED = "liability.permanent-claimed"
"""The rule that tells a claimed permanent loss from one that is only to be examined."""


def owed(result: AssessmentRecord) -> tuple[str, ...]:
    """The heads that the assessment finds, in order."""
    concluded = result.conclusions
    heads = {_CONCLUDED[name] for name in concluded.get("civil_heads", ()) if name in _CONCLUDED}
    if concluded.get("carbon_loss") == "有损失":
        heads.add(CARBON)
    if any(rule.id == PERMANENT_CLAIMED and rule.fired for rule in result.rules):
        heads.add(PERMANENT)
    rest = result.service_rest_cny
    if rest is not None and Decimal(rest) > 0:
        heads.add(SERVICE)
    return tuple(head for head in HEADS if head in heads)
