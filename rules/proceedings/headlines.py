"""Where a case stands on a day: its most advanced track and next step, and whether it can be put away."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from rules.proceedings.book import load_table
from rules.proceedings.clock import awaits_decision, due_on, has_ended, is_done, track_state
from rules.proceedings.state import Case, Track
from rules.proceedings.table import Table
from rules.proceedings.waiting import ADVANCED, NEXT, Matter, matters
from rules.reading.messages import Message, msg


@dataclass(frozen=True)
class Headline:
    """Where a case stands: the most advanced live track, its state in words, the next day that matters."""

    track: str
    state: str
    told: Message
    until: datetime.date | None = None


def archivable(case: Case, day: datetime.date) -> bool:
    """Whether every track and every obligation has ended, and there is something to put away."""
    table = load_table()
    tracks = all(has_ended(table, case, track, day) for track in case.tracks.values())
    return bool(case.acts) and tracks and all(is_done(case, duty) for duty in case.obligations.values())


def next_step(case: Case, day: datetime.date) -> Matter | None:
    """The step that the most advanced live track waits for; None where nothing does."""
    steps = [one for one in matters(case, day) if one.kind in ADVANCED and one.act]
    return min(steps, key=lambda one: ADVANCED.index(one.kind)) if steps else next(iter(matters(case, day)), None)


def headline(case: Case, day: datetime.date) -> Headline | None:
    """Where the case stands on a day; None before its first act."""
    table = load_table()
    live = [
        track
        for track in case.tracks.values()
        if not has_ended(table, case, track, day) or awaits_decision(case, track)
    ]
    tracks = live or list(case.tracks.values())
    if not tracks:
        return None
    track = max(tracks, key=lambda one: _progress(table, case, one, day))
    state = track_state(table, case, track, day)
    days = [due for duty in case.obligations.values() if not is_done(case, duty) if (due := due_on(case, duty))]
    told = msg(NEXT, track=table.tracks[track.kind].label, act=table.label(track.kind, state))
    return Headline(track.id, state, told, min(days, default=None))


def _progress(table: Table, case: Case, track: Track, day: datetime.date) -> tuple[int, int]:
    states = list(table.tracks[track.kind].states)
    return -ADVANCED.index(track.kind), states.index(track_state(table, case, track, day))
