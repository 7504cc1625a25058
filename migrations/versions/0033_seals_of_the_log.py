"""Each entry of the audit log is sealed by a key outside the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit_entries", sa.Column("seal", sa.String(90)))


def downgrade() -> None:
    # Not in a batch, which makes the table anew: triggers of others name it.
    op.drop_column("audit_entries", "seal")
