"""Assessments, reviews and remarks beside worksheet lines, all written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, refuse, write_once

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.String(25)


def upgrade() -> None:
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("casefile_version_id", sa.Integer, sa.ForeignKey("casefile_versions.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("case_id", "number"),
        sa.UniqueConstraint("id", "case_id"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("assessment_id", sa.Integer, sa.ForeignKey("assessments.id"), nullable=False, unique=True),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("decision IN ('confirmed', 'returned')", name="decision"),
        sa.CheckConstraint("decision = 'confirmed' OR length(trim(reason)) > 0", name="reason_for_return"),
    )
    op.create_table(
        "line_remarks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("assessment_id", sa.Integer, sa.ForeignKey("assessments.id"), nullable=False),
        sa.Column("line_no", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("line_no >= 1", name="line_no"),
        sa.CheckConstraint("length(trim(text)) > 0", name="text"),
    )
    op.create_index("ix_line_remarks_assessment_id_line_no", "line_remarks", ["assessment_id", "line_no"])

    write_once("assessments", "case_id+number")
    write_once("reviews", "assessment_id")
    write_once("line_remarks")
    refuse(
        "assessments_of_own_casefile",
        "assessments",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM casefile_versions AS v"
        " WHERE v.id = NEW.casefile_version_id AND v.case_id = NEW.case_id)",
    )
    refuse(
        "reviews_not_by_measurer",
        "reviews",
        "INSERT",
        "EXISTS (SELECT 1 FROM assessments AS a WHERE a.id = NEW.assessment_id AND a.person_id = NEW.person_id)",
    )


def downgrade() -> None:
    for table in ("line_remarks", "reviews", "assessments"):
        drop_guarded(table)
