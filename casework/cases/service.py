"""What other features and the pages may ask of cases."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select

from casework import db, permissions
from casework.accounts import Person
from casework.cases.errors import UnknownCase
from casework.cases.filing import casefile_of, current_version
from casework.cases.lifecycle import awaited_step, steps_for
from casework.cases.models import Case
from casework.cases.queries import visible_to
from rules.casefile import CaseFile


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
    return gettext("%(step)s（%(whose)s）", step=str(step.label), whose=permissions.whose(step.permission, case))


def next_page(case: Case, person: Person) -> str | None:
    """Where this person takes the step that the case waits for, below the case's address; None when it is another's."""
    step = awaited_step(case)
    if step is None or step not in steps_for(case, person):
        return None
    return f"/{step.page}" if step.page else ""


def pin(case: Case, *, method: str, law: str) -> None:
    """Fix the editions (with hash) that the case was measured and decided by."""
    case.method_pin, case.law_pin = method, law
