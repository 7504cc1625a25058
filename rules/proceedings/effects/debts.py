"""One debt of several duties when a ruling changes some of them: what takes a duty's place belongs to it, too.

What all of it comes to follows where every duty was the whole debt, or all of them together were; where it was
something else, only who rules can say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rules.proceedings.doing import Doing
from rules.proceedings.effects.orders import denied, heirs_named, orders_of
from rules.proceedings.state import Case, Group, Obligation

RULINGS = ("rule", "rule_2")


def sum_after(group: Group, before: Sequence[Decimal | None], after: Sequence[Decimal | None]) -> Decimal | None:
    """What a debt comes to once its duties are others than before, in its unit; None where that does not follow."""
    if list(before) == list(after):
        return group.total
    if None in before or None in after or not after:
        return None
    if all(one == group.total for one in before) and len(set(after)) == 1:
        return after[0]
    whole = sum((one or Decimal() for one in before), Decimal())
    return sum((one or Decimal() for one in after), Decimal()) if whole == group.total else None


def takes_the_place(case: Case, old: Obligation, heir: Obligation) -> Case:
    """The case in which what takes the place of a duty belongs to the debt that this belonged to."""
    group = case.groups.get(old.group)
    if group is None or heir.group not in ("", old.group):
        return case
    names = tuple(dict.fromkeys(heir.id if name == old.id else name for name in group.obligations))
    case = case.owing(replace(heir, group=old.group))
    return replace(case, groups={**case.groups, group.id: replace(group, obligations=names)})


def summed_anew(doing: Doing, case: Case) -> Case:
    """The case after a ruling, in which each debt comes to what its duties come to now. ``doing``: before it."""
    if doing.act.do not in RULINGS or not doing.act.edition:
        return case
    groups = dict(case.groups)
    for id, group in groups.items():
        was = doing.case.groups.get(id)
        if was is not None:
            groups[id] = replace(group, total=_now(doing.case, case, was, group) or group.total)
    return replace(case, groups=groups)


def _now(before: Case, after: Case, was: Group, group: Group) -> Decimal | None:
    kept = [name for name in was.obligations if name in before.obligations and name in after.obligations]
    kept = [name for name in kept if after.obligations[name].state != "dropped"]
    heirs = list(dict.fromkeys(_heir(after, name) for name in kept))
    old = [_of_unit(before.obligations[name], group.unit) for name in kept]
    return sum_after(was, old, [_of_unit(after.obligations[name], group.unit) for name in heirs])


def _heir(case: Case, name: str) -> str:
    duty = case.obligations[name]
    return _heir(case, duty.successors[-1]) if duty.state == "superseded" and duty.successors else name


def _of_unit(duty: Obligation, unit: str) -> Decimal | None:
    return duty.quantity if duty.unit == unit else None


def open_debts(doing: Doing) -> list[Group]:
    """The debts of which a ruling changes duties, while it does not follow what they come to then."""
    specs, heirs, gone, here = orders_of(doing), heirs_named(doing), denied(doing), doing.case.obligations
    found = []
    for group in doing.case.groups.values():
        kept = [name for name in group.obligations if name in here and name not in gone]
        now = list(dict.fromkeys(heirs.get(name) or name for name in kept))
        old = [_of_unit(here[name], group.unit) for name in kept]
        new = [specs.get(name, {}).get(group.unit) or _known(doing.case, name, group.unit) for name in now]
        if sum_after(group, old, new) is None:
            found.append(group)
    return found


def _known(case: Case, name: str, unit: str) -> Decimal | None:
    return _of_unit(case.obligations[name], unit) if name in case.obligations else None
