"""注销 of what was bought: entered by one officer from the registry's certificate, confirmed by another against it.

The confirmed retirement and the act that performs the obligation are one transaction; the certificate is the act's
paper. Nothing is performed by an entry alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from casework import db, permissions
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case
from casework.cases.service import check_version, touch
from casework.credits import fulfilling, retirements, serials
from casework.credits.certificates import EXTENSIONS
from casework.credits.checks import Mistakes, Range
from casework.credits.errors import CreditRefused, RecordKept, UnknownCredit
from casework.credits.fulfilling import Held
from casework.credits.models import CONFIRMED, RETURNED, CertificateEntry, Retirement
from casework.credits.purchases import AGENT
from casework.credits.refusals import flush
from casework.credits.retirements import Proven, RetirementEntry
from casework.proceedings import Folder, dossier, index, service
from casework.proceedings.errors import answer_to
from casework.proceedings.files import Paper
from casework.proceedings.history import history
from casework.proceedings.service import Doing
from casework.proceedings.tasks import CONFIRM, Task
from rules.proceedings.refusals import Refused
from rules.proceedings.roles import ROLES, waiting_at
from rules.proceedings.state import Case as Proceedings
from rules.reading.errors import FieldError
from rules.reading.messages import msg, template
from rules.settlement.serials import told

OF_TICKET = "{number}（凭证 {certificate}）"
CONFIRMED_BY = "{name}对照注销凭证逐项核对"
"""Said with the act, which is of whoever entered the certificate."""
ENDED = template("这份注销凭证已经核对或退回，请刷新。")
WAITING = template("%(serials)s 已录入注销凭证 %(certificate)s，正等待核对")
TO_CONFIRM = template("核对注销凭证 {certificate}（由录入人{name}以外的人核对）")
CONFIRMING = frozenset(grant.acting for grant in permissions.CONFIRM_RETIREMENT.by)
"""Seats whose people may confirm what another entered."""
UNCHECKED = template("尚未与凭证核对一致")

FIELDS: Mapping[str, object] = {
    "certificate_no": lazy_gettext("注销凭证编号"),
    "registry_name": lazy_gettext("出具机构"),
    "certificate_date": lazy_gettext("注销日期"),
    "serials": lazy_gettext("序列号或票号"),
    "quantity_t": lazy_gettext("数量"),
    "purpose": lazy_gettext("凭证载明的用途"),
}
"""What is held against the certificate, one by one -> how it is called."""


@dataclass(frozen=True)
class Waiting:
    """An entry that waits for its confirmation, with its purchase."""

    entry: CertificateEntry
    held: Held
    by: Person

    @property
    def units(self) -> Range:
        """What it retires."""
        return Range(self.entry.serial_from, self.entry.serial_to)

    @property
    def serials(self) -> str:
        """The same as it is shown."""
        return retirements.told_of(self.held.holding, [self.units])


@db.writing()
def enter(
    folder: Folder, person: Person, purchase_id: int, entry: RetirementEntry, seen: int | None = None
) -> CertificateEntry:
    """Enter what the certificate says, for another to confirm.

    Raises what ``retirements.proven`` and the table refuse, ``CreditRefused`` where the serials are retired or wait
    already.
    """
    db.lock(folder)
    held = fulfilling.held(folder, person, purchase_id)
    if seen is not None:
        check_version(held.of, seen)
    found = retirements.proven(held.of, held.purchase, entry)
    retirements.refuse_certificate_used(found.entry.certificate_no)
    retirements.refuse_retired(found)
    for other in waiting_of(held.of):
        _refuse_waiting(found, other)
    made = _entered(held.of, person, found)
    touch(held.of)
    audit.record("enter_retirement", f"case:{held.of.id}", _detail(made), person=person)
    index.bring_up_to_date(folder, history(folder))
    return made


def _refuse_waiting(found: Proven, other: CertificateEntry) -> None:
    units = Range(other.serial_from, other.serial_to)
    meets = other.purchase_id == found.purchase.id and units.first <= found.serials.last
    if meets and found.serials.first <= units.last:
        message = gettext(WAITING, serials=units, certificate=other.certificate_no)
        raise CreditRefused(message, (FieldError("serial_from", message),))
    if other.certificate_no == found.entry.certificate_no:
        message = gettext(WAITING, serials=units, certificate=other.certificate_no)
        raise CreditRefused(message, (FieldError("certificate_no", message),))


def _entered(of: Case, person: Person, found: Proven) -> CertificateEntry:
    entry, file = found.entry, found.certificate
    made = CertificateEntry(
        purchase_id=found.purchase.id,
        case_id=of.id,
        project_id=found.purchase.project_id,
        certificate_no=entry.certificate_no,
        registry_name=entry.registry_name,
        certificate_date=entry.certificate_date,
        serial_from=found.serials.first,
        serial_to=found.serials.last,
        quantity_t=found.serials.length,
        purpose=entry.purpose,
        certificate_file=file.content,
        certificate_sha256=file.sha256,
        certificate_type=file.media_type,
        entered_by=person.id,
        at=db.now(),
    )
    db.session().add(made)
    flush()
    return made


def _detail(entry: CertificateEntry) -> dict[str, object]:
    serials_ = str(Range(entry.serial_from, entry.serial_to))
    return {"certificate_no": entry.certificate_no, "project": entry.project_id, "serials": serials_}


def waiting_of(of: Case) -> list[CertificateEntry]:
    """The entries of a case that wait, the oldest first."""
    query = select(CertificateEntry).where(CertificateEntry.case_id == of.id, CertificateEntry.outcome.is_(None))
    return list(db.session().scalars(query.order_by(CertificateEntry.id)))


def tasks_of(folder: Folder, case: Proceedings) -> Iterator[Task]:
    """Each entry that waits, for every seat whose people may hold it against its certificate."""
    of = db.session().get(Case, folder.case_id) if folder.case_id is not None else None
    for entry in waiting_of(of) if of is not None else ():
        by = db.session().get_one(Person, entry.entered_by)
        said = str(msg(TO_CONFIRM, certificate=entry.certificate_no, name=by.name))
        for seat in ROLES:
            for kind in waiting_at(seat) if seat in CONFIRMING else ():
                for place in case.institutions(kind):
                    yield Task(place, kind, seat, "", said, CONFIRM, str(entry.id), None, True, False)


def to_confirm(folder: Folder, person: Person, entry_id: int) -> Waiting:
    """An entry that waits, for whoever may confirm it or entered it. Raises ``UnknownCredit``, ``RecordKept`` where it
    has ended, ``Forbidden``."""
    entry = db.session().get(CertificateEntry, entry_id)
    if entry is None or entry.case_id != folder.case_id:
        raise UnknownCredit(gettext("本案没有这份注销凭证。"))
    if entry.outcome is not None:
        raise RecordKept(gettext(ENDED))
    by = db.session().get_one(Person, entry.entered_by)
    if by.id != person.id:
        permissions.require(person, permissions.CONFIRM_RETIREMENT, of=by.institution, made_by=by.id)
    return Waiting(entry, fulfilling.held_in(folder, entry.purchase_id), by)


def confirmable(person: Person, of: Case | None) -> frozenset[int]:
    """The numbers of the entries of a case that this person may look at to confirm or to take back."""
    entries = [] if of is None else waiting_of(of)
    makers = {one.entered_by: db.session().get_one(Person, one.entered_by) for one in entries}
    return frozenset(
        one.id
        for one in entries
        if one.entered_by == person.id
        or permissions.may(
            person,
            permissions.CONFIRM_RETIREMENT,
            of=makers[one.entered_by].institution,
            made_by=one.entered_by,
        )
    )


@db.writing()
def confirm(folder: Folder, person: Person, entry_id: int, checked: Collection[str]) -> Retirement:
    """Confirm an entry, and perform the obligation by it. ``checked``: the fields that agree with the certificate.

    Raises ``Forbidden`` for whoever entered it, ``CreditRefused`` naming each field that was not checked, and what
    ``retirements.proven`` and, of whoever entered it, the table refuse by now.
    """
    db.lock(folder)
    found = to_confirm(folder, person, entry_id)
    entry, held = found.entry, found.held
    permissions.require(person, permissions.CONFIRM_RETIREMENT, of=found.by.institution, made_by=found.by.id)
    mistakes = Mistakes()
    for name in FIELDS:
        if name not in checked:
            mistakes.add(name, gettext(UNCHECKED))
    mistakes.stop(gettext("没有确认，未作任何改动。"))
    stated = _stated(found)
    _end(entry, person, CONFIRMED)
    proven = retirements.proven(held.of, held.purchase, stated)
    act = _perform(folder, found.by, held, proven, CONFIRMED_BY.format(name=person.name))
    made = retirements.kept(held.of, person, proven, act, entry.entered_by)
    touch(held.of)
    audit.record("retire_credits", f"case:{held.of.id}", retirements.detail_of(made), person=person, proves=(made,))
    return made


def _stated(found: Waiting) -> RetirementEntry:
    """The certificate as it was entered."""
    entry, holding = found.entry, found.held.holding
    without = holding.lot.ticket_no is not None
    return RetirementEntry(
        certificate_no=entry.certificate_no,
        registry_name=entry.registry_name,
        certificate_date=entry.certificate_date,
        serial_from=None if without else entry.serial_from,
        serial_to=None if without else entry.serial_to,
        quantity_t=holding.project.tonnes(entry.quantity_t),
        purpose=entry.purpose,
        content=entry.certificate_file,
    )


@db.writing()
def send_back(folder: Folder, person: Person, entry_id: int, reason: str) -> None:
    """Send an entry back that does not agree with its certificate; whoever entered it may take it back himself."""
    db.lock(folder)
    found = to_confirm(folder, person, entry_id)
    mistakes = Mistakes()
    text = mistakes.need("reason", reason, 2000)
    mistakes.stop(gettext("退回须写明理由。"))
    _end(found.entry, person, RETURNED, text)
    touch(found.held.of)
    detail = _detail(found.entry) | {"reason": text}
    audit.record("return_retirement", f"case:{found.held.of.id}", detail, person=person)
    index.bring_up_to_date(folder, history(folder))


def _end(entry: CertificateEntry, person: Person, outcome: str, reason: str | None = None) -> None:
    entry.outcome, entry.ended_by, entry.ended_at, entry.reason = outcome, person.id, db.now(), reason
    flush()


def _perform(folder: Folder, person: Person, held: Held, found: Proven, note: str) -> int:
    """Perform the obligation by a retirement: the number of the act. What an act bought before is only retired."""
    purchase, project = found.purchase, found.project
    kind = EXTENSIONS[found.certificate.media_type]
    name = f"{gettext('注销凭证')} {found.entry.certificate_no}.{kind}".replace("/", "-")
    (name,) = dossier.hand_in(folder, person, [Paper(name, found.certificate.content)])
    tonnes = project.tonnes(found.serials.length)
    args = {
        "retire": tonnes,
        "serials": serials_told(found),
        "credit": project.credit_type,
        "certificate": [name],
        "date": found.entry.certificate_date,
        "note": note,
    }
    if purchase.buyer:
        args["agent" if purchase.buyer_is == AGENT else "payer"] = purchase.buyer
    if held.act is None:
        args |= {"buy": tonnes, "seller": purchase.seller, "price": purchase.price_cny}
    doing = Doing("perform", db.today(), (held.key,), args, registered=True)
    act = service.record(folder, person, doing).acts[-1]
    used = serials.of_project(project, found.serials.first, found.serials.last)
    try:
        serials.use(folder, act, used, project)
    except Refused as refused:
        raise answer_to(refused) from refused
    return act.number


def serials_told(found: Proven) -> str:
    """The serials as an act says them; of a ticket without them its number, with that of the certificate."""
    lot = retirements.lot_of(found.purchase)
    number = lot.ticket_no
    if number is None and lot.printed:
        first, last = lot.as_printed(found.serials.first), lot.as_printed(found.serials.last)
        return first if first == last else f"{first} 至 {last}"
    if number is None:
        return told(found.project.code, found.serials.first, found.serials.last)
    return OF_TICKET.format(number=number, certificate=found.entry.certificate_no)
