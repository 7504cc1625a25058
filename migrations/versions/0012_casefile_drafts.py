"""Drafts of case files: saved page by page, complete only when they are filed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.String(25)


def upgrade() -> None:
    op.create_table(
        "casefile_drafts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False, index=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), unique=True),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("started_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("saved_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("casefile_drafts")
