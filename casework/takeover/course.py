"""The history of a case as it is told anew: acts that the table allows, one after another.

Where the table forbids what the former system recorded, the act ``take_over`` says in words what was done and in which
state it left things. No guard is passed over.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from casework.takeover.records import OldRecord, Step, Who
from rules.proceedings.acts import SYSTEM, Act, Actor
from rules.proceedings.arguments import ITEM
from rules.proceedings.course import begin, replay
from rules.proceedings.facts import facts_of
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Assignment, Case, Seat
from rules.values.clock import BEIJING

FROM_OLD = "依旧案记录转入"
"""The written reason of whatever the table asks one for today, and nobody was asked for then."""

KEPT = ("number", "ground")
"""Arguments that say the same of what is only put down."""

Text = Mapping[str, Any]


@dataclass(frozen=True)
class Paper:
    """A file that the former system kept, by the name that the act gives it. ``retirement``: the row that has it."""

    name: str
    retirement: int


@dataclass(frozen=True)
class Told:
    """An act with who recorded it and when."""

    act: Act
    person_id: int
    at: datetime.datetime
    papers: tuple[Paper, ...] = ()


def begun(old: OldRecord) -> Case:
    """What was known before the first act: the facts as they stand, the institutions, who had it in hand."""
    facts = facts_of(old.casefile)
    named = (("procuratorate", old.procuratorate), ("court", old.court), ("bureau", old.bureau))
    return begin(
        title=old.number or old.reference,
        seats=[Seat(kind, name) for kind, name in named if name],
        parties=list({party.name: party for party in facts.parties}.values()),
        offences=facts.offences,
        stands=facts.stands,
        assignments=[Assignment(name, role, place, 0) for name, role, place in old.people],
    )


class Course:
    """A case on its way: ``case`` after the acts so far, ``told`` the acts with who recorded them."""

    def __init__(self, old: OldRecord) -> None:
        self.old = old
        self.beginning = self.case = begun(old)
        self.told: list[Told] = []

    @property
    def tracks(self) -> tuple[str, ...]:
        """The criminal proceedings, one of each accused."""
        return tuple(track.id for track in self.case.of_kind("criminal"))

    def all_in(self, state: str) -> dict[str, str]:
        """Every criminal track in a state."""
        return dict.fromkeys(self.tracks, state)

    def do(
        self,
        step: Step,
        act: str,
        args: Text,
        *,
        on: tuple[str, ...] = (),
        else_in: Text,
        words: str = "",
        papers: tuple[Paper, ...] = (),
    ) -> None:
        """Do an act as the table has it; else put down in words what was done.

        ``else_in``: where things stand then. ``words``: what the former system called the step.
        """
        if not self.possible(step, act, args, on=on, papers=papers):
            self.put_down(step, words, else_in, args)

    def possible(
        self, step: Step, act: str, args: Text, *, on: tuple[str, ...] = (), papers: tuple[Paper, ...] = ()
    ) -> bool:
        """Do an act where the table allows it; gives whether it did."""
        reason = "" if args.get("ground") else step.reason  # said once
        made = Act(act, day_of(step), actor_of(step.who), on, said(args), reason)
        try:
            self._add(made, step, papers)
        except Refused as refused:
            if refused.kind != "reason_wanted" or made.reason:
                return False
            try:
                self._add(replace(made, reason=FROM_OLD), step, papers)
            except Refused:
                return False
        return True

    def put_down(self, step: Step, words: str, states: Text, args: Text | None = None) -> None:
        """What was done, in words, with where it left things."""
        kept = {name: value for name, value in (args or {}).items() if name in KEPT or ITEM.match(name)}
        text = {"note": words, "ground": step.reason, "stands_at": dict(states), **said(kept)}
        actor = replace(actor_of(step.who), seats=(SYSTEM,))
        self._add(Act("take_over", day_of(step), actor, (), said(text), FROM_OLD), step)

    def conclude(self, note: str, person_id: int, now: datetime.datetime) -> None:
        """Say on the timeline that all of it came from the former system; a case that was over stays so."""
        states = {"folder": "archived"} if self.case.state == "archived" else {}
        actor = Actor("系统", "", "", (SYSTEM,))
        step = Step("", Who(person_id, "", "", "", ()), now)
        self._add(Act("take_over", day_of(step), actor, (), said({"note": note, "stands_at": states})), step)

    def _add(self, act: Act, step: Step, papers: tuple[Paper, ...] = ()) -> None:
        act = Act.from_json(act.as_json())  # as it will be read, so that what is told from the records is the same
        self.case = replay(self.case, act)
        self.told.append(Told(self.case.acts[-1], step.who.person_id, step.at, papers))


def day_of(step: Step) -> datetime.date:
    """The day on which it was recorded, in Beijing."""
    return step.at.astimezone(BEIJING).date()


def actor_of(who: Who) -> Actor:
    """The person as the table of acts sees him."""
    return Actor(who.name, who.institution, who.kind, who.seats)


def said(args: Text) -> dict[str, Any]:
    """Arguments without those that say nothing."""
    return {name: value for name, value in args.items() if value not in (None, "", (), [], {})}
