"""What somebody may do in a case on a day: every act of the table that he can do, and what must be said with it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from rules.proceedings.acts import Act, Actor
from rules.proceedings.arguments import Args
from rules.proceedings.book import load_table
from rules.proceedings.course import check
from rules.proceedings.doing import Doing, Target, state_of
from rules.proceedings.names import new_name
from rules.proceedings.refusals import Refused
from rules.proceedings.state import NONE, Case
from rules.proceedings.table import Row, Table, TrackKind


@dataclass(frozen=True)
class Possible:
    """An act that somebody may do now, to one thing. ``lacks``: what must be said with it, where something must be."""

    act: str
    label: str
    on: str
    track: str
    lacks: str = ""


def possible(case: Case, actor: Actor, day: datetime.date) -> tuple[Possible, ...]:
    """Every act that the actor may do on a day, and what is missing for it. What is impossible is left out."""
    table = load_table()
    return tuple(found for kind in table.tracks.values() for found in _of_track(table, case, actor, day, kind))


def _of_track(table: Table, case: Case, actor: Actor, day: datetime.date, kind: TrackKind) -> Iterator[Possible]:
    for row in kind.rows:
        for name in (*_things(case, kind.name), *_new_things(case, kind, row)):
            state = state_of(table, case, kind.name, name, day)
            if kind.leaves(row, state) and (state != NONE or NONE in row.from_):
                found = _tried(table, case, actor, day, Target(kind, row, name))
                if found is not None:
                    yield found


def _new_things(case: Case, kind: TrackKind, row: Row) -> list[str]:
    """What a row can begin: a track of each person who has none, another duty or measuring, a track of a new kind."""
    if NONE not in row.from_ or kind.name in ("folder", "enforcement"):
        return []
    if kind.name == "criminal":
        return [name for party in case.parties if (name := f"criminal:{party.name}") not in case.tracks]
    if kind.name in ("obligation", "measuring") or not any(case.of_kind(kind.name)):
        return [new_name(case, kind.name)]
    return []


def _things(case: Case, kind: str) -> list[str]:
    if kind == "folder":
        return [""]
    if kind == "obligation":
        return list(case.obligations)
    if kind == "measuring":
        return list(case.measurings)
    if kind == "enforcement":
        return [f"enforcement:{name}" for name in case.obligations]
    return [track.id for track in case.of_kind(kind)]


def _tried(table: Table, case: Case, actor: Actor, day: datetime.date, target: Target) -> Possible | None:
    act = Act(target.row.act, day, actor, (target.id,) if target.id else (), number=len(case.acts) + 1)
    doing = Doing(table, case, act, Args(), target, (target,))
    lacks = ""
    try:
        check(doing)
    except Refused as refusal:
        if refusal.kind in ("not_permitted", "impossible"):
            return None
        lacks = refusal.why
    return Possible(act.do, doing.label, target.id, target.kind.name, lacks)
