"""Secrets of the second factor are encrypted by a key outside the database; former names of institutions are kept."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import MultiFernet
from flask import current_app, has_app_context

from casework.accounts import sealing

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_TABLE = sa.table("second_factors", sa.column("person_id", sa.Integer), sa.column("secret", sa.String))


def _width(old: int, new: int) -> None:
    with op.batch_alter_table("second_factors") as table:
        table.alter_column("secret", existing_type=sa.String(old), type_=sa.String(new), existing_nullable=False)


def _turned(turn: Callable[[str, MultiFernet], str]) -> None:
    bind = op.get_bind()
    rows = bind.execute(sa.select(_TABLE.c.person_id, _TABLE.c.secret)).all()
    if not rows:
        return
    if not has_app_context():
        raise RuntimeError("the key of the second factors is a setting of the application: flask db-upgrade")
    keys = sealing.keys(current_app.config)
    for row in rows:
        changed = sa.update(_TABLE).where(_TABLE.c.person_id == row.person_id).values(secret=turn(row.secret, keys))
        bind.execute(changed)


def upgrade() -> None:
    _width(64, 255)
    _turned(sealing.sealed)
    op.create_table(
        "institution_names",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("until", sa.String(25), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_institution_names"),
    )
    op.create_index("ix_institution_names_institution_id", "institution_names", ["institution_id"])


def downgrade() -> None:
    op.drop_table("institution_names")
    _turned(sealing.opened)
    _width(255, 64)
