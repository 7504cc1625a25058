"""What a case waits for: its next step, what waits for whoever looks, and which papers are still outstanding."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from casework.proceedings import tasks
from casework.proceedings.beside import Beside
from casework.proceedings.names import in_words, step_name, things, whom
from casework.proceedings.offering import Offer, Offers
from rules.proceedings import advising, waiting
from rules.proceedings.acts import Actor
from rules.proceedings.book import load_table
from rules.proceedings.periods import Task as Wanted
from rules.proceedings.periods import to_meet
from rules.proceedings.seats import SEATS
from rules.proceedings.state import Case
from rules.proceedings.table import Table
from rules.proceedings.turns import WATCHED, Turn, is_to_act, turns
from rules.proceedings.waiting import Matter
from rules.reading.messages import msg, template


def numbered(case: Case, act: str, name: str) -> tuple[tuple[str, str], ...]:
    """The acts to choose from: those that a paper is outstanding of, or those that their author may void."""
    table = load_table()
    open_ = {one.act: in_words(case, one.told) for one in case.warnings if one.open}
    if act == "hand_in":
        return tuple((str(number), f"{act_of(table, case, number)}：{told_}") for number, told_ in open_.items())
    own = (one.number for one in reversed(case.acts) if one.by.name == name)
    return tuple((str(number), act_of(table, case, number)) for number in own)


def act_of(table: Table, case: Case, number: int) -> str:
    act = case.acts[number - 1]
    return f"{table.acts[act.do].label}（{act.at.year}年{act.at.month}月{act.at.day}日）"


@dataclass(frozen=True)
class Owed:
    """A paper that an act should have had and that no later act brought. ``number``: of that act."""

    number: int
    told: str


def outstanding(table: Table, case: Case) -> tuple[Owed, ...]:
    """Every paper that is still to be handed in, by the act that it belongs to."""
    return tuple(
        Owed(one.act, f"{act_of(table, case, one.act)}：{in_words(case, one.told)}")
        for one in case.warnings
        if one.open
    )


@dataclass(frozen=True)
class Lack:
    """What a step still wants. ``act``: the act that brings it, empty where it is said with the step itself."""

    told: str
    act: str = ""
    on: str = ""


@dataclass(frozen=True)
class Step:
    """A step of a case: what, who, by when, what is missing. ``mine``: whether the person who looks may take it.

    ``label``: the act that is commonly done; ``instead``: others by which the same step is taken.
    """

    what: str
    act: str
    on: str
    about: str
    who: str
    until: datetime.date | None
    days_left: int | None
    mine: bool
    missing: tuple[Lack, ...] = ()
    label: str = ""
    instead: tuple[Offer, ...] = ()


def next_step(case: Case, actor: Actor, offers: Offers, on: datetime.date, beside: Beside = ()) -> Step | None:
    """What the case waits for next: of several, what waits for the person who looks."""
    found = advising.ordered(case, on)
    own = [one for one in found if one.kind != PAPER and waiting.is_his(case, actor, one, on)]
    own += [one for one in found if one.kind in waiting.ADVANCED and one not in own]
    own += [one for one in found if one.kind == PAPER and waiting.is_his(case, actor, one, on)]
    matter = next((one for one in own if one.act and offers.of(one.act) and is_to_act(case, one)), None)
    if matter is not None:
        matter = advising.awaited(case, matter, on) or matter
    matter = matter or next((one for one in found if one.kind in NEXT and one.act), None)
    matter = matter or next((one for one in found if is_to_act(case, one)), None) or next(iter(found), None)
    known = _Known(found, tuple(to_meet(case, on, beside)))
    return None if matter is None else _step(case, matter, actor, offers, on, known)


ASSIGN = "assign"
PAPER = tasks.PAPER
"""It stands beside the step of the proceedings, never before it."""
NOBODY = template("{place}尚未指派承办{seat}")


def _in_nobodys_hand(case: Case, matter: Matter, actor: Actor) -> Turn | None:
    """The seat at his institution for which it waits and in which nobody has the case in hand yet; None where there is
    none."""
    own = (one for one in turns(case, matter) if one.institution == actor.institution)
    return next((one for one in own if not one.people), None)


FOLLOWED = ("submit", *WATCHED)
"""Acts that one seat takes and others, who could, leave to it."""

NEXT = (*waiting.ADVANCED, "measuring")
"""Kinds of matters that a case waits for as such, whoever looks."""


def matters_of(case: Case, actor: Actor, offers: Offers, on: datetime.date, beside: Beside = ()) -> tuple[Step, ...]:
    """Everything that waits for the person, each once."""
    found = advising.ordered(case, on)
    own = [one for one in found if waiting.is_his(case, actor, one, on) and is_to_act(case, one)]
    once: dict[tuple[str, str], Matter] = {}
    for one in own:
        once.setdefault((one.act, one.on if one.kind in (*THINGS, PAPER) else ""), one)
    known = _Known(found, tuple(to_meet(case, on, beside)))
    return tuple(_step(case, one, actor, offers, on, known) for one in once.values())


THINGS = ("obligation", "measuring", "enforcement")
"""Kinds of matters that are about one thing; the others are about persons, and are alike for several."""

ALIKE = template("{name}等 {count} 人")


def _about(case: Case, matter: Matter, found: Sequence[Matter]) -> str:
    """What the step is about: a thing, or of several persons in whose proceedings it is taken alike the first."""
    if matter.kind == PAPER:
        return tasks.paper_of(case, matter)
    if matter.kind in THINGS or case.tracks.get(matter.on) is None or len(case.tracks) == 1:
        return things(case).get(matter.on, "")
    alike = dict.fromkeys(one.on for one in found if (one.act, one.kind) == (matter.act, matter.kind))
    name = whom(case, matter.on)
    return msg(ALIKE, name=name, count=len(alike)) if name and len(alike) > 1 else name


@dataclass(frozen=True)
class _Known:
    """All that waits in a case on a day, and the periods of the law that have to be met."""

    matters: Sequence[Matter]
    wanted: tuple[Wanted, ...]


def _step(case: Case, matter: Matter, actor: Actor, offers: Offers, on: datetime.date, known: _Known) -> Step:
    table, until = load_table(), tasks.due_of(case, matter, known.wanted)
    offer = offers.of(matter.act)
    what = step_name(matter.act) if matter.act in table.acts else in_words(case, matter.told)
    later = next((one for one in offers.later if one.act == matter.act), None)
    missing = [Lack(f"{later.why}。{later.opens}".rstrip("。") + "。")] if later is not None and offer is None else []
    empty = _in_nobodys_hand(case, matter, actor) if offer is None and offers.of(ASSIGN) else None
    if empty is not None:
        missing.insert(0, Lack(NOBODY.format(place=empty.institution, seat=SEATS[empty.seat]), ASSIGN))
    owed = outstanding(table, case)
    missing += [Lack(one.told, "hand_in", str(one.number)) for one in owed] if matter.act in ("rule", "archive") else []
    days = None if until is None else (until - on).days
    return Step(
        what,
        matter.act,
        matter.on if matter.kind in (*THINGS, PAPER) else "",
        _about(case, matter, known.matters),
        _who(case, matter),
        until,
        days,
        offer is not None
        and is_to_act(case, matter)
        and (matter.act not in FOLLOWED or waiting.is_his(case, actor, matter, on)),
        tuple(missing),
        offer.label if offer is not None else what,
        tuple(one for act in INSTEAD.get(matter.act, ()) if (one := offers.of(act)) is not None),
    )


INSTEAD = {
    "prosecute": ("not_prosecute", "return_for_investigation"),
    "receive": ("send_back", "ask_supplement"),
    "rule": ("suspend", "terminate"),
    "rule_2": ("suspend", "terminate"),
    "allow": ("refuse",),
    "decide": ("not_punish", "move_to_police"),
    "sue": ("end_claim",),
    "confirm": ("refuse",),
    "agree": ("fail",),
    "fix": ("drop",),
    "succeed": ("waive", "drop", "convert"),
}
"""Acts by which a step is taken otherwise than by the common one: no decision is put before its alternatives."""


def _who(case: Case, matter: Matter) -> str:
    """Institution and people, or the seat where nobody has it in hand yet."""
    return "；".join(turn.told for turn in turns(case, matter))
