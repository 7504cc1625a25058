"""For whom a matter waits: the seats at the institutions of the case, and who has it in hand there. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.proceedings.roles import waiting_at
from rules.proceedings.seats import ABOVE, SEATS, in_charge, is_recused
from rules.proceedings.state import Assignment, Case
from rules.proceedings.waiting import SUCCESSION, Matter, place_of
from rules.reading.messages import msg, template

ARCHIVE = template("各项程序、应当履行的事项均已终结，可以归档")
ASIDE = template("{institution}（{names}回避或者被申请回避，待决定或者另行指派）")

OF_BUREAUS = ("administrative", "negotiation")
"""Proceedings that a bureau runs: a case that has no others is its own."""

ARCHIVED_BY = "archive"

WATCHED = ("perform", "remind")
"""Acts by which the bureau follows a duty; procuratorate and court watch that it does."""


@dataclass(frozen=True)
class Turn:
    """A seat at an institution for which a matter waits. ``people``: who has it in hand, none where nobody has yet.

    ``acts``: whether it is for this seat to act, or only to watch that another does. ``aside``: whether all of the
    people stepped aside, so that it waits for the decision on it, or for another to be assigned.
    """

    kind: str
    institution: str
    seat: str
    people: tuple[str, ...]
    acts: bool
    aside: bool = False

    @property
    def told(self) -> str:
        """The institution with the people, or with the seat where nobody is assigned."""
        if self.aside:
            return str(msg(ASIDE, institution=self.institution, names=self.people))
        return f"{self.institution}{'、'.join(self.people) or SEATS[self.seat]}"


def turns(case: Case, matter: Matter) -> Iterator[Turn]:
    """Every seat for which a matter waits."""
    track, place = case.tracks.get(matter.on), place_of(case, matter)
    if matter.act in SUCCESSION:
        yield from _recorders(case, matter, place)
        return
    for kind in waiting_at(matter.role):
        own = getattr(track, "bureau" if kind == "authority" else kind, "") if track is not None else ""
        if kind == "bureau" and place in case.institutions(ABOVE):
            yield _turn(case, ABOVE, place, matter.role, acts=True)
        if place and place not in case.institutions(kind):
            continue
        own = place or own
        seated = case.institutions(kind)
        if matter.act == ARCHIVED_BY:  # by the first of them: a court of second instance gives the file back
            seated = seated[:1]
        for institution in (own,) if own in seated else seated:
            turn = _turn(case, kind, institution, matter.role, acts=is_to_act(case, matter))
            yield turn
            if matter.role == "clerk" and not turn.people:  # a court without a clerk: the judge does it himself
                yield _turn(case, kind, institution, "judge", acts=True)


def _recorders(case: Case, matter: Matter, place: str) -> Iterator[Turn]:
    """Who puts down at the institution what its head decides of somebody: others who have the case in hand, else any.

    In a court the clerk; a judge where no clerk has it in hand. Whoever put the request down elsewhere waits for it.
    """
    aside = {one.name for one in case.recusals if one.institution == place}
    for kind in waiting_at(matter.role):
        if place not in case.institutions(kind):
            continue
        clerks = set(in_charge(case, "clerk", place, case.day)) - aside
        if matter.role == "judge" and clerks:
            continue
        others = tuple(name for name in in_charge(case, matter.role, place, case.day) if name not in aside)
        yield Turn(kind, place, matter.role, others, acts=True)
        yield from _waiting(case, matter, place)


def _waiting(case: Case, matter: Matter, place: str) -> Iterator[Turn]:
    """Who put down, at another institution, that somebody shall step aside: he sees that it is not decided yet."""
    asked = {one.act for one in case.recusals if one.name == matter.on and one.granted is None}
    for by in (act.by for act in case.acts if act.number in asked and act.by.institution != place):
        seat = next((one for one in by.seats if by.kind in waiting_at(one)), "")
        if seat and by.institution in case.institutions(by.kind):
            yield Turn(by.kind, by.institution, seat, (by.name,), acts=False)


def _turn(case: Case, kind: str, institution: str, seat: str, *, acts: bool) -> Turn:
    """Of those who have it in hand, the ones who may act; where all of them stepped aside, none acts."""
    people = in_charge(case, seat, institution, case.day)
    able = tuple(name for name in people if not is_recused(case, name, institution))
    return Turn(kind, institution, seat, able or people, acts and bool(able or not people), bool(people and not able))


def is_to_act(case: Case, matter: Matter) -> bool:
    """Whether whoever has the matter must act himself. A duty is followed by the bureau; where none takes part, by the
    court, else by the procuratorate. Nobody acts before the day that a matter is looked forward to."""
    if matter.ahead:
        return False
    if matter.kind != "obligation" or matter.act not in WATCHED:
        return True
    taking_part = (("officer", ("bureau", "authority")), ("judge", ("court",)), ("prosecutor", ("procuratorate",)))
    follows = next((seat for seat, kinds in taking_part if any(map(case.institutions, kinds))), "")
    return matter.role == follows


def seat_of(one: Assignment) -> str:
    """The seat in which somebody has a case in hand, in words."""
    return SEATS[one.role]


def archiving(case: Case) -> Matter:
    """The last matter of a case in which everything has ended."""
    role = "clerk" if case.institutions("court") else "prosecutor"
    if case.tracks and all(track.kind in OF_BUREAUS for track in case.tracks.values()):
        role = "officer"
    return Matter(msg(ARCHIVE), role, "folder", "", ARCHIVED_BY)
