"""Loss and method of an assessment stand beside its result, for lists that do not read the whole of it."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from migrations.refusals import unguarded

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TOGETHER = 100
"""Results that are in memory at a time: one may hold megabytes."""


def upgrade() -> None:
    op.add_column("assessments", sa.Column("loss_tco2e", sa.String(60), nullable=True))
    op.add_column("assessments", sa.Column("method", sa.String(120), nullable=False, server_default=""))
    rows = sa.table("assessments", *(sa.column(name) for name in ("id", "result", "loss_tco2e", "method")))
    bind = op.get_bind()
    with unguarded("assessments", "UPDATE"):
        done = 0
        while found := bind.execute(
            sa.select(rows.c.id, rows.c.result).where(rows.c.id > done).order_by(rows.c.id).limit(_TOGETHER)
        ).all():
            for number, text in found:
                result = json.loads(text)
                method = f"{result['method']['id']}@{result['method']['edition']}"
                bind.execute(
                    rows.update().where(rows.c.id == number).values(loss_tco2e=result["loss_tco2e"], method=method)
                )
            done = found[-1].id


def downgrade() -> None:
    op.drop_column("assessments", "method")
    op.drop_column("assessments", "loss_tco2e")
