"""The periods of cases as they stand: of one case, the nearest for its head, and those that wait for a person."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select

from casework import db, permissions
from casework.accounts import Person
from casework.cases import Case, CasefileVersion, StageEvent
from casework.cases import queries as case_queries
from casework.cases import service as cases
from casework.deadlines.models import RecordedEvent
from casework.deadlines.recording import WITHDRAWN, as_event, recordable, rows, standing
from casework.losses import reviewing
from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.barred import Objection, objections
from rules.deciding.deadlines.limitations import LeftOut, Limitation, limitations, load_limitations
from rules.deciding.deadlines.reckoning import deadlines
from rules.deciding.deadlines.results import LIVE, Deadline
from rules.values.clock import BEIJING

SOON_DAYS = 15
"""How far ahead the to-do list looks: as long before its end as an extension of a trial must be asked for."""

CaseIds = Sequence[int] | Select[int]
"""Some cases: by their ids, or by a query that gives them."""

MEASURING = "碳汇损失计量"


@dataclass(frozen=True)
class Page:
    """What the page of periods shows. ``told``: events of the case file; ``measured``: told by the case's own steps.

    ``limitations``: periods that run from the conduct; ``left_out``: those that are not reckoned.
    """

    on: datetime.date
    live: list[Deadline]
    past: list[Deadline]
    waiting: list[Deadline]
    objections: list[Objection]
    recorded: list[RecordedEvent]
    former: list[RecordedEvent]
    told: list[ProcedureEvent]
    measured: list[ProcedureEvent]
    limitations: list[Limitation]
    left_out: list[LeftOut]
    may_record: list[str]


@dataclass(frozen=True)
class Due:
    """A period of a case that ends soon, or has passed without being met."""

    case: Case
    deadline: Deadline


@dataclass(frozen=True)
class Nearest:
    """The period that ends next, and how many have passed without being met."""

    deadline: Deadline | None
    missed: int


def events_of(case: Case, *, without: int | None = None) -> list[ProcedureEvent]:
    """Everything known of the proceedings: of the case file, of the case's own steps, and what was recorded.

    ``without``: a recorded row to leave aside.
    """
    found = [as_event(row) for row in standing(rows(case)) if row.id != without]
    return [*_told(case), *_measured(_steps([case.id])[case.id]), *found]


def recorded_events(case_ids: CaseIds) -> dict[int, list[ProcedureEvent]]:
    """By case: what is known of its proceedings beside its case file."""
    recorded, steps = _recorded(case_ids), _steps(case_ids)
    ids = steps.keys() | recorded.keys()
    return {id: [*_measured(steps[id]), *map(as_event, standing(recorded[id]))] for id in ids}


def page(case: Case, person: Person) -> Page:
    """The periods of a case as they stand today."""
    on, recorded = db.today(), rows(case)
    told, measured = _told(case), _measured(_steps([case.id])[case.id])
    holding = standing(recorded)
    events = [*told, *measured, *map(as_event, holding)]
    every = deadlines(events, on)
    live = [item for item in every if item.status in LIVE or _overdue(item) or _unsettled(item)]
    started = [item for item in every if item.status != "not_started"]
    return Page(
        on=on,
        live=sorted(live, key=_by_end),
        past=[item for item in started if item not in live],
        waiting=[item for item in every if item.status == "not_started"],
        objections=objections(events, on),
        recorded=sorted(holding, key=lambda row: (row.date, row.id)),
        former=[row for row in recorded if row not in holding],
        told=told,
        measured=measured,
        limitations=_limitations(case),
        left_out=load_limitations().left_out,
        may_record=recordable(case, person),
    )


def _limitations(case: Case) -> list[Limitation]:
    told, latest = cases.current_casefile(case).case, reviewing.latest(case)
    grades: dict[str, str | None] = {told.offence: None}
    if latest:
        grades[told.offence] = latest.result.grade.value
        for conflict in latest.result.conflicts:
            grades |= {one.offence: one.grade for one in conflict.readings}
    return limitations(grades, told.conduct.ended)


def nearest(case: Case) -> Nearest | None:
    """For the head of a case: the period that ends next. None where none has begun."""
    if case.stage == WITHDRAWN:
        return None
    return _nearest(deadlines(events_of(case), db.today()))


def _nearest(every: Sequence[Deadline]) -> Nearest | None:
    running = [item for item in every if item.status in LIVE and item.end is not None and not item.rule.right]
    missed = sum(_overdue(item) for item in every)
    if not running and not missed:
        return None
    return Nearest(min(running, key=_by_end, default=None), missed)


def due(person: Person) -> list[Due]:
    """Periods that this person's office has to meet, passed or ending within ``SOON_DAYS``, nearest end first."""
    if not permissions.grants(person, permissions.MEET_PERIODS):
        return []
    query = select(Case).where(
        case_queries.allowed(person, permissions.MEET_PERIODS),
        Case.stage != WITHDRAWN,
        or_(
            Case.id.in_(select(RecordedEvent.case_id)),
            Case.id.in_(select(CasefileVersion.case_id).where(CasefileVersion.document.contains('"procedure":{'))),
        ),
    )
    found = list(db.session().scalars(query))
    recorded = _recorded([case.id for case in found])
    steps = _steps([case.id for case in found])
    today = db.today()
    dues = []
    for case in found:
        events = [*_told(case), *_measured(steps[case.id]), *map(as_event, standing(recorded[case.id]))]
        for item in deadlines(events, today):
            soon = item.status == "running" and item.days_left is not None and item.days_left <= SOON_DAYS
            passed = _overdue(item) or (_unsettled(item) and item.may_move_to is not None)
            if (soon or passed) and _theirs(person, item) and item.rule.kind != "wait":
                dues.append(Due(case, item))
    return sorted(dues, key=lambda one: _by_end(one.deadline))


def _theirs(person: Person, item: Deadline) -> bool:
    """Whether the period is one that this person's organ has to meet."""
    return permissions.acts_for(person, item.rule.who.split("、"))


def _overdue(item: Deadline) -> bool:
    """Passed, and still not done."""
    return item.status == "missed" and item.closed_by is None


def _unsettled(item: Deadline) -> bool:
    """Still to be done, and it cannot be told whether it has passed."""
    return item.status == "unclear" and item.closed_by is None


def _by_end(item: Deadline) -> datetime.date:
    return item.end or datetime.date.max


def _told(case: Case) -> list[ProcedureEvent]:
    procedure = cases.current_casefile(case).procedure
    return list(procedure.events) if procedure else []


def _steps(case_ids: CaseIds) -> dict[int, list[StageEvent]]:
    query = select(StageEvent).where(StageEvent.case_id.in_(case_ids)).order_by(StageEvent.id)
    found: dict[int, list[StageEvent]] = defaultdict(list)
    for step in db.session().scalars(query):
        found[step.case_id].append(step)
    return found


def _recorded(case_ids: CaseIds) -> dict[int, list[RecordedEvent]]:
    query = select(RecordedEvent).where(RecordedEvent.case_id.in_(case_ids)).order_by(RecordedEvent.id)
    found: dict[int, list[RecordedEvent]] = defaultdict(list)
    for row in db.session().scalars(query):
        found[row.case_id].append(row)
    return found


def _measured(steps: Iterable[StageEvent]) -> list[ProcedureEvent]:
    """The stretches in which the loss was being measured, from the commission or a return to the submission."""
    found = []
    begun: datetime.date | None = None
    for step in steps:
        day = step.at.astimezone(BEIJING).date()
        if step.action in ("accept", "return"):
            begun = day
        elif step.action == "measure" and begun is not None:
            found.append(ProcedureEvent(event=MEASURING, date=begun, until=day))
            begun = None
    if begun is not None:
        found.append(ProcedureEvent(event=MEASURING, date=begun))
    return found
