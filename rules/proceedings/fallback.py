"""What is owed where a duty fails, as its instrument says it: a sum, a sum for each unit, or as much less as was done.

No rule is made up: how far a part that was done lowers the sum, the instrument says, or whoever applies it states with
a reason (法释〔2022〕16号17, 环境民事公益诉讼解释20 leave it to the judgment).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from rules.proceedings.argument_types import amount_in
from rules.proceedings.specs import UNITS
from rules.proceedings.state import Obligation

FAILED = ("failed", "enforced", "closed_unpaid")
STATED = "fallback_sum"
"""The sum that was stated for what is not done; among the details of a duty."""

SUM = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(万元|元)?(?![\d.]*\s*(?:亩|株|天|日|月|年|吨|t\b))")
_MEASURE = "亩|株|天|日|个?月|吨|小时|次"
_EACH = re.compile(rf"每(?:一|少|缺|未\w{{1,6}})?({_MEASURE})[^\d，,。；]{{0,8}}(\d[\d,]*(?:\.\d+)?)\s*(万元|元)")
_PER = re.compile(rf"(\d[\d,]*(?:\.\d+)?)\s*(万元|元)\s*(?:[/／]|每)\s*({_MEASURE})")
_BY_PART = re.compile(
    "按(?:照)?(?:其)?比例|按(?:照)?未(?:完成|履行|补植|栽植|成活)|未(?:完成|履行)(?:的)?部分(?:的)?比例|折算"
)
CENT = Decimal("0.01")


def fallback_of(duty: Obligation) -> Decimal | None:
    """The sum that is owed where nothing of the duty is done, also among words (付修复费用 15,824 元), in yuan; None
    where there is no sum. Of several figures none is taken.
    """
    if (each := _each(duty)) is not None:
        return each * duty.quantity if duty.quantity is not None else None
    found = SUM.findall(duty.fallback or "")
    try:
        return amount_in("".join(found[0])) if len(found) == 1 else None
    except ValueError:
        return None


def _each(duty: Obligation) -> Decimal | None:
    """How much for each unit, in yuan, where the instrument says it in the unit of the duty."""
    if found := _EACH.search(duty.fallback or ""):
        measure, figure, yuan = found.groups()
    elif found := _PER.search(duty.fallback or ""):
        figure, yuan, measure = found.groups()
    else:
        return None
    return amount_in(figure + yuan) if UNITS.get(measure.removeprefix("个")) == duty.unit else None


def part_done(duty: Obligation) -> Decimal:
    """How much of a duty counts as done where it failed, in its unit: nothing of a whole that did not pass."""
    refused = bool(duty.looks) and duty.looks[-1].result == "fail"
    if refused and duty.quantity is not None and duty.done >= duty.quantity:
        return Decimal()
    return min(duty.done, duty.quantity) if duty.quantity is not None else duty.done


def fallback_owed(duty: Obligation) -> Decimal | None:
    """The sum that is owed for what is not done, in yuan, to the cent (half up); the whole of it where nothing says how
    far the part that was done lowers it. None where there is no sum.
    """
    stated, whole = duty.details.get(STATED), fallback_of(duty)
    if isinstance(stated, Decimal):
        return stated
    if whole is None or not duty.quantity or not _says_how(duty):
        return whole
    left = duty.quantity - part_done(duty)
    each = _each(duty)
    owed = each * left if each is not None else whole * left / duty.quantity
    return owed.quantize(CENT, ROUND_HALF_UP)


def is_left_open(duty: Obligation) -> bool:
    """Whether a part was done, and neither the instrument nor anybody says how far that lowers the sum."""
    sum_ = fallback_of(duty) is not None and not isinstance(duty.details.get(STATED), Decimal)
    return sum_ and duty.unit != "amount" and part_done(duty) > 0 and not _says_how(duty)


def _says_how(duty: Obligation) -> bool:
    return _each(duty) is not None or _BY_PART.search(duty.fallback or "") is not None
