"""履行: what of an approved plan is bought, retired, accepted; and when all of it is proven."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case, lifecycle
from casework.cases.stages import STEPS
from casework.compensation.errors import ProofRefused, UnknownPlan
from casework.compensation.models import CREDITS, ItemProof, PlanItem
from casework.compensation.plans import Planned, approved_plan, item_of
from casework.credits import Purchase, Retirement, purchases, retirements
from rules.reading.errors import FieldError
from rules.reading.messages import template

NOT_CREDITS = template("方案中的“%(route)s”不是认购碳汇。")
UNDONE = template("还有未履行完毕的：%(names)s。")

TO_BUY, BUYING, TO_RETIRE, RETIRING, TO_PROVE, DONE = "to_buy", "buying", "to_retire", "retiring", "to_prove", "done"

STATES = {
    TO_BUY: _("待认购"),
    BUYING: _("部分认购"),
    TO_RETIRE: _("已认购，待注销"),
    RETIRING: _("部分注销"),
    TO_PROVE: _("待履行"),
    DONE: _("已履行"),
}

PROVABLE_IN = ("performing", "verified", "ruled")
"""Stages in which a restoration, payment or labour can be proven: some of them take longer than the trial."""


@dataclass(frozen=True)
class ItemState:
    """An item of the plan with what has been done of it. Holdings that were taken back count for nothing."""

    item: PlanItem
    holdings: tuple[retirements.Holding, ...]
    proof: ItemProof | None
    prover: Person | None

    @property
    def bought_t(self) -> Decimal:
        return sum((one.purchase.tonnes for one in self.holdings if one.cancelled is None), Decimal(0))

    @property
    def retired_t(self) -> Decimal:
        return sum((one.retired_t for one in self.holdings if one.cancelled is None), Decimal(0))

    @property
    def certificates(self) -> tuple[Retirement, ...]:
        """Retirements whose certificate was uploaded."""
        every = (item for holding in self.holdings for item in holding.retirements)
        return tuple(item for item in every if item.certificate_sha256 is not None)

    @property
    def left_to_buy_t(self) -> Decimal:
        return (self.item.tonnes or Decimal(0)) - self.bought_t

    @property
    def state(self) -> str:
        if self.item.route != CREDITS:
            return DONE if self.proof else TO_PROVE
        if self.retired_t == self.item.tonnes:
            return DONE
        if self.retired_t:
            return RETIRING
        if self.left_to_buy_t == 0:
            return TO_RETIRE
        return BUYING if self.bought_t else TO_BUY


@dataclass(frozen=True)
class Performance:
    """All items of the approved plan."""

    plan: Planned
    items: tuple[ItemState, ...]

    @property
    def credit_items(self) -> tuple[ItemState, ...]:
        return tuple(item for item in self.items if item.item.route == CREDITS)

    @property
    def open_items(self) -> tuple[ItemState, ...]:
        return tuple(item for item in self.items if item.state != DONE)


def performance(case: Case) -> Performance | None:
    """How far the approved plan is performed; None while no plan is approved."""
    plan = approved_plan(case)
    if plan is None:
        return None
    held = retirements.holdings(case)
    return Performance(
        plan,
        tuple(
            ItemState(
                item, tuple(holding for holding in held if holding.purchase.plan_item_id == item.id), *_proof(item)
            )
            for item in plan.items
        ),
    )


def _proof(item: PlanItem) -> tuple[ItemProof | None, Person | None]:
    proof = db.session().scalar(select(ItemProof).where(ItemProof.plan_item_id == item.id))
    return proof, db.session().get(Person, proof.confirmed_by) if proof else None


def items_to_buy(case: Case) -> list[ItemState]:
    """The credit items of the approved plan that are not bought in full. Raises ``UnknownPlan`` where none is left."""
    found = performance(case)
    items = [item for item in found.credit_items if item.left_to_buy_t > 0] if found else []
    if not items:
        raise UnknownPlan(gettext("方案中没有尚待认购的碳汇。"))
    return items


@db.writing()
def buy(case: Case, person: Person, item_id: int, entry: purchases.PurchaseEntry) -> Purchase:
    """Record a purchase for a credit item of the approved plan (``credits.record_purchase``)."""
    lifecycle.check_step(case, STEPS["purchase"], person)
    item = item_of(case, item_id)
    if item.credit_type is None or item.tonnes is None:
        raise UnknownPlan(gettext(NOT_CREDITS, route=item.route))
    owed = purchases.Obligation(item.id, item.credit_type, item.tonnes)
    return purchases.record_purchase(case, person, owed, entry)


@db.writing()
def retire(case: Case, person: Person, purchase_id: int, entry: retirements.RetirementEntry) -> Retirement:
    """Confirm a retirement; with the last one the plan's credits are proven and the case goes to the judge.

    One officer may record the purchase and confirm the retirement: the purchase is a fact of a contract, the retirement
    is proven by the registry's certificate and not by the officer's word, and the assigned judge verifies both before
    closing. What never falls together is measuring and confirming, or proposing and approving.
    """
    retirement = retirements.record_retirement(case, person, purchase_id, entry)
    _verify_when_proven(case, person)
    return retirement


@dataclass(frozen=True)
class ProofEntry:
    """The paper that proves an item done: acceptance report, receipt, labour record."""

    document: str
    document_date: datetime.date
    note: str = ""


@db.writing()
def prove(case: Case, person: Person, item_id: int, entry: ProofEntry) -> ItemProof:
    """Record that an item other than credits is done, on the paper that proves it.

    Raises ``ProofRefused`` with every mistake and its field.
    """
    _check_may_prove(case, person)
    item = item_of(case, item_id)
    mistakes = []
    if item.route == CREDITS:
        mistakes.append(FieldError("document", gettext("认购碳汇以登记机构的注销凭证为证，请登记注销")))
    if db.session().scalar(select(ItemProof).where(ItemProof.plan_item_id == item.id)):
        mistakes.append(FieldError("document", gettext("这一项已经登记过履行证明")))
    if not 0 < len(entry.document.strip()) <= 200:
        mistakes.append(FieldError("document", gettext("请写明证明文件的名称和编号（至多 200 字）")))
    if len(entry.note.strip()) > 2000:
        mistakes.append(FieldError("note", gettext("至多 %(longest)s 字", longest=2000)))
    if entry.document_date > db.today():
        mistakes.append(FieldError("document_date", gettext("日期 %(day)s 尚未到来", day=entry.document_date)))
    if mistakes:
        raise ProofRefused(gettext("履行证明没有登记。"), tuple(mistakes))
    proof = ItemProof(
        plan_item_id=item.id,
        document=entry.document.strip(),
        document_date=entry.document_date,
        note=entry.note.strip(),
        confirmed_by=person.id,
        at=db.now(),
    )
    db.session().add(proof)
    db.session().flush()
    lifecycle.touch(case)
    detail = {"item": item.id, "route": item.route, "document": proof.document}
    audit.record("prove_item", f"case:{case.id}", detail, person=person, proves=(proof,))
    _verify_when_proven(case, person)
    return proof


def _check_may_prove(case: Case, person: Person) -> None:
    source = case.stage if case.stage in PROVABLE_IN else PROVABLE_IN[0]
    lifecycle.check_step(case, replace(STEPS["purchase"], source=source, label=_("登记履行证明")), person)


def _verify_when_proven(case: Case, person: Person) -> None:
    if case.stage == PROVABLE_IN[0] and obligations_proven(case, person) is None:
        lifecycle.advance(case, "verify", person)


def obligations_proven(case: Case, person: Person) -> str | None:
    """Credits are proven before the ruling; restoration beside them may take years and is proven before closing."""
    found = performance(case)
    if found is None:
        return gettext("没有已准许的方案。")
    wanted = found.credit_items or found.items
    return missing([item for item in wanted if item.state != DONE])


def everything_proven(case: Case, person: Person) -> str | None:
    """That nothing of the plan is left to be done."""
    found = performance(case)
    return gettext("没有已准许的方案。") if found is None else missing(list(found.open_items))


def missing(items: list[ItemState]) -> str | None:
    """What is still to be done, in words; None where nothing is left."""
    if not items:
        return None
    names = "；".join(f"{item.item.route}：{STATES[item.state]}" for item in items)
    return gettext(UNDONE, names=names)


def next_action(case: Case) -> str:
    """Which step a case under performance waits for."""
    found = performance(case)
    states = {item.state for item in found.credit_items} if found else set()
    if states & {TO_BUY, BUYING}:
        return "purchase"
    return "retire" if states & {TO_RETIRE, RETIRING} else "verify"
