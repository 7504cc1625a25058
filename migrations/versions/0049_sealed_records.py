"""Records of minors that are sealed, and who was let into them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, refuse, write_once

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

MOMENT = sa.String(25)


def upgrade() -> None:
    op.create_table(
        "folder_seals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("folder_id", sa.Integer, sa.ForeignKey("folders.id"), nullable=False, index=True),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("ground", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("approval", sa.String(200), nullable=False),
        *_by(),
    )
    op.create_table(
        "seal_readings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("folder_id", sa.Integer, sa.ForeignKey("folders.id"), nullable=False, index=True),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("approval", sa.String(200), nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        *_by(),
    )
    write_once("folder_seals")
    write_once("seal_readings")
    # Sealed and lifted by turns: nobody seals what is sealed, or lifts a seal that is not there.
    last = "(SELECT s.step FROM folder_seals AS s WHERE s.folder_id = NEW.folder_id ORDER BY s.id DESC LIMIT 1)"
    turns = f"NEW.step = COALESCE({last}, 'lifted') OR NEW.step NOT IN ('sealed', 'lifted')"
    refuse("folder_seals_by_turns", "folder_seals", "INSERT", turns)


def _by() -> list[sa.Column[int] | sa.Column[str]]:
    return [
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    ]


def downgrade() -> None:
    drop_guarded("seal_readings")
    drop_guarded("folder_seals")
