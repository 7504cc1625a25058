"""Lists tell of an obligation whether more was done than is owed, and find what waits in one case at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

INDEX = "ix_folder_tasks_folder_id_institution_id_seat_person"


def upgrade() -> None:
    op.add_column("folder_obligations", sa.Column("over", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(INDEX, "folder_tasks", ["folder_id", "institution_id", "seat", "person"])


def downgrade() -> None:
    op.drop_index(INDEX, "folder_tasks")
    # Not in a batch, which makes the table anew: triggers of others name it.
    op.drop_column("folder_obligations", "over")
