"""Institutions carry how certain their names are, other authorities are a kind, people have several roles and set
their passwords by links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

CERTAINTIES = "certainty IN ('listed', 'seen', 'dated', 'pattern')"
KINDS = "kind IN ('procuratorate', 'court', 'forestry_bureau', {})"
ROLES = "role IN ('prosecutor', 'forestry_officer', 'judge', 'clerk', 'supervisor', 'administrator')"

FIRST_ROLE = """
    SELECT r.role FROM person_roles r WHERE r.person_id = people.id
    ORDER BY CASE r.role WHEN 'prosecutor' THEN 1 WHEN 'forestry_officer' THEN 2 WHEN 'judge' THEN 3
        WHEN 'clerk' THEN 4 WHEN 'supervisor' THEN 5 ELSE 6 END LIMIT 1
"""


def upgrade() -> None:
    _institutions("'other_authority'", "'province'")
    op.create_table(
        "person_roles",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("role", sa.String(20), primary_key=True),
        sa.CheckConstraint(ROLES, name="role"),
    )
    op.execute("INSERT INTO person_roles (person_id, role) SELECT id, role FROM people")
    with op.batch_alter_table("people") as table:
        table.drop_constraint(table.f("ck_people_role"), type_="check")
        table.drop_column("role")
    op.create_table(
        "one_time_links",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("issued_by", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("at", sa.String(25), nullable=False),
        sa.Column("expires_at", sa.String(25), nullable=False),
        sa.Column("ended_at", sa.String(25)),
    )


def downgrade() -> None:
    op.drop_table("one_time_links")
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("role", sa.String(20)))
    # Of several roles the first remains. Whoever has none, or sits where the tables below know no such institution, is
    # shut out: they would see what they may not.
    op.execute(f"UPDATE people SET role = COALESCE(({FIRST_ROLE}), 'clerk')")  # noqa: S608 - written above
    op.execute(
        "UPDATE people SET active = FALSE "
        "WHERE NOT EXISTS (SELECT 1 FROM person_roles r WHERE r.person_id = people.id) OR institution_id IN "
        "(SELECT id FROM institutions WHERE kind = 'other_authority' AND area_code NOT LIKE '__0000')"
    )
    with op.batch_alter_table("people") as table:
        table.alter_column("role", existing_type=sa.String(20), nullable=False)
        table.create_check_constraint(table.f("ck_people_role"), ROLES)
    op.drop_table("person_roles")
    _institutions("'province'", "'other_authority'", back=True)


def _institutions(kind: str, before: str, *, back: bool = False) -> None:
    """What was one kind is another; with or without the columns of reference data."""
    with op.batch_alter_table("institutions") as table:
        table.drop_constraint(table.f("ck_institutions_kind"), type_="check")
        if back:
            table.drop_constraint(table.f("ck_institutions_certainty"), type_="check")
    op.execute(f"UPDATE institutions SET kind = {kind} WHERE kind = {before}")  # noqa: S608 - written above
    with op.batch_alter_table("institutions") as table:
        table.create_check_constraint(table.f("ck_institutions_kind"), KINDS.format(kind))
        if back:
            for column in ("active", "source", "certainty"):
                table.drop_column(column)
            return
        table.add_column(sa.Column("certainty", sa.String(10)))
        table.add_column(sa.Column("source", sa.String(500)))
        table.add_column(sa.Column("active", sa.Boolean, server_default=sa.true(), nullable=False))
        table.create_check_constraint(table.f("ck_institutions_certainty"), CERTAINTIES)
