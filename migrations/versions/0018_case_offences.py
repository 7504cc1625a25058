"""Every offence of a case stands beside the one it is brought under, for lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("offences", sa.Text(), nullable=False, server_default=""))
    # no case file before this had a second one
    op.execute("UPDATE cases SET offences = offence")


def downgrade() -> None:
    op.drop_column("cases", "offences")
