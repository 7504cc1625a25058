"""Enforcement of an obligation: begun, settled, taken up again, ended."""

from __future__ import annotations

from dataclasses import replace

from rules.proceedings.clock import is_late
from rules.proceedings.doing import Doing
from rules.proceedings.effects.heirs import LIVE, under_enforcement
from rules.proceedings.effects.tracks import begun
from rules.proceedings.registry import effect
from rules.proceedings.seats import seated
from rules.proceedings.state import Case, Obligation, Passage


def _duty(doing: Doing, case: Case) -> Obligation:
    return case.obligations[doing.id.partition(":")[2]]


@effect
def open_enforcement_of(doing: Doing, case: Case) -> Case:
    """The obligation is 执行中; which court enforces is said, or the court of the judgment does."""
    duty = _duty(doing, case)
    court = doing.args.text("executor") or doing.args.text("court")
    court = court if court in case.institutions("court") else ""
    if not court and doing.act.by.kind == "court":
        court = doing.act.by.institution
    track = case.tracks.get(doing.id) or begun(doing, doing.id)
    case = seated(case, "court", court) if court else case
    return case.holding(replace(track, court=court, persons=duty.obligors)).owing(replace(duty, state="enforced"))


@effect
def bring_back(doing: Doing, case: Case) -> Case:
    """恢复执行: what was settled and not kept is enforced again, with what was done of it deducted.

    What the creditor gave up in the settlement is owed again (民诉法241(2)): it is the judgment that is enforced. What
    was converted otherwise is owed until its own last day, and enforced where that is over.
    """
    back = [one for one in under_enforcement(doing, case, *LIVE) if _is_to_be_enforced(doing, case, one)]
    return case.owing(*(replace(_as_judged(case, one), state="enforced") for one in back))


def _is_to_be_enforced(doing: Doing, case: Case, duty: Obligation) -> bool:
    settled = any(one.instrument == "settle_enforcement" for one in duty.grounds)
    return settled or is_enforceable_now(doing, case, duty)


def is_enforceable_now(doing: Doing, case: Case, duty: Obligation) -> bool:
    """Whether it was not performed in time."""
    return duty.state in ("failed", "enforced", "closed_unpaid") or is_late(case, duty, doing.day)


@effect
def enforce_heirs(doing: Doing, case: Case) -> Case:
    """The enforcement of a judgment goes on for what its duty was converted into, once that is not performed in time:
    nothing ended it (民诉法268), and nothing is referred a second time."""
    late = [
        one
        for one in under_enforcement(doing, case, "fixed", "performing", "part_failed", "failed")
        if one.predecessor and is_enforceable_now(doing, case, one)
    ]
    return case.owing(*(replace(one, state="enforced") for one in late))


def _as_judged(case: Case, duty: Obligation) -> Obligation:
    before, carried = case.obligations.get(duty.predecessor), duty.details.get("carried")
    same = before is not None and before.successors == (duty.id,) and duty.details.get("carried_unit") == duty.unit
    settled = any(one.instrument == "settle_enforcement" for one in duty.grounds)
    if not (same and settled and carried is not None and duty.quantity is not None and carried > duty.quantity):
        return duty
    return replace(duty, quantity=carried)


@effect
def waive_enforced(doing: Doing, case: Case) -> Case:
    return case.owing(*(replace(one, state="waived") for one in _enforced(doing, case)))


@effect
def close_unpaid(doing: Doing, case: Case) -> Case:
    return case.owing(*(replace(one, state="closed_unpaid") for one in _enforced(doing, case)))


def _enforced(doing: Doing, case: Case) -> list[Obligation]:
    """What is enforced, also in another form once that is not performed in time."""
    found = under_enforcement(doing, case, *LIVE)
    return [one for one in found if one.state in ("enforced", "failed") or is_late(case, one, doing.day)]


@effect
def enforce_decided(doing: Doing, case: Case) -> Case:
    """准予执行: what the decision ordered and was not done is enforced."""
    for duty in list(case.obligations.values()):
        own = any(one.track == doing.id for one in duty.grounds)
        if own and duty.state in ("fixed", "performing", "failed", "part_failed"):
            name = f"enforcement:{duty.id}"
            passage = Passage("opened", doing.day, doing.act.number)
            track = replace(begun(doing, name), kind="enforcement", state="opened", persons=duty.obligors)
            case = case.owing(replace(duty, state="enforced")).holding(replace(track, passages=(passage,)))
    return case
