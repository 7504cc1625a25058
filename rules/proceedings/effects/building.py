"""An obligation from what an act says of it, new or changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from rules.proceedings.argument_types import amount_in
from rules.proceedings.binding import is_only_promised
from rules.proceedings.doing import Doing
from rules.proceedings.dues import read_instalments
from rules.proceedings.effects.orders import Spec
from rules.proceedings.specs import MEASURES
from rules.proceedings.state import FORFEIT, JOINT, SHARES, SOLE, Case, Due, Ground, Obligation

ORDERED_BEFORE = "ordered_before"
"""Detail of a duty in money: the most that a judgment ordered of it, in yuan, before one ordered less."""
JUDGED_BY = ("rule", "rule_2")

DETAILS = (
    *("factor", "agent", "seller", "credit", "price", "price_rule", "price_source", "price_date"),
    *("place", "parties", "plan", "day_wage", "village", FORFEIT),
)


def built(doing: Doing, case: Case, name: str, spec: Spec, state: str, track: str) -> Obligation:
    """The obligation of a name as an act says it is, resting on the act; in ``state`` unless more was done."""
    known = case.obligations.get(name)
    kind = str(spec.get("obligation_kind") or (known.kind if known else ""))
    duty = known or Obligation(name, kind, state)
    unit, quantity = measured(doing, duty, kind, spec)
    ground = Ground(doing.act.number, doing.act.do, track, doing.day)
    duty = replace(
        duty,
        kind=kind,
        object=str(spec.get("object") or duty.object),
        unit=unit,
        quantity=quantity,
        details={**duty.details, **_details(spec, unit), **_ordered_before(doing, known, unit, quantity)},
        grounds=(*duty.grounds, ground),
        covers=str(spec.get("covers") or duty.covers),
        due=_due(spec, duty),
        fallback=str(spec.get("fallback") or duty.fallback),
        security=spec.get("deposit") if spec.get("deposit") is not None else duty.security,
        payee=str(spec.get("payee") or duty.payee),
        performer=str(spec.get("performer") or duty.performer),
    )
    duty = _owed_by(case, _to_standard(duty, spec), spec)
    more = known is not None and duty.quantity != known.quantity and bool(duty.rest)
    if duty.state in DONE and more:  # it was done before more was ordered
        return replace(duty, state="performing")
    return replace(duty, state=raised(doing, duty, state))


def measured(doing: Doing, duty: Obligation, kind: str, spec: Spec) -> tuple[str, Decimal | None]:
    """In what it is counted, and how much: the first unit of its kind in which something is said."""
    known = doing.table.duties.get(kind)
    for unit in dict.fromkeys((*((duty.unit,) if duty.unit else ()), *(known.unit if known else ()), *MEASURES)):
        if spec.get(unit) is not None:
            return unit, spec[unit]
    parts = _instalments(spec).instalments
    if parts and duty.quantity is None:
        return "amount", sum((amount for _, amount in parts), Decimal())
    if not duty.unit and known is not None and len(known.unit) == 1:
        return known.unit[0], duty.quantity
    return duty.unit, duty.quantity


def _details(spec: Spec, unit: str) -> dict[str, Any]:
    return {name: spec[name] for name in (*DETAILS, *MEASURES) if name != unit and spec.get(name) is not None}


def _ordered_before(doing: Doing, known: Obligation | None, unit: str, quantity: Decimal | None) -> dict[str, Decimal]:
    """What a judgment ordered before the one that orders less."""
    if known is None or known.quantity is None or quantity is None or (known.unit, unit) != ("amount", "amount"):
        return {}
    judged = doing.act.do in JUDGED_BY and any(one.instrument in JUDGED_BY for one in known.grounds)
    before = known.details.get(ORDERED_BEFORE, known.quantity)
    return {ORDERED_BEFORE: max(before, known.quantity)} if judged and quantity < known.quantity else {}


def _instalments(spec: Spec) -> Due:
    """As written; what was recorded before they had to be readable stays the words that it is."""
    try:
        return read_instalments(spec["instalments"]) if spec.get("instalments") is not None else Due()
    except (ValueError, ArithmeticError, KeyError, AttributeError):
        return Due(text=str(spec["instalments"]))


def _due(spec: Spec, duty: Obligation) -> Due:
    if spec.get("instalments") is not None:
        return _instalments(spec)
    due = spec.get("due")
    if isinstance(due, Due):
        return due
    return Due("season", text=str(spec["season"])) if spec.get("season") else duty.due


def _to_standard(duty: Obligation, spec: Spec) -> Obligation:
    """Rate, years and inspector: said one by one, or together as the standard."""
    said: dict[str, Any] = {name: spec.get(name) for name in ("rate", "years", "inspector")}
    standard = spec.get("standard")
    if isinstance(standard, Mapping):
        said = {
            **{str(key): item for key, item in standard.items()},
            **{k: v for k, v in said.items() if v is not None},
        }
    elif standard is not None:
        rate, years = re.search(r"(\d+(?:\.\d+)?)\s*[%％]", str(standard)), re.search(r"(\d+)\s*年", str(standard))
        said["rate"] = said["rate"] or (rate and Decimal(rate[1]))
        said["years"] = said["years"] or (years and Decimal(years[1]))
    rate = said.get("rate") or said.get("survival")
    years = said.get("years")
    return replace(
        duty,
        rate=amount_in(rate) if rate is not None else duty.rate,
        years=int(amount_in(years)) if years is not None else duty.years,
        inspector=str(said.get("inspector") or duty.inspector),
    )


def _owed_by(case: Case, duty: Obligation, spec: Spec) -> Obligation:
    joint, shares = spec.get("joint"), spec.get("shares")
    obligors = tuple(spec.get("obligors") or ())
    if isinstance(joint, list | tuple):
        return replace(duty, obligors=tuple(map(str, joint)), mode=JOINT)
    if isinstance(shares, Mapping):
        parts = {str(name): amount_in(part) for name, part in shares.items()}
        return replace(duty, obligors=tuple(parts), mode=SHARES, shares=parts)
    mode = str(spec.get("mode") or "")
    named = obligors or duty.obligors or (tuple(one.name for one in case.parties) if len(case.parties) == 1 else ())
    if joint or mode in ("joint", "连带"):
        return replace(duty, obligors=named or tuple(one.name for one in case.parties), mode=JOINT)
    return replace(duty, obligors=named, mode=SHARES if mode in ("several", "shares", "按份") else duty.mode or SOLE)


ORDER = ("proposed", "undertaken", "fixed")
DONE = ("performed", "proven")
OVER = ("lapsed", "dropped", "waived")
UNPAID = ("failed", "enforced", "closed_unpaid")


def raised(doing: Doing, duty: Obligation, state: str) -> str:
    """The state after an instrument: never back, and as far as it is done already."""
    if duty.state in ORDER:
        duty = replace(duty, state=max(duty.state, state, key=ORDER.index))
    elif _begins_anew(duty, state):
        duty = replace(duty, state=state)
    if duty.state in (*ORDER, "performing") and duty.counted:
        return as_far_as_done(doing, duty)
    if duty.state in UNPAID and duty.counted and duty.rest == 0:  # less is owed now, and so much was done
        return as_far_as_done(doing, duty)
    return duty.state


def _begins_anew(duty: Obligation, state: str) -> bool:
    """Whether the instrument sets up again what had ended, was a broken promise, or is ordered once more."""
    broken = duty.state == "failed" and is_only_promised(duty.grounds[:-1])
    return duty.state in OVER or broken or (duty.state in ("failed", "closed_unpaid") and state == "fixed")


def as_far_as_done(doing: Doing, duty: Obligation) -> str:
    """部分履行 until the whole is done; then proven where the kind is proven by paper, else to be inspected."""
    if duty.quantity is not None and duty.done < duty.quantity:
        return "performing"
    if duty.quantity is None and any(one.quantity is None and one.unit == "part" for one in duty.counted):
        return "performing"
    if duty.unit == "tonnes" and duty.unused:
        return "performing"  # bought, not yet retired
    return "proven" if is_proven(doing, duty) else "performed"


def is_proven(doing: Doing, duty: Obligation) -> bool:
    """Whether what was done of it proves it: retirement, receipt or record; in the forest only an inspection does."""
    known = doing.table.duties.get(duty.kind)
    by = known.proven_by if known is not None else ("receipt" if duty.unit == "amount" else "inspection")
    if by == "inspection" and duty.unit == "amount" and not (duty.inspector or duty.rate or duty.years):
        by = "receipt"
    if by == "retirement":
        bought = [one for one in duty.counted if one.unit == "tonnes" or one.serials]
        if duty.unit == "tonnes":
            return not duty.unused
        return all(one.retired for one in duty.counted) if bought else True
    return by in ("receipt", "record") or any(one.result == "pass" for one in duty.looks)
