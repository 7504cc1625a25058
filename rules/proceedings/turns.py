"""For whom a matter waits: the seats at the institutions of the case, and who has it in hand there. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.proceedings.asking import Matter, place_of
from rules.proceedings.seats import ABOVE, SEATS, in_charge
from rules.proceedings.state import Assignment, Case
from rules.reading.messages import msg, template

ARCHIVE = template("各项程序、应当履行的事项均已终结，可以归档")

SEATED = {
    "prosecutor": ("procuratorate",),
    "judge": ("court",),
    "clerk": ("court",),
    "officer": ("bureau", "authority"),
}
"""A seat -> the kinds of institutions that have it. Heads and administrators have no matters of a case in hand."""

OF_BUREAUS = ("administrative", "negotiation")
"""Proceedings that a bureau runs: a case that has no others is its own."""

ARCHIVED_BY = "archive"

WATCHED = ("perform", "remind")
"""Acts by which the bureau follows a duty; procuratorate and court watch that it does."""


@dataclass(frozen=True)
class Turn:
    """A seat at an institution for which a matter waits. ``people``: who has it in hand, none where nobody has yet.

    ``acts``: whether it is for this seat to act, or only to watch that another does.
    """

    kind: str
    institution: str
    seat: str
    people: tuple[str, ...]
    acts: bool

    @property
    def told(self) -> str:
        """The institution with the people, or with the seat where nobody is assigned."""
        return f"{self.institution}{'、'.join(self.people) or SEATS[self.seat]}"


def turns(case: Case, matter: Matter) -> Iterator[Turn]:
    """Every seat for which a matter waits."""
    track, place = case.tracks.get(matter.on), place_of(case, matter)
    for kind in SEATED.get(matter.role, ()):
        own = getattr(track, "bureau" if kind == "authority" else kind, "") if track is not None else ""
        if kind == "bureau" and place in case.institutions(ABOVE):
            yield Turn(ABOVE, place, matter.role, in_charge(case, matter.role, place, case.day), True)
        if place and place not in case.institutions(kind):
            continue
        own = place or own
        seated = case.institutions(kind)
        if matter.act == ARCHIVED_BY:  # by the first of them: a court of second instance gives the file back
            seated = seated[:1]
        for institution in (own,) if own in seated else seated:
            people = in_charge(case, matter.role, institution, case.day)
            yield Turn(kind, institution, matter.role, people, is_to_act(matter))
            if matter.role == "clerk" and not people:  # a court without a clerk: the judge does it himself
                yield Turn(kind, institution, "judge", in_charge(case, "judge", institution, case.day), True)


def is_to_act(matter: Matter) -> bool:
    """Whether whoever has the matter must act himself."""
    return matter.kind != "obligation" or matter.act not in WATCHED or matter.role == "officer"


def seat_of(one: Assignment) -> str:
    """The seat in which somebody has a case in hand, in words."""
    return SEATS[one.role]


def archiving(case: Case) -> Matter:
    """The last matter of a case in which everything has ended."""
    role = "clerk" if case.institutions("court") else "prosecutor"
    if case.tracks and all(track.kind in OF_BUREAUS for track in case.tracks.values()):
        role = "officer"
    return Matter(msg(ARCHIVE), role, "folder", "", ARCHIVED_BY)
