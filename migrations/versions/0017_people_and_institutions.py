"""Institutions carry how certain their names are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

CERTAINTIES = "certainty IN ('listed', 'seen', 'dated', 'pattern')"


def upgrade() -> None:
    with op.batch_alter_table("institutions") as table:
        table.add_column(sa.Column("certainty", sa.String(10)))
        table.add_column(sa.Column("source", sa.String(500)))
        table.add_column(sa.Column("active", sa.Boolean, server_default=sa.true(), nullable=False))
        table.create_check_constraint(table.f("ck_institutions_certainty"), CERTAINTIES)


def downgrade() -> None:
    with op.batch_alter_table("institutions") as table:
        table.drop_constraint(table.f("ck_institutions_certainty"), type_="check")
        for column in ("active", "source", "certainty"):
            table.drop_column(column)
