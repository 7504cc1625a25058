"""The last running number of each year, and institutions found by their area."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counters = op.create_table(
        "case_counters",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("filed", sa.Integer, nullable=False),
    )
    filed: dict[int, int] = {}
    for reference in op.get_bind().execute(sa.text("SELECT reference FROM cases")).scalars():
        year, _, number = str(reference).partition("-")
        filed[int(year)] = max(filed.get(int(year), 0), int(number))
    if filed:
        op.bulk_insert(counters, [{"year": year, "filed": number} for year, number in filed.items()])
    op.create_index("ix_institutions_kind_area_code", "institutions", ["kind", "area_code"])


def downgrade() -> None:
    op.drop_index("ix_institutions_kind_area_code", "institutions")
    op.drop_table("case_counters")
