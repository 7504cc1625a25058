"""The files that tallies were read from, kept with the version of the case file that holds their rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db import Moment
from migrations.refusals import drop_guarded, write_once

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tally_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tally_uploads_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_tally_uploads"),
        sa.UniqueConstraint("case_id", "sha256", name="uq_tally_uploads_case_id_sha256"),
    )
    op.create_index("ix_tally_uploads_at", "tally_uploads", ["at"])
    op.create_table(
        "tally_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("stand", sa.String(20), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["casefile_versions.id"], name="fk_tally_files_version_id_casefile_versions"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_tally_files_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_tally_files"),
        sa.UniqueConstraint("version_id", name="uq_tally_files_version_id"),
    )
    write_once("tally_files", "version_id")


def downgrade() -> None:
    drop_guarded("tally_files")
    op.drop_table("tally_uploads")
