"""With each case the digest of the rows that lists show of it; empty until they are derived anew after this."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("folders", sa.Column("lists_sha256", sa.String(64)))


def downgrade() -> None:
    # Not in a batch, which makes the table anew: others refer to it.
    op.drop_column("folders", "lists_sha256")
