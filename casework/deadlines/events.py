"""What is known of the proceedings of cases: told in the case file, by the case's own steps, and recorded."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from casework import db
from casework.cases import Case, CasefileVersion, StageEvent
from casework.deadlines.models import RecordedEvent
from casework.proceedings import Folder
from casework.proceedings.history import history
from rules.casefile.procedure import Procedure, ProcedureEvent
from rules.proceedings.periods import told as told_by_acts
from rules.values.clock import BEIJING

MEASURING = "碳汇损失计量"

CaseIds = Sequence[int] | Select[int]
"""Some cases: by their ids, or by a query that gives them."""

Events = dict[int, list[ProcedureEvent]]


def rows(case: Case) -> list[RecordedEvent]:
    """Everything that was ever recorded of a case, corrections included, in the order of recording."""
    query = select(RecordedEvent).where(RecordedEvent.case_id == case.id).order_by(RecordedEvent.id)
    return list(db.session().scalars(query))


def standing(recorded: Iterable[RecordedEvent]) -> list[RecordedEvent]:
    """The rows that hold: neither corrected nor struck."""
    told = list(recorded)
    corrected = {row.corrects for row in told}
    return [row for row in told if row.id not in corrected and not row.struck]


def as_event(row: RecordedEvent) -> ProcedureEvent:
    """The row as an event of the proceedings."""
    return ProcedureEvent(event=row.event, date=row.date, until=row.until, whom=row.whom, note=row.note)


def events_of(case: Case, *, without: int | None = None) -> list[ProcedureEvent]:
    """Everything known of the proceedings of one case. ``without``: a recorded row to leave aside."""
    found = [as_event(row) for row in standing(_recorded([case.id])[case.id]) if row.id != without]
    return [*told(case), *measured(case), *found]


def told(case: Case) -> list[ProcedureEvent]:
    """What the case file tells."""
    return told_events([case.id]).get(case.id, [])


def measured(case: Case) -> list[ProcedureEvent]:
    """What the case's own steps tell."""
    return _measured(_steps([case.id])[case.id])


def recorded_events(case_ids: CaseIds) -> Events:
    """By case: what is known of its proceedings beside its case file."""
    recorded, steps, acts = _recorded(case_ids), _steps(case_ids), _by_acts(case_ids)
    ids = steps.keys() | recorded.keys()
    return acts | {id: [*_measured(steps[id]), *map(as_event, standing(recorded[id]))] for id in ids}


def _by_acts(case_ids: CaseIds) -> Events:
    """By case, of those that are kept by their acts: what the acts make."""
    found = db.session().scalars(select(Folder).where(Folder.case_id.in_(case_ids)))
    return {folder.case_id: told_by_acts(history(folder), db.today()) for folder in found if folder.case_id}


def all_events(case_ids: Sequence[int]) -> Events:
    """By case: everything known of its proceedings, in three queries however many cases."""
    from_files, beside = told_events(case_ids), recorded_events(case_ids)
    return {id: [*from_files.get(id, ()), *beside.get(id, ())] for id in case_ids}


def told_events(case_ids: Sequence[int]) -> Events:
    """By case: what its case file tells; cases whose file tells nothing are left out."""
    later = aliased(CasefileVersion)
    newest = select(func.max(later.version)).where(later.case_id == CasefileVersion.case_id).scalar_subquery()
    query = select(CasefileVersion.case_id, CasefileVersion.document).where(
        CasefileVersion.case_id.in_(case_ids),
        CasefileVersion.version == newest,
        CasefileVersion.document.contains('"procedure":{'),
    )
    found: Events = {}
    for case_id, document in db.session().execute(query):
        section = json.loads(document).get("procedure")
        if section:
            found[case_id] = list(Procedure.model_validate(section).events)
    return found


def _recorded(case_ids: CaseIds) -> dict[int, list[RecordedEvent]]:
    query = select(RecordedEvent).where(RecordedEvent.case_id.in_(case_ids)).order_by(RecordedEvent.id)
    found: dict[int, list[RecordedEvent]] = defaultdict(list)
    for row in db.session().scalars(query):
        found[row.case_id].append(row)
    return found


Step = tuple[str, datetime.datetime]


def _steps(case_ids: CaseIds) -> dict[int, list[Step]]:
    wanted = ("accept", "return", "measure")
    query = select(StageEvent.case_id, StageEvent.action, StageEvent.at).where(
        StageEvent.case_id.in_(case_ids), StageEvent.action.in_(wanted)
    )
    found: dict[int, list[Step]] = defaultdict(list)
    for case_id, action, at in db.session().execute(query.order_by(StageEvent.id)):
        found[case_id].append((action, at))
    return found


def _measured(steps: Iterable[Step]) -> list[ProcedureEvent]:
    """The stretches in which the loss was being measured, from the commission or a return to the submission."""
    found = []
    begun: datetime.date | None = None
    for action, at in steps:
        day = at.astimezone(BEIJING).date()
        if action in ("accept", "return"):
            begun = day
        elif begun is not None:
            found.append(ProcedureEvent(event=MEASURING, date=begun, until=day))
            begun = None
    if begun is not None:
        found.append(ProcedureEvent(event=MEASURING, date=begun))
    return found
