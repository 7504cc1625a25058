"""Obligations of several that make one debt: what belongs to it, and how much of it is done, in whatever form. Pure."""

from __future__ import annotations

from decimal import Decimal

from rules.proceedings.state import Case, Group, Obligation


def members(case: Case, group: Group) -> list[Obligation]:
    """The obligations of a group that are there, and what they were converted into."""
    found = [case.obligations[name] for name in group.obligations if name in case.obligations]
    for duty in found:  # grows by what is found on the way
        found += [one for one in _heirs(case, duty) if one not in found]
    return found


def done_together(case: Case, group: Group) -> Decimal:
    """How much of the debt is done, in the unit of the group: what was converted counts once it is done so."""
    own = (case.obligations[name] for name in group.obligations if name in case.obligations)
    return sum((_done(case, group, one) for one in own), Decimal())


def _heirs(case: Case, duty: Obligation) -> list[Obligation]:
    if duty.state != "converted":
        return []
    return [case.obligations[name] for name in duty.successors if name in case.obligations]


def _done(case: Case, group: Group, duty: Obligation) -> Decimal:
    own = duty.done if duty.unit == group.unit else Decimal()
    heirs = _heirs(case, duty)
    rest = next((one.details["carried"] for one in heirs if one.details.get("carried") is not None), None)
    if isinstance(rest, Decimal) and duty.unit == group.unit and all(_is_proven(case, one) for one in heirs):
        return own + rest
    return own + sum((_done(case, group, one) for one in heirs), Decimal())


def _is_proven(case: Case, duty: Obligation) -> bool:
    heirs = _heirs(case, duty)
    return all(_is_proven(case, one) for one in heirs) if heirs else duty.state == "proven"
