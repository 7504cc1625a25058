"""Tables of the compensation plan: what was proposed, what the judge decided, what has been proven done.

A plan is never edited. A returned plan stays readable, and the next one has the next number. The database refuses
changes and deletions, a plan on an assessment that is not confirmed, and an item added after the decision.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.db import Base, Exact, Moment

APPROVED = "approved"
RETURNED = "returned"

CREDITS = "认购碳汇"
"""The one route that is performed through the register of serial numbers."""


class Plan(Base):
    """赔偿方案: a proposal of routes on one confirmed assessment, with the party's undertaking (承诺书).

    The loss is the assessment's. Which routes are open was decided on ``casefile_version_id``, which may be later than
    the assessment's: requests and opinions come in after the measurement. ``result`` is that decision, canonical JSON
    of ``rules.assess``, and ``hash`` its own.
    """

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        UniqueConstraint("id", "case_id"),
        ForeignKeyConstraint(["assessment_id", "case_id"], ["assessments.id", "assessments.case_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    assessment_id: Mapped[int]
    casefile_version_id: Mapped[int] = mapped_column(ForeignKey("casefile_versions.id"))
    number: Mapped[int]
    result: Mapped[str] = mapped_column(Text, deferred=True)
    hash: Mapped[str] = mapped_column(String(64))
    undertaking_by: Mapped[str | None] = mapped_column(String(200))
    undertaking_date: Mapped[datetime.date | None]
    note: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class PlanItem(Base):
    """One route of a plan. ``terms`` says in words what is owed (area, species, months, payee …).

    A credit item (认购碳汇) also has the credit type, its quantity in units of ``unit_t`` tonnes (empty: one tonne),
    the multiplier that led to it, and the price in CNY per tonne with its rule, source and date; ``amount_cny`` is
    tonnes × price to the cent. Of another route the amount is what is to be paid or spent, where a sum was fixed.
    ``covers``: the heads of loss it makes good, one a line, where they were stated.
    """

    __tablename__ = "plan_items"
    __table_args__ = (
        UniqueConstraint("plan_id", "position"),
        CheckConstraint(
            f"route <> '{CREDITS}' OR (credit_type IS NOT NULL AND quantity_t IS NOT NULL AND price_cny IS NOT NULL"
            " AND price_rule IS NOT NULL AND price_source IS NOT NULL AND price_date IS NOT NULL"
            " AND amount_cny IS NOT NULL)",
            name="credit_item_complete",
        ),
        CheckConstraint("quantity_t IS NULL OR quantity_t > 0", name="quantity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    position: Mapped[int]
    route: Mapped[str] = mapped_column(String(40))
    terms: Mapped[str] = mapped_column(Text)
    credit_type: Mapped[str | None] = mapped_column(String(40))
    quantity_t: Mapped[int | None]
    multiplier: Mapped[Decimal | None] = mapped_column(Exact)
    price_cny: Mapped[Decimal | None] = mapped_column(Exact)
    price_rule: Mapped[str | None] = mapped_column(String(200))
    price_source: Mapped[str | None] = mapped_column(String(500))
    price_date: Mapped[datetime.date | None]
    amount_cny: Mapped[Decimal | None] = mapped_column(Exact)
    deadline: Mapped[datetime.date | None]
    covers: Mapped[str | None] = mapped_column(String(300), info={"later": True})
    unit_t: Mapped[Decimal | None] = mapped_column(Exact, info={"later": True})

    @property
    def tonnes(self) -> Decimal | None:
        """What of credits is to be bought; None of another route."""
        return None if self.quantity_t is None else self.quantity_t * (self.unit_t or Decimal(1))


class PlanDecision(Base):
    """The assigned judge's decision on a plan. A return always gives its reason."""

    __tablename__ = "plan_decisions"
    __table_args__ = (
        CheckConstraint("decision IN ('approved', 'returned')", name="decision"),
        CheckConstraint("decision = 'approved' OR length(trim(reason)) > 0", name="reason_for_return"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), unique=True)
    decision: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class ItemProof(Base):
    """Proof that an item other than credits is done: acceptance report, receipt, labour record, by number and date."""

    __tablename__ = "plan_item_proofs"
    __table_args__ = (CheckConstraint("length(trim(document)) > 0", name="document"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_item_id: Mapped[int] = mapped_column(ForeignKey("plan_items.id"), unique=True)
    document: Mapped[str] = mapped_column(String(200))
    document_date: Mapped[datetime.date]
    note: Mapped[str] = mapped_column(Text)
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
