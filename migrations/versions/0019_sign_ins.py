"""Sign-ins with a second factor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("confirmed_at", sa.String(25)),
        sa.Column("last_step", sa.Integer),
    )
    with op.batch_alter_table("sign_ins") as table:
        table.add_column(sa.Column("pending", sa.Boolean, server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("wrong_codes", sa.Integer, server_default="0", nullable=False))


def downgrade() -> None:
    # A sign-in that waits for its code must not become one that needs none.
    op.execute("UPDATE sign_ins SET ended = TRUE WHERE pending")
    with op.batch_alter_table("sign_ins") as table:
        table.drop_column("wrong_codes")
        table.drop_column("pending")
    op.drop_table("second_factors")
