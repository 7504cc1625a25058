"""What other features and the pages may ask of cases."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.sql import ColumnElement

from casework import db
from casework.accounts.service import Person
from casework.cases.errors import Stale, UnknownCase, WrongPerson, WrongStage
from casework.cases.filing import add_version, casefile_of, changes, current_version, file
from casework.cases.lifecycle import advance, check_step, check_version, guard, steps_for, touch
from casework.cases.models import Case, CasefileVersion, Judgment, StageEvent
from casework.cases.stages import STAGES, STEPS
from rules.casefile import CaseFile

__all__ = [
    "STAGES",
    "STEPS",
    "Case",
    "CasefileVersion",
    "Judgment",
    "StageEvent",
    "Stale",
    "WrongPerson",
    "WrongStage",
    "add_version",
    "advance",
    "casefile_of",
    "changes",
    "check_step",
    "check_version",
    "current_casefile",
    "current_version",
    "file",
    "get_for",
    "guard",
    "pin",
    "steps_for",
    "touch",
    "visible_to",
]


def visible_to(person: Person) -> ColumnElement[bool]:
    """The condition on ``Case`` that this person may see it: the own institution takes part; the province sees all."""
    if person.role == "supervisor" and person.institution.kind == "province":
        return Case.id.is_not(None)
    if person.role == "administrator":
        return Case.id.is_(None)
    own = person.institution_id
    return or_(Case.procuratorate_id == own, Case.court_id == own, Case.bureau_id == own)


def get_for(person: Person, case_id: int) -> Case:
    """The case, if this person may see it. Raises ``UnknownCase`` (404) otherwise, saying no more than that."""
    case = db.session().scalar(select(Case).where(Case.id == case_id, visible_to(person)))
    if case is None:
        raise UnknownCase(gettext("没有这个案件，或您所在单位不参与办理。"))
    return case


def current_casefile(case: Case) -> CaseFile:
    """The facts as they stand now."""
    return casefile_of(current_version(case))


def pin(case: Case, *, method: str, law: str) -> None:
    """Fix the editions (with hash) that the case was measured and decided by."""
    case.method_pin, case.law_pin = method, law
