"""认购: buying serials for an obligation of a case, and taking back a mistaken entry."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case
from casework.cases.service import touch
from casework.credits import payments
from casework.credits import serials as used
from casework.credits.checks import Mistakes, Range
from casework.credits.errors import RecordKept, UnknownCredit
from casework.credits.models import JUDICIAL, WHOLE, CertificateEntry, CreditProject, Purchase, Retirement, SerialUse
from casework.credits.printed import Written
from casework.credits.registration import release, take
from casework.credits.reservations import make_way
from casework.credits.tickets import Stated, serial_range, stated_range
from rules.reading.messages import template
from rules.values.quantity import Rounding, plain

USED_BEFORE = template("这些编号已经用于一项义务的履行，同一编号只能使用一次")
CERTIFICATE_WAITS = template("这笔认购的注销凭证正等待核对，先核对或退回凭证")
PAID_STILL = template("这笔认购已付款 %(paid)s 元，登记退款后才能撤销")
OTHER_TYPE = template("应认购的是%(owed)s，该项目是%(given)s")
TOO_MANY = template("超出应认购的数量：应认购 %(owed)s t，尚可认购 %(left)s t，现为 %(given)s t")

FAMILY, AGENT, OTHER_BUYER = "family", "agent", "other"
BUYERS = {
    FAMILY: lazy_gettext("义务人的亲属"),
    AGENT: lazy_gettext("代为认购的交易机构"),
    OTHER_BUYER: lazy_gettext("其他代为认购的人"),
}
"""Who may buy in the obligor's place -> in words."""
WHO_IS_BUYER = template("写明了认购人的，须选择认购人与义务人的关系")

CENT = Rounding.parse("half_up 0.01")


@dataclass(frozen=True)
class Obligation:
    """What is to be bought: tonnes of one credit type, for the obligation of a case of this ``key``.

    ``credit_type`` is empty where any will do, ``quantity_t`` None where no quantity was fixed; ``left_t``: what of it
    is still to be bought.
    """

    key: str
    credit_type: str
    quantity_t: Decimal | int | None
    left_t: Decimal | None = None


@dataclass(frozen=True)
class PurchaseEntry:
    """What the purchase contract says. ``price_cny`` is CNY per tonne, ``amount_cny`` the contract's sum.

    ``ticket_no``: of a ticket without serials, in their place. Quantity and sum that the contract does not repeat are
    None and follow from serials and price. ``buyer``: who bought where it was not the obligor himself; ``buyer_is``
    says which of ``BUYERS`` he is.
    """

    project_id: int
    seller: str
    contract_no: str
    trade_date: datetime.date
    serial_from: Written
    serial_to: Written
    quantity_t: Decimal | int | None
    price_cny: Decimal
    amount_cny: Decimal | None
    ticket_no: str = ""
    buyer: str = ""
    buyer_is: str = ""


def completed(entry: PurchaseEntry, tonnes: Decimal | None) -> PurchaseEntry:
    """With the quantity that its serials are, and the sum that quantity and price make, where it states none."""
    if entry.quantity_t is None:
        entry = replace(entry, quantity_t=tonnes)
    if entry.amount_cny is None and entry.quantity_t is not None:
        entry = replace(entry, amount_cny=CENT.apply(entry.price_cny * entry.quantity_t))
    return entry


def last_seller(project_id: int) -> str:
    """Who sold of this project last; empty where nobody did."""
    query = select(Purchase.seller).where(Purchase.project_id == project_id).order_by(Purchase.id.desc()).limit(1)
    return db.session().scalar(query) or ""


def bought(case: Case, person: Person, owed: Obligation, entry: PurchaseEntry) -> tuple[Purchase, dict[str, Any]]:
    """The purchase as it is kept, and what the log tells of it. Within ``db.writing()``; whether this person may is
    for the caller. Raises ``CreditRefused``, ``SerialsTaken``.
    """
    mistakes = Mistakes()
    project = project_for(mistakes, owed, entry.project_id)
    entry = _parties(mistakes, entry)
    stated = Stated(entry.serial_from, entry.serial_to, entry.quantity_t, entry.ticket_no)
    serials = stated_range(mistakes, stated, project) if project else serial_range(mistakes, stated, WHOLE)
    entry = completed(entry, project.tonnes(serials.length) if project and serials else None)
    _check_total(mistakes, entry, owed)
    if project and serials and used.in_any_use(project, serials):
        mistakes.add("serial_from", gettext(USED_BEFORE))
    if project and serials and not mistakes.errors:
        make_way(person, project.id, serials, (case.id, owed.key))
    told = {"holder": entry.seller, "evidence": entry.contract_no}
    use = take(person, entry.project_id, JUDICIAL, serials, **told, mistakes=mistakes)
    assert project is not None, "take() has raised otherwise"
    assert entry.amount_cny is not None, "it follows from what take() has found whole"
    purchase = Purchase(
        project_id=project.id,
        seller=entry.seller,
        contract_no=entry.contract_no,
        trade_date=entry.trade_date,
        serial_from=use.serial_from,
        serial_to=use.serial_to,
        quantity_t=use.serial_to - use.serial_from + 1,
        unit_t=project.unit_t,
        price_cny=entry.price_cny,
        amount_cny=entry.amount_cny,
        case_id=case.id,
        obligation=owed.key,
        buyer=entry.buyer or None,
        buyer_is=entry.buyer_is or None,
        use_id=use.id,
        recorded_by=person.id,
        at=db.now(),
    )
    db.session().add(purchase)
    return purchase, _detail(purchase, entry)


def _parties(mistakes: Mistakes, entry: PurchaseEntry) -> PurchaseEntry:
    """The contract with its texts trimmed: who sold, who bought, its number and day."""
    seller = mistakes.need("seller", entry.seller, 200)
    contract_no = mistakes.need("contract_no", entry.contract_no, 100)
    mistakes.not_in_future("trade_date", entry.trade_date)
    buyer = entry.buyer.strip() and mistakes.need("buyer", entry.buyer, 200)
    if buyer and entry.buyer_is not in BUYERS:
        mistakes.add("buyer_is", gettext(WHO_IS_BUYER))
    buyer_is = entry.buyer_is if buyer else ""
    return replace(entry, seller=seller, contract_no=contract_no, buyer=buyer, buyer_is=buyer_is)


def _detail(made: Purchase, entry: PurchaseEntry) -> dict[str, Any]:
    detail = {
        "contract_no": made.contract_no,
        "project": made.project_id,
        "serials": str(Range(made.serial_from, made.serial_to)),
    }
    detail |= {"ticket_no": entry.ticket_no.strip()} if entry.ticket_no.strip() else {}
    return detail | {"obligation": made.obligation}


def project_for(mistakes: Mistakes, owed: Obligation, project_id: int) -> CreditProject | None:
    """The project that is bought from, which must have the type of credit that is owed."""
    project = db.session().get(CreditProject, project_id)
    if project is None:
        mistakes.add("project_id", gettext("登记簿中没有这个项目"))
    elif owed.credit_type and project.credit_type != owed.credit_type:
        mistakes.add("project_id", gettext(OTHER_TYPE, owed=owed.credit_type, given=project.credit_type))
    return project


def _check_total(mistakes: Mistakes, entry: PurchaseEntry, owed: Obligation) -> None:
    if entry.quantity_t is None or entry.amount_cny is None:  # said at the serials
        return
    check_left(mistakes, owed, Decimal(entry.quantity_t))
    if entry.price_cny <= 0:
        mistakes.add("price_cny", gettext("单价应大于 0"))
    elif entry.amount_cny != CENT.apply(entry.price_cny * entry.quantity_t):
        mistakes.add(
            "amount_cny",
            gettext(
                "总价 %(amount)s 元与 %(quantity)s t × %(price)s 元/t = %(product)s 元不符",
                amount=plain(entry.amount_cny),
                quantity=plain(Decimal(entry.quantity_t)),
                price=plain(entry.price_cny),
                product=CENT.apply(entry.price_cny * entry.quantity_t),
            ),
        )


def check_left(mistakes: Mistakes, owed: Obligation, tonnes: Decimal) -> None:
    """No more than is still to be bought."""
    if owed.left_t is not None and tonnes > owed.left_t:
        said = {"owed": plain(Decimal(owed.quantity_t or 0)), "left": plain(owed.left_t), "given": plain(tonnes)}
        mistakes.add("quantity_t", gettext(TOO_MANY, **said))


def purchase_of(case: Case, purchase_id: int) -> Purchase:
    """A purchase of this case. Raises ``UnknownCredit`` for any other."""
    found = db.session().scalar(select(Purchase).where(Purchase.id == purchase_id, Purchase.case_id == case.id))
    if found is None:
        raise UnknownCredit(gettext("本案没有这笔认购。"))
    return found


def take_back(case: Case, person: Person, purchase: Purchase, reason: str) -> None:
    """Take back a purchase that failed or was entered in error: its serials are free again, entry and reason stay.

    Within ``db.writing()``; whether this person may is for the caller. Raises ``RecordKept`` once anything of it is
    retired, while a certificate waits for its confirmation, and while what was paid was not paid back.
    """
    waits = select(CertificateEntry.id).where(
        CertificateEntry.purchase_id == purchase.id, CertificateEntry.outcome.is_(None)
    )
    if db.session().scalar(waits.limit(1)):
        raise RecordKept(gettext(CERTIFICATE_WAITS))
    if db.session().scalar(select(Retirement.id).where(Retirement.purchase_id == purchase.id).limit(1)):
        raise RecordKept(gettext("这笔认购已有注销记录，注销不可逆，不能撤销。"))
    if (still := payments.paid_of(payments.steps_of([purchase.id]))) > 0:
        raise RecordKept(gettext(PAID_STILL, paid=plain(still)))
    use = db.session().get_one(SerialUse, purchase.use_id)
    release(use, person, reason)
    touch(case)
    detail = {"purchase": purchase.id, "reason": use.release_reason}
    audit.record("cancel_purchase", f"case:{case.id}", detail, person=person)
