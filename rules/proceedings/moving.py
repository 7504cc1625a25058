"""分案, 并案: persons go to another case with their tracks, duties and money. Moved, never copied; sums stay the same.

The history of the case that is left says what went where. The other case begins with what came: ``fold`` its own acts
from there. What several owe together stays whole, in the case of those who remain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from rules.proceedings.state import Case, Obligation, Track


def goes_along(case: Case, persons: Iterable[str]) -> tuple[list[Track], list[Obligation]]:
    """The tracks and obligations that are of these persons alone, and so go with them."""
    names = set(persons)
    tracks = [one for one in case.tracks.values() if one.kind == "criminal" and set(one.persons) <= names]
    duties = [one for one in case.obligations.values() if one.obligors and set(one.obligors) <= names]
    enforced = {f"enforcement:{one.id}" for one in duties}
    return tracks + [one for one in case.tracks.values() if one.id in enforced], duties


def without(case: Case, persons: Iterable[str], other: str) -> Case:
    """The case that is left when persons went to another."""
    names = set(persons)
    tracks, duties = goes_along(case, names)
    gone = {one.id for one in tracks} | {one.id for one in duties}
    return replace(
        case,
        parties=tuple(one for one in case.parties if one.name not in names),
        tracks={id: one for id, one in case.tracks.items() if id not in gone},
        obligations={id: one for id, one in case.obligations.items() if id not in gone},
        moved=(*case.moved, *((id, other) for id in sorted(gone))),
    )


def split_off(case: Case, persons: Iterable[str], title: str) -> Case:
    """The case that begins with persons of another, as it stood before they went: their own tracks and obligations.

    Seats, people in charge, offences and results of measuring are known there too: they are evidence and offices, no
    sums.
    """
    names = set(persons)
    tracks, duties = goes_along(case, names)
    return replace(
        case,
        title=title,
        parties=tuple(one for one in case.parties if one.name in names),
        tracks={one.id: one for one in tracks},
        obligations={one.id: one for one in duties},
        groups={},
        warnings=(),
        returns=tuple(name for name in case.returns if name in {one.id for one in duties}),
        moved=(),
        acts=(),
    )


def joined(case: Case, other: Case) -> Case:
    """The case after another came into it whole; names of the other that are taken here become the next free ones."""
    renamed = _free(case, other)
    duties = {renamed[id]: _renamed(one, renamed) for id, one in other.obligations.items()}
    tracks = {_of(id, renamed): replace(one, id=_of(id, renamed)) for id, one in other.tracks.items()}
    came = [replace(one, track=_of(one.track, renamed)) for one in other.happened]
    known = {party.name for party in case.parties}
    return replace(
        case,
        parties=(*case.parties, *(one for one in other.parties if one.name not in known)),
        seats=tuple(dict.fromkeys((*case.seats, *other.seats))),
        tracks={**case.tracks, **tracks},
        obligations={**case.obligations, **duties},
        measurings={
            **case.measurings,
            **{renamed[id]: replace(one, id=renamed[id]) for id, one in other.measurings.items()},
        },
        happened=tuple(sorted((*case.happened, *came), key=lambda one: one.at)),
        returns=(*case.returns, *(renamed[name] for name in other.returns)),
    )


def _free(case: Case, other: Case) -> dict[str, str]:
    """A name here for every name there."""
    taken = {*case.tracks, *case.obligations, *case.measurings, *case.groups}
    made: dict[str, str] = {}
    for name in (*other.obligations, *other.measurings, *(one for one in other.tracks if ":" not in one)):
        free, number = name, 2 if re.fullmatch(r"[a-z_]+", name) else 1
        stem = name.rstrip("0123456789")
        while free in taken:
            free, number = f"{stem}{number}", number + 1
        made[name] = free
        taken.add(free)
    return made


def _of(track: str, renamed: Mapping[str, str]) -> str:
    kind, _, rest = track.partition(":")
    if kind == "enforcement":
        return f"enforcement:{renamed.get(rest, rest)}"
    return renamed.get(track, track)


def _renamed(duty: Obligation, renamed: Mapping[str, str]) -> Obligation:
    return replace(
        duty,
        id=renamed[duty.id],
        grounds=tuple(replace(one, track=_of(one.track, renamed)) for one in duty.grounds),
        predecessor=renamed.get(duty.predecessor, ""),
        successors=tuple(renamed[name] for name in duty.successors),
    )


def sums(*cases: Case) -> dict[str, Decimal]:
    """What is owed, done and held over all these cases, by unit: what moving must not change."""
    total: dict[str, Decimal] = {}
    for case in cases:
        for duty in case.obligations.values():
            for name, figure in (("owed", duty.quantity), ("done", duty.done), ("held", duty.held)):
                key = name if name == "held" else f"{name} {duty.unit}"
                total[key] = total.get(key, Decimal()) + (figure or Decimal())
    return {key: figure for key, figure in total.items() if figure}
