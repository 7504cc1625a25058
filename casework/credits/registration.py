"""Writing the register. Forestry officers keep it; the database refuses a serial a second lot or a second use."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from casework import db, permissions
from casework.accounts import Person
from casework.audit import service as audit
from casework.credits.checks import Mistakes, Range
from casework.credits.errors import UnknownCredit
from casework.credits.models import CreditLot, CreditProject, SerialUse
from casework.credits.refusals import flush
from casework.credits.register import (
    OTHER_USES,
    issued,
    lot_holding,
    lots_meeting,
    project,
    type_name,
    uses_meeting,
)


@dataclass(frozen=True)
class ProjectEntry:
    registry_name: str
    name: str
    code: str
    credit_type: str
    methodology: str


@dataclass(frozen=True)
class LotEntry:
    """``source``: where the issue of these serials can be looked up (announcement, register page, its date)."""

    vintage: str
    serial_from: int
    serial_to: int
    quantity_t: int
    source: str


@dataclass(frozen=True)
class UseEntry:
    """A use outside this system. ``holder``: whose; ``evidence``: certificate or announcement that proves it."""

    project_id: int
    use: str
    serial_from: int
    serial_to: int
    quantity_t: int
    holder: str
    evidence: str


@db.writing()
def add_project(person: Person, entry: ProjectEntry) -> CreditProject:
    """Enter a project. Raises ``Forbidden``, or ``CreditRefused`` naming each field."""
    permissions.require(person, permissions.KEEP_REGISTER)
    mistakes = Mistakes()
    item = CreditProject(
        registry_name=mistakes.need("registry_name", entry.registry_name, 100),
        name=mistakes.need("name", entry.name, 200),
        code=mistakes.need("code", entry.code, 100),
        credit_type=type_name(mistakes.need("credit_type", entry.credit_type, 40)),
        methodology=mistakes.need("methodology", entry.methodology, 200),
        recorded_by=person.id,
        at=db.now(),
    )
    if not issued(entry.credit_type):
        mistakes.add("credit_type", gettext("%(type)s尚未签发，不能登记", type=entry.credit_type))
    mistakes.stop(gettext("项目没有登记。"))
    db.session().add(item)
    flush()
    audit.record("add_credit_project", f"credit_project:{item.id}", vars(entry), person=person)
    return item


@db.writing()
def add_lot(person: Person, project_id: int, entry: LotEntry) -> CreditLot:
    """Enter a lot of a project. Raises ``SerialsTaken`` where another lot has any of the serials."""
    permissions.require(person, permissions.KEEP_REGISTER)
    item = project(project_id)
    mistakes = Mistakes()
    lot = CreditLot(
        project_id=item.id,
        vintage=mistakes.need("vintage", entry.vintage, 60),
        serial_from=entry.serial_from,
        serial_to=entry.serial_to,
        quantity=entry.quantity_t,
        source=mistakes.need("source", entry.source, 500),
        recorded_by=person.id,
        at=db.now(),
    )
    if mistakes.serials(entry.serial_from, entry.serial_to):
        mistakes.quantity(entry.quantity_t, entry.serial_from, entry.serial_to)
    mistakes.stop(gettext("批次没有登记。"))
    db.session().add(lot)
    flush(lambda: lots_meeting(project_id, entry.serial_from, entry.serial_to))
    audit.record("add_credit_lot", f"credit_lot:{lot.id}", {"project": project_id, **vars(entry)}, person=person)
    return lot


def take(
    person: Person, project_id: int, use: str, serials: Range, *, holder: str, evidence: str, mistakes: Mistakes
) -> SerialUse:
    """Take serials for a use, as the database allows. ``mistakes`` found so far are raised first.

    Raises ``CreditRefused`` where no one lot contains the range, ``SerialsTaken`` where another use has any of it.
    """
    lot = None if mistakes.errors else lot_holding(project_id, serials.first, serials.last)
    if lot is None and not mistakes.errors:
        mistakes.add("serial_from", gettext("%(range)s 不在该项目任何一个已登记的批次之内", range=serials))
    mistakes.stop(gettext("没有登记，未作任何改动。"))
    assert lot is not None, "stop() has raised otherwise"
    taken = SerialUse(
        project_id=project_id,
        lot_id=lot.id,
        use=use,
        serial_from=serials.first,
        serial_to=serials.last,
        holder=holder,
        evidence=evidence,
        recorded_by=person.id,
        at=db.now(),
    )
    db.session().add(taken)
    flush(lambda: uses_meeting(project_id, serials.first, serials.last))
    return taken


@db.writing()
def record_use(person: Person, entry: UseEntry) -> SerialUse:
    """Enter a use outside this system, which closes the serials to every case."""
    permissions.require(person, permissions.KEEP_REGISTER)
    project(entry.project_id)
    mistakes = Mistakes()
    if entry.use not in OTHER_USES:
        mistakes.add("use", gettext("司法赔偿的认购在案件的“履行”栏登记"))
    holder = mistakes.need("holder", entry.holder, 200)
    evidence = mistakes.need("evidence", entry.evidence, 500)
    if mistakes.serials(entry.serial_from, entry.serial_to):
        mistakes.quantity(entry.quantity_t, entry.serial_from, entry.serial_to)
    serials = Range(entry.serial_from, entry.serial_to)
    taken = take(person, entry.project_id, entry.use, serials, holder=holder, evidence=evidence, mistakes=mistakes)
    audit.record("record_serial_use", f"serial_use:{taken.id}", vars(entry), person=person)
    return taken


def release(use: SerialUse, person: Person, reason: str) -> None:
    """End a use that was entered in error. The database refuses it once anything of it is retired."""
    mistakes = Mistakes()
    text = mistakes.need("reason", reason, 2000)
    mistakes.stop(gettext("撤销登记须写明理由。"))
    use.released_by, use.released_at, use.release_reason = person.id, db.now(), text
    flush()


def other_use(person: Person, use_id: int) -> SerialUse:
    """A use outside this system that this person's institution entered. Raises ``UnknownCredit``, ``Forbidden``."""
    use = db.session().get(SerialUse, use_id)
    if use is None or use.use not in OTHER_USES:
        raise UnknownCredit(gettext("没有这条用途登记。"))
    _require_own(person, use.recorded_by)
    return use


@db.writing()
def release_use(person: Person, use_id: int, reason: str) -> None:
    """Take back a use outside this system that was entered in error; its row stays, with the reason."""
    use = other_use(person, use_id)
    release(use, person, reason)
    audit.record("release_serial_use", f"serial_use:{use.id}", {"reason": use.release_reason}, person=person)


@db.writing()
def remove_lot(person: Person, lot_id: int) -> CreditLot:
    """Remove a lot that was entered in error and never used. Raises ``RecordKept`` once anything refers to it."""
    lot = db.session().get(CreditLot, lot_id)
    if lot is None:
        raise UnknownCredit(gettext("没有这个批次。"))
    _require_own(person, lot.recorded_by)
    detail = {
        "project": lot.project_id,
        "vintage": lot.vintage,
        "serial_from": lot.serial_from,
        "serial_to": lot.serial_to,
        "source": lot.source,
    }
    db.session().delete(lot)
    flush()
    audit.record("remove_credit_lot", f"credit_lot:{lot_id}", detail, person=person)
    return lot


def _require_own(person: Person, recorder_id: int) -> None:
    recorder = db.session().get_one(Person, recorder_id)
    permissions.require(person, permissions.WITHDRAW_FROM_REGISTER, of=recorder.institution)
