"""The account of each case, one sum a line: derived from its acts when the tables have been brought up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "folder_postings",
        sa.Column("folder_id", sa.Integer, sa.ForeignKey("folders.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("act", sa.Integer, nullable=False),
        sa.Column("posted_on", sa.Date, nullable=False),
        sa.Column("flow", sa.String(20), nullable=False),
        sa.Column("debit", sa.String(20), nullable=False),
        sa.Column("credit", sa.String(20), nullable=False),
        sa.Column("owed", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("whom", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("amount", sa.String(60), nullable=False),
        sa.CheckConstraint("CAST(amount AS NUMERIC) > 0", name="amount"),
        sa.CheckConstraint("debit <> credit", name="two_sides"),
        sa.PrimaryKeyConstraint("folder_id", "number", name="pk_folder_postings"),
    )
    op.create_index("ix_folder_postings_posted_on_folder_id", "folder_postings", ["posted_on", "folder_id"])


def downgrade() -> None:
    op.drop_table("folder_postings")
