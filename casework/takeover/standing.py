"""What the audit log proves of a case that has not been taken over yet, beside its rows."""

from __future__ import annotations

import hashlib

from flask_babel import gettext
from sqlalchemy import case as either
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from casework import db
from casework.cases import ACTS, Case
from casework.takeover.models import Judgment, StageEvent
from rules.casefile import canonical
from rules.reading.messages import template

OFF_TIMELINE = template("案件 %(reference)s 的阶段或者承办法官与办理经过不符：记录被绕过改动")


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
    return None if reference is None else gettext(OFF_TIMELINE, reference=reference)


def judgment_digest(judgment: Judgment) -> str:
    """SHA-256 of what a judgment says, as the log proved it before it was sealed."""
    content = {
        "case_id": judgment.case_id,
        "number": judgment.number,
        "date": judgment.date.isoformat(),
        "note": judgment.note,
        "person_id": judgment.person_id,
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()
