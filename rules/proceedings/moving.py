"""分案, 并案: persons go to another case with their tracks, duties and money. Moved, never copied; sums stay the same.

The history of the case that is left says what went where. The other case begins with what came: ``fold`` its own acts
from there. What several owe together stays whole, in the case of those who remain. What came with it was done under
numbers of the other history: those are below zero here, in their order, so that none is taken for an act of this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from rules.proceedings.refusals import Refused
from rules.proceedings.state import PERFORMED_FOR, Assignment, Case, Group, Obligation, Track
from rules.reading.messages import msg, template

BOTH_HAVE = template("两案都有{names}的同一程序，不能并案")
NOBODY_LEFT = template("分案后本案没有当事人")
NUMBERED = ("act", "ended", "void")
"""Fields that hold the number of an act."""


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
    case = replace(case, tracks={id: _claiming_less(one, gone) for id, one in case.tracks.items()})
    return replace(
        case,
        parties=tuple(one for one in case.parties if one.name not in names),
        tracks={id: one for id, one in case.tracks.items() if id not in gone},
        obligations={id: one for id, one in case.obligations.items() if id not in gone},
        moved=(*case.moved, *((id, other) for id in sorted(gone))),
    )


def _claiming_less(track: Track, gone: set[str]) -> Track:
    """A claim without the duties that went elsewhere, and their sum."""
    claims = track.data.get("claims") or {}
    left = {name: one for name, one in claims.items() if name not in gone}
    if len(left) == len(claims):
        return track
    went = sum((one[1] or Decimal() for name, one in claims.items() if name in gone and one[0] == "amount"), Decimal())
    total = track.data.get("claimed")
    return replace(track, data={**track.data, "claims": left, "claimed": None if total is None else total - went})


def emptied(case: Case, other: str) -> Case:
    """The case of which everything went to another."""
    gone = [*case.tracks, *case.obligations, *case.measurings]
    nothing = replace(case, tracks={}, obligations={}, measurings={}, groups={}, returns=())
    waiting = tuple(replace(one, open=False) for one in case.warnings)
    return replace(nothing, warnings=waiting, moved=(*case.moved, *((id, other) for id in gone)))


def carried(value: Any, acts: int) -> Any:
    """A record of another history, which had so many acts: their numbers are below zero here."""
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: carried(getattr(value, one.name), acts) for one in fields(value)}
        for name in NUMBERED:
            if isinstance(changed.get(name), int) and changed[name]:
                changed[name] -= acts + 1
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(carried(one, acts) for one in value)
    if isinstance(value, Mapping):
        return {key: carried(one, acts) for key, one in value.items()}
    return value


def split_off(case: Case, persons: Iterable[str], title: str) -> Case:
    """The case that begins with persons of another, as it stood before they went: their own tracks and obligations.

    Seats, people in charge, offences and results of measuring are known there too: they are evidence and offices, no
    sums. Raises ``Refused`` where nobody would be left in the other.
    """
    names = set(persons)
    if names >= {one.name for one in case.parties}:
        raise Refused("impossible", msg(NOBODY_LEFT), msg("只写另案处理的当事人；全案移走的办理并案"), "persons")
    tracks, duties = goes_along(case, names)
    known = {key: one for key, one in case.measurings.items() if one.submitted is not None}
    left = replace(
        case,
        title=title,
        parties=tuple(one for one in case.parties if one.name in names),
        tracks={one.id: one for one in tracks},
        obligations={one.id: one for one in duties},
        measurings=known,
        groups={},
        warnings=(),
        approvals=(),
        returns=tuple(name for name in case.returns if name in {one.id for one in duties}),
        moved=(),
        acts=(),
        postings=(),
    )
    whole: Case = carried(left, len(case.acts))
    return whole


def joined(case: Case, other: Case) -> Case:
    """The case after another came into it whole; names of the other that are taken here become the next free ones.

    Raises ``Refused`` where both have proceedings of the same kind against the same person.
    """
    twice = [id for id in other.tracks if id.startswith("criminal:") and id in case.tracks]
    if twice:
        names = [id.partition(":")[2] for id in twice]
        raise Refused("impossible", msg(BOTH_HAVE, names=names), msg("先在其中一案了结，或者更正当事人姓名"), "case")
    other = carried(replace(other, acts=()), len(other.acts))
    renamed = _free(case, other)
    duties = {renamed[id]: _renamed(one, renamed) for id, one in other.obligations.items()}
    tracks = {_of(id, renamed): replace(one, id=_of(id, renamed)) for id, one in other.tracks.items()}
    came = [replace(one, track=_of(one.track, renamed)) for one in other.happened]
    known = {party.name for party in case.parties}
    return replace(
        case,
        parties=(*case.parties, *(one for one in other.parties if one.name not in known)),
        seats=tuple(dict.fromkeys((*case.seats, *other.seats))),
        offences={**other.offences, **case.offences},
        stands={**other.stands, **case.stands},
        groups={**case.groups, **{renamed[id]: _group(one, renamed) for id, one in other.groups.items()}},
        assignments=(*case.assignments, *_new_to(case, other)),
        recusals=(*other.recusals, *case.recusals),
        absences=(*other.absences, *case.absences),
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
    tracks = (one for one in other.tracks if ":" not in one)
    for name in (*other.obligations, *other.measurings, *other.groups, *tracks):
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


def _group(group: Group, renamed: Mapping[str, str]) -> Group:
    return replace(group, id=renamed[group.id], obligations=tuple(renamed[name] for name in group.obligations))


def _new_to(case: Case, other: Case) -> tuple[Assignment, ...]:
    """Who has the other case in hand and is not in charge of this one yet."""
    here = {(one.name, one.role, one.institution) for one in case.assignments if not one.ended}
    return tuple(one for one in other.assignments if (one.name, one.role, one.institution) not in here)


def _renamed(duty: Obligation, renamed: Mapping[str, str]) -> Obligation:
    return replace(
        duty,
        id=renamed[duty.id],
        grounds=tuple(replace(one, track=_of(one.track, renamed)) for one in duty.grounds),
        group=renamed.get(duty.group, ""),
        predecessor=renamed.get(duty.predecessor, ""),
        successors=tuple(renamed[name] for name in duty.successors),
        details={key: _names(value, renamed) if key == PERFORMED_FOR else value for key, value in duty.details.items()},
    )


def _names(names: Iterable[str], renamed: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(renamed.get(name, name) for name in names)


def sums(*cases: Case) -> dict[str, Decimal]:
    """What is owed, done and held over all these cases, by unit: what moving must not change."""
    total: dict[str, Decimal] = {}
    for case in cases:
        for duty in case.obligations.values():
            for name, figure in (("owed", duty.quantity), ("done", duty.done), ("held", duty.held)):
                key = name if name == "held" else f"{name} {duty.unit}"
                total[key] = total.get(key, Decimal()) + (figure or Decimal())
    return {key: figure for key, figure in total.items() if figure}
