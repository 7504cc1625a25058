"""The periods of the law in a case that is kept by its acts: which run, of whom, until when, on a day.

They follow from the events that acts make (``events``) and, of what is to be performed, from the obligations
themselves: nobody puts an event down a second time for a period to begin.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.book import load_book
from rules.deciding.deadlines.reckoning import deadlines
from rules.deciding.deadlines.results import Deadline
from rules.deciding.deadlines.types import DeadlineRule
from rules.proceedings import clock
from rules.proceedings.binding import binding_ground
from rules.proceedings.book import load_table
from rules.proceedings.choices import EVENTS
from rules.proceedings.clock import due_on, in_effect
from rules.proceedings.events import ADMINISTRATIVE, CIVIL, CRIMINAL, DUTY, Line, book_of, events, lines, named
from rules.proceedings.state import Case, Obligation

KINDS = (CRIMINAL, CIVIL, ADMINISTRATIVE)
WITHDRAWN = "withdrawn"
"""State of a proceeding that was taken back: what had begun in it is asked of nobody any more."""

FULFILLED = ("performed", "proven", "discharged")
APPLIED = "申请强制执行"
SEATS = {"人民检察院": "prosecutor", "人民法院": "judge", "第二审人民法院": "judge", "林业主管部门": "officer"}
"""Who meets a period, as the law calls him -> the seat in which that is done."""

KINDS_OF_SEATS = {"prosecutor": "procuratorate", "judge": "court", "officer": "bureau"}
"""Such a seat -> the kind of institution that has it."""


@dataclass(frozen=True)
class Period:
    """A period and what it belongs to: tracks or obligations by id, none where no track of its kind is there."""

    deadline: Deadline
    kind: str
    of: tuple[str, ...]

    @property
    def seats(self) -> tuple[str, ...]:
        """The seats that have to meet it."""
        return tuple(SEATS[who] for who in self.deadline.rule.who.split("、") if who in SEATS)


def told(case: Case, on: datetime.date, beside: Iterable[ProcedureEvent] = ()) -> list[ProcedureEvent]:
    """Every event that the periods are reckoned from on a day. ``beside``: see ``added``."""
    of_duties = (event for duty in case.obligations.values() for event in _of_duty(case, duty, on))
    return [*events(case), *added(case, beside), *of_duties]


def added(case: Case, beside: Iterable[ProcedureEvent]) -> tuple[ProcedureEvent, ...]:
    """Of events told otherwise (a case file that came with them), those whose name no act has made."""
    made = {event.event for event in events(case)}
    return tuple(event for event in beside if event.event not in made)


def periods(case: Case, on: datetime.date, beside: Iterable[ProcedureEvent] = ()) -> list[Period]:
    """The periods of the book as they stand on a day, in its order; what two persons have alike is told once."""
    more = added(case, beside)
    found: list[Period] = []
    for kind in KINDS:
        found += _of_kind(kind, lines(case, kind, more), on)
    found += _of_kind(DUTY, _duty_lines(case, on, more), on)
    order = {rule.id: place for place, rule in enumerate(load_book().rules)}
    found = [one for one in found if not (_open(one.deadline) and _taken_back(case, one))]
    return sorted(found, key=lambda one: order[one.deadline.rule.id])


def _open(found: Deadline) -> bool:
    return found.status in ("running", "missed", "unclear") and found.closed_by is None


def _taken_back(case: Case, period: Period) -> bool:
    """Whether it belongs to proceedings alone that were taken back; what that itself began runs on."""
    if clock.LEAVE_TO_WITHDRAW in period.deadline.rule.starts:
        return False
    return bool(period.of) and all(id in case.tracks and case.tracks[id].state == WITHDRAWN for id in period.of)


def places(case: Case, period: Period) -> tuple[str, ...]:
    """The institutions that have to meet a period: those of the proceedings it belongs to, else all of their kind."""
    return tuple(dict.fromkeys(place for seat in period.seats for place in _places(case, period, seat)))


def _places(case: Case, period: Period, seat: str) -> tuple[str, ...]:
    kind = KINDS_OF_SEATS[seat]
    there = {one.institution for one in case.seats}
    own = [getattr(case.tracks[id], kind) for id in period.of if id in case.tracks]
    return tuple(one for one in own if one in there) or case.institutions(kind)


@dataclass(frozen=True)
class Task:
    """A period that a seat at an institution has to meet, by what act. ``until``: its last day; where
    the law has one that must not be passed in any case, that one: nobody is late before it, and no day moves it."""

    period: Period
    seat: str
    place: str
    act: str
    until: datetime.date


def to_meet(case: Case, on: datetime.date, beside: Iterable[ProcedureEvent] = ()) -> Iterator[Task]:
    """The periods that run or are late on a day, for every seat that has to meet them. ``beside``: see ``added``."""
    for period in periods(case, on, beside):
        until = last_day(period.deadline)
        if until is None:
            continue
        for seat in period.seats:
            for place in _places(case, period, seat):
                yield Task(period, seat, place, _meets(period), until)


def last_day(found: Deadline) -> datetime.date | None:
    """After which day somebody is late with a period; None where it asks nothing of anybody: it is met, has no end, is
    only waited for, or is a right.

    Where the law has an end that must not be passed in any case, that one; where holidays that are not published could
    move the end, the latest day to which they could.
    """
    if not _open(found) or found.end is None or found.rule.kind == "wait" or found.rule.right:
        return None
    return found.latest_end or found.may_move_to or found.end


def _meets(period: Period) -> str:
    """The act of the table whose event ends the period; 程序事项 where there is none."""
    kind, ends = load_table().tracks.get(period.kind), set(period.deadline.rule.ends)
    for row in kind.rows if kind is not None else ():
        if ends & {row.event or "", *EVENTS.get(row.events_by or "", ())}:
            return row.act
    return "event"


def ending(act: str, kind: str, rule: DeadlineRule) -> bool:
    """Whether an act, done in a proceeding of a kind, ends the periods of a rule."""
    rows = load_table().tracks[kind].rows if kind in load_table().tracks else ()
    return any(
        set(rule.ends) & {row.event or "", *EVENTS.get(row.events_by or "", ())} for row in rows if row.act == act
    )


def reckoned(case: Case, on: datetime.date, beside: Iterable[ProcedureEvent] = ()) -> list[Deadline]:
    """The same, without what they belong to."""
    return [one.deadline for one in periods(case, on, beside)]


def _of_kind(kind: str, told: list[Line], on: datetime.date) -> Iterator[Period]:
    """Each period once, with the lines that have it; named where not all of them do."""
    found: dict[str, list[tuple[Deadline, list[Line]]]] = {rule.id: [] for rule in book_of(kind).rules}
    for line in told:
        for deadline in deadlines(line.events, on, book_of(kind)):
            same = next((one for one in found[deadline.rule.id] if one[0] == deadline), None)
            if same is None:
                found[deadline.rule.id].append((deadline, [line]))
            else:
                same[1].append(line)
    for of_rule in found.values():
        begun = [one for one in of_rule if one[0].status != "not_started"]
        for deadline, having in begun or of_rule:
            apart = begun and len(having) < len(told)
            ids = tuple(dict.fromkeys(line.id for line in having if line.id))
            yield Period(_whose(deadline, having) if apart else deadline, kind, ids)


def _whose(deadline: Deadline, having: list[Line]) -> Deadline:
    """The period told apart by name."""
    if deadline.started_by is None or deadline.started_by.whom:
        return deadline
    name = "、".join(dict.fromkeys(line.name for line in having if line.name)) or None
    return replace(deadline, started_by=deadline.started_by.model_copy(update={"whom": name}))


def _duty_lines(case: Case, on: datetime.date, beside: tuple[ProcedureEvent, ...]) -> list[Line]:
    """A line for every obligation that an instrument in effect fixed; what no obligation is known of, by itself."""
    duties = [one for one in case.obligations.values() if list(_of_duty(case, one, on))]
    of_duties = named(book_of(DUTY).rules)
    loose = [event for event in (*events(case), *beside) if event.event in of_duties]
    if not duties:
        return [Line(DUTY, "", "", tuple(loose))]
    several = len({one.obligors for one in duties}) < len(duties)
    return [
        Line(DUTY, one.id, _name(one, several), (*_of_duty(case, one, on), *_enforced(case, one, loose)))
        for one in duties
    ]


def _name(duty: Obligation, with_kind: bool) -> str:
    names = "、".join(duty.obligors)
    return f"{names}（{duty.kind}）" if with_kind and duty.kind else names


def _enforced(case: Case, duty: Obligation, loose: list[ProcedureEvent]) -> Iterator[ProcedureEvent]:
    applied = [
        _event(one.name, one.at)
        for one in case.happened
        if one.track == f"enforcement:{duty.id}" and one.name == APPLIED and not one.void
    ]
    yield from applied
    tracked = {one.at for one in case.happened if one.track.startswith("enforcement:")}
    for event in loose:
        own = event.whom is None or event.whom in duty.obligors
        if own and not (event.event == APPLIED and event.date in tracked):
            yield event.model_copy(update={"whom": None})


def _of_duty(case: Case, duty: Obligation, on: datetime.date) -> Iterator[ProcedureEvent]:
    """When it was fixed until when, when that day passed, when it was done: as its own acts say."""
    ground = binding_ground(duty)
    begun = in_effect(case, duty, ground) if ground is not None else None
    if begun is None or begun > on:
        return
    due = due_on(case, duty)
    if due is None:
        if duty.due.form == "open":
            yield _event(name="未写明履行期限的裁判生效", at=begun)
        return
    if due < begun:
        return
    yield _event(name="确定履行期限", at=begun, until=due)
    if due <= on:
        yield _event(name="履行期限届满", at=due)
    done = max((one.at for one in duty.counted), default=None)
    if duty.state in FULFILLED and done is not None and done <= on:
        yield _event(name="义务履行完毕", at=max(done, begun))


def _event(name: str, at: datetime.date, until: datetime.date | None = None) -> ProcedureEvent:
    return ProcedureEvent(event=name, date=at, until=until)
