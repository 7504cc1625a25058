"""Sign-ins with a second factor, who opened which case, what the database is for, who keeps a project."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import altered, drop_guarded, resting, unguarded, write_once

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

LOOK_AT_PROJECTS = ("purchases", "retirements")
"""Their triggers hold the unit against that of the project."""

KEEPER = "fk_credit_projects_institution_id_institutions"


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("confirmed_at", sa.String(25)),
        sa.Column("last_step", sa.Integer),
    )
    with op.batch_alter_table("sign_ins") as table:
        table.add_column(sa.Column("pending", sa.Boolean, server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("wrong_codes", sa.Integer, server_default="0", nullable=False))
        table.add_column(sa.Column("address", sa.String(45), server_default="", nullable=False))
        table.add_column(sa.Column("agent", sa.String(200), server_default="", nullable=False))
    _accesses()
    _purpose()
    with resting(*LOOK_AT_PROJECTS), altered("credit_projects") as table:
        table.add_column(sa.Column("institution_id", sa.Integer))
        table.create_foreign_key(KEEPER, "institutions", ["institution_id"], ["id"])
    with unguarded("credit_projects", "UPDATE"):
        op.execute(
            "UPDATE credit_projects SET institution_id = "
            "(SELECT p.institution_id FROM people p WHERE p.id = credit_projects.recorded_by)"
        )


def _purpose() -> None:
    op.create_table(
        "database_purpose",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("since", sa.String(25), nullable=False),
        sa.CheckConstraint("id = 1", name="one"),
        sa.CheckConstraint("purpose IN ('demonstration', 'office')", name="purpose"),
    )
    # Where the demonstration was ever laid in its passwords may still open accounts: that is what it says it is.
    op.execute(
        "INSERT INTO database_purpose (id, purpose, since) SELECT 1, 'demonstration', at FROM audit_entries "
        "WHERE action = 'seed_demo' ORDER BY seq LIMIT 1"
    )
    op.execute(
        "INSERT INTO database_purpose (id, purpose, since) SELECT 1, 'office', at FROM audit_entries "
        "WHERE NOT EXISTS (SELECT 1 FROM database_purpose) AND EXISTS (SELECT 1 FROM people) ORDER BY seq LIMIT 1"
    )
    write_once("database_purpose")


def _accesses() -> None:
    op.create_table(
        "access_records",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String(60), nullable=False, unique=True),
        sa.Column("at", sa.String(25), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id")),
        sa.Column("folder_id", sa.Integer, sa.ForeignKey("folders.id")),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.CheckConstraint("kind IN ('opening', 'download')", name="kind"),
        sa.CheckConstraint("(case_id IS NULL) <> (folder_id IS NULL)", name="one_of_both"),
    )
    for column in ("institution_id", "case_id", "folder_id"):
        op.create_index(f"ix_access_records_{column}_id", "access_records", [column, "id"])
    write_once("access_records", "uid")


def downgrade() -> None:
    with resting(*LOOK_AT_PROJECTS), altered("credit_projects") as table:
        table.drop_constraint(KEEPER, type_="foreignkey")
        table.drop_column("institution_id")
    drop_guarded("database_purpose")
    drop_guarded("access_records")
    # A sign-in that waits for its code must not become one that needs none.
    op.execute("UPDATE sign_ins SET ended = TRUE WHERE pending")
    with op.batch_alter_table("sign_ins") as table:
        table.drop_column("agent")
        table.drop_column("address")
        table.drop_column("wrong_codes")
        table.drop_column("pending")
    op.drop_table("second_factors")
