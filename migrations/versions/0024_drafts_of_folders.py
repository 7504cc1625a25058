"""A draft may be of the facts of a case kept by its acts: one for each office."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

OWNER = "fk_casefile_drafts_folder_id_folders"
ONE_EACH = "uq_casefile_drafts_folder_id_institution_id"


def upgrade() -> None:
    with op.batch_alter_table("casefile_drafts") as table:
        table.add_column(sa.Column("folder_id", sa.Integer(), nullable=True))
        table.create_foreign_key(OWNER, "folders", ["folder_id"], ["id"])
        table.create_unique_constraint(ONE_EACH, ["folder_id", "institution_id"])


def downgrade() -> None:
    op.execute("DELETE FROM casefile_drafts WHERE folder_id IS NOT NULL")  # else they would be drafts of new cases
    with op.batch_alter_table("casefile_drafts") as table:
        table.drop_constraint(ONE_EACH, type_="unique")
        table.drop_constraint(OWNER, type_="foreignkey")
        table.drop_column("folder_id")
