"""注销: the registry's certificate that serials were used up for one case. Irreversible; written once."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext
from sqlalchemy import func, select

from casework import db
from casework.accounts import Person
from casework.cases import Case
from casework.credits import payments
from casework.credits.certificates import Certificate, accept
from casework.credits.checks import Mistakes, Range, gaps
from casework.credits.errors import CreditRefused, UnknownCredit
from casework.credits.models import (
    JUDICIAL,
    CertificateEntry,
    CreditLot,
    CreditProject,
    Purchase,
    PurchaseStep,
    Retirement,
    SerialUse,
)
from casework.credits.printed import Written
from casework.credits.refusals import CERTIFICATE_USED, flush
from casework.credits.register import OTHER_USES, USE_NAMES, codes_of
from casework.credits.tickets import Stated, part_of, serial_range
from rules.reading.errors import FieldError
from rules.reading.messages import template
from rules.values.quantity import plain

SELLERS_OWN = template("注销须由登记机构证明，出让方自己出具的凭证不能作为证明")

FILE_WANTED = template("请上传注销凭证：它是本案履行的证明")

PURPOSES = {
    JUDICIAL: lazy_gettext("司法替代修复或司法赔偿，不得再用于抵消"),
    **{use: USE_NAMES[use] for use in OTHER_USES},
    "unstated": lazy_gettext("凭证没有写明用途"),
}
"""What a certificate may say the serials were retired for. Only the first proves performance in a case."""


@dataclass(frozen=True)
class RetirementEntry:
    """What the certificate says. ``registry_name``: who issued it; ``purpose``: a key of ``PURPOSES``. Serials are left
    out where the purchase is of a ticket without them."""

    certificate_no: str
    registry_name: str
    certificate_date: datetime.date
    serial_from: Written
    serial_to: Written
    quantity_t: Decimal | int | None
    purpose: str
    content: bytes | None = None


@dataclass(frozen=True)
class Holding:
    """A purchase with its project and what of it is retired. ``cancelled``: the use when the entry was taken back;
    ``waiting``: certificates that were entered and wait for their confirmation."""

    purchase: Purchase
    project: CreditProject
    retirements: tuple[Retirement, ...]
    cancelled: SerialUse | None
    lot: CreditLot
    waiting: tuple[CertificateEntry, ...] = ()
    steps: tuple[PurchaseStep, ...] = ()

    @property
    def retired_t(self) -> Decimal:
        return sum((item.tonnes for item in self.retirements), Decimal(0))

    @property
    def outstanding(self) -> tuple[Range, ...]:
        """Serials bought of which no certificate was entered yet."""
        whole = Range(self.purchase.serial_from, self.purchase.serial_to)
        retired = [Range(item.serial_from, item.serial_to) for item in self.retirements]
        entered = [Range(item.serial_from, item.serial_to) for item in self.waiting]
        return tuple(gaps(whole, [*retired, *entered]))

    @property
    def outstanding_told(self) -> str:
        """The same in words."""
        return told_of(self, self.outstanding)

    @property
    def bought_told(self) -> str:
        """What was bought, in words."""
        if self.lot.ticket_no is not None:
            return told_of(self, [Range(self.purchase.serial_from, self.purchase.serial_to)])
        numbers = self.lot.told(self.purchase.serial_from, self.purchase.serial_to)
        return f"{numbers}，{plain(self.purchase.tonnes)} t"


def told_of(holding: Holding, parts: Sequence[Range]) -> str:
    """Serials; of a ticket without them its number and tonnes."""
    number = holding.lot.ticket_no
    if number is None:
        return "、".join(holding.lot.told(part.first, part.last) for part in parts)
    tonnes = holding.project.tonnes(sum(part.length for part in parts))
    return gettext("票号 %(number)s，%(tonnes)s t", number=number, tonnes=plain(tonnes)) if parts else ""


def lot_of(purchase: Purchase) -> CreditLot:
    """The lot that a purchase is of."""
    return db.session().get_one(CreditLot, db.session().get_one(SerialUse, purchase.use_id).lot_id)


def holdings(case: Case) -> list[Holding]:
    """Every purchase of the case in order of entry, with its retirements."""
    bought = db.session().execute(
        select(Purchase, CreditProject, SerialUse, CreditLot)
        .join(CreditProject, CreditProject.id == Purchase.project_id)
        .join(SerialUse, SerialUse.id == Purchase.use_id)
        .join(CreditLot, CreditLot.id == SerialUse.lot_id)
        .where(Purchase.case_id == case.id)
        .order_by(Purchase.id)
    )
    rows = list(bought)
    retired = list(
        db.session().scalars(select(Retirement).where(Retirement.case_id == case.id).order_by(Retirement.id))
    )
    entered = list(
        db.session().scalars(
            select(CertificateEntry)
            .where(CertificateEntry.case_id == case.id, CertificateEntry.outcome.is_(None))
            .order_by(CertificateEntry.id)
        )
    )
    steps = payments.steps_of([row[0].id for row in rows])
    return [
        Holding(
            purchase,
            project,
            tuple(item for item in retired if item.purchase_id == purchase.id),
            use if use.released_at is not None else None,
            lot,
            tuple(item for item in entered if item.purchase_id == purchase.id),
            tuple(item for item in steps if item.purchase_id == purchase.id),
        )
        for purchase, project, use, lot in rows
    ]


def latest_ids(case_ids: Sequence[int]) -> dict[int, int]:
    """By case: the id of its newest retirement; cases without one are left out."""
    query = select(Retirement.case_id, func.max(Retirement.id)).where(Retirement.case_id.in_(case_ids))
    return {row[0]: row[1] for row in db.session().execute(query.group_by(Retirement.case_id))}


def holding_of(case: Case, purchase_id: int) -> Holding:
    """One purchase of the case with its retirements. Raises ``UnknownCredit``."""
    for holding in holdings(case):
        if holding.purchase.id == purchase_id:
            return holding
    raise UnknownCredit(gettext("本案没有这笔认购。"))


@dataclass(frozen=True)
class Proven:
    """What a certificate proves of a purchase, once everything in it was compared."""

    purchase: Purchase
    project: CreditProject
    entry: RetirementEntry
    serials: Range
    certificate: Certificate


def proven(case: Case, purchase: Purchase, entry: RetirementEntry) -> Proven:
    """Compare the certificate with the purchase; the file itself must be there.

    Raises ``CreditRefused`` with every mistake and its field.
    """
    project = db.session().get_one(CreditProject, purchase.project_id)
    mistakes = Mistakes()
    number = mistakes.need("certificate_no", entry.certificate_no, 100)
    registry = mistakes.need("registry_name", entry.registry_name, 100)
    _check_issuer(mistakes, registry, purchase, project)
    _check_day(mistakes, entry.certificate_date, purchase)
    if entry.purpose != JUDICIAL:
        mistakes.add("purpose", gettext("注销用途不是本案的司法替代修复或赔偿，不能作为本案履行的证明"))
    serials = _serials(mistakes, entry, case, purchase, project)
    certificate = _accept(mistakes, entry.content)
    if entry.content is None:
        mistakes.add("certificate", gettext(FILE_WANTED))
    mistakes.stop(gettext("注销没有登记，未作任何改动。"))
    assert serials is not None, "stop() has raised otherwise"
    assert certificate is not None, "stop() has raised otherwise"
    stated = replace(entry, certificate_no=number, registry_name=registry)
    return Proven(purchase, project, stated, serials, certificate)


def refuse_certificate_used(number: str) -> None:
    """Raise ``CreditRefused`` where a retirement has this certificate already."""
    if db.session().scalar(select(Retirement.id).where(Retirement.certificate_no == number)) is not None:
        message = gettext(CERTIFICATE_USED)
        raise CreditRefused(message, (FieldError("certificate_no", message),))


def refuse_retired(found: Proven) -> None:
    """Raise ``CreditRefused`` where another certificate has retired some of these serials."""
    if told := _retired(found.purchase.id, found.serials.first, found.serials.last):
        message = gettext("；").join(told)
        raise CreditRefused(message, (FieldError("serial_from", message),))


def kept(case: Case, person: Person, found: Proven, act: int, entered_by: int) -> Retirement:
    """The retirement as it is kept. ``act``: the number of the act that it performs an obligation by, whose paper the
    certificate is; ``entered_by``: who read the certificate first. Within ``db.writing()``. Raises ``SerialsTaken``,
    ``CreditRefused``."""
    purchase, serials, entry = found.purchase, found.serials, found.entry
    retirement = Retirement(
        purchase_id=purchase.id,
        case_id=case.id,
        project_id=purchase.project_id,
        certificate_no=entry.certificate_no,
        registry_name=entry.registry_name,
        certificate_date=entry.certificate_date,
        serial_from=serials.first,
        serial_to=serials.last,
        quantity_t=serials.length,
        unit_t=found.project.unit_t,
        act=act,
        purpose=entry.purpose,
        confirmed_by=person.id,
        entered_by=entered_by,
        at=db.now(),
    )
    db.session().add(retirement)
    flush(lambda: _retired(purchase.id, serials.first, serials.last))
    return retirement


def detail_of(retirement: Retirement) -> dict[str, Any]:
    """What the log tells of a retirement."""
    return {
        "certificate_no": retirement.certificate_no,
        "project": retirement.project_id,
        "serials": str(Range(retirement.serial_from, retirement.serial_to)),
    }


def _check_issuer(mistakes: Mistakes, registry: str, purchase: Purchase, project: CreditProject) -> None:
    if not registry:
        return
    if registry == purchase.seller and registry != project.registry_name:
        mistakes.add("registry_name", gettext(SELLERS_OWN))
    elif registry != project.registry_name:
        mistakes.add(
            "registry_name",
            gettext("该项目的登记机构是%(own)s，凭证却由%(given)s出具", own=project.registry_name, given=registry),
        )


def _check_day(mistakes: Mistakes, day: datetime.date, purchase: Purchase) -> None:
    if day < purchase.trade_date:
        mistakes.add(
            "certificate_date",
            gettext("注销日期 %(day)s 早于交易日期 %(trade)s", day=day, trade=purchase.trade_date),
        )
    mistakes.not_in_future("certificate_date", day)


def _serials(
    mistakes: Mistakes, entry: RetirementEntry, case: Case, purchase: Purchase, project: CreditProject
) -> Range | None:
    """The units that the certificate says, inside the purchase; of a ticket without serials those not yet retired."""
    holding = holding_of(case, purchase.id)
    number = holding.lot.ticket_no
    if number and entry.serial_from in (None, "") and entry.serial_to in (None, ""):
        units = mistakes.units(entry.quantity_t, project.unit)
        return None if units is None else part_of(mistakes, number, holding.outstanding, units, project)
    stated = Stated(entry.serial_from, entry.serial_to, entry.quantity_t)
    serials = serial_range(mistakes, stated, project.unit, codes_of(project))
    if serials is not None:
        _check_inside(mistakes, serials, purchase)
    return serials


def _check_inside(mistakes: Mistakes, serials: Range, purchase: Purchase) -> None:
    bought = Range(purchase.serial_from, purchase.serial_to)
    if serials not in bought:
        mistakes.add(
            "serial_from", gettext("%(serials)s 不在这次认购的 %(bought)s 之内", serials=serials, bought=bought)
        )


def _accept(mistakes: Mistakes, content: bytes | None) -> Certificate | None:
    try:
        return accept(content)
    except CreditRefused as refused:
        mistakes.errors.extend(refused.errors)
        return None


def _retired(purchase_id: int, first: int, last: int) -> list[str]:
    found = db.session().scalars(
        select(Retirement)
        .where(Retirement.purchase_id == purchase_id, Retirement.serial_from <= last, Retirement.serial_to >= first)
        .order_by(Retirement.serial_from)
    )
    return [
        gettext(
            "%(range)s 已凭 %(certificate)s 注销",
            range=Range(item.serial_from, item.serial_to),
            certificate=item.certificate_no,
        )
        for item in found
    ]
