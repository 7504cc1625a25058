"""Judgments are served, appealed, take effect; instances follow one another; prosecutions are withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from rules.proceedings.clock import has_ended
from rules.proceedings.doing import Doing
from rules.proceedings.effects.orders import higher_court
from rules.proceedings.effects.tracks import noted
from rules.proceedings.registry import effect
from rules.proceedings.seats import seated
from rules.proceedings.state import Case, Happened, Obligation, Party, Passage, Track

CONSENT = ("undertake", "propose", "agree", "sue", "perform")


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
    """The day of service, where the decision itself says it."""
    day = doing.args.day("served")
    return case if day is None else noted(case, case.tracks[doing.id], served={"": day})


@effect
def go_up(doing: Doing, case: Case) -> Case:
    """The higher court has the seat; a new instance begins, with measuring and undertaking open again.

    Who appeals or protests after another did joins the instance that has begun.
    """
    track = case.tracks[doing.id]
    kept: dict[str, Any] = {"protested": doing.act.do == "protest" or bool(track.data.get("protested"))}
    kept["appellants"] = (*track.data.get("appellants", ()), appellant(doing))
    if track.state == "second_instance":
        return noted(case, track, **kept)
    court = higher_court(doing)
    moved = replace(track, court=court, round=track.round + 1)
    return noted(seated(case, "court", court), moved, first_court=track.court, **kept)


def appellant(doing: Doing) -> str:
    """Who appeals: the procuratorate, a party by name, or the person of the track."""
    if doing.act.do == "protest" or "prosecutor" in doing.act.by.seats:
        return doing.act.by.institution
    if doing.kind == "criminal" and doing.there.persons:
        return "、".join(doing.there.persons)
    return doing.args.text("requested_by") or "、".join(doing.args.texts("persons"))


@effect
def go_down_or_take_effect(doing: Doing, case: Case) -> Case:
    track = case.tracks[doing.id]
    if not doing.args.flag("remit"):
        return take_effect_now(doing, case)
    court = str(track.data.get("first_court") or track.court)
    again = replace(track, court=court, round=track.round + 1, remits=track.remits + 1)
    case = noted(case, again, served={}, protested=False, appellants=())
    case = _new_panel(doing, case, court)
    return case.owing(*(_unfixed(one) for one in case.obligations.values() if _by_ruling(one, doing.id)))


def _new_panel(doing: Doing, case: Case, court: str) -> Case:
    """发回重审: another panel hears it; whoever ruled before has it in hand no more (刑诉法239)."""
    ruled = {act.by.name for act in case.acts if act.do == "rule" and act.by.institution == court}
    ended = tuple(
        replace(one, ended=doing.act.number)
        if one.role == "judge" and one.institution == court and one.name in ruled and not one.ended
        else one
        for one in case.assignments
    )
    return replace(case, assignments=ended)


def _by_ruling(duty: Obligation, track: str) -> bool:
    return duty.state == "fixed" and any(one.instrument == "rule" for one in duty.grounds)


def _unfixed(duty: Obligation) -> Obligation:
    """As it was before a ruling that is set aside."""
    own = tuple(one for one in duty.grounds if one.instrument != "rule")
    agreed = any(one.instrument in ("undertake", "agree") for one in own)
    return replace(duty, state="undertaken" if agreed else "proposed", grounds=own)


@effect
def take_effect_now(doing: Doing, case: Case) -> Case:
    """In effect from this day. With an acquittal ends what was undertaken for the trial."""
    track = case.tracks[doing.id]
    day = doing.args.day("date") or doing.day
    case = noted(case, replace(track, pending=""), effective=day)
    return lapse_undertakings(doing, case) if track.outcome == "acquitted" else case


@effect
def note_settlement(doing: Doing, case: Case) -> Case:
    return noted(case, case.tracks[doing.id], effective=doing.day)


@effect
def reopen_instance(doing: Doing, case: Case) -> Case:
    """再审: heard anew; what was carried out stays on record and is listed for 执行回转."""
    track = case.tracks[doing.id]
    done = tuple(one.id for one in case.obligations.values() if one.counted and _rests_on(one, doing.id))
    court = doing.args.text("court") or str(track.data.get("first_court") or track.court)
    return noted(seated(case, "court", court), replace(track, court=court, round=track.round + 1), carried_out=done)


def _rests_on(duty: Obligation, track: str) -> bool:
    return any(one.track == track for one in duty.grounds)


@effect
def estate_on_death(doing: Doing, case: Case) -> Case:
    """刑诉法16(5): the civil claim goes on against the estate; what was undertaken alone lapses with him."""
    said = f"{doing.args.text('ground')}{doing.args.text('note')}{doing.act.reason}"
    person = doing.id.partition(":")[2]
    if "死亡" not in said and "death" not in said.lower() and "dead" not in said.lower():
        return case
    estate = f"{person}的遗产"
    parties = (*case.parties, Party(estate, "estate"))
    case = replace(case, parties=parties)
    for track in list(case.of_kind("civil")):
        if person in track.persons:
            case = case.holding(
                replace(track, persons=tuple(estate if one == person else one for one in track.persons))
            )
    return case.owing(*(_to_estate(one, person, estate) for one in case.obligations.values() if person in one.obligors))


def _to_estate(duty: Obligation, person: str, estate: str) -> Obligation:
    """Joint debts keep their total, with the estate among those who owe."""
    return replace(duty, obligors=tuple(estate if one == person else one for one in duty.obligors))


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


@effect
def lapse_claims(doing: Doing, case: Case) -> Case:
    """What a suit that ended without a judgment only claimed is owed no more; deposits are listed for return."""
    lapsing = [
        one
        for one in case.obligations.values()
        if one.state == "proposed" and one.grounds and all(ground.track == doing.id for ground in one.grounds)
    ]
    held = tuple(one.id for one in lapsing if one.held)
    case = replace(case, returns=tuple(dict.fromkeys((*case.returns, *held))))
    return case.owing(*(replace(one, state="lapsed") for one in lapsing))


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
    consent = all(one.instrument in CONSENT for one in duty.grounds)
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
