"""Judgments are served; trials end by death, withdrawal or a settlement; the police's acts are put down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rules.proceedings.binding import is_only_promised, waits_for_instrument
from rules.proceedings.clock import has_ended, is_binding
from rules.proceedings.doing import Doing
from rules.proceedings.effects.retrial import execution_decided
from rules.proceedings.effects.succession import died, passed_on
from rules.proceedings.effects.tracks import noted
from rules.proceedings.registry import CHOOSERS, effect
from rules.proceedings.state import Case, Happened, Obligation, Passage, Track


@effect
def note_service(doing: Doing, case: Case) -> Case:
    """To whom and when: everybody in the track, unless persons are named."""
    track = case.tracks[doing.id]
    day = doing.args.day("date") or doing.day
    named = [name for name in doing.args.texts("persons") if name in track.persons]
    served = {**(track.data.get("served") or {}), **dict.fromkeys(named or track.persons or ("",), day)}
    return noted(case, track, served=served)


@effect
def note_service_said(doing: Doing, case: Case) -> Case:
    """The day of service, where the decision or what follows it says it: served, as by an act of its own."""
    day = doing.args.day("served")
    if day is None:
        return case
    track = case.tracks[doing.id]
    served = {**(track.data.get("served") or {}), **dict.fromkeys(track.persons or ("",), day)}
    states = {track.state, *doing.row.to}
    row = next(one for one in doing.target.kind.rows if one.act == "serve" and states & set(one.from_))
    event = row.event or (CHOOSERS[row.events_by](doing) if row.events_by else "")
    whom = doing.id.partition(":")[2] if doing.kind == "criminal" else ""
    made = (Happened(event, day, doing.act.number, "event", whom, track=doing.id),) if event else ()
    return replace(noted(case, track, served=served), happened=(*case.happened, *made))


@effect
def estate_on_death(doing: Doing, case: Case) -> Case:
    """刑诉法16(5): the civil claim goes on against the estate, and what he owed passes to it."""
    said = f"{doing.args.text('ground')}{doing.args.text('note')}{doing.act.reason}"
    person = doing.id.partition(":")[2]
    known = any(party.died for party in case.parties if party.name == person)
    if not known and "死亡" not in said and "death" not in said.lower() and "dead" not in said.lower():
        return case
    return passed_on(doing, died(case, (person,), doing.day), person)


@effect
def dismiss_attached(doing: Doing, case: Case) -> Case:
    """法释〔2021〕1号197(2): the joined claim is dismissed with leave to sue alone, unless others are still tried."""
    if _others_are_tried(doing, case):
        return case.holding(replace(case.tracks[doing.id], pending=""))
    for track in list(case.of_kind("civil")):
        if track.data.get("attached") and track.state in ("sued", "first_instance", "agreed", "announced"):
            passage = Passage("dismissed", doing.day, doing.act.number)
            case = noted(case, replace(track, state="dismissed", passages=(*track.passages, passage)), leave=True)
    return case.holding(replace(case.tracks[doing.id], pending=""))


@effect
def lapse_undertakings(doing: Doing, case: Case) -> Case:
    """What was undertaken for a trial that is no more; deposits are listed for return, credits stay retired."""
    lapsing = [
        one for one in case.obligations.values() if _for_the_trial(case, one) and _of_nobody_else(doing, case, one)
    ]
    held = tuple(one.id for one in lapsing if one.held)
    case = replace(case, returns=tuple(dict.fromkeys((*case.returns, *held))))
    return case.owing(*(replace(one, state="lapsed") for one in lapsing))


UNDER_APPEAL = ("fixed", "performing", "part_failed", "failed")


@effect
def lapse_claims(doing: Doing, case: Case) -> Case:
    """What a suit that ended without a judgment only claimed is owed no more, and what was paid on it is free; deposits
    are listed for return. With a suit that is withdrawn on appeal goes the judgment of the first instance, too
    (民诉法解释336).
    """
    open_ = [one for one in case.obligations.values() if waits_for_instrument(one)]
    open_ += [one for one in case.obligations.values() if one.state in UNDER_APPEAL and not is_binding(case, one)]
    lapsing = [one for one in open_ if _only_sued(one, doing.id)]
    held = tuple(one.id for one in lapsing if one.held)
    case = replace(case, returns=tuple(dict.fromkeys((*case.returns, *held))))
    case = case.owing(*(replace(one, state="lapsed") for one in lapsing))
    return execution_decided(doing, case, case.tracks[doing.id])


def _only_sued(duty: Obligation, track: str) -> bool:
    """Whether nothing but this suit asked for it; what was paid before it began binds nobody."""
    own = [one for one in duty.grounds if one.instrument != "perform"]
    return bool(own) and all(one.track == track for one in own)


def _others_are_tried(doing: Doing, case: Case) -> bool:
    others = (one for one in case.of_kind("criminal") if one.id != doing.id)
    return any(not has_ended(doing.table, case, one, doing.day) for one in others)


def _of_nobody_else(doing: Doing, case: Case, duty: Obligation) -> bool:
    """Whether a duty is owed by whoever the trial is over for: him, and those whose trial ended like his."""
    if not duty.obligors:
        return not _others_are_tried(doing, case)
    freed = {
        one.persons[0] for one in case.of_kind("criminal") if one.persons and one.state in ("withdrawn", "acquitted")
    }
    return set(duty.obligors) <= freed | {doing.id.partition(":")[2]}


def _for_the_trial(case: Case, duty: Obligation) -> bool:
    open_ = duty.state in ("proposed", "undertaken", "performing", "part_failed", "failed", "performed")
    consent = is_only_promised(duty.grounds)
    elsewhere = any(one.track.startswith("negotiation") or _lives(case, one.track) for one in duty.grounds)
    return open_ and consent and not elsewhere


def _lives(case: Case, track: str) -> bool:
    found = case.tracks.get(track)
    return found is not None and found.kind == "civil" and not found.data.get("attached")


@effect
def police_events(doing: Doing, case: Case) -> Case:
    """强制措施 and 移送 as the events that the periods of the law begin with."""
    said = f"{doing.args.text('measure')}{doing.args.text('event')}"
    whom = doing.id.partition(":")[2]
    names = [name for name in POLICE if name in said]
    made = tuple(Happened(name, doing.day, doing.act.number, "event", whom, track=doing.id) for name in _apart(names))
    return replace(case, happened=(*case.happened, *made))


POLICE = ("取保候审", "监视居住", "拘留", "逮捕", "移送审查起诉", "释放")


def _apart(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


@effect
def close_suspension(doing: Doing, case: Case) -> Case:
    """中止审理 is over; its time does not count."""
    whom = doing.id.partition(":")[2] if doing.kind == "criminal" else ""

    def ends(one: Happened) -> bool:
        own = one.track == doing.id or (not one.track and one.whom == whom)
        return own and one.name == "中止审理" and one.until is None

    closed = tuple(replace(one, until=doing.day) if ends(one) else one for one in case.happened)
    return replace(case, happened=closed)


@effect
def civil_trial_over(doing: Doing, case: Case) -> Case:
    """调解书, like a judgment, ends the trial of a claim (民事诉讼法152, 183)."""
    name = civil_end(case.tracks[doing.id])
    if not name:
        return case
    made = Happened(name, doing.day, doing.act.number, "event", track=doing.id)
    return replace(case, happened=(*case.happened, made))


def civil_end(track: Track) -> str:
    """How the end of a trial is called: of the instance in which it is; nothing of a claim joined to a prosecution."""
    if track.data.get("attached"):
        return ""
    second = track.since("second_instance")
    first = track.since("first_instance", "sued", "reopened")
    return "民事二审结案" if second is not None and (first is None or second >= first) else "民事一审结案"
