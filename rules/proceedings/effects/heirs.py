"""What an enforcement is about: its obligation, and what settlements turned that into."""

from __future__ import annotations

from rules.proceedings.doing import Doing
from rules.proceedings.state import Case, Obligation, Track

LIVE = ("fixed", "undertaken", "performing", "part_failed", "failed", "enforced", "closed_unpaid")
"""States in which something is still owed."""


def under_enforcement(doing: Doing, case: Case, *states: str) -> list[Obligation]:
    """The obligation of the enforcement and its successors that stand in these states, the oldest first."""
    return enforced_by(case, doing.id, *states)


def enforced_by(case: Case, id: str, *states: str) -> list[Obligation]:
    """What the enforcement of this name is about, in whatever form it is owed: as much of it as stands so."""
    found, names = [], [id.partition(":")[2]]
    while names:
        duty = case.obligations[names.pop(0)]
        names += duty.successors
        found += [duty] if duty.state in states else []
    return found


def enforcement_before(case: Case, duty: Obligation) -> Track | None:
    """The enforcement of what a duty took the place of, nearest first; None where nothing of it was ever enforced."""
    before = case.obligations.get(duty.predecessor)
    while before is not None:
        track = case.tracks.get(f"enforcement:{before.id}")
        if track is not None:
            return track
        before = case.obligations.get(before.predecessor)
    return None
