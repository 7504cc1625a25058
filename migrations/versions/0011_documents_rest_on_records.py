"""Documents name the records they rest on in one column, so that a new kind of document needs no new table.

The kinds are a list of the application from now on. Proofs hold: the digest of a document puts the records that had
columns of their own back in their places.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import altered, lift, number_in, refuse, unguarded

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ASSESSMENTS = "fk_documents_assessment_id_case_id_assessments"
RETIREMENTS = "fk_documents_retirement_id_retirements"


def upgrade() -> None:
    op.add_column("documents", sa.Column("rests_on", sa.Text))
    with unguarded("documents", "UPDATE"):
        op.execute(
            "UPDATE documents SET rests_on = '{\"assessment\":' || assessment_id || CASE WHEN retirement_id IS NULL"
            " THEN '' ELSE ',\"retirement\":' || retirement_id END || '}'"
        )
    lift("documents_of_own_retirement", "documents")
    with altered("documents") as table:
        table.alter_column("rests_on", existing_type=sa.Text, nullable=False)
        for name in ("kind", "rests_on"):
            table.drop_constraint(table.f(f"ck_documents_{name}"), type_="check")
        for name in (ASSESSMENTS, RETIREMENTS):
            table.drop_constraint(table.f(name), type_="foreignkey")
        table.drop_column("assessment_id")
        table.drop_column("retirement_id")
    for record in ("assessment", "retirement"):
        number = number_in("rests_on", record)
        own = f"SELECT 1 FROM {record}s AS r WHERE r.id = {number} AND r.case_id = NEW.case_id"  # noqa: S608 - named here
        refuse(f"documents_of_own_{record}", "documents", "INSERT", f"{number} IS NOT NULL AND NOT EXISTS ({own})")


def downgrade() -> None:
    for record in ("assessment", "retirement"):
        lift(f"documents_of_own_{record}", "documents")
        op.add_column("documents", sa.Column(f"{record}_id", sa.Integer))
    with unguarded("documents", "UPDATE"):
        for record in ("assessment", "retirement"):
            number = number_in("rests_on", record).replace("NEW.", "")
            op.execute(f"UPDATE documents SET {record}_id = {number}")  # noqa: S608 - names of this migration
    with altered("documents") as table:
        table.alter_column("assessment_id", existing_type=sa.Integer, nullable=False)
        table.drop_column("rests_on")
        table.create_check_constraint(table.f("ck_documents_kind"), "kind IN ('report', 'retirement')")
        table.create_check_constraint(
            table.f("ck_documents_rests_on"), "(kind = 'retirement') = (retirement_id IS NOT NULL)"
        )
        table.create_foreign_key(table.f(ASSESSMENTS), "assessments", ["assessment_id", "case_id"], ["id", "case_id"])
        table.create_foreign_key(table.f(RETIREMENTS), "retirements", ["retirement_id"], ["id"])
    refuse(
        "documents_of_own_retirement",
        "documents",
        "INSERT",
        "NEW.retirement_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM retirements AS r WHERE r.id = NEW.retirement_id AND r.case_id = NEW.case_id)",
    )
