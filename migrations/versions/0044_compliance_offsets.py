"""What compliance uses offset of confirmed emissions, and what became of contracts of purchase."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, refuse, write_once

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

EXACT = sa.String(60)
MOMENT = sa.String(25)


def upgrade() -> None:
    op.create_table(
        "confirmed_emissions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("emitter", sa.String(200), nullable=False),
        sa.Column("emitter_key", sa.String(200), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("emission_t", EXACT, nullable=False),
        sa.Column("paper", sa.String(500), nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_confirmed_emissions_emitter_key_year", "confirmed_emissions", ["emitter_key", "year"])
    write_once("confirmed_emissions")
    op.create_table(
        "compliance_offsets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("use_id", sa.Integer, sa.ForeignKey("serial_uses.id"), nullable=False, unique=True),
        sa.Column("emission_id", sa.Integer, sa.ForeignKey("confirmed_emissions.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("tonnes", EXACT, nullable=False),
        sa.Column("not_first", sa.String(500)),
        sa.Column("worksheet", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('forest', 'other')", name="kind"),
    )
    write_once("compliance_offsets", "use_id")
    refuse(
        "compliance_offsets_of_a_use",
        "compliance_offsets",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM serial_uses AS u WHERE u.id = NEW.use_id AND u.use = 'compliance_offset'"
        " AND u.released_at IS NULL)",
        lock="serial_uses WHERE id = NEW.use_id",
    )
    _steps()


def _steps() -> None:
    op.create_table(
        "purchase_steps",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("purchase_id", sa.Integer, sa.ForeignKey("purchases.id"), nullable=False, index=True),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("done_on", sa.Date, nullable=False),
        sa.Column("amount_cny", EXACT),
        sa.Column("evidence", sa.String(500), nullable=False),
        sa.Column("act", sa.Integer),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("step IN ('paid', 'transferred', 'repaid')", name="step"),
        sa.CheckConstraint("(step = 'transferred') = (amount_cny IS NULL)", name="step_amount"),
        sa.CheckConstraint("act IS NULL OR step = 'paid'", name="step_act"),
    )
    write_once("purchase_steps")
    refuse(
        "purchase_steps_of_a_purchase_in_force",
        "purchase_steps",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM purchases AS p JOIN serial_uses AS u ON u.id = p.use_id"
        " WHERE p.id = NEW.purchase_id AND u.released_at IS NULL)",
    )


def downgrade() -> None:
    drop_guarded("purchase_steps")
    drop_guarded("compliance_offsets")
    drop_guarded("confirmed_emissions")
