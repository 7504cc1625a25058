"""What was paid on a duty goes back or is spent: never more than came in, nor what is owed still."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from rules.proceedings.binding import is_only_promised
from rules.proceedings.clock import is_done, next_look
from rules.proceedings.doing import Doing
from rules.proceedings.effects.building import ORDERED_BEFORE
from rules.proceedings.effects.money import booked
from rules.proceedings.fallback import fallback_owed
from rules.proceedings.registry import effect
from rules.proceedings.state import Case, Obligation
from rules.proceedings.table import Table
from rules.proceedings.together import members


@effect
def book_refunded(doing: Doing, case: Case) -> Case:
    """Given back of what was paid in advance, too much, or on what is not owed any more."""
    return case.owing(booked(doing, case.obligations[doing.id], "refunded", doing.args.number("amount") or Decimal()))


@effect
def book_spent(doing: Doing, case: Case) -> Case:
    """Spent on what it was paid for."""
    return case.owing(booked(doing, case.obligations[doing.id], "spent", doing.args.number("amount") or Decimal()))


@effect
def book_insured(doing: Doing, case: Case) -> Case:
    """Paid by an insurer. It performs nothing: what remains of the obligation is for whoever decides on it."""
    return case.owing(booked(doing, case.obligations[doing.id], "insured", doing.args.number("amount") or Decimal()))


NOT_FIXED = ("proposed", "undertaken", "dropped", "lapsed")


def is_fixed(duty: Obligation) -> bool:
    """Whether an instrument fixed it, or whoever promised it did all of it."""
    promised = duty.state == "performing" and is_only_promised(duty.grounds)
    return duty.state not in NOT_FIXED and not promised


def _stands(case: Case, duty: Obligation) -> bool:
    """Whether it is fixed, and of a converted one something of what took its place."""
    heirs = [case.obligations[name] for name in duty.successors] if duty.state == "converted" else []
    return any(_stands(case, one) for one in heirs) if heirs else is_fixed(duty)


def turned_over(case: Case, duties: Collection[Obligation]) -> Decimal:
    """What of a debt in money was converted into something else, in yuan: it is paid no more."""
    together = {duty.id for duty in duties}
    total = Decimal()
    for duty in duties:
        heirs = [case.obligations[name] for name in duty.successors] if duty.state == "converted" else []
        same_debt = any(one.id in together and one.unit == "amount" for one in heirs)
        carried = next((one.details["carried"] for one in heirs if one.details.get("carried") is not None), None)
        if duty.unit == "amount" and isinstance(carried, Decimal) and not same_debt and _stands(case, duty):
            total += min(carried, duty.quantity or carried)
    return total


def fixed_sum(case: Case, duties: Collection[Obligation]) -> Decimal:
    """What is fixed of a debt in money: of several obligations that make one debt, its sum; of what is not owed in
    money, the sum that stands for it."""
    binding = [duty for duty in duties if _stands(case, duty)]
    if not binding:
        return Decimal()
    group = case.groups.get(binding[0].group)
    if group is not None and group.unit == "amount":
        return group.total
    sums = (one.quantity if one.unit == "amount" else fallback_owed(one) for one in binding)
    return sum((one or Decimal() for one in sums), Decimal())


def in_advance(case: Case, duty: Obligation) -> Decimal:
    """What was paid on a debt beyond what is fixed, and not given back."""
    if duty.state == "superseded" and duty.successors:
        return _carried_too_much(case, duty)
    group = case.groups.get(duty.group)
    duties = members(case, group) if group is not None else [duty]
    paid = sum((one.kept for one in duties), Decimal())
    spent = sum((entry.amount for one in duties for entry in one.booked if entry.kind == "spent"), Decimal())
    carried = sum((one.quantity or Decimal() for of in duties for one in of.counted if one.carried), Decimal())
    owed = fixed_sum(case, duties) - turned_over(case, duties)
    return max(min(paid + spent + carried - owed, duty.kept), Decimal())


def _carried_too_much(case: Case, old: Obligation) -> Decimal:
    """What was paid on an obligation that another replaced, as far as that one neither needs it nor gives it back."""
    heir = case.obligations[old.successors[-1]]
    if heir.unit != "amount":
        return Decimal()
    olds = [one for one in case.obligations.values() if heir.id in one.successors]
    refunded = sum((entry.amount for one in olds for entry in one.booked if entry.kind == "refunded"), Decimal())
    return max(min(heir.over - min(heir.over, heir.received) - refunded, old.kept), Decimal())


def goes_to_an_office(table: Table, duty: Obligation) -> bool:
    """Whether money that is paid on it is paid to an office: it is owed in money, or money stands for what failed."""
    if duty.unit != "amount":
        return any(one.unit == "amount" for one in duty.performances)
    known = table.duties.get(duty.kind)
    by = known.proven_by if known is not None else "receipt"
    return by == "receipt" or (by == "inspection" and not (duty.inspector or duty.rate or duty.years))


FREED = ("discharged", "waived", "lapsed", "dropped")
"""States in which nothing is owed that a deposit could secure."""
REPLACED = ("converted", "superseded")
DENIED = ("dropped", "lapsed", *REPLACED)
"""States in which what was paid may have no instrument any more that calls for it."""

UNDECIDED = (
    *("prosecuted", "sued", "first_instance", "judged_1", "appeal_open", "second_instance", "suspended", "reopened"),
)
"""States of a trial that can still call for what was paid."""


def deposit_is_free(case: Case, duty: Obligation) -> bool:
    """Whether a deposit is held that secures nothing any more: it is to be returned."""
    free = duty.state in FREED or (duty.state == "proven" and next_look(duty) is None)
    free |= duty.state in REPLACED and all(is_done(case, case.obligations[name]) for name in duty.successors)
    return duty.id in case.returns or bool(duty.held and free)


def to_give_back(case: Case, duty: Obligation) -> Decimal:
    """What of the money that was paid, in yuan, no instrument calls for any more.

    Its duty was denied, has lapsed or was ordered in a lesser sum (执行回转: 民诉法244; of a decision that was quashed:
    行政强制法41). What somebody paid beyond all that was ever ordered is not in it. Nothing, while a trial can still
    decide on it.
    """
    if any((track := case.tracks.get(one.track)) is not None and track.state in UNDECIDED for one in duty.grounds):
        return Decimal()
    if duty.state in DENIED:
        return in_advance(case, duty)
    before = duty.details.get(ORDERED_BEFORE)
    if not isinstance(before, Decimal) or duty.quantity is None:
        return Decimal()
    refunded = sum((one.amount for one in duty.booked if one.kind == "refunded"), Decimal())
    return max(min(in_advance(case, duty), before - duty.quantity - refunded), Decimal())
