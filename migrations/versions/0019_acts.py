"""Cases kept by their acts: folders, seats, acts, papers, and the index of tracks and obligations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db import Moment
from migrations.refusals import drop_guarded, write_once

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def _belongs(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = f"fk_{table}_folder_id_folders"
    return (
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name=name),
    )


def _person(table: str, column: str = "person_id") -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = f"fk_{table}_{column}_people"
    return sa.Column(column, sa.Integer(), nullable=False), sa.ForeignKeyConstraint([column], ["people.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "folders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        *_person("folders", "opened_by"),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_folders"),
        sa.UniqueConstraint("reference", name="uq_folders_reference"),
    )
    op.create_index("ix_folders_state_updated_at_id", "folders", ["state", "updated_at", "id"])
    op.create_table(
        "folder_beginnings",
        sa.Column("id", sa.Integer(), nullable=False),
        *_belongs("folder_beginnings"),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_folder_beginnings"),
        sa.UniqueConstraint("folder_id", name="uq_folder_beginnings_folder_id"),
    )
    write_once("folder_beginnings", "folder_id")
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer(), nullable=False),
        *_belongs("acts"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        *_person("acts"),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_acts"),
        sa.UniqueConstraint("folder_id", "number", name="uq_acts_folder_id_number"),
    )
    write_once("acts", "folder_id+number")
    op.create_table(
        "act_files",
        sa.Column("id", sa.Integer(), nullable=False),
        *_belongs("act_files"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *_person("act_files"),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_act_files"),
        sa.UniqueConstraint("folder_id", "name", name="uq_act_files_folder_id_name"),
    )
    write_once("act_files", "folder_id+name")
    _index_tables()


def _index_tables() -> None:
    op.create_table(
        "folder_seats",
        *_belongs("folder_seats"),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name="fk_folder_seats_institution_id_institutions"
        ),
        sa.PrimaryKeyConstraint("folder_id", "institution_id", name="pk_folder_seats"),
    )
    op.create_index("ix_folder_seats_institution_id_folder_id", "folder_seats", ["institution_id", "folder_id"])
    op.create_table(
        "folder_tracks",
        *_belongs("folder_tracks"),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("folder_id", "key", name="pk_folder_tracks"),
    )
    op.create_index("ix_folder_tracks_kind_state", "folder_tracks", ["kind", "state"])
    op.create_table(
        "folder_obligations",
        *_belongs("folder_obligations"),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("folder_id", "key", name="pk_folder_obligations"),
    )
    op.create_index("ix_folder_obligations_state_due", "folder_obligations", ["state", "due"])


def downgrade() -> None:
    for table in ("folder_obligations", "folder_tracks", "folder_seats"):
        op.drop_table(table)
    for table in ("act_files", "acts", "folder_beginnings", "folders"):
        drop_guarded(table)
