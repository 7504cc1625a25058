"""What the former system kept of a case beside its facts and measurements: steps, plans, proofs, judgments, events.

Written once while cases went by stages, proven by the log for ever, read when a case is taken over. ``OldCase`` tells
which ones wait for that.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.db import Base, Exact, Moment

CREDITS = "认购碳汇"
"""The route of a plan that was performed through the register of serial numbers."""


class OldCase(Base):
    """A case that is still to be taken over. The row goes with the transaction that takes it over."""

    __tablename__ = "old_cases"
    unaudited = True

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)


class StageEvent(Base):
    """One step of a case: the timeline. Never changed."""

    __tablename__ = "stage_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    from_stage: Mapped[str | None] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(20))
    to_stage: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class Judgment(Base):
    """The ruling of the court: number and date of the document. Never changed."""

    __tablename__ = "judgments"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    number: Mapped[str] = mapped_column(String(120))
    date: Mapped[datetime.date]
    note: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class Review(Base):
    """The assigned judge's decision on one assessment. A return always gives its reason."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("decision IN ('confirmed', 'returned')", name="decision"),
        CheckConstraint("decision = 'confirmed' OR length(trim(reason)) > 0", name="reason_for_return"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), unique=True)
    decision: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


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


class RecordedEvent(Base):
    """One event of a case, or the correction of one.

    ``corrects``: the row that this one takes the place of, with its ``reason``; ``struck``: the corrected row was
    recorded by mistake and nothing takes its place. ``ground``: the reason given where a rule forbids it.
    """

    __tablename__ = "procedure_events"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= date", name="in_order"),
        CheckConstraint("(corrects IS NULL) = (reason IS NULL)", name="correction_with_reason"),
        CheckConstraint("reason IS NULL OR length(trim(reason)) > 0", name="reason"),
        CheckConstraint("NOT struck OR corrects IS NOT NULL", name="struck"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    event: Mapped[str] = mapped_column(String(60))
    date: Mapped[datetime.date]
    until: Mapped[datetime.date | None]
    whom: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    ground: Mapped[str | None] = mapped_column(Text)
    corrects: Mapped[int | None] = mapped_column(ForeignKey("procedure_events.id"), unique=True)
    struck: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
