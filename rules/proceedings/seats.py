"""Who may act: by his seat, at the institution that has the seat, as the one who is assigned, and not recused."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

from rules.proceedings.acts import SYSTEM, Actor
from rules.proceedings.doing import Doing
from rules.proceedings.fellows import WAITING, on_appeal
from rules.proceedings.names import may
from rules.proceedings.refusals import Refused
from rules.proceedings.roles import ROLES
from rules.proceedings.state import Absence, Assignment, Case, Seat
from rules.reading.messages import msg, template

SEATS = {**{name: role.word for name, role in ROLES.items()}, SYSTEM: "系统"}
PLACES = {
    "procuratorate": "人民检察院",
    "court": "人民法院",
    "bureau": "林业主管部门",
    "authority": "其他机关",
    "above": "上级林业主管部门",
}
ASSIGNED = tuple(name for name, role in ROLES.items() if role.assigned)
"""Seats in which only those act who are assigned."""

ONLY_BY = template("“{act}”只能由{who}进行")
NOT_THE_SEAT = template("{institution}不是本案这一程序的{place}")
THE_SEAT = template("现在的{place}是：{names}")
NOT_ASSIGNED = template("{name}没有被指派承办本案")
NOBODY_YET = template("（尚未指派）")
ASSIGNED_ARE = template("{institution}的承办{role}是：{names}")
RECUSED = template("{name}已经回避或者被申请回避，不得再办理本案")

IS_AWAY = template("{name}自 {begins} 至 {until} 请假离岗，由{stand_in}代办")
IS_BACK = template("由{stand_in}办理；提前返岗的，重新登记止日（absent）")

OTHERS_RUN = {"procuratorate": "procuratorate", "court": "court", "bureau": "bureau", "authority": "bureau"}
WATCHES = "supervisor"
"""Of a level above: comments and asks, and needs no seat in the case."""

ABOVE = "above"
"""The seat of the bureau above one that has a single officer: it does what that officer must not do himself."""

BY_ANOTHER = ("review", "adopt", "inspect")
"""What who measured or performed leaves to another."""

FREE = ("assign", "replace", "absent", "recuse", "decide_recusal", "transfer", "accept_transfer", "archive", "reopen")
"""Acts about who has the case in hand, and with which it is put away: they need no assignment."""


BY_EITHER_COURT = ("appeal", "withdraw_appeal")
"""Handed in at the court that judged, or straight at the other (刑诉法231, 解释383)."""

TAKING_OVER = "accept_transfer"
"""Done where the seat is not yet: to whom it was handed over, its guard asks."""


def require(doing: Doing) -> None:
    """Raises ``Refused`` (``not_permitted``) unless the actor may do this act to this target."""
    actor = doing.act.by
    fitting = [seat for seat in doing.row.who if may(seat, actor.seats, actor.kind)]
    if not fitting:
        raise Refused(
            "not_permitted", msg(ONLY_BY, act=msg(doing.label), who=[_told(seat) for seat in doing.row.who]), "", "who"
        )
    if SYSTEM in actor.seats or fitting == [WATCHES]:
        return
    holders = seat_holders(doing, actor.kind)
    if holders and actor.kind == "bureau" and doing.act.do in BY_ANOTHER:
        holders = (*holders, *doing.case.institutions(ABOVE))
    if holders and actor.institution not in holders and doing.act.do != TAKING_OVER:
        place = PLACES[actor.kind]
        raise Refused(
            "not_permitted",
            msg(NOT_THE_SEAT, institution=actor.institution, place=place),
            msg(THE_SEAT, place=place, names=holders),
            "seat",
        )
    if is_recused(doing.case, actor.name, actor.institution):
        raise Refused("not_permitted", msg(RECUSED, name=actor.name), msg("由接替的人办理"), "recused")
    roles = [seat.partition("@")[0] for seat in fitting]
    if doing.act.do not in FREE and not any(_is_assigned(doing, role) for role in roles):
        raise _away(doing, roles[0]) or _unassigned(doing.case, actor, roles[0])


def _told(seat: str) -> str:
    role, _, place = seat.partition("@")
    return f"{PLACES[place]}{SEATS[role]}" if place else SEATS[role]


def seat_holders(doing: Doing, kind: str) -> tuple[str, ...]:
    """The institutions of a kind that have the seat for an act; none where the seat is still empty."""
    attribute = OTHERS_RUN[kind]
    if doing.kind in ("folder", "obligation", "measuring"):
        return _of_the_case(doing.case, kind, records="clerk" in doing.act.by.seats)
    track = doing.track
    if doing.kind == "enforcement" or track is None:
        return doing.case.institutions(kind)
    own = getattr(track, attribute)
    if kind == "court" and doing.act.do == "reopen":  # 提审, by the court above
        return doing.case.institutions("court")
    if kind == "court" and doing.act.do == "rule_2" and (above := on_appeal(doing.case, track)):
        return tuple(dict.fromkeys(one.court for one in (track, *above) if one.state not in WAITING))
    if kind == "court" and doing.act.do in BY_EITHER_COURT and track.data.get("first_court"):
        return own, str(track.data["first_court"])
    if kind in ("bureau", "authority") and doing.kind == "supervision":
        return doing.case.institutions(kind)
    return (own,) if own else doing.case.institutions(kind)


def _of_the_case(case: Case, kind: str, *, records: bool) -> tuple[str, ...]:
    """Seats for what belongs to no single track: of courts, those before which a track is, and the first court again
    once an appeal is decided. Receipts and papers (``records``) come in there meanwhile, too.
    """
    if kind != "court":
        return case.institutions(kind)
    courts = [track.court for track in case.tracks.values() if track.court]
    courts += [
        str(track.data["first_court"])
        for track in case.tracks.values()
        if track.data.get("first_court") and (records or track.state != "second_instance")
    ]
    return tuple(dict.fromkeys(courts)) or case.institutions(kind)


def is_recused(case: Case, name: str, institution: str) -> bool:
    """Whether somebody stepped aside, or must not act until it is decided."""
    own = [one for one in case.recusals if one.name == name and one.institution == institution]
    return any(one.granted or (one.granted is None and one.stops) for one in own[-1:])


def assigned(case: Case, role: str, institution: str) -> tuple[str, ...]:
    """Who has the case in hand in this seat there."""
    return tuple(
        one.name for one in case.assignments if one.role == role and one.institution == institution and not one.ended
    )


def away(case: Case, name: str, institution: str, on: datetime.date | None) -> Absence | None:
    """The absence in which somebody is on a day, the last that was told; None where he is there."""
    own = [one for one in case.absences if (one.name, one.institution) == (name, institution) and one.covers(on)]
    return own[-1] if own else None


def in_charge(case: Case, role: str, institution: str, on: datetime.date | None) -> tuple[str, ...]:
    """Who acts on a day in this seat there: who is assigned, and instead of who is away his stand-in."""
    found = ((name, away(case, name, institution, on)) for name in assigned(case, role, institution))
    return tuple(dict.fromkeys(name if absence is None else absence.stand_in for name, absence in found))


def held_seats(case: Case, name: str, institution: str) -> tuple[str, ...]:
    """The seats in which somebody has the case in hand at an institution."""
    found = (one for one in case.assignments if (one.name, one.institution) == (name, institution) and not one.ended)
    return tuple(dict.fromkeys(one.role for one in found))


def _is_assigned(doing: Doing, role: str) -> bool:
    case, actor = doing.case, doing.act.by
    if role not in ASSIGNED:
        return True
    names = in_charge(case, role, actor.institution, doing.day)
    takes_up = actor.sole or not case.acts  # who opens a case has it in hand
    return actor.name in names or (not names and takes_up and not _was_taken_off(case, actor, role))


def _was_taken_off(case: Case, actor: Actor, role: str) -> bool:
    own = [
        one
        for one in case.assignments
        if (one.name, one.role, one.institution) == (actor.name, role, actor.institution)
    ]
    return bool(own) and bool(own[-1].ended)


def _away(doing: Doing, role: str) -> Refused | None:
    """Why somebody who is assigned does not act: he is away, and another stands in for him."""
    actor = doing.act.by
    absence = away(doing.case, actor.name, actor.institution, doing.day)
    if absence is None or actor.name not in assigned(doing.case, role, actor.institution):
        return None
    told = msg(IS_AWAY, name=actor.name, begins=absence.begins, until=absence.until, stand_in=absence.stand_in)
    return Refused("not_permitted", told, msg(IS_BACK, stand_in=absence.stand_in), "away")


def _unassigned(case: Case, actor: Actor, role: str) -> Refused:
    names = assigned(case, role, actor.institution)
    told = msg(ASSIGNED_ARE, institution=actor.institution, role=SEATS[role], names=names or (NOBODY_YET,))
    return Refused("not_permitted", msg(NOT_ASSIGNED, name=actor.name), told, "assigned")


def taken_up(case: Case, actor: Actor, seats: Iterable[str], act: int) -> Case:
    """The case with its actor assigned, where he is the only one who could be, and with his institution's seat."""
    for seat in seats:
        role = seat.partition("@")[0]
        if role in ASSIGNED and may(seat, actor.seats, actor.kind) and not assigned(case, role, actor.institution):
            made = Assignment(actor.name, role, actor.institution, act)
            case = replace(case, assignments=(*case.assignments, made))
    takes_part = actor.kind in PLACES and WATCHES not in actor.seats
    takes_part = takes_part and actor.institution not in case.institutions(ABOVE)
    return seated(case, actor.kind, actor.institution) if takes_part else case


def seated(case: Case, kind: str, institution: str) -> Case:
    """The case with an institution that takes part."""
    seat = Seat(kind, institution)
    return case if not institution or seat in case.seats else replace(case, seats=(*case.seats, seat))
