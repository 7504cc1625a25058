"""The lists of cases are read along indexes of their own: by institution, and by shelf and reader.

What stands on the shelves is derived from the acts when the tables are up.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

OF_READER = "ix_folder_tasks_institution_id_seat_person_due"
IN_ONE_CASE = "ix_folder_tasks_folder_id_institution_id_seat_person"


LISTED = (
    ("ix_folder_seats_list", ("institution_id", "state", "offence", "updated_at", "folder_id")),
    ("ix_folder_seats_institution_id_updated_at_folder_id", ("institution_id", "updated_at", "folder_id")),
    (
        "ix_folder_seats_institution_id_state_updated_at_folder_id",
        ("institution_id", "state", "updated_at", "folder_id"),
    ),
)


def upgrade() -> None:
    op.create_index("ix_folders_updated_at_id", "folders", ["updated_at", "id"])
    op.drop_index(IN_ONE_CASE, "folder_tasks")
    op.drop_index(OF_READER, "folder_tasks")
    _seats_anew(
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("offence", sa.String(60), nullable=False),
        sa.Column("updated_at", sa.String(25), nullable=False),
    )
    for name, listed in LISTED:
        op.create_index(name, "folder_seats", list(listed))
    _table(
        "folder_shelves",
        sa.Column("shelf", sa.String(20), nullable=False),
        sa.Column("updated_at", sa.String(25), nullable=False),
    )
    columns = ["shelf", "updated_at", "folder_id"]
    op.create_index(f"ix_folder_shelves_{'_'.join(columns)}", "folder_shelves", columns)
    _table("folder_days", sa.Column("due", sa.Date(), nullable=False))
    op.create_index("ix_folder_days_reader_due_folder_id", "folder_days", ["reader", "due", "folder_id"])


def _seats_anew(*more: sa.Column[str]) -> None:
    """With further columns, filled from the cases: derived rows, so they are written again."""
    op.execute("CREATE TEMPORARY TABLE seats_before AS SELECT folder_id, institution_id FROM folder_seats")
    op.drop_table("folder_seats")
    op.create_table(
        "folder_seats",
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name="fk_folder_seats_folder_id_folders"),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name="fk_folder_seats_institution_id_institutions"
        ),
        sa.PrimaryKeyConstraint("folder_id", "institution_id", name="pk_folder_seats"),
    )
    names = ["folder_id", "institution_id", *(column.name for column in more)]
    op.execute(
        f"INSERT INTO folder_seats ({', '.join(names)}) SELECT {', '.join(names)} "  # noqa: S608  # names of our own
        "FROM seats_before JOIN folders ON folders.id = folder_id"
    )
    op.execute("DROP TABLE seats_before")


def _table(name: str, *keys: sa.Column[Any]) -> None:
    columns = ["institution_id", "reader", *(column.name for column in keys), "folder_id"]
    op.create_table(
        name,
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(130), nullable=False),
        *keys,
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name=f"fk_{name}_folder_id_folders"),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name=f"fk_{name}_institution_id_institutions"),
        sa.PrimaryKeyConstraint(*columns, name=f"pk_{name}"),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{name}_folder_id", name, ["folder_id"])


def downgrade() -> None:
    op.drop_table("folder_days")
    op.drop_table("folder_shelves")
    _seats_anew()
    op.create_index("ix_folder_seats_institution_id_folder_id", "folder_seats", ["institution_id", "folder_id"])
    op.create_index(OF_READER, "folder_tasks", ["institution_id", "seat", "person", "due"])
    op.create_index(IN_ONE_CASE, "folder_tasks", ["folder_id", "institution_id", "seat", "person"])
    op.drop_index("ix_folders_updated_at_id", "folders")
