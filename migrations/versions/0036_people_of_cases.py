"""Who has a case in hand, for the list of cases; former names of people, with which a case stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "folder_people",
        sa.Column("folder_id", sa.Integer, sa.ForeignKey("folders.id"), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("offence", sa.String(60), nullable=False),
        sa.Column("updated_at", sa.String(25), nullable=False),
        sa.PrimaryKeyConstraint("folder_id", "institution_id", "name", name="pk_folder_people"),
    )
    op.create_index("ix_folder_people_list", "folder_people", ["institution_id", "name", "updated_at", "folder_id"])
    op.create_table(
        "person_names",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("until", sa.String(25), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person_names"),
    )
    op.create_index("ix_person_names_person_id", "person_names", ["person_id"])


def downgrade() -> None:
    op.drop_table("person_names")
    op.drop_table("folder_people")
