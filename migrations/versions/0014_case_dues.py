"""For which cases to look at the periods on a day. Filled by ``casework.deadlines.due.refresh``, after the upgrade."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_dues",
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), primary_key=True),
        sa.Column("assignee_id", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("due_from", sa.Date, nullable=False),
        sa.Column("overdue_from", sa.Date),
    )
    for columns in (["due_from", "case_id"], ["overdue_from"]):
        ordered = ["institution_id", "assignee_id", *columns]
        op.create_index(f"ix_case_dues_{'_'.join(ordered)}", "case_dues", ordered)
    op.create_table(
        "due_editions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("edition", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("due_editions")
    op.drop_table("case_dues")
