"""People of the case, its seats, its records, and its file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

from rules.casefile.events import event_spans
from rules.proceedings.arguments import SHORT_EVENTS
from rules.proceedings.benches import panel_named
from rules.proceedings.binding import is_only_promised
from rules.proceedings.doing import Doing
from rules.proceedings.effects.tracks import at_seat, noted
from rules.proceedings.moving import emptied, without
from rules.proceedings.registry import effect
from rules.proceedings.renaming import renamed
from rules.proceedings.seats import SEATS, seated
from rules.proceedings.state import (
    Absence,
    Assignment,
    Case,
    Happened,
    Obligation,
    Party,
    Passage,
    Recusal,
    Warned,
)
from rules.reading.messages import msg, template


def role_of(doing: Doing) -> str:
    """The seat that is assigned: named, else that of who it is taken from, else the actor's own or a judge's."""
    said = doing.args.text("role")
    for role, label in SEATS.items():
        if said.startswith(role) or said == label:
            return role
    kind = doing.act.by.kind
    return {"court": "judge", "procuratorate": "prosecutor"}.get(kind, "officer")


def absent(doing: Doing) -> tuple[str, ...]:
    """Who is away: named, or whoever says it of himself."""
    return doing.args.texts("persons") or doing.act.on or (doing.act.by.name,)


def stepping_aside(doing: Doing) -> tuple[str, ...]:
    """Who shall step aside, where he is named; nobody named is whoever asks."""
    said = doing.args.text("of")
    of = (said,) if said and said not in {seat.institution for seat in doing.case.seats} else ()
    return doing.args.texts("persons") or doing.act.on or of or doing.args.texts("to")


def people_named(doing: Doing) -> tuple[str, ...]:
    """Whom an act is about: those named as arguments, or what it is done to."""
    return doing.args.texts("to") or doing.args.texts("persons") or doing.act.on


@effect
def add_assignment(doing: Doing, case: Case) -> Case:
    role, place = role_of(doing), doing.act.by.institution
    have = {(one.name, one.role, one.institution) for one in case.assignments if not one.ended}
    made = tuple(
        Assignment(name, role, place, doing.act.number)
        for name in people_named(doing)
        if (name, role, place) not in have
    )
    return replace(case, assignments=(*case.assignments, *made))


@effect
def replace_assignment(doing: Doing, case: Case) -> Case:
    """Another takes over: from who is named, or from everybody in that seat at the institution."""
    role, place = role_of(doing), doing.act.by.institution
    from_ = doing.args.texts("replaces") or (doing.act.on if doing.args.get("to") or doing.args.get("persons") else ())
    ended = tuple(
        replace(one, ended=doing.act.number)
        if one.role == role and one.institution == place and not one.ended and (not from_ or one.name in from_)
        else one
        for one in case.assignments
    )
    return add_assignment(doing, replace(case, assignments=ended))


@effect
def note_absence(doing: Doing, case: Case) -> Case:
    """From now on, or the day that is said, until the last day his stand-in acts for him; told again, it is that."""
    begins, until = doing.args.day("begins") or doing.day, doing.args.day("until") or doing.day
    place = doing.act.by.institution
    made = [Absence(name, place, doing.args.text("to"), begins, until, doing.act.number) for name in absent(doing)]
    gone = {(one.name, one.institution) for one in made}
    kept = (one for one in case.absences if (one.name, one.institution) not in gone or one.until < begins)
    return replace(case, absences=(*kept, *made))


@effect
def flag_new_bench(doing: Doing, case: Case) -> Case:
    """法释〔2021〕1号301: where a judge takes another's place during a trial, it is heard anew."""
    place = doing.act.by.institution
    judges = [one for one in case.assignments if (one.role, one.institution) == ("judge", place)]
    left = [one for one in judges if one.ended and _was_replaced(doing, one)]
    if not left or not any(one.act == doing.act.number for one in judges):
        return case
    for track in list(case.tracks.values()):
        if track.court == place and track.state in ON_TRIAL:
            case = noted(case, track, hear_anew=doing.act.number)
    flagged = any(track.data.get("hear_anew") == doing.act.number for track in case.tracks.values())
    made = (Warned(doing.act.number, "hear_anew", msg(HEAR_ANEW), doing.act.reason),) if flagged else ()
    return replace(case, warnings=(*case.warnings, *made))


HEAR_ANEW = template("审判人员已经更换，应当重新开庭审理")
OPENED_IN_COURT = "开庭"
ON_TRIAL = ("first_instance", "second_instance")
REPLACING = ("replace", "recuse", "decide_recusal")


def _was_replaced(doing: Doing, one: Assignment) -> bool:
    """Whether he gave way to another, and not to the new panel of a case that was sent back."""
    acts = [act.do for act in doing.case.acts if act.number == one.ended]
    return one.ended == doing.act.number or any(do in REPLACING for do in acts)


@effect
def ask_recusal(doing: Doing, case: Case) -> Case:
    """In court who is asked to step aside stops at once (民诉法48(2)).

    In the procuratorate's suits and in a bureau only when it is decided (办案规则21(2), 行政处罚法43). Who steps aside
    himself, has.
    """
    names = stepping_aside(doing) or (doing.act.by.name,)
    made = []
    for name in names:
        place, role = place_of_official(doing, case, name)
        own = name == doing.act.by.name
        made.append(
            Recusal(name, place, doing.day, doing.act.number, own or role in ("judge", "clerk"), True if own else None)
        )
    gone = {(one.name, one.institution) for one in made if one.granted}
    return replace(_without(doing, case, gone), recusals=(*case.recusals, *made))


def place_of_official(doing: Doing, case: Case, name: str) -> tuple[str, str]:
    """Where somebody works on the case, and in which seat: as it is said, as he is assigned, as he acted, or sat on a
    bench; else where he is asked to step aside. Who decides on it is there."""
    places = [(one.institution, one.role) for one in case.assignments if one.name == name]
    if not doing.act.edition:
        return places[-1] if places else (doing.act.by.institution, "")
    said = next((seat for seat in case.seats if seat.institution == doing.args.text("of")), None)
    if said is not None:
        return said.institution, "judge" if said.kind == "court" else ""
    acted = [(act.by.institution, next(iter(act.by.seats), "")) for act in case.acts if act.by.name == name]
    benches = [(act.by.institution, "judge") for act in case.acts if name in panel_named(doing.table, act)]
    return next((found[-1] for found in (places, acted, benches) if found), (doing.act.by.institution, ""))


def _without(doing: Doing, case: Case, gone: set[tuple[str, str]]) -> Case:
    """The case in nobody's hand of these people, at these institutions."""
    left = tuple(
        replace(one, ended=one.ended or doing.act.number) if (one.name, one.institution) in gone else one
        for one in case.assignments
    )
    return replace(case, assignments=left)


@effect
def decide_recusal(doing: Doing, case: Case) -> Case:
    granted = doing.args.get("granted") is not False
    named = doing.args.texts("persons") or doing.act.on
    decided = tuple(
        replace(one, granted=granted) if one.granted is None and (not named or one.name in named) else one
        for one in case.recusals
    )
    gone = {(one.name, one.institution) for one in decided if one.granted}
    case = replace(_without(doing, case, gone), recusals=decided)
    return add_assignment(doing, case) if doing.args.texts("to") else case


@effect
def ask_transfer(doing: Doing, case: Case) -> Case:
    """Until the target accepts, the seat stays where it is."""
    kind = doing.act.by.kind
    attribute = "bureau" if kind == "authority" else kind
    case = seated(case, kind, doing.args.text("to"))
    for track in list(case.tracks.values()):
        if getattr(track, attribute) == doing.act.by.institution:
            case = noted(case, track, transfer=doing.args.text("to"))
    return case


@effect
def move_seat(doing: Doing, case: Case) -> Case:
    place, kind = doing.act.by.institution, doing.act.by.kind
    for track in list(case.tracks.values()):
        if track.data.get("transfer") == place:
            case = noted(case, at_seat(track, kind, place), transfer="")
    return case


@effect
def move_persons(doing: Doing, case: Case) -> Case:
    """分案: tracks, duties and money of persons are in the other case now; here they are told as moved."""
    return without(case, doing.args.texts("persons") or doing.act.on, doing.args.text("case"))


@effect
def take_persons(doing: Doing, case: Case) -> Case:
    """并案: persons of another case are parties here; ``moving.joined`` brings in what is of them there."""
    known = {party.name for party in case.parties}
    named = tuple(Party(name) for name in doing.args.texts("persons") if name not in known)
    other = doing.args.text("case")
    return replace(case, parties=(*case.parties, *named), moved=(*case.moved, (other, "")))


@effect
def move_all(doing: Doing, case: Case) -> Case:
    """并案, seen from the case that goes: all of it is in the other now."""
    return emptied(case, doing.args.text("case"))


@effect
def ask_correction(doing: Doing, case: Case) -> Case:
    for track in list(case.tracks.values()):
        if track.kind in ("criminal", "civil"):
            case = noted(case, track, correction=doing.act.number)
    return case


@effect
def rename_parties(doing: Doing, case: Case) -> Case:
    """Names that were written wrongly are put right."""
    said = doing.args.get("renamed")
    for old, new in said.items() if isinstance(said, Mapping) else ():
        case = renamed(case, str(old), str(new), doing.act.number)
    return case


@effect
def mark_basis_changed(doing: Doing, case: Case) -> Case:
    """A fact is corrected: what rests on it, a result or a duty, is marked. Nothing is altered.

    A new version of the case file says whether what is measured by changed: where it did not, nothing rests on it but
    what is named.
    """
    named = {*doing.args.texts("measurings"), *doing.args.texts("concerns")}
    number = doing.act.number
    every = not named and (not doing.args.get("version") or bool(doing.args.get("measured")))
    for one in list(case.measurings.values()):
        if (one.id in named or every) and one.submitted is not None:
            case = case.measured(replace(one, basis_changed=(*one.basis_changed, number)))
    duties = [one for one in case.obligations.values() if one.id in named or every]
    case = case.owing(*(replace(one, basis_changed=(*one.basis_changed, number)) for one in duties))
    for track in list(case.tracks.values()):
        if track.data.get("correction"):
            case = noted(case, track, correction=0, corrected=number)
    return case


@effect
def void_entry(doing: Doing, case: Case) -> Case:
    """An entry made by mistake counts no more; it stays readable."""
    number = int(doing.args.text("number"))
    happened = tuple(replace(one, void=doing.act.number) if one.act == number else one for one in case.happened)
    for duty in list(case.obligations.values()):
        done = tuple(replace(one, void=doing.act.number) if one.act == number else one for one in duty.performances)
        booked = tuple(replace(one, void=doing.act.number) if one.act == number else one for one in duty.ledger)
        if booked != duty.ledger:
            duty = replace(duty, ledger=booked)
            case = case.owing(duty)
        if doing.act.undoes and any(one.act == number for one in duty.looks):
            case = case.owing(_not_inspected(replace(duty, performances=done), number, doing.act.number))
        elif done != duty.performances:
            again = replace(duty, performances=done)
            state = "performing" if again.counted else _before(duty)
            case = case.owing(replace(again, state=state))
    return replace(case, happened=happened)


FOUND = ("proven", "performing", "part_failed", "failed")
"""States in which an inspection leaves an obligation that is not being enforced."""


def _not_inspected(duty: Obligation, number: int, by: int) -> Obligation:
    """An obligation without an inspection: as it stood before, where nothing was done and decided since."""
    (gone,) = (one for one in duty.looks if one.act == number)
    looks = tuple(replace(one, void=by) if one.act == number else one for one in duty.inspections)
    duty = replace(duty, inspections=looks)
    since = max((one.act for one in duty.counted), default=0) > number
    since |= max((one.act for one in duty.looks), default=0) > number
    if since or duty.state not in FOUND:
        return duty
    return replace(duty, state=gone.before, term=gone.term_before)


def _before(duty: Obligation) -> str:
    own = [one.instrument for one in duty.grounds]
    if not is_only_promised(duty.grounds):
        return "fixed"
    return "undertaken" if "undertake" in own or "agree" in own else "proposed"


@effect
def put_down(doing: Doing, case: Case) -> Case:
    """A dated event of the act's own name: 听证, 踏勘, 意见 …"""
    made = Happened(doing.label, doing.day, doing.act.number, doing.act.do)
    return replace(case, happened=(*case.happened, made))


@effect
def put_event(doing: Doing, case: Case) -> Case:
    """An event of ``events.yaml``, on its own day."""
    args = doing.args
    name = args.text("event") or (doing.act.on[0] if doing.act.on else "")
    name = SHORT_EVENTS.get(name, name)
    if name == OPENED_IN_COURT:
        for track in [one for one in case.tracks.values() if one.data.get("hear_anew")]:
            case = noted(case, track, hear_anew=0)
    whom = args.texts("persons") or doing.act.on
    known = {party.name for party in case.parties}
    until: datetime.date | None = args.day("until") if event_spans()[name] else None
    made = Happened(
        name,
        args.day("date") or doing.day,
        doing.act.number,
        "event",
        next((one for one in whom if one in known), ""),
        until,
    )
    return replace(case, happened=(*case.happened, made))


@effect
def close_tracks(doing: Doing, case: Case) -> Case:
    """Put away: what was handed over for execution is 了结."""
    for track in list(case.of_kind("criminal")):
        if track.state == "handed_over":
            passage = Passage("done", doing.day, doing.act.number)
            case = case.holding(replace(track, state="done", passages=(*track.passages, passage)))
    return case


@effect
def close_outstanding(doing: Doing, case: Case) -> Case:
    """What an act still lacked is there now."""
    number = int(doing.args.text("number"))
    closed = tuple(
        replace(one, open=False, reason=f"{doing.label}（{doing.act.number}）")
        if one.open and one.act == number
        else one
        for one in case.warnings
    )
    return replace(case, warnings=closed)
