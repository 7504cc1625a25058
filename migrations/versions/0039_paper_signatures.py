"""Electronic signatures of issued papers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db import Moment
from migrations.refusals import drop_guarded, write_once

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_signatures",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("issued_paper_id", sa.Integer, sa.ForeignKey("issued_papers.id"), nullable=False),
        sa.Column("revision", sa.LargeBinary, nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("signer", sa.String(300), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("certificate_sha256", sa.String(64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.UniqueConstraint("issued_paper_id"),
    )
    write_once("paper_signatures", "issued_paper_id")


def downgrade() -> None:
    drop_guarded("paper_signatures")
