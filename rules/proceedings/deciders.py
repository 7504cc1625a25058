"""Who decides on a duty beyond its performance, and how much of it is left, in words."""

from __future__ import annotations

from rules.proceedings.specs import UNIT_LABELS
from rules.proceedings.state import Case, Obligation
from rules.reading.messages import template


def decides_on(case: Case, duty: Obligation) -> str:
    """The seat: a bureau's, where only its decision called for it, a procuratorate's where no court takes part."""
    kinds = {track.kind for one in duty.grounds if (track := case.tracks.get(one.track)) is not None}
    if kinds == {"administrative"}:
        return "officer"
    seats = (("judge", "court"), ("prosecutor", "procuratorate"))
    return next((role for role, kind in seats if case.institutions(kind)), "officer")


def left_of(duty: Obligation) -> str:
    """What of a duty is not done yet: 全部 of what has no quantity."""
    if duty.rest is None:
        return template("全部")
    return f" {duty.rest.normalize():f} {UNIT_LABELS.get(duty.unit, '')}".rstrip()
