"""犯罪记录封存: a case is sealed, its seal is lifted, somebody is let into it; each on record with its ground.

A sealed case has no seats: no list, search, export, sum or supervisor meets it (``index``). Who has it in hand goes on
with it; whoever else is to read it is let in by himself, for some days, in a case in which his office takes part.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from casework import db, permissions
from casework.accounts import Person
from casework.audit import service as audit
from casework.errors import Forbidden, Impossible, Invalid, NotFound
from casework.proceedings import index
from casework.proceedings.history import history
from casework.proceedings.models import Folder
from casework.proceedings.queries import is_sealed
from casework.proceedings.seal_models import LIFTED, SEALED, FolderSeal, SealReading
from casework.wording import told
from rules.proceedings import sealing as rules
from rules.proceedings.state import Case
from rules.reading.errors import FieldError
from rules.reading.messages import template

MOST_DAYS = 30
"""For so many days at most somebody is let in at a time: a period of ours, the law names none."""

NOT_SAID = template("请写明")
NO_GROUND = template("请选择解除封存的依据")
TOO_LONG = template("每次查询至多 %(most)s 日，自今日起")
INCOMPLETE = template("没有写全，未作任何改动。")
IS_SEALED = template("本案已经封存。")
IS_NOT = template("本案没有封存。")
NONE_SUCH = template("没有这个编号的封存案件，或者您所在单位不参与办理。")


@dataclass(frozen=True)
class Wanted:
    """A seal or its end: on which ground, with which words, approved by whom and when."""

    ground: str
    reason: str
    approval: str


@dataclass(frozen=True)
class Reading:
    """To be let in: for which authority, for what and on which rule, approved by whom and when, until which day."""

    reference: str
    asked_by: str
    ground: str
    approval: str
    until: datetime.date | None


@dataclass(frozen=True)
class Standing:
    """``sealed``: whether it is now; ``steps`` and ``readings``: oldest first; ``due``: grounds on which it is to be
    sealed by what the acts tell; ``may``: whether the reader may."""

    sealed: bool
    steps: Sequence[FolderSeal]
    readings: Sequence[SealReading]
    due: tuple[str, ...]
    may: bool


def sealed(folder: Folder) -> bool:
    """Whether the record of a case is sealed."""
    return bool(db.session().scalar(select(is_sealed(folder.id))))


def due(case: Case) -> tuple[str, ...]:
    """The grounds on which a case is to be sealed, by what its acts tell."""
    return rules.to_be_sealed(case)


def is_marked(folder: Folder) -> bool:
    """The same by what lists show of the case, which follows from the seal: no further query."""
    return folder.title == index.SEALED_TITLE


def standing(folder: Folder, person: Person, case: Case) -> Standing:
    """How it stands with the seal of a case that this person sees."""
    session, now = db.session(), sealed(folder)
    steps = session.scalars(select(FolderSeal).where(FolderSeal.folder_id == folder.id).order_by(FolderSeal.id)).all()
    let_in = select(SealReading).where(SealReading.folder_id == folder.id).order_by(SealReading.id)
    open_now = () if now else due(case)
    return Standing(now, steps, session.scalars(let_in).all(), open_now, _may(person, case))


def seal(folder: Folder, person: Person, wanted: Wanted) -> None:
    """Seal a case. Raises ``Forbidden``, ``Invalid``, or ``Impossible`` where it is sealed."""
    case = history(folder)
    _require(person, case)
    refused = rules.refusal(case, wanted.ground)
    _refuse_unsaid({"ground": str(told(refused)), **_unsaid(approval=wanted.approval)})
    _step(folder, person, SEALED, wanted, case)


def lift(folder: Folder, person: Person, wanted: Wanted) -> None:
    """Lift the seal of a case. Raises as ``seal``, or ``Impossible`` where it is not sealed."""
    case = history(folder)
    _require(person, case)
    no_ground = "" if wanted.ground in rules.LIFTED else gettext(NO_GROUND)
    _refuse_unsaid({"ground": no_ground, **_unsaid(reason=wanted.reason, approval=wanted.approval)})
    _step(folder, person, LIFTED, wanted, case)


def _step(folder: Folder, person: Person, step: str, wanted: Wanted, case: Case) -> None:
    with db.writing() as session:
        db.lock(folder)
        if sealed(folder) == (step == SEALED):
            raise Impossible(gettext(IS_SEALED if step == SEALED else IS_NOT))
        row = FolderSeal(
            folder_id=folder.id,
            step=step,
            ground=wanted.ground,
            reason=wanted.reason.strip(),
            approval=wanted.approval.strip(),
            person_id=person.id,
            institution_id=person.institution_id,
            at=db.now(),
        )
        session.add(row)
        session.flush()
        index.bring_up_to_date(folder, case)
        what = {SEALED: "seal_case", LIFTED: "lift_seal"}[step]
        audit.record(what, f"folder:{folder.id}", {"ground": wanted.ground}, person=person, proves=(row,))


@db.writing()
def let_in(person: Person, wanted: Reading) -> Folder:
    """Let this person into a sealed case by its number. Raises ``Invalid``, ``Forbidden``, or ``NotFound``, which does
    not tell whether there is such a case."""
    permissions.require_any(person, permissions.SEAL_RECORDS)
    last = db.today() + datetime.timedelta(days=MOST_DAYS)
    in_time = wanted.until is not None and db.today() <= wanted.until <= last
    missing = _unsaid(asked_by=wanted.asked_by, ground=wanted.ground, approval=wanted.approval)
    _refuse_unsaid({**missing, "until": "" if in_time else gettext(TOO_LONG, most=MOST_DAYS)})
    assert wanted.until is not None, "it is in time"
    query = select(Folder).where(Folder.reference == wanted.reference.strip(), is_sealed(Folder.id))
    folder = db.session().scalar(query)
    if folder is None or not _may(person, history(folder)):
        raise NotFound(gettext(NONE_SUCH))
    row = SealReading(
        folder_id=folder.id,
        asked_by=wanted.asked_by.strip(),
        ground=wanted.ground.strip(),
        approval=wanted.approval.strip(),
        until=wanted.until,
        person_id=person.id,
        institution_id=person.institution_id,
        at=db.now(),
    )
    db.session().add(row)
    db.session().flush()
    told_of = {"asked_by": row.asked_by, "until": row.until.isoformat()}
    audit.record("read_sealed", f"folder:{folder.id}", told_of, person=person, proves=(row,))
    return folder


def _may(person: Person, case: Case) -> bool:
    own = person.institution.name in {seat.institution for seat in case.seats}
    return own and permissions.may(person, permissions.SEAL_RECORDS, of=person.institution)


def _require(person: Person, case: Case) -> None:
    if not _may(person, case):
        wanted = permissions.SEAL_RECORDS
        raise Forbidden(gettext(permissions.ONLY_BY, step=str(wanted.action), who=permissions.whose(wanted)))


def _unsaid(**said: str) -> dict[str, str]:
    return {name: "" if text.strip() else gettext(NOT_SAID) for name, text in said.items()}


def _refuse_unsaid(wrong: dict[str, str]) -> None:
    mistakes = tuple(FieldError(name, why) for name, why in wrong.items() if why)
    if mistakes:
        raise Invalid(gettext(INCOMPLETE), mistakes)
