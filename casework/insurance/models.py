"""Policies on what is planted for a duty or on a project of the register, claims, and what became of them.

Every row is written once: what was entered by mistake is taken back by a row of its own.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from casework.db import Base, Exact, Moment

PAID, RETURNED, REFUSED, WITHDRAWN = "paid", "returned", "refused", "withdrawn"
OF_MONEY = (PAID, RETURNED)


class InsurancePolicy(Base):
    """林业碳汇保险 as its policy says: on the planting of a duty of a case, or on a project. ``perils``: against what;
    ``kind``: the product; money in CNY."""

    __tablename__ = "insurance_policies"
    __table_args__ = (
        CheckConstraint(
            "(folder_id IS NULL) = (obligation IS NULL) AND (folder_id IS NULL) <> (project_id IS NULL)", name="insured"
        ),
        CheckConstraint("ends_on >= begins_on", name="term"),
        Index(None, "folder_id"),
        Index(None, "project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int | None] = mapped_column(ForeignKey("folders.id"))
    obligation: Mapped[str | None] = mapped_column(String(40))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("credit_projects.id"))
    insurer: Mapped[str] = mapped_column(String(200))
    policy_no: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(200))
    holder: Mapped[str] = mapped_column(String(200))
    beneficiary: Mapped[str] = mapped_column(String(200))
    perils: Mapped[str] = mapped_column(Text)
    sum_cny: Mapped[Decimal] = mapped_column(Exact)
    begins_on: Mapped[datetime.date]
    ends_on: Mapped[datetime.date]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class InsuredDuty(Base):
    """Another planting of the same case that a policy is on, beside the one that it names itself."""

    __tablename__ = "insured_duties"
    __table_args__ = (Unique("policy_id", "obligation"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("insurance_policies.id"))
    obligation: Mapped[str] = mapped_column(String(40))


class InsuranceClaim(Base):
    """A claim: of a failed inspection (``act``, its number in the case) or of what was lost otherwise (``cause``).

    ``lost_t``: tCO2e that are lost, where that was measured."""

    __tablename__ = "insurance_claims"

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("insurance_policies.id"), index=True)
    act: Mapped[int | None]
    cause: Mapped[str] = mapped_column(Text)
    happened_on: Mapped[datetime.date]
    claimed_on: Mapped[datetime.date]
    claimed_cny: Mapped[Decimal] = mapped_column(Exact)
    lost_t: Mapped[Decimal | None] = mapped_column(Exact)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)


class ClaimStep(Base):
    """What became of a claim: paid, paid back, refused by the insurer, withdrawn. ``act``: the number of the act that
    posted the payment, where an office received it; ``payee``: who did."""

    __tablename__ = "insurance_claim_steps"
    __table_args__ = (
        CheckConstraint(f"step IN ('{PAID}', '{RETURNED}', '{REFUSED}', '{WITHDRAWN}')", name="step"),
        CheckConstraint(f"(step IN ('{PAID}', '{RETURNED}')) = (amount_cny IS NOT NULL)", name="step_amount"),
        CheckConstraint(f"act IS NULL OR step = '{PAID}'", name="step_act"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("insurance_claims.id"), index=True)
    step: Mapped[str] = mapped_column(String(20))
    done_on: Mapped[datetime.date]
    amount_cny: Mapped[Decimal | None] = mapped_column(Exact)
    payee: Mapped[str] = mapped_column(String(200))
    act: Mapped[int | None]
    evidence: Mapped[str] = mapped_column(String(500))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime.datetime] = mapped_column(Moment)
