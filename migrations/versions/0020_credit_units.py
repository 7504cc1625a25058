"""Credits are counted in the units of their type, and a ticket without serials is a lot of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import lift, refuse

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

UNITS = ("credit_projects", "purchases", "retirements", "plan_items")
COPIED = ("purchases", "retirements")
"""Whose unit repeats that of the project."""


def upgrade() -> None:
    for table in UNITS:
        op.add_column(table, sa.Column("unit_t", sa.String(60), nullable=True))
    op.add_column("credit_lots", sa.Column("ticket_no", sa.String(100), nullable=True))
    op.create_index("uq_credit_lots_project_id_ticket_no", "credit_lots", ["project_id", "ticket_no"], unique=True)
    for table in COPIED:
        refuse(
            f"{table}_unit_of_project",
            table,
            "INSERT",
            "COALESCE(NEW.unit_t, '1') <>"
            " COALESCE((SELECT p.unit_t FROM credit_projects AS p WHERE p.id = NEW.project_id), '1')",
        )


def downgrade() -> None:
    for table in COPIED:
        lift(f"{table}_unit_of_project", table)
    op.drop_index("uq_credit_lots_project_id_ticket_no", "credit_lots")
    op.drop_column("credit_lots", "ticket_no")
    for table in reversed(UNITS):
        op.drop_column(table, "unit_t")
