"""What other features and the pages may ask of cases."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.accesses import recording as accesses
from casework.accounts import Person
from casework.cases import filing
from casework.cases.errors import UnknownCase
from casework.cases.models import Case
from casework.cases.queries import visible_to
from casework.errors import Stale
from rules.casefile import CaseFile


def get_for(person: Person, case_id: int) -> Case:
    """The case, if this person may see it; that they looked at it is noted.

    Raises ``UnknownCase`` (404) otherwise, saying no more than that.
    """
    case = db.session().scalar(select(Case).where(Case.id == case_id, visible_to(person)))
    if case is None:
        raise UnknownCase(gettext("没有这个案件，或您所在单位不参与办理。"))
    accesses.opened(person, case)
    return case


def current_casefile(case: Case) -> CaseFile:
    """The facts as they stand now."""
    return filing.casefile_of(filing.current_version(case))


def pin(case: Case, *, method: str, law: str) -> None:
    """Fix the editions (with hash) that the case was measured and decided by."""
    case.method_pin, case.law_pin = method, law


def touch(case: Case) -> None:
    """Raise the row version: pages made before now are out of date."""
    case.row_version += 1
    case.updated_at = db.now()


def check_version(case: Case, row_version: int | None) -> None:
    """Raise ``Stale`` unless the page was made from the present state of the case.

    ``db.writing()`` asks again under the lock, so whoever comes second at the same moment is told as well.
    """
    db.lock(case)
    if row_version != case.row_version:
        raise Stale
