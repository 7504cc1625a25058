"""Every stored assessment worked out again from the facts and the parameter set that it was made of, by the edition of
the method that it names.

Whoever reads the records reads no more of them than their texts, the long ones as bytes: what these say is read by
whoever works it out again, so that many can do so beside one another.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from flask_babel import gettext
from sqlalchemy import Select, func, select

from casework import db
from casework.cases import CasefileVersion
from casework.documents.basis import measured_from
from casework.documents.gathering import results_of
from casework.documents.matter import Json
from casework.documents.verifying import redone
from casework.documents.verifying.families import Stated
from casework.documents.verifying.finding import ASSESSMENT, Finding, failed
from casework.losses import Assessment
from casework.losses.newest import sets_of
from casework.parameters import register
from casework.proceedings import Folder
from casework.proceedings.history import courses
from casework.proceedings.stored import Course
from rules import blocks
from rules.casefile import parse
from rules.proceedings.refusals import Refused
from rules.reading.messages import template
from rules.record.assessment import AssessmentRecord

UNREADABLE = template("保存的结果或者案情不能读出：%(why)s")

TOGETHER = 50
"""Cases, at most, whose records are read at a time."""


@dataclass(frozen=True)
class Replayed:
    """An assessment: the number of its case, its own in the case, and what came of working it out again."""

    reference: str
    number: int
    finding: Finding


@dataclass(frozen=True)
class Told:
    """An assessment as it is stored, as it goes to the process that works it out again.

    ``result`` and ``casefile``: the texts of the result and of the version of the facts. ``entered``: the set that a
    bureau entered. ``measured``: what it was measured from, where that is not told of the course of the case alone.
    """

    reference: str
    number: int
    result: bytes
    casefile: bytes
    entered: Json | None
    course: Course | None
    measured: Json | None

    def stated(self) -> Stated:
        """What it states, and of what it was made. Raises what reading a wrong text raises."""
        record = AssessmentRecord.read(self.result)
        return Stated(record.as_json(), self.measured or self._measured(record), self.entered)

    def _measured(self, record: AssessmentRecord) -> Json:
        filed, course = parse(orjson.loads(self.casefile), recorded=True), self.course
        if course is None:
            return filed.as_json()
        return measured_from(filed, self.number, record, lambda: course.done, course.case).as_json()


def count(reference: str | None = None, after: str | None = None) -> int:
    """How many assessments there are, of one case or of all, or of those after one."""
    query = select(func.count()).select_from(Assessment).join(Folder, Folder.case_id == Assessment.case_id)
    return db.session().scalar(_of(query, reference).where(Folder.id > _number(after))) or 0


def every(
    reference: str | None = None, after: str | None = None, processes: int = 1
) -> Generator[Replayed, None, None]:
    """Each of them, case by case, in the order of their numbers: here, or by several processes that are given the
    records and have no database. ``after``: from the case that follows this one, where an earlier run ended."""
    found = _told(reference, _number(after))
    if processes == 1 and not blocks.spread():
        for some in found:
            yield from again(some)
        return
    parts = blocks.each(again, found, processes)
    try:
        for part in parts:
            yield from part
    finally:
        parts.close()


def again(some: Sequence[Told]) -> list[Replayed]:
    """Some of them worked out again."""
    return [Replayed(one.reference, one.number, _finding(one)) for one in some]


def _finding(one: Told) -> Finding:
    try:
        stated = one.stated()
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, Refused) as problem:
        return failed(ASSESSMENT, gettext(UNREADABLE, why=problem))
    return redone.finding(stated)


def _told(reference: str | None, last: int) -> Iterator[list[Told]]:
    measured = select(Assessment.id).where(Assessment.case_id == Folder.case_id).exists()
    query = _of(select(Folder.id).where(measured), reference)
    left = db.session().scalar(select(func.count()).select_from(query.where(Folder.id > last).subquery())) or 0
    proof = cache(lambda number: register.entered_set(number).as_proof())
    while found := db.session().scalars(_next(query, last, blocks.size(left, TOGETHER))).all():
        done, rows = courses(found), _rows(found)
        entered = {id: proof(used.set_id) for id, used in sets_of([row.assessment for row in rows]).items()}
        yield [_of_row(row, done.get(row.folder), entered.get(row.assessment)) for row in rows]
        last, left = found[-1], left - len(found)
        db.session().expunge_all()


def _next(query: Select[int], last: int, most: int) -> Select[int]:
    return query.where(Folder.id > last).order_by(Folder.id).limit(most)


def _rows(folders: Sequence[int]) -> Sequence[Any]:
    """The assessments of these cases, with what they were made of."""
    query = (
        select(
            Folder.id.label("folder"),
            Folder.reference,
            Assessment.id.label("assessment"),
            Assessment.number,
            db.undecoded(Assessment.result).label("stored"),
            db.undecoded(CasefileVersion.document).label("document"),
        )
        .join(Assessment, Assessment.case_id == Folder.case_id)
        .join(CasefileVersion, CasefileVersion.id == Assessment.casefile_version_id)
        .where(Folder.id.in_(folders))
        .order_by(Folder.id, Assessment.number)
    )
    return db.session().execute(query).all()


def _of_row(row: Any, course: Course | None, entered: Json | None) -> Told:
    measured = None if course is not None else _measured(row.folder, row.number)
    return Told(row.reference, row.number, row.stored, row.document, entered, course, measured)


def _measured(folder_id: int, number: int) -> Json:
    """What it was measured from, of a case that shares its course with another."""
    return results_of(db.session().get_one(Folder, folder_id))[number].basis().facts.as_json()


def _number(reference: str | None) -> int:
    """The row of a case, 0 before all. Raises ``LookupError``."""
    if reference is None:
        return 0
    found = db.session().scalar(select(Folder.id).where(Folder.reference == reference))
    if found is None:
        raise LookupError(reference)
    return found


def _of(query: Select[Any], reference: str | None) -> Select[Any]:
    return query if reference is None else query.where(Folder.reference == reference)
