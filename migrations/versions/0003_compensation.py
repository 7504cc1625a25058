"""Compensation plans, their items, the judge's decision, and proofs of items other than credits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, refuse, write_once

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT, EXACT = sa.String(25), sa.String(60)


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("assessment_id", sa.Integer, nullable=False),
        sa.Column("casefile_version_id", sa.Integer, sa.ForeignKey("casefile_versions.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("undertaking_by", sa.String(200)),
        sa.Column("undertaking_date", sa.Date),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("proposed_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["assessment_id", "case_id"], ["assessments.id", "assessments.case_id"]),
        sa.UniqueConstraint("case_id", "number"),
        sa.UniqueConstraint("id", "case_id"),
    )
    op.create_table(
        "plan_items",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("plan_id", sa.Integer, sa.ForeignKey("plans.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("route", sa.String(40), nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("credit_type", sa.String(40)),
        sa.Column("quantity_t", sa.Integer),
        sa.Column("multiplier", EXACT),
        sa.Column("price_cny", EXACT),
        sa.Column("price_rule", sa.String(200)),
        sa.Column("price_source", sa.String(500)),
        sa.Column("price_date", sa.Date),
        sa.Column("amount_cny", EXACT),
        sa.Column("deadline", sa.Date),
        sa.CheckConstraint(
            "route <> '认购碳汇' OR (credit_type IS NOT NULL AND quantity_t IS NOT NULL AND price_cny IS NOT NULL"
            " AND price_rule IS NOT NULL AND price_source IS NOT NULL AND price_date IS NOT NULL"
            " AND amount_cny IS NOT NULL)",
            name="credit_item_complete",
        ),
        sa.CheckConstraint("quantity_t IS NULL OR quantity_t > 0", name="quantity_positive"),
        sa.UniqueConstraint("plan_id", "position"),
    )
    op.create_table(
        "plan_decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("plan_id", sa.Integer, sa.ForeignKey("plans.id"), nullable=False, unique=True),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("decision IN ('approved', 'returned')", name="decision"),
        sa.CheckConstraint("decision = 'approved' OR length(trim(reason)) > 0", name="reason_for_return"),
    )
    op.create_table(
        "plan_item_proofs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("plan_item_id", sa.Integer, sa.ForeignKey("plan_items.id"), nullable=False, unique=True),
        sa.Column("document", sa.String(200), nullable=False),
        sa.Column("document_date", sa.Date, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("confirmed_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("length(trim(document)) > 0", name="document"),
    )
    _refuse()


def _refuse() -> None:
    write_once("plans", "case_id+number")
    write_once("plan_items", "plan_id+position")
    write_once("plan_decisions", "plan_id")
    write_once("plan_item_proofs", "plan_item_id")
    refuse(
        "plans_on_confirmed_loss",
        "plans",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM reviews AS r"
        " WHERE r.assessment_id = NEW.assessment_id AND r.decision = 'confirmed')",
    )
    refuse(
        "plans_of_own_casefile",
        "plans",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM casefile_versions AS v"
        " WHERE v.id = NEW.casefile_version_id AND v.case_id = NEW.case_id)",
    )
    refuse(
        "plan_items_before_decision",
        "plan_items",
        "INSERT",
        "EXISTS (SELECT 1 FROM plan_decisions AS d WHERE d.plan_id = NEW.plan_id)",
        lock="plans WHERE id = NEW.plan_id",
    )
    refuse(
        "plan_decisions_not_by_proposer",
        "plan_decisions",
        "INSERT",
        "EXISTS (SELECT 1 FROM plans AS p WHERE p.id = NEW.plan_id AND p.proposed_by = NEW.person_id)",
        lock="plans WHERE id = NEW.plan_id",
    )
    refuse(
        "plan_item_proofs_of_approved",
        "plan_item_proofs",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM plan_items AS i JOIN plan_decisions AS d ON d.plan_id = i.plan_id"
        " WHERE i.id = NEW.plan_item_id AND i.route <> '认购碳汇' AND d.decision = 'approved')",
    )


def downgrade() -> None:
    for table in ("plan_item_proofs", "plan_decisions", "plan_items", "plans"):
        drop_guarded(table)
