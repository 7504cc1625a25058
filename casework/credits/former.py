"""Purchases and retirements of a case that went by stages: which act of its told history each of them is.

Their rows are written once and name an item of a plan; the acts say which obligation that became.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from casework.credits.models import CreditProject, Purchase, Retirement
from casework.credits.retirements import Holding
from casework.proceedings.intake import last_told
from rules.proceedings import state


def serials_as_told(project: CreditProject, row: Purchase | Retirement) -> str:
    """The serials of a purchase or retirement as the act says them that tells of it: by the code of their project."""
    return f"{project.code} {row.serial_from}–{row.serial_to}"


@dataclass(frozen=True)
class Told:
    """The act of each purchase and retirement, by its number, and for which obligation each purchase was made."""

    purchases: Mapping[int, int] = field(default_factory=dict)
    retirements: Mapping[int, int] = field(default_factory=dict)
    keys: Mapping[int, str] = field(default_factory=dict)

    def key_of(self, purchase: Purchase) -> str:
        """The obligation that a purchase was made for; empty where none is known."""
        return purchase.obligation or self.keys.get(purchase.id, "")


def told(case: state.Case, held: Sequence[Holding]) -> Told:
    """The acts by which ``held`` was told. The same serials, bought again once taken back, are told in their order."""
    old = [one for one in held if not one.purchase.obligation]
    end = last_told(case)
    if not old or not end:
        return Told()
    waiting: dict[tuple[str, bool], list[tuple[int, str]]] = defaultdict(list)
    for key, duty in case.obligations.items():
        for one in duty.performances:
            if one.act <= end and not one.carried:
                waiting[one.serials, one.retired].append((one.act, key))
    for acts in waiting.values():
        acts.sort(reverse=True)
    purchases, retirements, keys = {}, {}, {}
    for holding in sorted(old, key=lambda one: one.purchase.id):
        acts = waiting[serials_as_told(holding.project, holding.purchase), False]
        if acts:
            purchases[holding.purchase.id], keys[holding.purchase.id] = acts.pop()
        for row in holding.retirements:
            acts = waiting[serials_as_told(holding.project, row), True]
            if acts:
                retirements[row.id], _ = acts.pop()
    return Told(purchases, retirements, keys)
