"""What is owed in the words of papers: what, in money or otherwise, by when, what follows where it is not done."""

from __future__ import annotations

import re
from decimal import Decimal

from flask_babel import lazy_gettext as _

from casework.documents.paper_kind import Passage
from casework.proceedings.duties import due_words
from rules.proceedings import clock
from rules.proceedings.book import load_table
from rules.proceedings.specs import UNIT_LABELS
from rules.proceedings.state import FORFEIT, Due, Obligation
from rules.values.chinese import capitals, spoken
from rules.values.quantity import plain

CREDITS, CARE = "认购碳汇", "管护"
UNIT = {"amount": "元"} | {name: label for name, label in UNIT_LABELS.items() if name != "amount"}
IN_MONEY = {CREDITS: "认购价值{}的碳汇", "红树林": "红树林修复费用{}", "": "赔偿款{}"}
"""Kinds whose words differ where they are owed in money."""
IN_KIND = {"红树林": "补植红树林", "": "履行赔偿义务"}
"""Kinds whose words differ where they are owed otherwise."""
PERIOD = Passage("term", _("履行的期限"), _("如：于2026年6月30日前；于收到本文书之日起三十日内。"))
"""When something is owed: locked where the record says it."""
_DAYS = re.compile("[0-9]|缓刑考验期|造林季节")


def sum_in_figures(value: Decimal | str) -> str:
    """人民币20046元, 人民币8643.40元: decimals where it is not round, no marks between thousands."""
    amount = Decimal(value)
    cents = amount.quantize(Decimal("0.01"))
    told = f"{amount:f}" if amount != cents else f"{cents:f}".removesuffix(".00")
    return f"人民币{told}元"


def sum_in_both(value: Decimal | str) -> str:
    """人民币20046元（大写：贰万零肆拾陆元整). Raises ``NotWritable`` for what is finer than 分."""
    return f"{sum_in_figures(value)}（大写：{capitals(Decimal(value))}）"


def in_words(shown: str) -> str:
    """A quantity as it is shown, read out with the digits that are shown: 47.07 is 四十七点零七."""
    return spoken(Decimal("".join(shown.split()).replace(",", "")))


def amount(value: Decimal | None, unit: str) -> str:
    """A quantity with its unit: 96吨, 32.74亩; of money as a sum."""
    if value is None:
        return ""
    return sum_in_figures(value) if unit == "amount" else f"{plain(value)}{UNIT.get(unit, '')}"


def measured_told(duty: Obligation, value: Decimal | None, both: bool = False) -> str:
    """So much of what is owed: 认购碳汇96吨, 原地补植费用人民币1487元. ``both``: sums in capitals as well."""
    if duty.unit != "amount" or value is None:
        return f"{IN_KIND.get(duty.kind, duty.kind)}{amount(value, duty.unit)}"
    told = sum_in_both(value) if both else sum_in_figures(value)
    if duty.kind in IN_MONEY:
        return IN_MONEY[duty.kind].format(told)
    known = load_table().duties.get(duty.kind)
    return f"{duty.kind}{'费用' if known is not None and set(known.unit) != {'amount'} else ''}{told}"


def duty_told(duty: Obligation, both: bool = False) -> str:
    """What is owed, by its kind and measure: 认购碳汇96吨; of a sum 服务功能损失赔偿金人民币54424.76元."""
    told = measured_told(duty, duty.quantity, both)
    area = duty.details.get("area_mu")
    if area is None or duty.unit == "area_mu":
        return told
    mu = f"{plain(Decimal(str(area)))}亩"
    kind = IN_KIND.get(duty.kind, duty.kind)
    if duty.unit == "amount" or not told.removeprefix(kind):
        return f"{told}（{mu}）"
    return f"{kind}{mu}、{told.removeprefix(kind)}"


def doing(duty: Obligation, what: str) -> str:
    """What is owed as what somebody does: a sum is paid (支付修复费用…), what is named by a verb needs no other."""
    return f"支付{what}" if duty.unit == "amount" and duty.kind != CREDITS else what


def due_told(duty: Obligation) -> str:
    """When it is owed, 判决生效之日起30日内; empty where that is not said."""
    return _due(duty.due)


def _due(due: Due) -> str:
    return _after(due) if due.form == "after" else due_words(due).replace(" ", "")


def due_said(duty: Obligation) -> str:
    """When it is owed as a sentence says it: 于判决生效之日起30日内, of care from when; empty where it is not said."""
    if duty.kind == CARE and duty.due.form == "after":
        return since_told(duty.due)
    return due_in_sentence(duty.due)


def due_in_sentence(due: Due) -> str:
    """A rule of when something is owed as a sentence says it: 于2026年6月30日前; empty where it says nothing."""
    told = _due(due)
    return f"于{told}" if due.form != "instalments" and _DAYS.search(told) else told


def _after(due: Due) -> str:
    length = f"{due.months}个月" if due.months else ""
    length += f"{due.days}日" if due.days or not due.months else ""
    return f"{since_told(due).removeprefix('自')}{length}内"


def period(duty: Obligation) -> dict[str, str]:
    """The passage ``PERIOD`` as the record has it; empty where it has none and a person must write it."""
    told = due_said(duty)
    return {PERIOD.name: told} if told else {}


def since_told(due: Due) -> str:
    """From when a period runs: 自刑满释放之日起."""
    event = clock.EVENTS_OF_DUE.get(due.after, due.after)
    return f"自{event or '确定'}之日起"


def rest_told(duty: Obligation) -> str:
    """What is still owed of it."""
    return amount(duty.rest, duty.unit)


def otherwise_told(duty: Obligation) -> str:
    """What follows where it is not done, as a part of a sentence; a bare number is a sum to be paid. The words by which
    a deposit is not given back stand behind it."""
    said = duty.fallback.strip().rstrip("。；")
    told = f"支付{sum_in_figures(said)}" if re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", said) else said
    kept = str(duty.details.get(FORFEIT, "")).strip().rstrip("。；")
    return "，".join(one for one in (told, kept) if one)
