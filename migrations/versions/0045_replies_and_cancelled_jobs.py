"""Yearly replies that were issued, in the series in which their bureau's papers stand; jobs that shall end early."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db import Moment
from migrations.refusals import drop_guarded, lift, refuse, write_once

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

MOMENT = Moment()
SAME = "n.institution_id = NEW.institution_id AND n.word = NEW.word AND n.year = NEW.year"
OF_PAPERS = f"COALESCE((SELECT MAX(n.number) FROM paper_numbers AS n WHERE {SAME}), 0)"  # noqa: S608 - names of this migration
OF_REPLIES = f"COALESCE((SELECT MAX(n.place) FROM issued_replies AS n WHERE {SAME}), 0)"  # noqa: S608 - names of this migration
LAST = f"(CASE WHEN {OF_PAPERS} > {OF_REPLIES} THEN {OF_PAPERS} ELSE {OF_REPLIES} END)"
FOLLOWING = "paper_numbers_follow_one_another"


def upgrade() -> None:
    op.create_table(
        "issued_replies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("title", sa.String(400), nullable=False),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("word", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("template_edition", sa.String(80), nullable=False),
        sa.Column("counted", sa.Text, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.Column("data_hash", sa.String(64), nullable=False),
        sa.Column("pdf", sa.LargeBinary, nullable=False),
        sa.Column("pdf_sha256", sa.String(64), nullable=False),
        sa.Column("revision", sa.LargeBinary, nullable=True),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("signer", sa.String(300), nullable=False),
        sa.Column("certificate_sha256", sa.String(64), nullable=False),
        *_by(),
        sa.UniqueConstraint("institution_id", "word", "year", "place"),
    )
    op.create_table(
        "reply_withdrawals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("reply_id", sa.Integer, sa.ForeignKey("issued_replies.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        *_by(),
        sa.UniqueConstraint("reply_id"),
    )
    write_once("issued_replies", "institution_id+word+year+place")
    write_once("reply_withdrawals", "reply_id")
    refuse("issued_replies_follow_one_another", "issued_replies", "INSERT", f"NEW.place <> 1 + {LAST}")
    lift(FOLLOWING, "paper_numbers")
    refuse(FOLLOWING, "paper_numbers", "INSERT", f"NEW.number <> 1 + {LAST}")
    op.add_column("job_progress", sa.Column("cancelled", sa.Text, nullable=True))


def _by() -> list[sa.Column[int] | sa.Column[str]]:
    return [
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    ]


def downgrade() -> None:
    op.drop_column("job_progress", "cancelled")
    lift(FOLLOWING, "paper_numbers")
    drop_guarded("reply_withdrawals")
    drop_guarded("issued_replies")
    refuse(FOLLOWING, "paper_numbers", "INSERT", f"NEW.number <> 1 + {OF_PAPERS}")
