"""An assessment answers the order of a case kept by its acts; a remark is said with an act."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assessments", sa.Column("measuring", sa.String(40), nullable=True))
    op.add_column("line_remarks", sa.Column("act", sa.Integer, nullable=True))


def downgrade() -> None:
    op.drop_column("line_remarks", "act")
    op.drop_column("assessments", "measuring")
