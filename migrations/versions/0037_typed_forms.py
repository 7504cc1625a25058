"""What was typed into forms and is not recorded yet: kept for a day. The list of cases in the order of filing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "typed_forms",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("at", sa.String(25), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "address", name="pk_typed_forms"),
    )
    op.create_index("ix_typed_forms_at", "typed_forms", ["at"])
    op.create_index("ix_folder_seats_filed", "folder_seats", ["institution_id", "folder_id"])


def downgrade() -> None:
    op.drop_index("ix_folder_seats_filed", "folder_seats")
    op.drop_table("typed_forms")
