"""The records of cases that went by stages, a number of cases at a time, in the order in which the log proves them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, joinedload, undefer

from casework import db, permissions
from casework.accounts import Institution, Person
from casework.audit import AuditEntry
from casework.cases import Case, CasefileVersion
from casework.credits import CreditProject, Purchase, Retirement, SerialUse
from casework.losses import Assessment, LineRemark
from casework.takeover.errors import NotTaken
from casework.takeover.models import ItemProof, Judgment, Plan, PlanItem, RecordedEvent, Review, StageEvent
from casework.takeover.records import Bought, Measured, OldRecord, Step, Who
from rules.casefile import parse
from rules.record.assessment import AssessmentRecord

T = TypeVar("T")

RECORDS = ("record_event", "correct_event")
"""Actions by which events of the proceedings are put down: clerks do that, too."""


@dataclass(frozen=True)
class _Read:
    """Rows of a number of cases, by case; of people and institutions those that are named."""

    entries: Mapping[int, Sequence[AuditEntry]]
    versions: Mapping[int, Sequence[CasefileVersion]]
    stages: Mapping[int, Sequence[StageEvent]]
    events: Mapping[int, Sequence[RecordedEvent]]
    proofs: Mapping[int, ItemProof]
    measured: Mapping[int, Mapping[int, Measured]]
    plans: Mapping[int, Mapping[int, tuple[Plan, Sequence[PlanItem]]]]
    bought: Mapping[int, Mapping[int, Bought]]
    retired: Mapping[int, Sequence[Retirement]]
    judgments: Mapping[int, Sequence[Judgment]]
    people: Mapping[int, Person]
    places: Mapping[int, Institution]


def records(cases: Sequence[Case]) -> Iterator[tuple[Case, Callable[[], OldRecord]]]:
    """Each case with what reads its record; that raises ``NotTaken`` where its rows do not agree with the log."""
    found = _read([case.id for case in cases])
    for case in cases:
        yield case, partial(_record, case, found)


def _read(ids: Sequence[int]) -> _Read:
    session = db.session()
    subjects = [f"case:{id}" for id in ids]
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.subject.in_(subjects)).order_by(AuditEntry.seq)
    ).unique()
    by_case: dict[int, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        by_case[int(entry.subject.partition(":")[2])].append(entry)
    plans = _plans(ids)
    items = [item.id for of in plans.values() for _, every in of.values() for item in every]
    proofs = session.scalars(select(ItemProof).where(ItemProof.plan_item_id.in_(items)))
    named = {entry.person_id for of in by_case.values() for entry in of if entry.person_id is not None}
    people = session.scalars(select(Person).where(Person.id.in_(named))).unique()
    return _Read(
        by_case,
        _newest_versions(ids),
        _grouped(StageEvent, StageEvent.case_id, ids),
        _grouped(RecordedEvent, RecordedEvent.case_id, ids),
        {row.id: row for row in proofs},
        _measured(ids),
        plans,
        _bought(ids),
        _grouped(Retirement, Retirement.case_id, ids),
        _grouped(Judgment, Judgment.case_id, ids),
        {person.id: person for person in people},
        {place.id: place for place in session.scalars(select(Institution))},
    )


def _grouped(model: type[T], column: Any, ids: Sequence[int]) -> dict[int, list[T]]:
    query = select(model).where(column.in_(ids)).order_by(model.id)  # type: ignore[attr-defined]  # every table has it
    return _by_case(db.session().scalars(query), column.key)


def _by_case(rows: Any, key: str = "case_id") -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def _newest_versions(ids: Sequence[int]) -> dict[int, list[CasefileVersion]]:
    later = aliased(CasefileVersion)
    newest = select(func.max(later.version)).where(later.case_id == CasefileVersion.case_id).scalar_subquery()
    query = select(CasefileVersion).where(CasefileVersion.case_id.in_(ids), CasefileVersion.version == newest)
    return _by_case(db.session().scalars(query.options(undefer(CasefileVersion.document))))


def _measured(ids: Sequence[int]) -> dict[int, dict[int, Measured]]:
    session = db.session()
    rows = list(session.scalars(select(Assessment).where(Assessment.case_id.in_(ids))))
    numbers = [row.id for row in rows]
    reviews = {row.assessment_id: row for row in session.scalars(_of(Review, Review.assessment_id, numbers))}
    remarks = _by_case(session.scalars(_of(LineRemark, LineRemark.assessment_id, numbers)), "assessment_id")
    found: dict[int, dict[int, Measured]] = defaultdict(dict)
    for row in rows:
        value: str | None = None
        if row.loss_tco2e is None:
            value = AssessmentRecord.read(row.result).loss_value_cny
        found[row.case_id][row.number] = Measured(
            row.number, row.loss_tco2e, value, row.method, reviews.get(row.id), tuple(remarks.get(row.id, ()))
        )
    return found


def _of(model: type[T], column: ColumnElement[int] | Any, ids: Sequence[int]) -> Any:
    return select(model).where(column.in_(ids)).order_by(model.id)  # type: ignore[attr-defined]  # every table has it


def _plans(ids: Sequence[int]) -> dict[int, dict[int, tuple[Plan, Sequence[PlanItem]]]]:
    rows = list(db.session().scalars(_of(Plan, Plan.case_id, ids)))
    query = select(PlanItem).where(PlanItem.plan_id.in_([row.id for row in rows])).order_by(PlanItem.position)
    items = _by_case(db.session().scalars(query), "plan_id")
    found: dict[int, dict[int, tuple[Plan, Sequence[PlanItem]]]] = defaultdict(dict)
    for row in rows:
        found[row.case_id][row.number] = (row, items.get(row.id, []))
    return found


def _bought(ids: Sequence[int]) -> dict[int, dict[int, Bought]]:
    query = (
        select(Purchase, CreditProject, SerialUse)
        .join(CreditProject, CreditProject.id == Purchase.project_id)
        .join(SerialUse, SerialUse.id == Purchase.use_id)
        .where(Purchase.case_id.in_(ids))
        .options(joinedload(CreditProject.institution))
    )
    found: dict[int, dict[int, Bought]] = defaultdict(dict)
    for purchase, project, use in db.session().execute(query):
        found[purchase.case_id][purchase.id] = Bought(purchase, project, use)
    return found


def _record(case: Case, read: _Read) -> OldRecord:
    steps = [step for entry in read.entries.get(case.id, ()) for step in _steps(case, entry, read)]
    told = sum(step.row is not None and step.action == "event" for step in steps)
    stages = sum(step.action not in ("event", "proof", "cancel") for step in steps)
    if (stages, told) != (len(read.stages.get(case.id, ())), len(read.events.get(case.id, ()))) or not stages:
        raise NotTaken("办理经过与审计记录不符")
    versions, judgments = read.versions.get(case.id, ()), read.judgments.get(case.id, ())
    if not versions:
        raise NotTaken("没有案件文件")
    return OldRecord(
        case.reference,
        case.number,
        case.stage,
        parse(json.loads(versions[0].document), recorded=True),
        case.procuratorate.name,
        case.court.name,
        case.bureau.name,
        people=_people(steps),
        steps=steps,
        measured=read.measured.get(case.id, {}),
        plans=read.plans.get(case.id, {}),
        bought=read.bought.get(case.id, {}),
        retired={row.id: row for row in read.retired.get(case.id, ())},
        judgment=judgments[0] if judgments else None,
    )


def _steps(case: Case, entry: AuditEntry, read: _Read) -> Iterator[Step]:
    """What an entry of the log tells of a case: a step, an event, a proof, a purchase that was taken back."""
    told = json.loads(entry.detail)
    proven: dict[str, int] = {row["table"]: row["id"] for row in told.get("proves", ())}
    who = _who(entry, read)
    if who is None:
        return
    if (id := proven.get("stage_events")) is not None:
        stage = next((row for row in read.stages.get(case.id, ()) if row.id == id), None)
        if stage is None:
            raise NotTaken("办理经过与审计记录不符")
        row = proven.get("purchases") or proven.get("retirements")
        yield Step(stage.action, who, stage.at, stage.reason or "", row, told)
    elif (id := proven.get("procedure_events")) is not None:
        event = next((row for row in read.events.get(case.id, ()) if row.id == id), None)
        if event is None:
            raise NotTaken("程序事项与审计记录不符")
        yield Step("event", who, event.at, "", event, told)
    elif (id := proven.get("plan_item_proofs")) is not None:
        if id not in read.proofs:
            raise NotTaken("履行证明与审计记录不符")
        yield Step("proof", who, read.proofs[id].at, "", read.proofs[id], told)
    elif entry.action == "cancel_purchase":
        use = read.bought[case.id][told["purchase"]].use
        yield Step("cancel", who, use.released_at or entry.at, use.release_reason or "", told["purchase"], told)


def _who(entry: AuditEntry, read: _Read) -> Who | None:
    """Who did it, at the institution where he was then; in a seat that people of such an institution have."""
    if entry.person_id is None or entry.institution_id is None:
        return None
    person, place = read.people[entry.person_id], read.places[entry.institution_id]
    seat = permissions.former_seat(person, place, records=entry.action in RECORDS)
    return Who(person.id, person.name, place.name, permissions.acting_kind(place), (seat,))


def _people(steps: Sequence[Step]) -> tuple[tuple[str, str, str], ...]:
    """Everybody who had the case in hand, in the order in which they came."""
    return tuple(dict.fromkeys((step.who.name, step.who.seats[0], step.who.institution) for step in steps))
