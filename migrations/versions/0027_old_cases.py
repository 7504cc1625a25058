"""The cases that went by stages until now: ``casework.takeover`` makes acts of their records, one after another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "old_cases",
        sa.Column("case_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_old_cases_case_id_cases"),
        sa.PrimaryKeyConstraint("case_id", name="pk_old_cases"),
    )
    op.execute("INSERT INTO old_cases (case_id) SELECT id FROM cases WHERE stage <> 'acts'")


def downgrade() -> None:
    op.drop_table("old_cases")
