"""Serials found by their project: for the guards against overlaps on SQLite, the sums of the register, the search."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEXES = {
    # By the last serial: those used before are left aside at once, for serials are mostly used in their order.
    "credit_lots": ("project_id", "serial_to"),
    "serial_uses": ("project_id", "serial_to", "serial_from", "released_at"),
    "retirements": ("project_id", "serial_to"),
}


def upgrade() -> None:
    for table, columns in INDEXES.items():
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
    op.create_index("ix_serial_uses_lot_id", "serial_uses", ["lot_id"])


def downgrade() -> None:
    op.drop_index("ix_serial_uses_lot_id", "serial_uses")
    for table, columns in INDEXES.items():
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
