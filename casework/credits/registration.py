"""Writing the register. Forestry officers keep it; the database refuses a serial a second lot or a second use."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from casework import db, permissions
from casework.accounts import Institution, Person
from casework.audit import service as audit
from casework.credits import offsetting, register
from casework.credits.checks import Mistakes, Range
from casework.credits.duplicates import elsewhere
from casework.credits.errors import UnknownCredit
from casework.credits.models import COMPLIANCE, WHOLE, CreditLot, CreditProject, SerialUse
from casework.credits.offsetting import OffsetEntry
from casework.credits.printed import Written
from casework.credits.refusals import flush
from casework.credits.register import (
    OTHER_USES,
    issued,
    lot_holding,
    lots_meeting,
    project,
    type_name,
    unit_of,
    uses_meeting,
)
from casework.credits.reservations import make_way
from casework.credits.tickets import NewUnits, Stated, new_units, stated_range
from rules.settlement.serials import read_serials
from rules.values.quantity import plain

SMALLEST = Decimal("0.0001")
"""Tonnes of the least unit that a project may count by."""


@dataclass(frozen=True)
class ProjectEntry:
    """``unit_t``: tonnes of one unit; left out, what the type of credit counts by."""

    registry_name: str
    name: str
    code: str
    credit_type: str
    methodology: str
    unit_t: Decimal | None = None


@dataclass(frozen=True)
class LotEntry:
    """``source``: where the issue of these serials can be looked up (announcement, register page, its date).

    ``ticket_no``: of a ticket or certificate without serials, in their place. ``elsewhere``: why they are not the same
    tonnes that another registry has of the project, where it has any of that period.
    """

    vintage: str
    serial_from: Written
    serial_to: Written
    quantity_t: Decimal | int | None
    source: str
    ticket_no: str = ""
    elsewhere: str = ""


@dataclass(frozen=True)
class UseEntry:
    """A use outside this system. ``holder``: whose; ``evidence``: certificate or announcement that proves it;
    ``offset``: what a compliance use offsets."""

    project_id: int
    use: str
    serial_from: Written
    serial_to: Written
    quantity_t: Decimal | int | None
    holder: str
    evidence: str
    ticket_no: str = ""
    offset: OffsetEntry | None = None


@db.writing()
def add_project(person: Person, entry: ProjectEntry) -> CreditProject:
    """Enter a project. Raises ``Forbidden``, or ``CreditRefused`` naming each field."""
    permissions.require(person, permissions.KEEP_REGISTER)
    mistakes = Mistakes()
    item = new_project(mistakes, person, entry)
    mistakes.stop(gettext("项目没有登记。"))
    db.session().add(item)
    flush()
    audit.record("add_credit_project", f"credit_project:{item.id}", told(entry), person=person)
    return item


def new_project(mistakes: Mistakes, person: Person, entry: ProjectEntry) -> CreditProject:
    """The project as it would be entered, with every mistake; nothing is written."""
    if not issued(entry.credit_type):
        mistakes.add("credit_type", gettext("%(type)s尚未签发，不能登记", type=entry.credit_type))
    return CreditProject(
        registry_name=mistakes.need("registry_name", entry.registry_name, 100),
        name=mistakes.need("name", entry.name, 200),
        code=mistakes.need("code", entry.code, 100),
        credit_type=type_name(mistakes.need("credit_type", entry.credit_type, 40)),
        methodology=mistakes.need("methodology", entry.methodology, 200),
        institution_id=person.institution_id,
        recorded_by=person.id,
        at=db.now(),
        unit_t=_unit(mistakes, entry),
    )


def _unit(mistakes: Mistakes, entry: ProjectEntry) -> Decimal | None:
    """Tonnes of a unit; None for one tonne."""
    unit = unit_of(entry.credit_type) if entry.unit_t is None else entry.unit_t
    if not SMALLEST <= unit <= WHOLE or WHOLE % unit:
        mistakes.add("unit_t", gettext("每个单位应为 1 t 的整数分之一，至少 0.0001 t"))
    return None if unit == WHOLE else unit


def told(entry: ProjectEntry | LotEntry | UseEntry) -> dict[str, Any]:
    """What was entered, as the log keeps it: what was not stated is left out, a fraction is text."""
    stated = dict(vars(entry))
    if isinstance(entry, UseEntry) and entry.offset is not None:
        stated |= vars(entry.offset)
    found = {name: value for name, value in stated.items() if name != "offset" and value not in (None, "")}
    return {
        name: (int(value) if value == value.to_integral_value() else plain(value))
        if isinstance(value, Decimal)
        else value
        for name, value in found.items()
    }


@db.writing()
def add_lot(person: Person, project_id: int, entry: LotEntry) -> CreditLot:
    """Enter a lot of a project. Raises ``SerialsTaken`` where another lot has any of the serials."""
    item = kept_project(person, project_id)
    mistakes = Mistakes()
    lot = new_lot(mistakes, person, item, entry)
    mistakes.stop(gettext("批次没有登记。"))
    assert lot is not None, "stop() has raised otherwise"
    db.session().add(lot)
    flush(lambda: lots_meeting(project_id, lot.serial_from, lot.serial_to))
    audit.record("add_credit_lot", f"credit_lot:{lot.id}", {"project": project_id, **told(entry)}, person=person)
    return lot


def new_lot(mistakes: Mistakes, person: Person, item: CreditProject, entry: LotEntry) -> CreditLot | None:
    """The lot as it would be entered, with every mistake; nothing is written."""
    vintage, source = mistakes.need("vintage", entry.vintage, 60), mistakes.need("source", entry.source, 500)
    number = entry.ticket_no.strip() and mistakes.need("ticket_no", entry.ticket_no, 100)
    same = "" if mistakes.errors or entry.elsewhere.strip() else elsewhere(item, vintage)
    if same:
        mistakes.add("elsewhere", same)
    units = new_units(mistakes, _stated(entry), item)
    if mistakes.errors or units is None:
        return None
    return CreditLot(
        project_id=item.id,
        vintage=vintage,
        serial_from=units.range.first,
        serial_to=units.range.last,
        quantity=units.range.length,
        source=source,
        recorded_by=person.id,
        at=db.now(),
        **_numbered(item, units, number),
    )


def _numbered(item: CreditProject, units: NewUnits, ticket_no: str) -> dict[str, Any]:
    """By what the serials or the ticket of a lot are known again, however an act writes them."""
    if not ticket_no:
        return {"printed": units.printed or None, "code": units.code or None}
    known = read_serials(ticket_no, item.credit_type)[0]
    return {"ticket_no": ticket_no, "code": known.code, "ticket_serial": known.first}


def _stated(entry: LotEntry | UseEntry) -> Stated:
    return Stated(entry.serial_from, entry.serial_to, entry.quantity_t, entry.ticket_no)


def take(
    person: Person, project_id: int, use: str, serials: Range | None, *, holder: str, evidence: str, mistakes: Mistakes
) -> SerialUse:
    """Take serials for a use, as the database allows. ``mistakes`` found so far are raised first; without serials there
    is one.

    Raises ``CreditRefused`` where no one lot contains the range, ``SerialsTaken`` where another use has any of it.
    """
    lot = None if mistakes.errors or serials is None else lot_holding(project_id, serials.first, serials.last)
    if lot is None and not mistakes.errors:
        mistakes.add("serial_from", gettext("%(range)s 不在该项目任何一个已登记的批次之内", range=serials))
    mistakes.stop(gettext("没有登记，未作任何改动。"))
    assert lot is not None, "stop() has raised otherwise"
    assert serials is not None, "stop() has raised otherwise"
    make_way(person, project_id, serials)
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
    """Enter a use outside this system, which closes the serials to every case. One for compliance is within the limits
    of the emitter's year, or refused with the article."""
    item = kept_project(person, entry.project_id)
    mistakes = Mistakes()
    if entry.use not in OTHER_USES:
        mistakes.add("use", gettext("司法赔偿的认购在案件的“履行”栏登记"))
    holder = mistakes.need("holder", entry.holder, 200)
    evidence = mistakes.need("evidence", entry.evidence, 500)
    serials = stated_range(mistakes, _stated(entry), item)
    offset = None
    if entry.use == COMPLIANCE and serials is not None:
        offset = offsetting.offset_for(mistakes, person, holder, entry.offset, item, serials.length)
    taken = take(person, entry.project_id, entry.use, serials, holder=holder, evidence=evidence, mistakes=mistakes)
    proves = offset.kept(taken) if offset is not None else ()
    audit.record("record_serial_use", f"serial_use:{taken.id}", told(entry), person=person, proves=proves)
    return taken


def release(use: SerialUse, person: Person, reason: str) -> None:
    """End a use that was entered in error. The database refuses it once anything of it is retired."""
    mistakes = Mistakes()
    text = mistakes.need("reason", reason, 2000)
    mistakes.stop(gettext("撤销登记须写明理由。"))
    use.released_by, use.released_at, use.release_reason = person.id, db.now(), text
    flush()


def other_use(person: Person, use_id: int) -> SerialUse:
    """A use outside this system, of a project that this person may keep. Raises ``UnknownCredit``, ``Forbidden``."""
    use = register.other_use(use_id)
    kept_project(person, use.project_id)
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
    kept_project(person, lot.project_id)
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


def kept_project(person: Person, project_id: int) -> CreditProject:
    """The project, if its bureau or one above it is this person's. Raises ``UnknownCredit`` or ``Forbidden``."""
    found = project(project_id)
    permissions.require(person, permissions.KEEP_PROJECT, of=_keeper(found))
    return found


def may_keep(person: Person, found: CreditProject) -> bool:
    """Whether this person may enter and take back lots and uses of the project."""
    return permissions.may(person, permissions.KEEP_PROJECT, of=_keeper(found))


def _keeper(found: CreditProject) -> Institution:
    return found.institution or db.session().get_one(Person, found.recorded_by).institution
