"""Assessments as they are read line by line, and the remarks beside their lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from casework import db
from casework.accounts import Person
from casework.cases import Case, CasefileVersion
from casework.losses.errors import ReviewRefused, UnknownAssessment
from casework.losses.models import Assessment, LineRemark, MeasuredWith
from casework.parameters import register
from casework.parameters import service as parameters
from rules.carbon.comparison.differences import method_title
from rules.carbon.parameters.sets import ParameterSet
from rules.reading.errors import FieldError
from rules.record.assessment import AssessmentRecord

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
    """An assessment. The result itself and the remarks are read when they are asked for.

    ``set_id``: the frozen parameter set it was made with; None for the set that ships with the method.
    ``remarked``: how many remarks there are. ``latest``: whether none came after it, of the same order to measure.
    """

    row: Assessment
    version: int
    measurer: Person
    latest: bool
    set_id: int | None
    remarked: int

    @cached_property
    def entered_set(self) -> register.Entered | None:
        """That set as it stands now, for the page; it may have been withdrawn since."""
        return None if self.set_id is None else register.entered_set(self.set_id)

    @cached_property
    def parameter_set(self) -> ParameterSet | None:
        """That set, for measuring again by the same values."""
        return None if self.set_id is None else parameters.frozen(self.set_id)

    @cached_property
    def result(self) -> AssessmentRecord:
        """The frozen result, as ``rules.assess`` gave it."""
        return AssessmentRecord.read(self.row.result)

    @property
    def loss_tco2e(self) -> str | None:
        """The loss as printed; None where the measurement gave none."""
        return self.row.loss_tco2e

    @property
    def method_title(self) -> str:
        """What the method calls itself."""
        return method_title(self.row.method)

    @cached_property
    def remarks(self) -> Mapping[int, tuple[Remark, ...]]:
        """The remarks by the line they stand beside, in the order they were made."""
        found: dict[int, tuple[Remark, ...]] = {}
        if not self.remarked:
            return found
        said = db.session().execute(
            select(LineRemark, Person)
            .join(Person, Person.id == LineRemark.person_id)
            .where(LineRemark.assessment_id == self.row.id)
            .order_by(LineRemark.id)
        )
        for remark, person in said:
            found[remark.line_no] = (*found.get(remark.line_no, ()), Remark(remark, person))
        return found


def assessments(case: Case) -> list[Reviewed]:
    """All assessments of a case, newest first."""
    return [Reviewed(*row) for row in db.session().execute(_reviewed(case))]


def latest(case: Case) -> Reviewed | None:
    """The current assessment of a case."""
    row = db.session().execute(_reviewed(case).limit(1)).first()
    return None if row is None else Reviewed(*row)


def assessment(case: Case, number: int) -> Reviewed:
    """The case's assessment of this number. Raises ``UnknownAssessment``."""
    row = db.session().execute(_reviewed(case).where(Assessment.number == number)).first()
    if row is None:
        raise UnknownAssessment(gettext("本案没有第 %(number)s 次计量。", number=number))
    return Reviewed(*row)


def _reviewed(case: Case) -> Select[Any]:
    """The fields of ``Reviewed`` of each assessment of a case, newest first."""
    measurer, other = aliased(Person), aliased(Assessment)
    same = other.answers == Assessment.answers
    newest = select(func.max(other.number)).where(other.case_id == case.id, same).correlate(Assessment)
    remarks = select(func.count()).where(LineRemark.assessment_id == Assessment.id).scalar_subquery()
    return (
        select(
            Assessment,
            CasefileVersion.version,
            measurer,
            Assessment.number == newest.scalar_subquery(),
            MeasuredWith.set_id,
            remarks,
        )
        .join(CasefileVersion, CasefileVersion.id == Assessment.casefile_version_id)
        .join(measurer, measurer.id == Assessment.person_id)
        .outerjoin(MeasuredWith, MeasuredWith.assessment_id == Assessment.id)
        .where(Assessment.case_id == case.id)
        .order_by(Assessment.number.desc())
    )


def sets_used(case_ids: Select[int]) -> dict[int, int]:
    """By case, of those that a query gives: the number of the frozen parameter set of its newest assessment; cases
    measured with a shipped one are left out."""
    newest = select(func.max(Assessment.id)).where(Assessment.case_id.in_(case_ids)).group_by(Assessment.case_id)
    query = select(Assessment.case_id, MeasuredWith.set_id).where(Assessment.id.in_(newest))
    rows = db.session().execute(query.join(MeasuredWith, MeasuredWith.assessment_id == Assessment.id))
    return {row.case_id: row.set_id for row in rows}


def add_remarks(
    current: Reviewed, person: Person, remarks: Mapping[int, str], act: int | None = None
) -> tuple[LineRemark, ...]:
    """In ``db.writing()``: keep remarks beside lines, empty ones passed over. Raises ``ReviewRefused``."""
    check_remarks(current, remarks)
    rows = [
        LineRemark(
            assessment_id=current.row.id, line_no=number, text=text.strip(), person_id=person.id, at=db.now(), act=act
        )
        for number, text in sorted(remarks.items())
        if text.strip()
    ]
    db.session().add_all(rows)
    db.session().flush()
    return tuple(rows)


def check_remarks(current: Reviewed, remarks: Mapping[int, str]) -> None:
    """Raise ``ReviewRefused`` with every remark that cannot be kept, at its field."""
    lines = {line.no for line in current.result.worksheet} if remarks else set()
    mistakes = []
    for number, text in sorted(remarks.items()):
        if text.strip() and number not in lines:
            mistakes.append(FieldError(f"remark-{number}", gettext("工作底稿没有第 %(no)s 行", no=number)))
        elif len(text.strip()) > LONGEST:
            mistakes.append(FieldError(f"remark-{number}", gettext("至多 %(longest)s 字", longest=LONGEST)))
    if mistakes:
        raise ReviewRefused(gettext("批注没有保存。"), tuple(mistakes))
