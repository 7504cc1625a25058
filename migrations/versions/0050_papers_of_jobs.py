"""Which job issued a paper; the number that a case had where it came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, write_once

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_papers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("job_id", sa.Integer, sa.ForeignKey("jobs.id"), nullable=False),
        sa.Column("issued_paper_id", sa.Integer, sa.ForeignKey("issued_papers.id"), nullable=False, unique=True),
    )
    write_once("job_papers", "issued_paper_id")
    op.add_column("foreign_cases", sa.Column("reference", sa.String(20), nullable=True))


def downgrade() -> None:
    op.drop_column("foreign_cases", "reference")
    drop_guarded("job_papers")
