"""A case kept by its acts has a case file; its seats may be empty and are not three."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

SEATS = ("procuratorate_id", "court_id", "bureau_id")
BEFORE = (
    "stage IN ('filed', 'commissioned', 'under_review', 'confirmed', 'plan_proposed', 'performing', "
    "'verified', 'ruled', 'closed', 'withdrawn')"
)
OWNER = "fk_folders_case_id_cases"


def upgrade() -> None:
    with op.batch_alter_table("cases") as table:
        for seat in SEATS:
            table.alter_column(seat, existing_type=sa.Integer(), nullable=True)
        table.drop_constraint("stage", type_="check")
        table.create_check_constraint("stage", BEFORE.replace("'withdrawn'", "'withdrawn', 'acts'"))
    op.create_table(
        "case_seats",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_seats_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name="fk_case_seats_institution_id_institutions"
        ),
        sa.PrimaryKeyConstraint("case_id", "institution_id", name="pk_case_seats"),
    )
    op.create_index("ix_case_seats_institution_id_case_id", "case_seats", ["institution_id", "case_id"])
    with op.batch_alter_table("folders") as table:
        table.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        table.create_foreign_key(OWNER, "cases", ["case_id"], ["id"])
        table.create_unique_constraint("uq_folders_case_id", ["case_id"])


def downgrade() -> None:
    with op.batch_alter_table("folders") as table:
        table.drop_constraint("uq_folders_case_id", type_="unique")
        table.drop_constraint(OWNER, type_="foreignkey")
        table.drop_column("case_id")
    op.drop_table("case_seats")
    with op.batch_alter_table("cases") as table:
        for seat in SEATS:
            table.alter_column(seat, existing_type=sa.Integer(), nullable=False)
        table.drop_constraint("stage", type_="check")
        table.create_check_constraint("stage", BEFORE)
