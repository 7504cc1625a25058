"""Serials found by their project: for the guards against overlaps on SQLite, the sums of the register, the search."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("credit_lots", "serial_uses", "retirements")


def upgrade() -> None:
    # By the last serial: those used before are left aside at once, for serials are mostly used in their order.
    for table in TABLES:
        op.create_index(f"ix_{table}_project_id_serial_to", table, ["project_id", "serial_to"])
    op.create_index("ix_serial_uses_lot_id", "serial_uses", ["lot_id"])


def downgrade() -> None:
    op.drop_index("ix_serial_uses_lot_id", "serial_uses")
    for table in TABLES:
        op.drop_index(f"ix_{table}_project_id_serial_to", table)
