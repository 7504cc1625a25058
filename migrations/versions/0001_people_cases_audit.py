"""People, cases and the audit log: the first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, write_once

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.String(25)


def upgrade() -> None:
    _accounts()
    _audit()
    _cases()
    _facts()
    write_once("audit_entries", "previous_hash", "hash", identity="seq")
    write_once("casefile_versions", "case_id+version")
    write_once("stage_events")
    write_once("judgments", "case_id")


def downgrade() -> None:
    for table in ("stage_events", "judgments", "casefile_versions"):
        drop_guarded(table)
    op.drop_table("cases")
    drop_guarded("audit_entries")
    for table in ("sign_in_failures", "sign_ins", "people", "institutions"):
        op.drop_table(table)


def _accounts() -> None:
    op.create_table(
        "institutions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("area_code", sa.String(6), nullable=False),
        sa.CheckConstraint("kind IN ('procuratorate', 'court', 'forestry_bureau', 'province')", name="kind"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False, index=True),
        sa.Column("username", sa.String(60), nullable=False, unique=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean, server_default=sa.true(), nullable=False),
        sa.CheckConstraint(
            "role IN ('prosecutor', 'forestry_officer', 'judge', 'clerk', 'supervisor', 'administrator')", name="role"
        ),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended", sa.Boolean, server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("name_hash", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False, index=True),
        sa.Column("locked_until", MOMENT),
    )


def _audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), index=True),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False, index=True),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.String(120), unique=True),
        sa.Column("reference", sa.String(20), nullable=False, unique=True),
        sa.Column("stage", sa.String(20), nullable=False, index=True),
        sa.Column("offence", sa.String(60), nullable=False),
        sa.Column("area_code", sa.String(6), nullable=False, index=True),
        sa.Column("parties", sa.Text, nullable=False),
        sa.Column("procuratorate_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False, index=True),
        sa.Column("court_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False, index=True),
        sa.Column("bureau_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False, index=True),
        sa.Column("filed_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("judge_id", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("officer_id", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("method_pin", sa.String(200)),
        sa.Column("law_pin", sa.String(200)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False, index=True),
        sa.Column("row_version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "stage IN ('filed', 'commissioned', 'under_review', 'confirmed', 'plan_proposed', 'performing', "
            "'verified', 'ruled', 'closed', 'withdrawn')",
            name="stage",
        ),
    )


def _facts() -> None:
    op.create_table(
        "casefile_versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("case_id", "version"),
    )
    op.create_table(
        "stage_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("from_stage", sa.String(20)),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("to_stage", sa.String(20), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "judgments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, unique=True),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
