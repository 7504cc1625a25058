"""What other features and the pages may ask of cases."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.accounts.service import Person
from casework.cases.errors import Stale, UnknownCase, UploadNotText, UploadTooLarge, WrongPerson, WrongStage
from casework.cases.filing import add_version, casefile_of, changes, completed, current_version, file
from casework.cases.history import Comparison, Happening, timeline, version, versions
from casework.cases.lifecycle import (
    advance,
    awaited_step,
    check_step,
    check_version,
    chooses_next,
    guard,
    steps_for,
    touch,
    whose,
)
from casework.cases.models import Case, CasefileVersion, Judgment, StageEvent
from casework.cases.queries import Filter, Listing, Task, listing, tasks, visible_to
from casework.cases.stages import STAGES, STEPS, Step
from casework.cases.stand_numbers import NUMBERS as STAND_NUMBERS
from casework.cases.stand_numbers import without_stale_errors
from casework.cases.steps import amend, amending_step, file_once, read_upload, rule
from rules.casefile import CaseFile

__all__ = [
    "STAGES",
    "STAND_NUMBERS",
    "STEPS",
    "Case",
    "CasefileVersion",
    "Comparison",
    "Filter",
    "Happening",
    "Judgment",
    "Listing",
    "StageEvent",
    "Stale",
    "Step",
    "Task",
    "UploadNotText",
    "UploadTooLarge",
    "WrongPerson",
    "WrongStage",
    "add_version",
    "advance",
    "amend",
    "amending_step",
    "awaited_step",
    "casefile_of",
    "changes",
    "check_step",
    "check_version",
    "chooses_next",
    "completed",
    "current_casefile",
    "current_version",
    "file",
    "file_once",
    "get_for",
    "guard",
    "listing",
    "next_page",
    "next_step",
    "pin",
    "read_upload",
    "rule",
    "steps_for",
    "tasks",
    "timeline",
    "touch",
    "version",
    "versions",
    "visible_to",
    "whose",
    "without_stale_errors",
]


def get_for(person: Person, case_id: int) -> Case:
    """The case, if this person may see it. Raises ``UnknownCase`` (404) otherwise, saying no more than that."""
    case = db.session().scalar(select(Case).where(Case.id == case_id, visible_to(person)))
    if case is None:
        raise UnknownCase(gettext("没有这个案件，或您所在单位不参与办理。"))
    return case


def current_casefile(case: Case) -> CaseFile:
    """The facts as they stand now."""
    return casefile_of(current_version(case))


def next_step(case: Case) -> str:
    """The step the case waits for and whose it is, in words; empty when the case is over."""
    step = awaited_step(case)
    if step is None:
        return ""
    return gettext("%(step)s（%(whose)s）", step=str(step.label), whose=whose(case, step))


def next_page(case: Case, person: Person) -> str | None:
    """Where this person takes the step that the case waits for, below the case's address; None when it is another's."""
    step = awaited_step(case)
    if step is None or step not in steps_for(case, person):
        return None
    return f"/{step.page}" if step.page else ""


def pin(case: Case, *, method: str, law: str) -> None:
    """Fix the editions (with hash) that the case was measured and decided by."""
    case.method_pin, case.law_pin = method, law
