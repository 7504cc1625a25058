"""By which edition of the table of acts the lists of cases were derived last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "folder_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_folder_editions"),
    )


def downgrade() -> None:
    op.drop_table("folder_editions")
