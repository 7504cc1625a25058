"""The newest assessments of many cases, for lists: their numbers, none of the large results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from casework import db
from casework.losses.models import Assessment, MeasuredWith


@dataclass(frozen=True)
class Newest:
    """The current assessment of a case."""

    id: int
    number: int


def newest(case_ids: Sequence[int]) -> dict[int, Newest]:
    """By case: its current assessment; cases that are not measured are left out."""
    later = aliased(Assessment)
    last = select(func.max(later.number)).where(later.case_id == Assessment.case_id).scalar_subquery()
    query = select(Assessment.case_id, Assessment.id, Assessment.number).where(
        Assessment.case_id.in_(case_ids), Assessment.number == last
    )
    return {case_id: Newest(id, number) for case_id, id, number in db.session().execute(query)}


@dataclass(frozen=True)
class Used:
    """With which frozen parameter set an assessment was made."""

    number: int
    set_id: int


def sets_of(assessment_ids: Sequence[int]) -> dict[int, Used]:
    """By assessment: its number and the set it was made with; those made with a shipped set are left out."""
    query = (
        select(Assessment.id, Assessment.number, MeasuredWith.set_id)
        .join(MeasuredWith, MeasuredWith.assessment_id == Assessment.id)
        .where(Assessment.id.in_(assessment_ids))
    )
    return {id: Used(number, set_id) for id, number, set_id in db.session().execute(query)}


def number_of(assessment_id: int) -> int:
    """Which of its case's assessments it is. Raises ``NoResultFound``."""
    return db.session().scalars(select(Assessment.number).where(Assessment.id == assessment_id)).one()
