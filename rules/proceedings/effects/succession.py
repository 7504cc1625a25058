"""A party died: what he owed passes to his estate or to whoever succeeds him, never what only he could do himself."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from rules.proceedings.doing import Doing
from rules.proceedings.registry import effect
from rules.proceedings.state import JOINT, SHARES, SOLE, Case, Obligation, Party
from rules.proceedings.table import Table

GONE = ("converted", "discharged", "waived", "lapsed", "superseded", "dropped")
FOLLOWING = ("civil", "negotiation", "administrative", "enforcement")
"""Kinds of tracks that go on against the estate or the heirs."""


def estate_of(person: str) -> str:
    """How the estate of somebody is called."""
    return f"{person}的遗产"


def the_dead(doing: Doing) -> tuple[str, ...]:
    """Whom an act is about: named, else whoever owed what it is done to and died, else the only party there is."""
    case = doing.case
    named = [name for name in (*doing.args.texts("persons"), *doing.act.on) if name and name not in case.obligations]
    owing = {name for id in concerned(doing) if id in case.obligations for name in case.obligations[id].obligors}
    gone = [party.name for party in case.parties if party.died is not None and party.name in owing]
    natural = [party.name for party in case.parties if party.kind == "natural"]
    return tuple(dict.fromkeys(named or gone or (natural if len(natural) == 1 else [])))


def concerned(doing: Doing) -> tuple[str, ...]:
    """The obligations that an act is about; none where it is about all."""
    return (*doing.args.texts("concerns"), *(name for name in doing.act.on if name in doing.case.obligations))


def left_by(table: Table, case: Case, person: str) -> Iterator[Obligation]:
    """What somebody owes still that passes to his estate."""
    for duty in case.obligations.values():
        if person in duty.obligors and duty.state not in GONE and not is_personal(table, duty):
            yield duty


def is_personal(table: Table, duty: Obligation) -> bool:
    """Whether only whoever owes it can do it: his labour, his apology."""
    known = table.duties.get(duty.kind)
    return known is not None and known.personal


@effect
def note_death(doing: Doing, case: Case) -> Case:
    return died(case, the_dead(doing), doing.args.day("date") or doing.day)


def died(case: Case, names: tuple[str, ...], on: datetime.date) -> Case:
    """The case with the death of these parties on record."""
    return replace(case, parties=tuple(replace(one, died=on) if one.name in names else one for one in case.parties))


@effect
def pass_to_heirs(doing: Doing, case: Case) -> Case:
    """民法典1161: the heirs owe within what they inherited; where none is named, the estate owes."""
    for person in the_dead(doing):
        case = passed_on(doing, case, person, doing.args.texts("heirs"))
    return case


def passed_on(doing: Doing, case: Case, person: str, heirs: tuple[str, ...] = ()) -> Case:
    """The case in which the estate or the heirs stand where a person stood, but in his trial."""
    named = concerned(doing)
    to = heirs or (estate_of(person),)
    owed = [one for one in left_by(doing.table, case, person) if not named or one.id in named]
    if to != (person,) and not heirs and estate_of(person) not in {party.name for party in case.parties}:
        case = replace(case, parties=(*case.parties, Party(estate_of(person), "estate")))
    for track in list(case.tracks.values()):
        own = track.kind in FOLLOWING and (not named or track.id in {f"enforcement:{name}" for name in named})
        if own and person in track.persons:
            case = case.holding(replace(track, persons=_instead(track.persons, person, to)))
    return case.owing(*(_owed_by_others(one, person, to) for one in owed))


def _instead(names: tuple[str, ...], person: str, to: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(new for name in names for new in (to if name == person else (name,))))


def _owed_by_others(duty: Obligation, person: str, to: tuple[str, ...]) -> Obligation:
    """Several heirs answer for one debt together; a share stays one share, of the estate where several inherit it."""
    if duty.mode == SHARES and len(to) > 1:
        to = (estate_of(person),)
    shares = {to[0] if name == person else name: part for name, part in duty.shares.items()}
    mode = JOINT if duty.mode == SOLE and len(to) > 1 else duty.mode
    return replace(duty, obligors=_instead(duty.obligors, person, to), mode=mode, shares=shares)
