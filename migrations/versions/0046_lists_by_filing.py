"""Lists by filing are stretches of an index, however state, offence or who has a case in hand narrow them."""

from __future__ import annotations

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_folder_seats_filed_state": ("folder_seats", ["institution_id", "state", "folder_id"]),
    "ix_folder_seats_filed_offence": ("folder_seats", ["institution_id", "state", "offence", "folder_id"]),
    "ix_folder_people_filed": ("folder_people", ["institution_id", "name", "folder_id"]),
    "ix_folders_filed": ("folders", ["state", "id"]),
    "ix_folders_filed_offence": ("folders", ["state", "offence", "id"]),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
