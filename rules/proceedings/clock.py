"""What a day makes of a case: terms that have run, duties that are late, tracks that have come to their end.

Nothing of it is stored. Every function takes the day for which it is asked.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from rules.deciding.deadlines.counting import corresponding_day
from rules.proceedings.binding import CONVERSION, governing, title
from rules.proceedings.events import period
from rules.proceedings.state import ENFORCEABLE, Case, Due, Ground, Happened, Obligation, Track
from rules.proceedings.table import Table
from rules.proceedings.together import members

LIVE = ("proposed", "undertaken", "fixed", "performing", "performed", "part_failed", "failed", "enforced")
"""States of an obligation that ask for something."""

OWED = ("undertaken", "fixed", "performing", "part_failed", "failed", "enforced")
DONE = ("proven", "discharged", "waived", "lapsed", "superseded", "dropped", "closed_unpaid")
"""States that ask for nothing now; ``converted`` is so once its successors are. 终本 can be taken up again."""

AGAIN = 2
"""Years of tending from which on what was planted is looked at again at their end."""

EFFECT = "判决生效"
JUDGMENTS = ("rule", "rule_2")
"""Instruments that bind once they are in effect; every other binds from its own day."""

NEVER = ("terminated", "withdrawn")
"""States of a trial in which its judgment will not come into effect."""

LEAVE_TO_WITHDRAW = "准许撤回起诉"
"""The event by which a prosecution is over that was taken back; not to prosecute is decided on after it."""

EVENTS_OF_DUE = {
    "release": "刑满释放",
    "释放": "刑满释放",
    "effect": EFFECT,
    "effective": EFFECT,
    "生效": EFFECT,
}


def happened(case: Case, name: str, whom: tuple[str, ...] = ()) -> Happened | None:
    """The last event of this name, of one of these persons where it names any."""
    found = [
        one
        for one in case.happened
        if one.name == name and not one.void and (not whom or not one.whom or one.whom in whom)
    ]
    return found[-1] if found else None


def due_on(case: Case, obligation: Obligation) -> datetime.date | None:
    """The last day on which it may be performed in time; None while that is not known, and of what a judgment orders
    that is not in effect yet.
    """
    if obligation.state == "part_failed" and obligation.term is not None:
        return obligation.term
    return _due(case, obligation, obligation.due) if is_binding(case, obligation) else None


def _due(case: Case, obligation: Obligation, due: Due) -> datetime.date | None:
    if due.form == "instalments":
        return next_instalment(obligation)
    if due.form == "date":
        return _not_before_effect(case, obligation, due.date)
    if due.form == "at_once":
        return _since(case, obligation)
    begun = begun_on(case, obligation) if due.form == "after" else None
    return None if begun is None else after(begun, due)


def _not_before_effect(case: Case, obligation: Obligation, day: datetime.date | None) -> datetime.date | None:
    """The day that is stated; of a judgment that was in effect only after it, the day of that: then it is owed at once
    (民诉法250)."""
    said = governing(obligation)
    since = _since(case, obligation) if said is not None and said.instrument in JUDGMENTS else None
    return day if day is None or since is None else max(day, since)


def begun_on(case: Case, obligation: Obligation) -> datetime.date | None:
    """The day on which the term of a duty begins: of the event that it is counted from, else with its instrument.

    A duty of a judgment is counted from the effect of its own part: where the claim alone is appealed, the effect of
    the sentence begins nothing of it (法释〔2021〕1号408).
    """
    name = EVENTS_OF_DUE.get(obligation.due.after, obligation.due.after)
    last = governing(obligation)
    if not name:
        return _since(case, obligation)
    if name == EFFECT and last is not None and last.instrument in JUDGMENTS:
        return in_effect(case, obligation, last)
    if name == EFFECT and (last is None or last.instrument in ("propose", "sue")):
        return None  # what is only asked for waits for its own judgment
    event = happened(case, name, obligation.obligors)
    if event is not None:
        return event.at
    promised = last is not None and last.instrument == "undertake"
    return _since(case, obligation) if name == EFFECT and not promised else None


def next_instalment(obligation: Obligation) -> datetime.date | None:
    """The day of the first instalment that what was paid does not cover; the last one's, once all are."""
    owed = Decimal()
    for day, amount in obligation.due.instalments:
        owed += amount
        if obligation.done < owed:
            return day
    return obligation.due.date


def last_day(case: Case, obligation: Obligation) -> datetime.date | None:
    """The last day of the whole, of instalments the last one's: from then on runs the time to apply (民诉法250)."""
    return obligation.due.date if obligation.due.form == "instalments" else due_on(case, obligation)


def written_day(case: Case, obligation: Obligation) -> datetime.date | None:
    """The day that a judgment states, which is neither in effect nor appealed; None where it states none."""
    said = governing(obligation)
    judged = judged_by(case, obligation, said) if said is not None else []
    appealed = any(one.state == "second_instance" for one in judged)
    return obligation.due.date if obligation.due.form == "date" and not appealed else None


def owed_now(case: Case, obligation: Obligation, on: datetime.date) -> Decimal | None:
    """How much is owed on a day: of instalments those whose day is over, else the whole rest once its day is."""
    if obligation.due.form == "instalments" and is_binding(case, obligation):
        fallen = sum((amount for day, amount in obligation.due.instalments if day < on), Decimal())
        return max(fallen - obligation.done, Decimal())
    return obligation.rest if is_late(case, obligation, on) else Decimal()


def _since(case: Case, obligation: Obligation) -> datetime.date | None:
    """Where a term begins that names no event: with the instrument, of a judgment once it is in effect."""
    return in_effect(case, obligation, obligation.grounds[-1]) if obligation.grounds else None


def in_effect(case: Case, obligation: Obligation, ground: Ground) -> datetime.date | None:
    """Since when an instrument binds to an obligation; None of a judgment that is not in effect yet.

    A joint debt waits for the last of those who owe it; a conversion for the effect of what it converted.
    """
    if ground.instrument == CONVERSION:
        before = title(obligation.grounds[: obligation.grounds.index(ground)])
        since = in_effect(case, obligation, before) if before is not None else ground.at
        return max(since, ground.at) if since is not None else None
    if ground.instrument not in JUDGMENTS:
        return ground.at
    days = [_effect(track, ground.act) for track in judged_by(case, obligation, ground)]
    return max((day for day in days if day is not None), default=None) if None not in days else None


def judged_by(case: Case, obligation: Obligation, ground: Ground) -> list[Track]:
    """The tracks on whose effect a judgment's order rests: the claim's, else the trials of those who owe it."""
    own = case.tracks.get(ground.track)
    if own is None or own.kind != "criminal":
        return [own] if own is not None else []
    tried = [one for one in case.of_kind("criminal") if any(passage.act == ground.act for passage in one.passages)]
    tried = [one for one in tried if one.state not in NEVER]
    group = case.groups.get(obligation.group)  # one debt of all its members
    together = members(case, group) if group else []
    names = {name for duty in (obligation, *together) for name in duty.obligors}
    owing = [one for one in tried if names & set(one.persons)]
    return owing or tried


def _effect(track: Track, act: int) -> datetime.date | None:
    """Since when a judgment is in effect that an act gave: what took effect before it was another."""
    return next((one.at for one in track.data.get("effects", ()) if one.act >= act), None)


def is_binding(case: Case, obligation: Obligation) -> bool:
    """Whether an instrument that fixed it is in effect; a promise that none has fixed binds as it is."""
    fixed = [ground for ground in obligation.grounds if ground.instrument in ENFORCEABLE]
    return not fixed or any(in_effect(case, obligation, ground) is not None for ground in fixed)


DAYS_TO_APPEAL = {"criminal": 10, "civil": 15, "supervision": 15}
"""By kind of track: 刑诉法230, 民诉法171, 行政诉讼法85."""


def appeal_end(track: Track, served: datetime.date | None = None) -> datetime.date | None:
    """The last day to appeal, counted from the last service, or from ``served`` where that is later; None where
    nothing was served. A part that was joined to the prosecution is appealed within ten days (法释〔2021〕1号380).
    """
    days: list[datetime.date] = list((track.data.get("served") or {}).values())
    days += [served] if served is not None else []
    if not days:
        return None
    joined = track.kind == "civil" and track.data.get("attached")
    return max(days) + datetime.timedelta(days=DAYS_TO_APPEAL["criminal" if joined else track.kind])


def after(day: datetime.date, due: Due) -> datetime.date:
    """The day so many months and days later."""
    return corresponding_day(day, due.months) + datetime.timedelta(days=due.days)


def is_late(case: Case, obligation: Obligation, on: datetime.date) -> bool:
    """Whether its last day is over and it is not performed."""
    end = due_on(case, obligation)
    return end is not None and end < on and obligation.state in OWED and is_binding(case, obligation)


def next_look(obligation: Obligation) -> datetime.date | None:
    """The day on which what was planted is looked at again, once it passed: the one that the last look set, else the
    end of the years for which the instrument wants it tended. None where neither says one, or that look was taken."""
    looks = obligation.looks
    if obligation.state != "proven" or not any(one.result == "pass" for one in looks):
        return None
    last = looks[-1]
    return last.again if last.again is not None and last.again > last.at else _end_of_tending(obligation)


def _end_of_tending(obligation: Obligation) -> datetime.date | None:
    """As many years after it was last done as the instrument wants it tended."""
    years, looks = obligation.years or 0, obligation.looks
    if years < AGAIN:
        return None
    begun = max((one.at for one in obligation.counted), default=looks[0].at)
    day = after(begun, Due("after", months=12 * years))
    return None if any(one.at >= day or (one.year or 0) >= years for one in looks) else day


def is_done(case: Case, obligation: Obligation) -> bool:
    """Whether nothing is owed of it any more: ended, and where it was converted its successors are, too."""
    if obligation.state == "converted":
        return all(is_done(case, case.obligations[name]) for name in obligation.successors)
    return obligation.state in DONE


def duties_of(case: Case, track: Track) -> Iterator[Obligation]:
    """The obligations that a track's instruments made or that it is about."""
    if track.kind == "enforcement":
        yield case.obligations[track.id.partition(":")[2]]
    elif track.kind == "supervision":
        named = track.data.get("concerns") or [
            one.id for one in case.obligations.values() if any(g.track.startswith("admin") for g in one.grounds)
        ]
        yield from (case.obligations[name] for name in named if name in case.obligations)
    else:
        yield from (one for one in case.obligations.values() if any(g.track == track.id for g in one.grounds))


def track_state(table: Table, case: Case, track: Track, on: datetime.date) -> str:
    """The state of a track on a day."""
    match track.kind, track.state:
        case "civil", "noticed":
            end = notice_end(case, on, track)
            return "reviewing" if end is not None and end < on else "noticed"
        case "criminal" | "measuring", state:
            return state
        case "administrative", "moved":
            begun = [one for one in case.of_kind("criminal") if one.data.get("from") == track.id]
            back = begun and all(has_ended(table, case, one, on) for one in begun)
            return track_state(table, case, _before(track), on) if back else "moved"
        case _:
            return _finished(case, track, on)


def _before(track: Track) -> Track:
    states = [passage.state for passage in track.passages if passage.state != track.state]
    return replace(track, state=states[-1] if states else "opened")


FINISHING = {
    "civil": ("in_performance",),
    "negotiation": ("agreed", "in_performance"),
    "administrative": ("decided", "not_punished", "urged", "applied", "allowed", "refused", "performing_for"),
    "supervision": ("in_performance",),
    "enforcement": ("applied", "opened", "notified", "enforcing", "suspended", "settled"),
}
"""By kind of track: in which states it is done as soon as its obligations are."""


def _finished(case: Case, track: Track, on: datetime.date) -> str:
    if track.state not in FINISHING.get(track.kind, ()) or track.data.get("awaiting"):
        return track.state
    duties = list(duties_of(case, track))
    if all(is_done(case, one) for one in duties) and (duties or track.state not in ("agreed",)):
        return "done"
    if track.kind == "administrative" and track.state == "decided":
        decided = track.since("decided")
        final = happened(case, "复议和起诉期限届满")
        if final is not None and decided is not None and final.at >= decided:
            return "final"
    return track.state


def has_ended(table: Table, case: Case, track: Track, on: datetime.date) -> bool:
    """Whether a track asks for nothing more."""
    return table.tracks[track.kind].states[track_state(table, case, track, on)].ended


def awaits_decision(case: Case, track: Track) -> bool:
    """Whether a prosecution was withdrawn with the court's leave and nothing was decided after it: the procuratorate
    decides not to prosecute, or prosecutes anew (人民检察院刑事诉讼规则424). An old record that was taken over tells of
    no leave."""
    if track.kind != "criminal" or track.state != "withdrawn" or not track.passages:
        return False
    last = track.passages[-1].act
    return any(one.name == LEAVE_TO_WITHDRAW and one.act == last and not one.void for one in case.happened)


def notice_end(case: Case, on: datetime.date, track: Track | None = None) -> datetime.date | None:
    """The last day of the notice before a suit (诉前公告), counted plainly; None where none was given.

    A last day that moves off a holiday helps who must act by it. Nobody has to act by the end of a notice.
    """
    found = period(case, "notice.thirty-days", on, track)
    return found.nominal_end if found else None
