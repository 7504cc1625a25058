"""Instances follow one another: a judgment is appealed, upheld, changed, sent back, in effect, heard anew."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from rules.proceedings.arguments import read
from rules.proceedings.benches import heard_by_another
from rules.proceedings.clock import EFFECT, appeal_end, has_ended, judged_by
from rules.proceedings.doing import Doing
from rules.proceedings.effects.instances import lapse_undertakings
from rules.proceedings.effects.orders import denied, higher_court
from rules.proceedings.effects.retrial import execution_decided, rests_on
from rules.proceedings.effects.tracks import noted
from rules.proceedings.fellows import fellows, on_appeal
from rules.proceedings.registry import effect
from rules.proceedings.seats import seated
from rules.proceedings.state import PERFORMED_FOR, Case, Happened, Obligation, Passage, Track


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


WITHDRAWN_APPEAL = "准许撤回上诉或者抗诉"


def appellants(track: Track) -> tuple[str, ...]:
    """Everybody whose appeal or protest stands in a track, each by his own name."""
    said = (part.strip() for one in track.data.get("appellants", ()) for part in str(one).split("、"))
    return tuple(dict.fromkeys(name for name in said if name))


def still_appealing(doing: Doing) -> tuple[str, ...]:
    """Whose appeal or protest stands when an act withdraws those that it names; nobody's where it names none."""
    named = doing.args.texts("persons")
    return tuple(one for one in appellants(doing.there) if one not in named) if named else ()


def is_awaited(doing: Doing) -> bool:
    """Whether a judgment does not take effect with the withdrawal of its appeal: the term to appeal runs, or the
    second instance of whoever was tried together does."""
    end = appeal_end(doing.there)
    return (end is not None and doing.day <= end) or bool(on_appeal(doing.case, doing.there))


@effect
def end_appeal(doing: Doing, case: Case) -> Case:
    """The second instance is over; the judgment is in effect, or back where it waits for that.

    While another's appeal or protest stands, it goes on for that alone (刑诉法解释386 is of the last one).
    """
    track = case.tracks[doing.id]
    if left := still_appealing(doing):
        protested = bool(set(left) & set(case.institutions("procuratorate")))
        return noted(case, track, appellants=left, protested=bool(track.data.get("protested")) and protested)
    if track.kind == "criminal":
        made = Happened(
            WITHDRAWN_APPEAL, doing.day, doing.act.number, "event", doing.id.partition(":")[2], track=track.id
        )
        case = replace(case, happened=(*case.happened, made))
    if not is_awaited(doing):
        return take_effect_now(doing, case)
    court = str(track.data.get("first_court") or track.court)
    back = replace(track, court=court, round=track.round - 1)
    return noted(case, back, protested=False, appellants=())


@effect
def go_down_or_take_effect(doing: Doing, case: Case) -> Case:
    track = case.tracks[doing.id]
    if not doing.args.flag("remit"):
        return take_effect_now(doing, case)
    court = str(track.data.get("first_court") or track.court)
    again = replace(track, court=court, round=track.round + 1, remits=track.remits + 1)
    bound = track.data.get("sentence") if not track.data.get("protested") else None
    case = noted(case, again, served={}, protested=False, appellants=(), not_above=bound)
    if doing.act.edition < PANEL:
        case = _new_panel(doing, case, court)
    else:
        case = heard_by_another(doing, case, again, "first_instance")
    open_ = [one for one in case.obligations.values() if _is_quashed(case, one, doing.id)]
    open_ += _denied_before(doing, case)
    case = noted(case, case.tracks[doing.id], to_decide=tuple(one.id for one in open_))
    return _execution_ended(doing, case.owing(*(_unfixed(one) for one in open_)), {one.id for one in open_})


def _execution_ended(doing: Doing, case: Case, names: set[str]) -> Case:
    """民诉法268(2): with the judgment that is set aside ends its execution."""
    for track in list(case.of_kind("enforcement")):
        if track.id.partition(":")[2] in names and not has_ended(doing.table, case, track, doing.day):
            passage = Passage("ended", doing.day, doing.act.number)
            case = case.holding(replace(track, state="ended", passages=(*track.passages, passage)))
    return case


PANEL = 3
"""From which edition of a ruling on appeal on the whole panel that judged before has the case in hand no more."""


def _new_panel(doing: Doing, case: Case, court: str) -> Case:
    """发回重审, as it was told formerly: whoever ruled before, of the panel he alone, has it in hand no more."""
    ruled = {act.by.name for act in case.acts if act.do == "rule" and act.by.institution == court}
    ended = tuple(
        replace(one, ended=doing.act.number)
        if one.role == "judge" and one.institution == court and one.name in ruled and not one.ended
        else one
        for one in case.assignments
    )
    return replace(case, assignments=ended)


def _is_quashed(case: Case, duty: Obligation, track: str) -> bool:
    """Whether a duty rests on the ruling of a track that is set aside, and on no trial whose ruling stands."""
    ruled = [one for one in duty.grounds if one.instrument == "rule"]
    judged = judged_by(case, duty, ruled[-1]) if ruled else []
    return track in [one.id for one in judged] and all(
        one.id == track or one.state == "first_instance" for one in judged
    )


def _denied_before(doing: Doing, case: Case) -> list[Obligation]:
    """What the ruling that is set aside did not grant in this part: it is claimed or promised again."""
    number = next((one.act for one in reversed(doing.there.passages) if one.state == "judged_1"), 0)
    if number < 1:  # of another case, before 分案 or 并案
        return []
    ruling = case.acts[number - 1]
    args = read(doing.table, ruling.do, ruling.args, [party.name for party in case.parties])
    there = [
        case.obligations[name] for name in denied(replace(doing, act=ruling, args=args)) if name in case.obligations
    ]
    return [one for one in there if one.state == "dropped" and _in_part(one, doing.id)]


def _in_part(duty: Obligation, track: str) -> bool:
    """Whether it was claimed in a track, or in none."""
    claimed = {one.track for one in duty.grounds} - {""}
    return track in claimed or not claimed


OPEN = ("fixed", "performing", "part_failed", "failed", "dropped", "enforced", "closed_unpaid")
"""States that a ruling put a duty in; what was done of it stays done."""


def _unfixed(duty: Obligation) -> Obligation:
    """As it was before a ruling that is set aside, with what was done of it."""
    own = tuple(one for one in duty.grounds if one.instrument != "rule")
    agreed = any(one.instrument in ("undertake", "agree") for one in own)
    state = ("undertaken" if agreed else "proposed") if duty.state in OPEN else duty.state
    return replace(duty, state=state, grounds=own)


@effect
def take_effect_now(doing: Doing, case: Case) -> Case:
    """In effect from this day. With an acquittal ends what was undertaken for the trial."""
    track = case.tracks[doing.id]
    day = doing.args.day("date") or _decided_above(doing, case, track) or doing.day
    case = in_effect_from(doing, case, replace(track, pending=""), day)
    case = execution_decided(doing, case, case.tracks[doing.id])
    if doing.act.do == "rule_2" and track.kind == "criminal":  # 解释413: final, in effect with its announcement
        made = Happened(EFFECT, day, doing.act.number, "event", doing.id.partition(":")[2], track=track.id)
        case = replace(case, happened=(*case.happened, made))
    return lapse_undertakings(doing, case) if track.outcome == "acquitted" else case


def _decided_above(doing: Doing, case: Case, track: Track) -> datetime.date | None:
    """The day on which the second instance of others ended, for which the judgment waited; None where it did not."""
    judged = max((one.act for one in track.passages if one.state == "judged_1"), default=0)
    ends = [
        one.at
        for other in fellows(case, track)
        if doing.act.do == "take_effect" and other.data.get("first_court")
        for one in other.data.get("effects", ())
        if one.act > judged
    ]
    return min(max(ends), doing.day) if ends else None


def in_effect_from(doing: Doing, case: Case, track: Track, day: datetime.date) -> Case:
    """The case with what was decided in a track in effect since a day; what took effect before stays on record."""
    effects = (*track.data.get("effects", ()), Passage("effective", day, doing.act.number))
    return noted(case, track, effective=day, effects=effects)


@effect
def note_settlement(doing: Doing, case: Case) -> Case:
    case = in_effect_from(doing, case, case.tracks[doing.id], doing.day)
    return execution_decided(doing, case, case.tracks[doing.id])


@effect
def reopen_instance(doing: Doing, case: Case) -> Case:
    """再审: heard anew; what was carried out stays on record and is listed for 执行回转."""
    track = case.tracks[doing.id]
    own = [one for one in case.obligations.values() if rests_on(case, one, doing.id)]
    done = tuple(one.id for one in own if one.counted)
    first = str(track.data.get("first_court") or track.court)
    court = doing.args.text("court") or first
    again = replace(track, court=court, round=track.round + 1)
    if doing.act.edition > 1:
        case = heard_by_another(doing, case, again, "reopened")
    return noted(
        seated(case, "court", court),
        again,
        carried_out=done,
        to_decide=tuple(one.id for one in own if not one.details.get(PERFORMED_FOR)),
        retried_above=court != first,
        court_before=track.court,
        not_above=None,
    )
