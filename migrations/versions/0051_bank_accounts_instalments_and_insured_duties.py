"""Bank accounts of institutions; the last day of an instalment on its line; a policy on several plantings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, refuse, refuse_removal, write_once

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

MOMENT = sa.String(25)
WRITTEN_ONCE = ("institution_id", "name", "bank", "digits", "purpose", "told", "valid_from", "recorded_by", "at")


def upgrade() -> None:
    op.create_table(
        "bank_accounts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("bank", sa.String(100), nullable=False),
        sa.Column("digits", sa.String(4), nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("told", sa.String(200), nullable=False, unique=True),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_by", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("ended_at", MOMENT),
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="term"),
        sa.CheckConstraint(
            "(ended_by IS NULL) = (ended_at IS NULL) AND (ended_by IS NULL OR valid_until IS NOT NULL)",
            name="end_complete",
        ),
    )
    op.create_index("ix_bank_accounts_institution_id_id", "bank_accounts", ["institution_id", "id"])
    refuse_removal("bank_accounts", "told")
    altered = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in WRITTEN_ONCE)
    refuse("bank_accounts_only_end", "bank_accounts", "UPDATE", f"OLD.valid_until IS NOT NULL OR {altered}")
    op.add_column("folder_postings", sa.Column("due", sa.Date))
    op.create_index("ix_folder_postings_due_folder_id", "folder_postings", ["due", "folder_id"])
    op.create_index("ix_folder_postings_place_posted_on", "folder_postings", ["place", "posted_on"])
    op.create_table(
        "insured_duties",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("policy_id", sa.Integer, sa.ForeignKey("insurance_policies.id"), nullable=False),
        sa.Column("obligation", sa.String(40), nullable=False),
        sa.UniqueConstraint("policy_id", "obligation", name="uq_insured_duties_policy_id_obligation"),
    )
    write_once("insured_duties", "policy_id+obligation")


def downgrade() -> None:
    drop_guarded("insured_duties")
    op.drop_index("ix_folder_postings_place_posted_on", "folder_postings")
    op.drop_index("ix_folder_postings_due_folder_id", "folder_postings")
    op.drop_column("folder_postings", "due")
    drop_guarded("bank_accounts")
