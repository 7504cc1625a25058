"""What a day makes of a case: terms that have run, duties that are late, tracks that have come to their end.

Nothing of it is stored. Every function takes the day for which it is asked.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from rules.deciding.deadlines.counting import corresponding_day
from rules.proceedings.events import period
from rules.proceedings.state import Case, Due, Ground, Happened, Obligation, Track
from rules.proceedings.table import Table

LIVE = ("proposed", "undertaken", "fixed", "performing", "performed", "part_failed", "failed", "enforced")
"""States of an obligation that ask for something."""

OWED = ("undertaken", "fixed", "performing", "part_failed", "failed", "enforced")
DONE = ("proven", "discharged", "waived", "lapsed", "superseded", "dropped", "closed_unpaid")
"""States that ask for nothing now; ``converted`` is so once its successors are. 终本 can be taken up again."""

AGAIN = 2
"""Years of tending from which on what was planted is looked at again at their end."""

EVENTS_OF_DUE = {
    "release": "刑满释放",
    "释放": "刑满释放",
    "effect": "判决生效",
    "effective": "判决生效",
    "生效": "判决生效",
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
    """The last day on which it may be performed in time; None while that is not known."""
    if obligation.state == "part_failed" and obligation.term is not None:
        return obligation.term
    return _due(case, obligation, obligation.due)


def _due(case: Case, obligation: Obligation, due: Due) -> datetime.date | None:
    if due.form == "instalments":
        return next_instalment(obligation)
    if due.form == "date":
        return due.date
    begun = obligation.grounds[-1].at if obligation.grounds else None
    if due.form == "at_once":
        return begun
    if due.form != "after":
        return None
    if due.after:
        name = EVENTS_OF_DUE.get(due.after, due.after)
        event = happened(case, name, obligation.obligors)
        in_effect = _from_effect(case, obligation) if name == "判决生效" and obligation.grounds else None
        begun = event.at if event else in_effect
    elif begun is not None:
        begun = _from_effect(case, obligation)
    return None if begun is None else after(begun, due)


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


def owed_now(case: Case, obligation: Obligation, on: datetime.date) -> Decimal | None:
    """How much is owed on a day: of instalments those whose day is over, else the whole rest once its day is."""
    if obligation.due.form == "instalments":
        fallen = sum((amount for day, amount in obligation.due.instalments if day < on), Decimal())
        return max(fallen - obligation.done, Decimal())
    return obligation.rest if is_late(case, obligation, on) else Decimal()


def _from_effect(case: Case, obligation: Obligation) -> datetime.date | None:
    """Where a term begins that names no event: with the instrument, of a judgment once it is in effect."""
    return in_effect(case, obligation.grounds[-1])


def in_effect(case: Case, ground: Ground) -> datetime.date | None:
    """Since when an instrument binds; None of a judgment that is not in effect yet."""
    if ground.instrument not in ("rule", "rule_2"):
        return ground.at
    found = [track.data.get("effective") for track in case.tracks.values() if track.id == ground.track]
    return found[0] if found else None


def after(day: datetime.date, due: Due) -> datetime.date:
    """The day so many months and days later."""
    return corresponding_day(day, due.months) + datetime.timedelta(days=due.days)


def is_late(case: Case, obligation: Obligation, on: datetime.date) -> bool:
    """Whether its last day is over and it is not performed."""
    end = due_on(case, obligation)
    return end is not None and end < on and obligation.state in OWED


def next_look(obligation: Obligation) -> datetime.date | None:
    """The day on which what was planted is looked at again: as many years after it was last done as the instrument
    wants it tended; None where it says none, nothing passed yet, or that look was taken."""
    years, looks = obligation.years or 0, obligation.inspections
    if years < AGAIN or obligation.state != "proven" or not any(one.result == "pass" for one in looks):
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


def notice_end(case: Case, on: datetime.date, track: Track | None = None) -> datetime.date | None:
    """The last day of the notice before a suit (诉前公告), counted plainly; None where none was given.

    A last day that moves off a holiday helps who must act by it. Nobody has to act by the end of a notice.
    """
    found = period(case, "notice.thirty-days", on, track)
    return found.nominal_end if found else None
