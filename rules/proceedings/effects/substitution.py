"""代履行: somebody performs in the debtor's place, and the debtor bears the cost (行政强制法51; 民诉法263).

The cost is an obligation of its own, whoever ordered the performance. A deposit that is used to pay the performer is
set off against it, so what the deposit does not cover stays owed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from rules.proceedings.doing import Doing
from rules.proceedings.effects.building import as_far_as_done, built
from rules.proceedings.effects.heirs import LIVE, under_enforcement
from rules.proceedings.names import new_name
from rules.proceedings.registry import effect
from rules.proceedings.state import JOINT, PERFORMED_FOR, SHARES, Case, Due, Obligation, Performance

COST = "代履行费用"
ENDED = ("waived", "lapsed", "superseded", "dropped", "converted")


@effect
def cost_of_substitute(doing: Doing, case: Case) -> Case:
    """A bureau has it performed: what was performed for the violator is his no more, its cost is."""
    named = [case.obligations[name] for name in doing.args.texts("concerns") if name in case.obligations]
    performer = doing.args.text("performer") or doing.act.by.institution
    case = case.owing(*(replace(one, performer=performer) for one in named))
    return _bearing_cost(doing, case, [one.id for one in named])


@effect
def name_substitute(doing: Doing, case: Case) -> Case:
    """A court has it performed, in the form in which it is owed; its cost is the debtor's (民诉法解释 on 代履行)."""
    owed = under_enforcement(doing, case, *LIVE) or [case.obligations[doing.id.partition(":")[2]]]
    case = case.owing(*(replace(one, performer=doing.args.text("performer")) for one in owed))
    return _bearing_cost(doing, case, [one.id for one in owed]) if doing.act.edition else case


def _bearing_cost(doing: Doing, case: Case, names: list[str]) -> Case:
    """The case with the cost owed, as far as the act says how much it is; less what the deposit has paid of it."""
    cost = doing.args.number("cost")
    if cost is None:
        return case
    spec: dict[str, Any] = {"amount": cost, "obligation_kind": COST, "due": Due("open")}
    id = new_name(case, "obligation")
    if not doing.act.edition:
        return case.owing(built(doing, case, id, spec, "fixed", doing.id))
    first = [name for name in names if not list(_costs_of(case, name))]
    spec |= _borne_by(doing, [case.obligations[name] for name in names])
    duty = built(doing, case, id, spec, "fixed", doing.id)
    duty = replace(duty, details={**duty.details, PERFORMED_FOR: tuple(names)}, performer=doing.args.text("performer"))
    for name in first if duty.performer else ():
        used = (one for one in case.obligations[name].booked if one.kind == "used" and one.whom == duty.performer)
        duty = _set_off(doing, duty, sum((one.amount for one in used), Decimal()))
    return case.owing(duty)


def _borne_by(doing: Doing, duties: Iterable[Obligation]) -> dict[str, Any]:
    """Who bears it: whom the act names, else those who owed what was performed, together where they owed it so."""
    duties = list(duties)
    liable = tuple(part for part in doing.args.text("liable").replace("，", "、").split("、") if part)
    if liable or not duties:
        return {"obligors": liable}
    mode = next((one for one in (JOINT, SHARES) if any(duty.mode == one for duty in duties)), "")
    return {"obligors": tuple(dict.fromkeys(name for duty in duties for name in duty.obligors)), "mode": mode}


def _costs_of(case: Case, name: str) -> Iterable[Obligation]:
    return (one for one in case.obligations.values() if name in one.details.get(PERFORMED_FOR, ()))


def costs_denied(case: Case, names: Collection[str]) -> list[Obligation]:
    """The costs that nobody bears any more, once these duties are owed no more: all that was performed for them is
    theirs."""
    borne = (one for one in case.obligations.values() if one.details.get(PERFORMED_FOR) and one.state not in ENDED)
    return [one for one in borne if set(one.details[PERFORMED_FOR]) <= set(names) and one.id not in names]


@effect
def pay_cost_from_deposit(doing: Doing, case: Case) -> Case:
    """A deposit that went to whoever performed is set off against the cost of that, up to what is left of it."""
    if not doing.act.edition:
        return case
    entry = case.obligations[doing.id].ledger[-1]
    left = entry.amount
    for cost in list(_costs_of(case, doing.id)):
        if left and cost.state not in ENDED and (not entry.whom or cost.performer in ("", entry.whom)):
            paid = _set_off(doing, cost, left)
            left -= paid.done - cost.done
            case = case.owing(paid)
    return case


def _set_off(doing: Doing, cost: Obligation, amount: Decimal) -> Obligation:
    part = min(amount, cost.rest or Decimal())
    if part <= 0:
        return cost
    by = "、".join(cost.obligors)
    made = Performance(doing.act.number, doing.day, by, part, "amount", doing.act.by.name, carried=True)
    cost = replace(cost, performances=(*cost.performances, made))
    return replace(cost, state=as_far_as_done(doing, cost))
