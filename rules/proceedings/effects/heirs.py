"""What an enforcement is about: its obligation, and what settlements turned that into."""

from __future__ import annotations

from rules.proceedings.doing import Doing
from rules.proceedings.state import Case, Obligation

LIVE = ("fixed", "undertaken", "performing", "part_failed", "failed", "enforced", "closed_unpaid")
"""States in which something is still owed."""


def under_enforcement(doing: Doing, case: Case, *states: str) -> list[Obligation]:
    """The obligation of the enforcement and its successors that stand in these states, the oldest first."""
    found, names = [], [doing.id.partition(":")[2]]
    while names:
        duty = case.obligations[names.pop(0)]
        names += duty.successors
        found += [duty] if duty.state in states else []
    return found
