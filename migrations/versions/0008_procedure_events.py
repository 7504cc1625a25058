"""Events of the proceedings, written once; a correction is a further row of the same case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, refuse, write_once

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.String(25)


def upgrade() -> None:
    op.create_table(
        "procedure_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("event", sa.String(60), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("whom", sa.String(200)),
        sa.Column("note", sa.Text),
        sa.Column("ground", sa.Text),
        sa.Column("corrects", sa.Integer, sa.ForeignKey("procedure_events.id"), unique=True),
        sa.Column("struck", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("until IS NULL OR until >= date", name="in_order"),
        sa.CheckConstraint("(corrects IS NULL) = (reason IS NULL)", name="correction_with_reason"),
        sa.CheckConstraint("reason IS NULL OR length(trim(reason)) > 0", name="reason"),
        sa.CheckConstraint("NOT struck OR corrects IS NOT NULL", name="struck"),
    )
    write_once("procedure_events", "corrects")
    refuse(
        "procedure_events_correct_own_case",
        "procedure_events",
        "INSERT",
        "NEW.corrects IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM procedure_events AS p WHERE p.id = NEW.corrects AND p.case_id = NEW.case_id AND NOT p.struck)",
    )


def downgrade() -> None:
    drop_guarded("procedure_events")
