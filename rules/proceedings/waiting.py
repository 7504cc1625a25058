"""What waits for whom in a case on a day: steps of tracks, duties, results of measuring, papers, heads to decide.

Pure and derived: nothing of it is stored.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rules.proceedings.acts import Actor
from rules.proceedings.book import load_table
from rules.proceedings.clock import (
    FINISHING,
    awaits_decision,
    due_on,
    has_ended,
    is_done,
    is_late,
    next_look,
    notice_end,
    track_state,
)
from rules.proceedings.deciders import decides_on, left_of
from rules.proceedings.effects.folder import HEAR_ANEW
from rules.proceedings.effects.heirs import LIVE, enforced_by
from rules.proceedings.effects.measuring import bureau_asked
from rules.proceedings.effects.payments import deposit_is_free, to_give_back
from rules.proceedings.effects.succession import is_personal
from rules.proceedings.events import period
from rules.proceedings.fellows import on_appeal
from rules.proceedings.guards.administrative import answer_end
from rules.proceedings.insured import waits_for_rest
from rules.proceedings.periods import last_day
from rules.proceedings.seats import ABOVE, ASSIGNED, in_charge, is_recused
from rules.proceedings.state import Case, Measuring, Obligation, Recusal, Track
from rules.proceedings.statements import untrue
from rules.proceedings.table import Table
from rules.reading.messages import Message, msg, template

DUE = template("{id}（{kind}）应在 {due} 以前履行，尚余{rest}")
LATE = template("{id}（{kind}）已于 {due} 逾期，尚余{rest}")
OPEN_DUTY = template("{id}（{kind}）{state}，履行期限待定")
LEFT = template("{id}（{kind}）没有文书处理：补充确定（fix），或者写明不再主张（drop）")
DEAD = template("{id}（{kind}）的义务人{names}已经死亡：由继承人或者遗产承受（succeed），没有遗产的免除（waive）")
DEAD_OWN = template(
    "{id}（{kind}）的义务人{names}已经死亡，只能由本人履行：免除（waive）、不再主张（drop）或者转换（convert）"
)
TO_INSPECT = template("{id}（{kind}）待核验")
LOOK_AGAIN = template("{id}（{kind}）抚育管护满 {year} 年，于 {day} 检查保存情况")
LOOK_SET = template("{id}（{kind}）应于 {day} 再次检查成活、保存情况")
TO_RECTIFY = template("{id}（{kind}）限期整改，整改后复查")
NEXT = template("{track}：{act}")
ANSWER = template("回复检察意见并告知处理结果")
MEASURE = template("{id}：提交测算结果")
REVIEW = template("{id}：由上级林业主管部门复核")
ADOPT = template("{id}：复核并决定是否采信")
HAND_IN = template("第 {number} 次办理（{act}）：{what}")
UNTRUE = template("第 {number} 次办理所附的履行情况写有{id}（{kind}），此后未履行或者验收不合格：撤回或者另行出具")
DEPOSIT = template("退还 {id} 的保证金 {held} 元")
INSURED = template("{id}（{kind}）已经收到保险赔款 {amount} 元，尚未履行{rest}：决定尚须履行多少")
PAID_BACK = template("{id}（{kind}）已经收到的 {amount} 元没有裁判、决定要求缴纳：退还（执行回转）")
CORRECT = template("按退回补正的要求更正")
ASSIGN_ANOTHER = template("指派承办人，接替已经回避的{name}")
DECIDE_RECUSAL = template("决定{name}是否回避，由负责人决定并记录其决定")
GIVE_BACK = template("{names}已经履行或者执行；改变原判的，一并处理执行回转")
END_CLAIM = template("磋商已经达成协议，民事公益诉讼应当终结案件")
SUCCESSION = ("decide_recusal", "assign")
"""Acts about somebody who steps aside: others at his institution put down what its head decides."""
DAYS_TO_DECIDE = 3
"""民诉法50; of criminal cases and bureaus no other period was read."""

RECORDERS = {
    "procuratorate": ("prosecutor",),
    "court": ("clerk", "judge"),
    "bureau": ("officer",),
    "authority": ("officer",),
}
"""By kind of institution, the seats whose people put down the word of a head who has no account."""

STEPS = {
    "criminal": {
        "investigating": ("prosecutor", "record_police"),
        "examining": ("prosecutor", "prosecute"),
        "sent_back": ("prosecutor", "prosecute"),
        "supplementary": ("prosecutor", "resubmit"),
        "probation_6_12m": ("prosecutor", "not_prosecute"),
        "prosecuted": ("judge", "receive"),
        "first_instance": ("judge", "rule"),
        "reopened": ("judge", "rule"),
        "suspended": ("judge", "resume"),
        "judged_1": ("clerk", "serve"),
        "appeal_open": ("clerk", "take_effect"),
        "second_instance": ("judge", "rule_2"),
        "withdrawn": ("prosecutor", "not_prosecute"),
    },
    "civil": {
        "lead": ("prosecutor", "open_claim"),
        "opened": ("prosecutor", "notice"),
        "noticed": ("prosecutor", "sue"),
        "reviewing": ("prosecutor", "sue"),
        "sued": ("judge", "receive"),
        "first_instance": ("judge", "rule"),
        "reopened": ("judge", "rule"),
        "suspended": ("judge", "resume"),
        "agreed": ("judge", "announce"),
        "announced": ("judge", "settle"),
        "judged_1": ("clerk", "serve"),
        "appeal_open": ("clerk", "take_effect"),
        "second_instance": ("judge", "rule_2"),
    },
    "negotiation": {
        "started": ("officer", "agree"),
        "talking": ("officer", "agree"),
        "agreed": ("judge", "confirm"),
        "announced": ("judge", "confirm"),
    },
    "administrative": {
        "lead": ("officer", "decide"),
        "opened": ("officer", "decide"),
        "returned_by_procuratorate": ("officer", "decide"),
        "urged": ("officer", "apply"),
        "applied": ("judge", "allow"),
        "contested": ("officer", "decide_contest"),
        "moved": ("officer", "resume"),
    },
    "supervision": {
        "opened": ("prosecutor", "advise"),
        "talking": ("prosecutor", "advise"),
        "advised": ("officer", "answer"),
        "rectifying": ("prosecutor", "end"),
        "sued": ("judge", "receive"),
        "first_instance": ("judge", "rule"),
        "judged_1": ("clerk", "serve"),
        "appeal_open": ("clerk", "take_effect"),
        "second_instance": ("judge", "rule_2"),
    },
    "enforcement": {
        "applied": ("judge", "open_enforcement"),
        "opened": ("judge", "notify_debtor"),
        "notified": ("judge", "enforce"),
        "enforcing": ("judge", "enforce"),
        "suspended": ("judge", "resume"),
        "settled": ("judge", "resume"),
    },
}
"""By kind of track and state: whose turn it is, and the act that commonly follows. Every other act stays open."""
NOT_PROSECUTED_IN_TIME = "withdrawal.nonprosecution"
"""The period in which the procuratorate decides after a prosecution was withdrawn."""
ADVANCED = ("enforcement", "criminal", "civil", "supervision", "negotiation", "administrative")


@dataclass(frozen=True)
class Matter:
    """Something that waits for a seat. ``on``: what it is about; ``until``: by when, where there is a day. ``ahead``:
    whether nothing is to be done of it before that day."""

    told: Message
    role: str
    kind: str
    on: str
    act: str = ""
    until: datetime.date | None = None
    late: bool = False
    ahead: bool = False


def matters(case: Case, day: datetime.date) -> tuple[Matter, ...]:
    """Everything that waits for somebody, the late first, then by day."""
    table = load_table()
    found = [*_steps(table, case, day), *_duties(table, case, day), *last_looks(case, day), *_measurings(case)]
    found += [*_papers(case), *_people(case, day), *_statements(table, case, day)]
    return tuple(sorted(found, key=lambda one: (not one.late, one.until or datetime.date.max)))


def todo(case: Case, actor: Actor, day: datetime.date) -> tuple[Matter, ...]:
    """What waits for a person: matters of his seats, where he is assigned or nobody is."""
    return tuple(one for one in matters(case, day) if is_his(case, actor, one, day))


def is_his(case: Case, actor: Actor, matter: Matter, day: datetime.date | None = None) -> bool:
    """Whether a matter is one of a person: of his seats, at his institution, in his hand or in nobody's. Of who is away
    on the day (else that of the case) it is his stand-in's; of who stepped aside it is not.
    """
    if matter.role not in actor.seats:
        return False
    if is_recused(case, actor.name, actor.institution):
        return False
    if matter.act in SUCCESSION:
        return actor.institution == place_of(case, matter) and actor.name != matter.on
    if matter.role in ASSIGNED:
        names = in_charge(case, matter.role, actor.institution, day or case.day)
        if names and actor.name not in names:
            return False
    track = case.tracks.get(matter.on)
    if (place := place_of(case, matter)) and actor.institution != place:
        return False
    if track is None and place:
        return True
    if track is None:
        return not case.institutions(actor.kind) or actor.institution in case.institutions(actor.kind)
    seat = {"procuratorate": track.procuratorate, "court": track.court}.get(actor.kind, track.bureau)
    return seat in ("", actor.institution)


def _steps(table: Table, case: Case, day: datetime.date) -> Iterator[Matter]:
    for track in case.tracks.values():
        kind = table.tracks[track.kind]
        state = track_state(table, case, track, day)
        if track.data.get("awaiting") == "answer":
            yield Matter(msg(ANSWER), "officer", track.kind, track.id, "answer")
        if track.data.get("correction"):
            yield Matter(msg(CORRECT), "prosecutor", track.kind, track.id, "correct")
        if track.pending:
            role = "prosecutor" if track.pending == "adjustment" else "judge"
            act = "adjust" if track.pending == "adjustment" else "allow"
            yield _next(table, track, role, act, None, day)
        if track.data.get("hear_anew") and state in ("first_instance", "second_instance"):
            yield Matter(msg(HEAR_ANEW), "judge", track.kind, track.id)
        if track.data.get("carried_out") and not kind.states[state].ended:
            names = [
                f"{name}（{case.obligations[name].kind}）"
                for name in track.data["carried_out"]
                if name in case.obligations
            ]
            yield Matter(msg(GIVE_BACK, names=names), "judge", track.kind, track.id)
        step = _of_dead_accused(case, track, state) or STEPS.get(track.kind, {}).get(state)
        if step is not None and state == "reopened" and track.data.get("retried_above"):
            step = ("judge", "rule_2")
        if step is not None and step[1] == "take_effect" and on_appeal(case, track):
            continue  # with the second instance of whoever was tried together
        if step is not None and (not kind.states[state].ended or awaits_decision(case, track)):
            waits = _waits_until(case, track, state, day)
            yield replace(
                _next(table, track, *step, waits or _until(case, track, state, day), day), ahead=waits is not None
            )
        if track.kind == "civil" and state in ("lead", "opened", "noticed", "reviewing") and _agreed_by_bureau(case):
            yield Matter(msg(END_CLAIM), "prosecutor", track.kind, track.id, "end_claim")


UNTRIED = {"investigating": "drop", "examining": "not_prosecute", "sent_back": "not_prosecute"}
UNTRIED |= dict.fromkeys(("supplementary", "probation_6_12m", "withdrawn"), "not_prosecute")
"""States before a court -> the act that ends the case of somebody who died (刑诉法16(5))."""


def _of_dead_accused(case: Case, track: Track, state: str) -> tuple[str, str] | None:
    """Nobody is tried who died: the case against him ends (刑诉法16(5)); None of the living."""
    gone = any(party.died is not None and party.name in track.persons for party in case.parties)
    if track.kind != "criminal" or not gone:
        return None
    return ("prosecutor", UNTRIED[state]) if state in UNTRIED else ("judge", "terminate")


def _agreed_by_bureau(case: Case) -> bool:
    return any(
        track.bureau and track.state in ("agreed", "announced", "in_performance")
        for track in case.of_kind("negotiation")
    )


def _next(table: Table, track: Track, role: str, act: str, until: datetime.date | None, day: datetime.date) -> Matter:
    title = table.tracks[track.kind].label
    whom = track.id.partition(":")[2]
    told = msg(NEXT, track=f"{title}（{whom}）" if whom else title, act=table.acts[act].label)
    return Matter(told, role, track.kind, track.id, act, until, until is not None and until < day)


def _until(case: Case, track: Track, state: str, day: datetime.date) -> datetime.date | None:
    match track.kind, state:
        case "civil", "noticed":
            return notice_end(case, day)
        case "criminal", "withdrawn":
            found = period(case, NOT_PROSECUTED_IN_TIME, day, track)
            return last_day(found) if found else None
        case "supervision", "advised":
            return answer_end(track.since("advised"), dict(track.data))
        case _:
            return None


def _waits_until(case: Case, track: Track, state: str, day: datetime.date) -> datetime.date | None:
    """The last day of what a duty under enforcement was converted into, before which nothing is enforced."""
    if track.kind != "enforcement" or STEPS["enforcement"].get(state) != ("judge", "enforce"):
        return None
    owed = enforced_by(case, track.id, *LIVE)
    days = [due_on(case, one) for one in owed if one.state in ("fixed", "performing") and not is_late(case, one, day)]
    known = [one for one in days if one is not None]
    return min(known) if known and len(days) == len(owed) else None


def last_looks(case: Case, day: datetime.date) -> Iterator[Matter]:
    """What passed and is looked at once more in the last of the standard's years, also when the case is put away."""
    for duty in case.obligations.values():
        look = next_look(duty)
        if look is not None:
            said = {"id": duty.id, "kind": duty.kind or "义务", "day": look}
            of_last = duty.looks[-1].again == look
            told = msg(LOOK_SET, **said) if of_last else msg(LOOK_AGAIN, **said, year=duty.years)
            yield Matter(told, "officer", "obligation", duty.id, "inspect", look, look < day, look > day)


def _duties(table: Table, case: Case, day: datetime.date) -> Iterator[Matter]:
    reminded = {state for _, row in table.rows("remind") for state in row.from_}
    for duty in case.obligations.values():
        due, late, kind = due_on(case, duty), is_late(case, duty, day), duty.kind or "义务"
        roles = ("officer", "prosecutor", "judge")
        yield from _of_the_dead(table, case, duty)
        if _is_left(table, case, duty, day):
            told = msg(LEFT, id=duty.id, kind=kind)
            yield Matter(told, "judge", "obligation", duty.id, "fix")
            yield from (Matter(told, role, "obligation", duty.id, "drop") for role in ("prosecutor", "officer"))
        elif duty.state == "performed":
            yield Matter(msg(TO_INSPECT, id=duty.id, kind=kind), "officer", "obligation", duty.id, "inspect", due)
        elif duty.state in ("undertaken", "fixed", "performing", "part_failed", "failed", "enforced"):
            if duty.state == "part_failed":
                told = msg(TO_RECTIFY, id=duty.id, kind=kind)
            elif due is None:
                state = table.label("obligation", duty.state)
                told = msg(OPEN_DUTY, id=duty.id, kind=kind, state=state)
            else:
                told = msg(LATE if late else DUE, id=duty.id, kind=kind, due=due, rest=left_of(duty))
            for role in roles:
                act = "remind" if late and duty.state in reminded else "perform"
                yield Matter(told, role, "obligation", duty.id, act, due, late)
        yield from _to_return(case, duty)
        if waits_for_rest(duty) and not is_done(case, duty) and duty.state != "performed":
            told = msg(INSURED, id=duty.id, kind=kind, amount=duty.insured, rest=left_of(duty))
            yield Matter(told, decides_on(case, duty), "obligation", duty.id, "decide_rest")


def _to_return(case: Case, duty: Obligation) -> Iterator[Matter]:
    """Money that is there and secures or performs nothing any more."""
    if deposit_is_free(case, duty):
        for role in ("judge", "prosecutor"):
            yield Matter(msg(DEPOSIT, id=duty.id, held=duty.held), role, "obligation", duty.id, "deposit_returned")
    if amount := to_give_back(case, duty):
        told = msg(PAID_BACK, id=duty.id, kind=duty.kind or "义务", amount=amount)
        yield Matter(told, decides_on(case, duty), "obligation", duty.id, "refund")


def _of_the_dead(table: Table, case: Case, duty: Obligation) -> Iterator[Matter]:
    """What somebody owed who died: others take it over, or it ends."""
    gone = [party.name for party in case.parties if party.died is not None and party.name in duty.obligors]
    if not gone or is_done(case, duty) or duty.state == "converted":
        return
    own = is_personal(table, duty)
    told = msg(DEAD_OWN if own else DEAD, id=duty.id, kind=duty.kind or "义务", names=gone)
    for role in ("judge", "prosecutor", "officer"):
        act = ("waive" if role == "judge" else "drop") if own else "succeed"
        yield Matter(told, role, "obligation", duty.id, act)


DECIDED = {
    "criminal": ("judged_1", "appeal_open"),
    "civil": ("judged_1", "appeal_open", "in_performance"),
    "negotiation": ("in_performance",),
    "administrative": tuple(FINISHING["administrative"]),
    "supervision": ("judged_1", "appeal_open", "in_performance"),
}
"""By kind of track: states in which its instrument has said all that it says, and it is not over yet."""


def _statements(table: Table, case: Case, day: datetime.date) -> Iterator[Matter]:
    """What was stated of performance and is true no more, while something is to be decided yet."""
    undecided = [one for one in case.tracks.values() if one.kind in ("criminal", "civil")]
    if all(_has_decided(table, case, track, day) for track in undecided):
        return
    for number, duty in untrue(table, case):
        told = msg(UNTRUE, number=number, id=duty.id, kind=duty.kind or "义务")
        for role in ("prosecutor", "judge"):
            yield Matter(told, role, "obligation", duty.id, "note_performance")


def _is_left(table: Table, case: Case, duty: Obligation, day: datetime.date) -> bool:
    """Whether something is only claimed or planned, while nothing is under way that could still decide on it."""
    if duty.state != "proposed":
        return False
    own = [track for one in duty.grounds if (track := case.tracks.get(one.track)) is not None]
    tracks = own or [track for track in case.tracks.values() if track.kind in DECIDED]
    return all(_has_decided(table, case, track, day) for track in tracks)


def _has_decided(table: Table, case: Case, track: Track, day: datetime.date) -> bool:
    return track.state in DECIDED.get(track.kind, ()) or has_ended(table, case, track, day)


def _measurings(case: Case) -> Iterator[Matter]:
    for one in case.measurings.values():
        if one.state in ("ordered", "taken", "returned"):
            yield Matter(msg(MEASURE, id=one.id), _enters(case, one), "measuring", one.id, "submit")
        elif one.state in ("submitted", "reviewed"):
            if one.state == "submitted" and case.institutions(ABOVE) and not one.outside:
                yield Matter(msg(REVIEW, id=one.id), "officer", "measuring", one.id, "review")
            yield Matter(msg(ADOPT, id=one.id), _decides(one), "measuring", one.id, "adopt")


def _decides(one: Measuring) -> str:
    return {"court": "judge", "procuratorate": "prosecutor"}.get(one.ordered_for, "officer")


def _enters(case: Case, one: Measuring) -> str:
    """Who hands in a result: an officer; a report from outside, where no bureau takes part, whoever asked for it."""
    officers = case.institutions("bureau") or case.institutions("authority")
    return _decides(one) if one.outside and not officers else "officer"


def place_of(case: Case, matter: Matter) -> str:
    """The one institution that a matter waits for, where it is said: the bureau that was asked to measure."""
    if matter.act in SUCCESSION:
        return next((one.institution for one in case.recusals[::-1] if one.name == matter.on), "")
    one, above = case.measurings.get(matter.on), case.institutions(ABOVE)
    if one is None:
        return ""
    if above and (matter.act == "review" or (matter.act == "adopt" and matter.role == "officer")):
        return above[-1]
    return bureau_asked(case, one) if matter.act == "submit" else ""


def _papers(case: Case) -> Iterator[Matter]:
    for one in case.warnings:
        if one.open:
            actor = case.acts[one.act - 1].by
            role = next((seat for seat in actor.seats if seat in ASSIGNED), "")
            told = msg(HAND_IN, number=one.act, act=_label(case, one.act), what=one.told)
            yield Matter(told, role, "paper", str(one.act), "hand_in")


def _label(case: Case, number: int) -> str:
    return load_table().acts[case.acts[number - 1].do].label


def _people(case: Case, day: datetime.date) -> Iterator[Matter]:
    for one in case.recusals:
        if one.granted and not any(new.act > one.act for new in case.assignments if new.institution == one.institution):
            yield from _of_heads(case, one, msg(ASSIGN_ANOTHER, name=one.name), "assign")
        elif one.granted is None:
            until = one.at + datetime.timedelta(days=DAYS_TO_DECIDE)
            told = msg(DECIDE_RECUSAL, name=one.name)
            yield from _of_heads(case, one, told, "decide_recusal", until, late=until < day)


def _of_heads(
    case: Case, one: Recusal, told: Message, act: str, until: datetime.date | None = None, *, late: bool = False
) -> Iterator[Matter]:
    """For the head and the administrator, and for those who put down what the head decides."""
    kind = next((seat.kind for seat in case.seats if seat.institution == one.institution), "")
    for role in ("head", "administrator", *RECORDERS.get(kind, ())):
        yield Matter(told, role, "folder", one.name, act, until, late)
