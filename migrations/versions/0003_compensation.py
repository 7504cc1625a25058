"""Compensation plans, their items, the judge's decision, and proofs of items other than credits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db import Exact, Moment
from migrations.refusals import drop_guarded, refuse, write_once

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("undertaking_by", sa.String(200), nullable=True),
        sa.Column("undertaking_date", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_plans_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["assessment_id", "case_id"],
            ["assessments.id", "assessments.case_id"],
            name="fk_plans_assessment_id_case_id_assessments",
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name="fk_plans_proposed_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
        sa.UniqueConstraint("case_id", "number", name="uq_plans_case_id_number"),
        sa.UniqueConstraint("id", "case_id", name="uq_plans_id_case_id"),
    )
    op.create_table(
        "plan_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(40), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("credit_type", sa.String(40), nullable=True),
        sa.Column("quantity_t", sa.Integer(), nullable=True),
        sa.Column("multiplier", Exact(), nullable=True),
        sa.Column("price_cny", Exact(), nullable=True),
        sa.Column("price_rule", sa.String(200), nullable=True),
        sa.Column("price_source", sa.String(500), nullable=True),
        sa.Column("price_date", sa.Date(), nullable=True),
        sa.Column("amount_cny", Exact(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "route <> '认购碳汇' OR (credit_type IS NOT NULL AND quantity_t IS NOT NULL AND price_cny IS NOT NULL"
            " AND price_rule IS NOT NULL AND price_source IS NOT NULL AND price_date IS NOT NULL"
            " AND amount_cny IS NOT NULL)",
            name="ck_plan_items_credit_item_complete",
        ),
        sa.CheckConstraint("quantity_t IS NULL OR quantity_t > 0", name="ck_plan_items_quantity_positive"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_plan_items_plan_id_plans"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_items"),
        sa.UniqueConstraint("plan_id", "position", name="uq_plan_items_plan_id_position"),
    )
    op.create_table(
        "plan_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("decision IN ('approved', 'returned')", name="ck_plan_decisions_decision"),
        sa.CheckConstraint(
            "decision = 'approved' OR length(trim(reason)) > 0", name="ck_plan_decisions_reason_for_return"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_plan_decisions_plan_id_plans"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_plan_decisions_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_decisions"),
        sa.UniqueConstraint("plan_id", name="uq_plan_decisions_plan_id"),
    )
    op.create_table(
        "plan_item_proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_item_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(200), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("length(trim(document)) > 0", name="ck_plan_item_proofs_document"),
        sa.ForeignKeyConstraint(["plan_item_id"], ["plan_items.id"], name="fk_plan_item_proofs_plan_item_id_plan_items"),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"], name="fk_plan_item_proofs_confirmed_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_item_proofs"),
        sa.UniqueConstraint("plan_item_id", name="uq_plan_item_proofs_plan_item_id"),
    )

    write_once("plans", "case_id+number")
    write_once("plan_items", "plan_id+position")
    write_once("plan_decisions", "plan_id")
    write_once("plan_item_proofs", "plan_item_id")
    refuse(
        "plans_on_confirmed_loss",
        "plans",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM reviews AS r WHERE r.assessment_id = NEW.assessment_id AND r.decision = 'confirmed')",
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
