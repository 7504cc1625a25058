"""Applies the table of steps: the only code that changes a stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext
from sqlalchemy import case as either
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from casework import db, permissions
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases.errors import ReasonMissing, WrongStage
from casework.cases.models import Case, StageEvent
from casework.cases.stages import ACTS, GUARDS, STAGES, STEPS, TABLE, Step
from casework.errors import Stale
from rules.casefile import CaseFile
from rules.reading.errors import FieldError
from rules.reading.messages import template

OFF_TIMELINE = template("案件 %(reference)s 的阶段或者承办法官与办理经过不符：记录被绕过改动")
OTHER_STAGE = template("案件现处“%(now)s”阶段，“%(step)s”只能在“%(source)s”阶段进行。")

Guard = Callable[..., str | None]
"""Takes the case and the person; one that is asked of new facts also these, before they are stored."""

Chooser = Callable[[Case], str]


@dataclass
class _Declared:
    """What the features have declared to the workflow of one application."""

    guards: dict[str, Guard] = field(default_factory=dict)
    choosers: dict[str, Chooser] = field(default_factory=dict)


def declare(
    app: Flask, *, guards: Mapping[str, Guard] | None = None, choosers: Mapping[str, Chooser] | None = None
) -> None:
    """Give the workflow what it asks of a feature.

    ``guards``: the checks named in the table; each returns None, or a Chinese sentence saying what is missing.
    ``choosers``: for a stage with several awaited steps, which action comes next for a case.
    """
    declared: _Declared = app.extensions.setdefault("workflow", _Declared())
    unknown = (guards or {}).keys() - set(GUARDS)
    if unknown:
        raise ValueError(f"no workflow step uses the guards {sorted(unknown)}")
    declared.guards |= guards or {}
    declared.choosers |= choosers or {}


def missing_guards(app: Flask) -> set[str]:
    """The guards that the table names and no feature has declared."""
    declared: _Declared = app.extensions["workflow"]
    return set(GUARDS) - declared.guards.keys()


def _declared() -> _Declared:
    declared: _Declared = current_app.extensions["workflow"]
    return declared


def awaited_step(case: Case) -> Step | None:
    """What the case waits for; None when it is over."""
    steps = [step for step in TABLE if step.source == case.stage and not step.optional]
    if len(steps) > 1 and (choose := _declared().choosers.get(case.stage)):
        return STEPS[choose(case)]
    return steps[0] if steps else None


def _action(step: Step | None) -> str | None:
    return step.action if step else None


def choose_awaited(cases: Sequence[Case]) -> None:
    """Where several steps may come next, records of other features say which: told when all of them are written."""
    for case in cases:
        if case.stage in _declared().choosers and case.awaits != (action := _action(awaited_step(case))):
            case.awaits = action


@db.writing()
def advance(
    case: Case,
    action: str,
    person: Person,
    *,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
    proves: tuple[Any, ...] = (),
    guarded: bool = False,
) -> StageEvent:
    """Take a step: checks person, stage, reason and guard, moves the case, writes timeline and audit entry.

    ``detail`` and ``proves`` go into the audit entry (``audit.service.record``). ``guarded``: the guard was asked
    before the lock (``check_guard``); the case has not moved since. Raises ``Forbidden`` (403), ``WrongStage`` (409)
    or ``ReasonMissing`` (422).
    """
    step = STEPS[action]
    check_step(case, step, person)
    text = (reason or "").strip()
    check_reason(step, text)
    if not guarded:
        check_guard(case, step, person)
    event = StageEvent(
        case_id=case.id,
        from_stage=case.stage if step.source is not None else None,
        action=action,
        to_stage=step.target,
        person_id=person.id,
        reason=text or None,
        at=db.now(),
    )
    case.stage = step.target
    if step.target not in _declared().choosers:  # where records choose the next step, they may not all be written yet
        case.awaits = _action(awaited_step(case))
    if step.assigns:
        permissions.assign(case, person, step.permission)
    touch(case)
    db.session().add(event)
    db.session().flush()
    content = {"from": event.from_stage, "to": event.to_stage, **({"reason": text} if text else {}), **(detail or {})}
    audit.record(action, f"case:{case.id}", content, person=person, proves=(event, *proves))
    return event


def check_reason(step: Step, reason: str) -> None:
    """Raise ``ReasonMissing`` where the step needs a reason and none is written."""
    if step.reason and not reason.strip():
        message = gettext("“%(step)s”须写明理由。", step=str(step.label))
        raise ReasonMissing(message, (FieldError("reason", message),))


def check_guard(case: Case, step: Step, person: Person, *facts: CaseFile) -> None:
    """Raise ``WrongStage`` with what is missing for the step, of the case as it is or with new ``facts``."""
    missing = _declared().guards[step.guard](case, person, *facts) if step.guard is not None else None
    if missing:
        raise WrongStage(missing)


def touch(case: Case) -> None:
    """Raise the row version: pages made before now are out of date."""
    case.row_version += 1
    case.updated_at = db.now()


def check_step(case: Case, step: Step, person: Person) -> None:
    """Raise unless this person may take the step in this stage. Guards are not asked."""
    permissions.require(person, step.permission, case)
    if step.source is not None and case.stage != step.source:
        raise WrongStage(
            gettext(
                OTHER_STAGE,
                now=str(STAGES[case.stage]),
                step=str(step.label),
                source=str(STAGES[step.source]),
            )
        )


def steps_for(case: Case, person: Person) -> list[Step]:
    """The steps this person may take now, the guards apart, in the order of the table."""
    return [step for step in TABLE if step.source == case.stage and permissions.may(person, step.permission, case)]


def check_version(case: Case, row_version: int | None) -> None:
    """Raise ``Stale`` unless the page was made from the present state of the case.

    ``db.writing()`` asks again under the lock, so whoever comes second at the same moment is told as well.
    """
    db.lock(case)
    if row_version != case.row_version:
        raise Stale


def state_and_timeline() -> str | None:
    """A case stands where the last line of its timeline brought it, with the judge who accepted it."""
    by_accepting = either({StageEvent.action == "accept": StageEvent.id})
    lines = select(StageEvent.case_id, func.max(StageEvent.id).label("last"), func.max(by_accepting).label("accepted"))
    timeline = lines.group_by(StageEvent.case_id).subquery()
    arrived, accepted = aliased(StageEvent), aliased(StageEvent)
    differs = or_(Case.stage.is_distinct_from(arrived.to_stage), Case.judge_id.is_distinct_from(accepted.person_id))
    query = (
        select(Case.reference)
        .outerjoin(timeline, timeline.c.case_id == Case.id)
        .outerjoin(arrived, arrived.id == timeline.c.last)
        .outerjoin(accepted, accepted.id == timeline.c.accepted)
        .where(Case.stage != ACTS, differs)
    )
    reference = db.session().scalar(query.order_by(Case.id).limit(1))
    if reference is None:
        return None
    return gettext(OFF_TIMELINE, reference=reference)
