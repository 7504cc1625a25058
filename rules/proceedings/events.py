"""The events that acts make, as the periods of the law count from them, told apart by the proceedings they belong to.

A line is what one proceeding knows of events: its own, those that belong to none, and of other kinds of proceedings
those that bear on it too (a joined claim changes the trial). What happened to one person never moves another's periods.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from rules.casefile.events import event_spans
from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.book import DeadlineBook, load_book
from rules.deciding.deadlines.reckoning import deadlines
from rules.deciding.deadlines.results import Deadline
from rules.deciding.deadlines.types import DeadlineRule
from rules.proceedings.state import Case, Happened, Track

CRIMINAL, CIVIL, ADMINISTRATIVE, DUTY = "criminal", "civil", "administrative", "obligation"

_KIND_OF_GROUP = {
    "侦查": CRIMINAL,
    "审查起诉": CRIMINAL,
    "审判": CRIMINAL,
    "裁判以后": CRIMINAL,
    "公益诉讼": CIVIL,
    "行政处罚": ADMINISTRATIVE,
}
"""Group of the event that begins a period -> the kind of proceedings it belongs to."""
_KIND_OF_RULE = {
    "appeal.civil-judgment": CIVIL,
    "appeal.civil-ruling": CIVIL,
    "performance.ordered": DUTY,
    "enforcement.application": DUTY,
}
"""Periods after a judgment that are not of the trial of a prosecution."""

FINE, FINE_PAID = "罚款", "缴纳行政罚款"
SUSPENDED, APPEALED = "中止审理", "上诉或者抗诉"
"""Events of one name in several kinds of proceedings; each moves the periods of its own kind alone."""


@dataclass(frozen=True)
class Line:
    """The events of one proceeding. ``id``: of a track or an obligation, empty where no track of the kind is there.

    ``name``: whose it is, as a period is told apart by.
    """

    kind: str
    id: str
    name: str
    events: tuple[ProcedureEvent, ...]


def events(case: Case) -> list[ProcedureEvent]:
    """Everything that acts made happen, as ``rules.deciding.deadlines`` counts from it."""
    return [as_event(one) for one in standing(case)]


def standing(case: Case) -> list[Happened]:
    """What happened by its official names and was not taken back, in the order of the acts."""
    made = [one for one in case.happened if one.name in event_spans() and not one.void]
    return [*made, *_fines_paid(case)]


def _fines_paid(case: Case) -> Iterator[Happened]:
    """A fine of a penalty is paid when its obligation is: nobody enters that a second time."""
    for duty in case.obligations.values():
        tracks = [ground.track for ground in duty.grounds if ground.track.startswith(ADMINISTRATIVE)]
        if duty.kind == FINE and duty.state == "proven" and tracks and duty.counted:
            last = max(duty.counted, key=lambda one: one.at)
            yield Happened(FINE_PAID, last.at, last.act, "event", "", track=tracks[0])


def as_event(one: Happened) -> ProcedureEvent:
    """One event of the case as an event of a case file."""
    until = one.until if event_spans()[one.name] else None
    return ProcedureEvent(event=one.name, date=one.at, until=until, whom=one.whom or None)


@cache
def kind_of(rule: str) -> str:
    """The kind of proceedings that a rule's periods belong to, by what begins them."""
    book = load_book()
    found = book.rule(rule)
    begins = (found if found.starts else book.rule(found.after)).starts[0]
    return _KIND_OF_RULE.get(rule) or _KIND_OF_GROUP[book.events[begins].group]


@cache
def book_of(kind: str) -> DeadlineBook:
    """The book with the periods of one kind of proceedings alone."""
    book = load_book()
    return replace(book, rules=tuple(rule for rule in book.rules if kind_of(rule.id) == kind))


def lines(case: Case, kind: str, beside: Iterable[ProcedureEvent] = ()) -> list[Line]:
    """A line for every track of a kind; one without a track where the case has none of it.

    ``beside``: events told otherwise than by acts, which belong to no track.
    """
    tracks = list(case.of_kind(kind))
    more = tuple(beside)
    if not tracks:
        return [Line(kind, "", "", _told(_of_none(case, kind), (), more))]
    return [_line(case, track, more) for track in tracks]


def line_of(case: Case, track: Track) -> Line:
    """The line of one track."""
    return _line(case, track, ())


def _line(case: Case, track: Track, beside: tuple[ProcedureEvent, ...]) -> Line:
    own = [one for one in standing(case) if _belongs(case, one, track)]
    return Line(track.kind, track.id, "、".join(track.persons), _told(own, track.persons, beside))


def _of_none(case: Case, kind: str) -> list[Happened]:
    return [one for one in standing(case) if _kind(one) != kind and not _of_another_kind(case, one, kind)]


def _belongs(case: Case, one: Happened, track: Track) -> bool:
    if one.track == track.id:
        return True
    if _kind(one) == track.kind or _of_another_kind(case, one, track.kind):
        return False
    return not one.whom or bool(one.track) or not track.persons or one.whom in track.persons


def _of_another_kind(case: Case, one: Happened, kind: str) -> bool:
    """Whether it happened in another kind of proceedings and says nothing of this one, though its name is the same."""
    if not one.track or _kind(one) == kind:
        return False
    if one.name == APPEALED and kind == CRIMINAL and one.track in case.tracks:
        return not case.tracks[one.track].data.get("attached")  # 法释〔2021〕1号380: appealed with the judgment
    return one.name in (SUSPENDED, APPEALED)


def _kind(one: Happened) -> str:
    """``administrative2`` and ``criminal:张某`` without their number or person."""
    return one.track.partition(":")[0].rstrip("0123456789")


def _told(
    own: Iterable[Happened], persons: tuple[str, ...], beside: tuple[ProcedureEvent, ...]
) -> tuple[ProcedureEvent, ...]:
    """Each event once; of the only person of a line it need not be said whom it concerns."""
    made = [as_event(one) for one in own]
    if len(persons) == 1:
        made = [one.model_copy(update={"whom": None}) if one.whom == persons[0] else one for one in made]
    return tuple({(one.event, one.date, one.until, one.whom): one for one in (*made, *beside)}.values())


def period(case: Case, rule: str, on: datetime.date, track: Track | None = None) -> Deadline | None:
    """The last period of a rule, of one track where one is named; None where it has not begun."""
    told = line_of(case, track).events if track is not None else events(case)
    found = [one for one in deadlines(told, on, _alone(rule)) if one.start is not None and one.rule.id == rule]
    return found[-1] if found else None


@cache
def _alone(rule: str) -> DeadlineBook:
    """The book with one rule, and the one it continues."""
    book = load_book()
    wanted = book.rule(rule)
    return replace(book, rules=tuple(one for one in book.rules if one.id in (rule, wanted.after)))


def named(rules: Iterable[DeadlineRule]) -> Mapping[str, tuple[str, ...]]:
    """Every event that these rules begin, end, stop, extend or are lifted with -> the rules."""
    made: dict[str, tuple[str, ...]] = {}
    for rule in rules:
        for event in dict.fromkeys(_events_of(rule)):
            made[event] = (*made.get(event, ()), rule.id)
    return made


def _events_of(rule: DeadlineRule) -> Iterator[str]:
    for names in (rule.starts, rule.restarts, rule.breaks, rule.stops_at, rule.ends, rule.bars, rule.unless):
        yield from names
    yield from (one.granted_by for one in rule.extensions)
