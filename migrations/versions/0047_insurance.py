"""Insurance of plantings and of projects: policies, claims and what became of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, refuse, write_once

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

EXACT = sa.String(60)
MOMENT = sa.String(25)


def _by() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "insurance_policies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("folder_id", sa.Integer, sa.ForeignKey("folders.id")),
        sa.Column("obligation", sa.String(40)),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("credit_projects.id")),
        sa.Column("insurer", sa.String(200), nullable=False),
        sa.Column("policy_no", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("beneficiary", sa.String(200), nullable=False),
        sa.Column("perils", sa.Text, nullable=False),
        sa.Column("sum_cny", EXACT, nullable=False),
        sa.Column("begins_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        *_by(),
        sa.CheckConstraint(
            "(folder_id IS NULL) = (obligation IS NULL) AND (folder_id IS NULL) <> (project_id IS NULL)", name="insured"
        ),
        sa.CheckConstraint("ends_on >= begins_on", name="term"),
    )
    op.create_index("ix_insurance_policies_folder_id", "insurance_policies", ["folder_id"])
    op.create_index("ix_insurance_policies_project_id", "insurance_policies", ["project_id"])
    write_once("insurance_policies")
    op.create_table(
        "insurance_claims",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("policy_id", sa.Integer, sa.ForeignKey("insurance_policies.id"), nullable=False, index=True),
        sa.Column("act", sa.Integer),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("claimed_on", sa.Date, nullable=False),
        sa.Column("claimed_cny", EXACT, nullable=False),
        sa.Column("lost_t", EXACT),
        *_by(),
    )
    write_once("insurance_claims")
    _steps()


def _steps() -> None:
    op.create_table(
        "insurance_claim_steps",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("claim_id", sa.Integer, sa.ForeignKey("insurance_claims.id"), nullable=False, index=True),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("done_on", sa.Date, nullable=False),
        sa.Column("amount_cny", EXACT),
        sa.Column("payee", sa.String(200), nullable=False),
        sa.Column("act", sa.Integer),
        sa.Column("evidence", sa.String(500), nullable=False),
        *_by(),
        sa.CheckConstraint("step IN ('paid', 'returned', 'refused', 'withdrawn')", name="step"),
        sa.CheckConstraint("(step IN ('paid', 'returned')) = (amount_cny IS NOT NULL)", name="step_amount"),
        sa.CheckConstraint("act IS NULL OR step = 'paid'", name="step_act"),
    )
    write_once("insurance_claim_steps")
    # One act is one payment: no sum of the account of a case is told of two claims of one policy.
    refuse(
        "insurance_claim_steps_one_for_an_act",
        "insurance_claim_steps",
        "INSERT",
        "NEW.act IS NOT NULL AND EXISTS (SELECT 1 FROM insurance_claim_steps AS s"
        " JOIN insurance_claims AS c ON c.id = s.claim_id JOIN insurance_policies AS p ON p.id = c.policy_id"
        " JOIN insurance_claims AS d ON d.id = NEW.claim_id JOIN insurance_policies AS q ON q.id = d.policy_id"
        " WHERE s.act = NEW.act AND p.folder_id = q.folder_id)",
        lock="folders WHERE id = (SELECT p.folder_id FROM insurance_claims AS c"
        " JOIN insurance_policies AS p ON p.id = c.policy_id WHERE c.id = NEW.claim_id)",
    )


def downgrade() -> None:
    for name in ("insurance_claim_steps", "insurance_claims", "insurance_policies"):
        drop_guarded(name)
