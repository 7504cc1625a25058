"""Whose turn it is in each case kept by its acts, for the lists of what is to be done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INDEX = "ix_folder_tasks_institution_id_seat_person_due"


def upgrade() -> None:
    op.create_table(
        "folder_tasks",
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(20), nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("turn", sa.Boolean(), nullable=False),
        sa.Column("back", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name="fk_folder_tasks_folder_id_folders"),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name="fk_folder_tasks_institution_id_institutions"
        ),
        sa.PrimaryKeyConstraint("folder_id", "number", name="pk_folder_tasks"),
    )
    op.create_index(INDEX, "folder_tasks", ["institution_id", "seat", "person", "due"])


def downgrade() -> None:
    op.drop_table("folder_tasks")
