"""案情: the facts of a case kept by its acts, version by version, and the case that has them."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case, CasefileVersion, filing
from casework.cases.errors import NothingChanged
from casework.proceedings import index, rehearsal, service
from casework.proceedings.errors import Incomplete, NotPermitted, NotPossible
from casework.proceedings.history import history
from casework.proceedings.models import Folder
from casework.proceedings.service import Doing
from rules.casefile import CaseFile
from rules.casefile.answers import changes
from rules.closed_lists import LISTS
from rules.proceedings import state

FIELDS = {"procuratorate": "procuratorate", "court": "court", "bureau": "forestry_bureau"}
"""Kind of seat -> field of ``case.institutions``."""


def case_of(folder: Folder) -> Case | None:
    """The record that holds the facts of a case; None while only its beginning is known."""
    return db.session().get(Case, folder.case_id) if folder.case_id is not None else None


def folder_of(case: Case) -> Folder | None:
    """The case kept by acts that has these facts; None for one that goes by stages."""
    return db.session().scalar(select(Folder).where(Folder.case_id == case.id))


def filed(folder: Folder) -> CaseFile | None:
    """The facts as they were filed or corrected last; None while only the beginning of the case is known."""
    case = case_of(folder)
    return filing.casefile_of(filing.current_version(case)) if case is not None else None


def completed(folder: Folder, casefile: CaseFile, case: state.Case | None = None) -> filing.Complete:
    """A case file as it may be stored for this case: its institutions are those that have the seats.

    Raises ``InputError`` as ``filing.check``.
    """
    case = history(folder) if case is None else case
    seats: dict[str, str] = {}
    for seat in case.seats:
        if seat.kind in FIELDS:
            seats.setdefault(FIELDS[seat.kind], seat.institution)
    return filing.complete_by_acts(casefile, seats, folder.opener.institution.area_code)


@db.writing()
def keep(folder: Folder, person: Person, whole: filing.Complete, reason: str) -> CasefileVersion:
    """Store the facts of a case, the first time or as a further version. Raises ``NothingChanged``, ``WrongFacts``.

    Whether this person may, and which act says so, is for the caller.
    """
    case = case_of(folder)
    if case is None:
        case = filing.file_by_acts(person, whole, folder.reference, reason)
        folder.case_id = case.id
        index.bring_up_to_date(folder, history(folder))
        return filing.current_version(case)
    revision = filing.add_version(case, whole, person, reason)
    if not revision.new:
        raise NothingChanged(gettext("内容与现有案件文件相同，没有改动。"))
    case.row_version += 1
    case.updated_at = db.now()
    told = {"version": revision.version.version}
    audit.record("revise_facts", f"case:{case.id}", told, person=person, proves=revision.proves)
    return revision.version


def check_changing(folder: Folder, person: Person) -> None:
    """Raise as the table refuses it unless this person may state the facts of this case otherwise now."""
    rehearsal.rehearse(history(folder), person, Doing("correct", db.today(), (), {"fact": "—"}))


def may_change(folder: Folder, person: Person) -> bool:
    """Whether this person may state the facts of this case otherwise now."""
    try:
        check_changing(folder, person)
    except (NotPermitted, NotPossible, Incomplete):
        return False
    return True


@db.writing()
def correct(folder: Folder, person: Person, casefile: CaseFile, reason: str) -> CasefileVersion:
    """State the facts of a case otherwise: a version of them, and the act that says so, in one transaction."""
    before = filed(folder)
    found = changes(before, casefile, LISTS) if before is not None else ()
    version = keep(folder, person, completed(folder, casefile), reason)
    said = {"fact": "、".join(str(one.name) for one in found)}
    service.record(folder, person, Doing("correct", db.today(), (), said, reason))
    return version
