"""Matters of all cases by their act and last day: which inspections are due. Emitters by their code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

NAME = "ix_folder_tasks_act_due_folder_id"
BY_CODE = "ix_confirmed_emissions_emitter_code_year"


def upgrade() -> None:
    op.create_index(NAME, "folder_tasks", ["act", "due", "folder_id"])
    op.add_column("confirmed_emissions", sa.Column("emitter_code", sa.String(18)))
    op.create_index(BY_CODE, "confirmed_emissions", ["emitter_code", "year"])


def downgrade() -> None:
    op.drop_index(BY_CODE, "confirmed_emissions")
    op.drop_column("confirmed_emissions", "emitter_code")
    op.drop_index(NAME, "folder_tasks")
