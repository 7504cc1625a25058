"""Plan items say which heads of loss they make good."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan_items", sa.Column("covers", sa.String(300), nullable=True))


def downgrade() -> None:
    op.drop_column("plan_items", "covers")
