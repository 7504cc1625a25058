"""The judge's side: read the worksheet, remark beside a line, return the measurement or confirm the loss."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case, CasefileVersion, lifecycle
from casework.cases.stages import STEPS
from casework.losses.errors import AlreadyReviewed, ReviewRefused, UnknownAssessment
from casework.losses.models import CONFIRMED, RETURNED, Assessment, LineRemark, MeasuredWith, Review
from casework.parameters import register
from casework.parameters import service as parameters
from rules.carbon.parameters.sets import ParameterSet
from rules.reading.errors import FieldError

IN_REVIEW = "in_review"
LONGEST = 2000


@dataclass(frozen=True)
class Remark:
    """What was said beside a line, and by whom."""

    row: LineRemark
    person: Person

    @property
    def text(self) -> str:
        return self.row.text


@dataclass(frozen=True)
class Reviewed:
    """An assessment with everything that was said of it."""

    row: Assessment
    version: int
    measurer: Person
    review: Review | None
    reviewer: Person | None
    remarks: Mapping[int, tuple[Remark, ...]]
    latest: bool
    set_id: int | None = None
    """The frozen parameter set it was made with; None for the set that ships with the method."""

    @cached_property
    def entered_set(self) -> register.Entered | None:
        """That set as it stands now, for the page; it may have been withdrawn since."""
        return None if self.set_id is None else register.entered_set(self.set_id)

    @cached_property
    def parameter_set(self) -> ParameterSet | None:
        """That set, for measuring again by the same values."""
        return None if self.set_id is None else parameters.frozen(self.set_id)

    @cached_property
    def result(self) -> dict[str, Any]:
        """The frozen result, as ``rules.assess`` gave it."""
        data: dict[str, Any] = json.loads(self.row.result)
        return data

    @property
    def state(self) -> str:
        """``in_review``, ``returned`` or ``confirmed``. It follows from the review and is never stored."""
        return self.review.decision if self.review else IN_REVIEW

    @property
    def remarked(self) -> int:
        """How many remarks there are."""
        return sum(len(items) for items in self.remarks.values())


def assessments(case: Case) -> list[Reviewed]:
    """All assessments of a case, newest first."""
    rows = db.session().execute(
        select(Assessment, CasefileVersion.version, Person)
        .join(CasefileVersion, CasefileVersion.id == Assessment.casefile_version_id)
        .join(Person, Person.id == Assessment.person_id)
        .where(Assessment.case_id == case.id)
        .order_by(Assessment.number.desc())
    )
    return [
        _reviewed(row, version, measurer, latest=position == 0)
        for position, (row, version, measurer) in enumerate(list(rows))
    ]


def sets_used(case_ids: Sequence[int]) -> dict[int, int]:
    """By case: the number of the frozen parameter set of its newest assessment; cases measured with a shipped one
    are left out."""
    newest = select(func.max(Assessment.id)).where(Assessment.case_id.in_(case_ids)).group_by(Assessment.case_id)
    query = select(Assessment.case_id, MeasuredWith.set_id).where(Assessment.id.in_(newest))
    rows = db.session().execute(query.join(MeasuredWith, MeasuredWith.assessment_id == Assessment.id))
    return {row.case_id: row.set_id for row in rows}


def _reviewed(row: Assessment, version: int, measurer: Person, *, latest: bool) -> Reviewed:
    review = db.session().scalar(select(Review).where(Review.assessment_id == row.id))
    reviewer = db.session().get(Person, review.person_id) if review else None
    remarks: dict[int, tuple[Remark, ...]] = {}
    said = db.session().execute(
        select(LineRemark, Person)
        .join(Person, Person.id == LineRemark.person_id)
        .where(LineRemark.assessment_id == row.id)
        .order_by(LineRemark.id)
    )
    for remark, person in said:
        remarks[remark.line_no] = (*remarks.get(remark.line_no, ()), Remark(remark, person))
    set_id = db.session().scalar(select(MeasuredWith.set_id).where(MeasuredWith.assessment_id == row.id))
    return Reviewed(row, version, measurer, review, reviewer, remarks, latest, set_id)


def latest(case: Case) -> Reviewed | None:
    """The current assessment of a case."""
    return next(iter(assessments(case)), None)


def confirmed(case: Case) -> Reviewed | None:
    """The current assessment, if the judge confirmed it."""
    current = latest(case)
    return current if current is not None and current.state == CONFIRMED else None


def assessment(case: Case, number: int) -> Reviewed:
    """The case's assessment of this number. Raises ``UnknownAssessment``."""
    for item in assessments(case):
        if item.row.number == number:
            return item
    raise UnknownAssessment(gettext("本案没有第 %(number)s 次计量。", number=number))


@db.writing()
def remark(case: Case, person: Person, remarks: Mapping[int, str]) -> int:
    """Keep remarks beside lines of the assessment under review; empty ones are passed over. Gives how many were kept.

    Only the assigned judge remarks, and only while the assessment is under review.
    """
    lifecycle.check_step(case, STEPS["return"], person)
    rows = _add_remarks(_under_review(case), person, remarks)
    if rows:
        lifecycle.touch(case)
        audit.record("remark", f"case:{case.id}", {"lines": [row.line_no for row in rows]}, person=person, proves=rows)
    return len(rows)


@db.writing()
def send_back(case: Case, person: Person, reason: str, remarks: Mapping[int, str]) -> None:
    """Return the measurement with a reason; the remarks are kept beside their lines."""
    lifecycle.check_step(case, STEPS["return"], person)
    if not reason.strip():
        message = gettext("退回须写明理由")
        raise ReviewRefused(message, (FieldError("reason", message),))
    _decide(case, person, RETURNED, reason, remarks, "return")


@db.writing()
def confirm(case: Case, person: Person, note: str, remarks: Mapping[int, str]) -> None:
    """Confirm the loss as measured."""
    lifecycle.check_step(case, STEPS["confirm"], person)
    _decide(case, person, CONFIRMED, note, remarks, "confirm")


def _decide(case: Case, person: Person, decision: str, reason: str, remarks: Mapping[int, str], action: str) -> None:
    current = _under_review(case)
    if len(reason.strip()) > LONGEST:
        raise ReviewRefused(
            gettext("理由过长"), (FieldError("reason", gettext("至多 %(longest)s 字", longest=LONGEST)),)
        )
    rows = _add_remarks(current, person, remarks)
    review = Review(
        assessment_id=current.row.id, decision=decision, reason=reason.strip(), person_id=person.id, at=db.now()
    )
    detail = {"assessment": current.row.number, "hash": current.row.hash, "remarks": len(rows)}
    # The guard of the step asks for an assessment without a review, so the step comes first.
    lifecycle.advance(case, action, person, reason=reason, detail=detail, proves=rows)
    db.session().add(review)
    db.session().flush()
    audit.record("review", f"assessment:{current.row.id}", {"decision": decision}, person=person, proves=(review,))


def _under_review(case: Case) -> Reviewed:
    current = latest(case)
    if current is None or current.review is not None:
        raise AlreadyReviewed(gettext("没有待复核的计量。"))
    return current


def _add_remarks(current: Reviewed, person: Person, remarks: Mapping[int, str]) -> tuple[LineRemark, ...]:
    lines = {line["no"] for line in current.result["worksheet"]}
    mistakes = []
    rows = []
    for number, text in sorted(remarks.items()):
        if not text.strip():
            continue
        if number not in lines:
            mistakes.append(FieldError(f"remark-{number}", gettext("工作底稿没有第 %(no)s 行", no=number)))
        elif len(text.strip()) > LONGEST:
            mistakes.append(FieldError(f"remark-{number}", gettext("至多 %(longest)s 字", longest=LONGEST)))
        rows.append(
            LineRemark(
                assessment_id=current.row.id, line_no=number, text=text.strip(), person_id=person.id, at=db.now()
            )
        )
    if mistakes:
        raise ReviewRefused(gettext("批注没有保存。"), tuple(mistakes))
    db.session().add_all(rows)
    db.session().flush()
    return tuple(rows)


def measured_for_review(case: Case, person: Person) -> str | None:
    """That there is a measurement without its decision, and that it has a result."""
    current = latest(case)
    if current is None or current.review is not None:
        return gettext("还没有可供复核的计量结果。")
    if current.result["loss_tco2e"] is None:
        return gettext("计量没有得出碳汇损失量，不能提交或确认；请补充地块数据或改用其他方法。")
    return None
