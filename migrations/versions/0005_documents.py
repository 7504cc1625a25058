"""Issued documents, written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db import Moment
from migrations.refusals import drop_guarded, refuse, write_once

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("retirement_id", sa.Integer(), nullable=True),
        sa.Column("template_edition", sa.String(80), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("data_hash", sa.String(64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sha256", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('report', 'retirement')", name="kind"),
        sa.CheckConstraint("(kind = 'retirement') = (retirement_id IS NOT NULL)", name="rests_on"),
        sa.CheckConstraint("position >= 1", name="position"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_documents_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["assessment_id", "case_id"],
            ["assessments.id", "assessments.case_id"],
            name="fk_documents_assessment_id_case_id_assessments",
        ),
        sa.ForeignKeyConstraint(["retirement_id"], ["retirements.id"], name="fk_documents_retirement_id_retirements"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_documents_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("case_id", "position", name="uq_documents_case_id_position"),
        sa.UniqueConstraint("number", name="uq_documents_number"),
    )
    write_once("documents", "case_id+position", "number")
    refuse(
        "documents_of_own_retirement",
        "documents",
        "INSERT",
        "NEW.retirement_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM retirements AS r WHERE r.id = NEW.retirement_id AND r.case_id = NEW.case_id)",
    )


def downgrade() -> None:
    drop_guarded("documents")
