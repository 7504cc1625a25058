"""Papers of cases kept by their acts: drawn up, edited, checked, issued, numbered; what an office is called on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.db import Moment
from migrations.refusals import drop_guarded, refuse, write_once

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MOMENT = Moment()
LEFT = "EXISTS (SELECT 1 FROM issued_papers AS i WHERE i.paper_id = NEW.paper_id)"
DISCARDED = "EXISTS (SELECT 1 FROM paper_steps AS s WHERE s.paper_id = NEW.paper_id AND s.step = 'discarded')"
NEXT = (
    "NEW.number <> 1 + COALESCE((SELECT MAX(n.number) FROM paper_numbers AS n WHERE"
    " n.institution_id = NEW.institution_id AND n.word = NEW.word AND n.year = NEW.year), 0)"
)
TABLES = ("paper_numbers", "issued_papers", "paper_steps", "paper_edits", "papers", "office_particulars")


def upgrade() -> None:
    _drafts()
    _issued()
    _office()
    write_once("papers")
    write_once("paper_edits", "paper_id+number")
    write_once("paper_steps", "paper_id+number")
    write_once("issued_papers", "paper_id")
    write_once("paper_numbers", "institution_id+word+year+number", "paper_id")
    write_once("office_particulars")
    refuse("paper_edits_before_issue", "paper_edits", "INSERT", f"{LEFT} OR {DISCARDED}")
    refuse("issued_papers_not_discarded", "issued_papers", "INSERT", DISCARDED)
    refuse("paper_numbers_follow_one_another", "paper_numbers", "INSERT", NEXT)


def _by() -> list[sa.Column[int] | sa.Column[str]]:
    return [
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    ]


def _drafts() -> None:
    op.create_table(
        "papers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("folder_id", sa.Integer, sa.ForeignKey("folders.id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False),
        *_by(),
    )
    op.create_index("ix_papers_folder_id_id", "papers", ["folder_id", "id"])
    op.create_table(
        "paper_edits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("paper_id", sa.Integer, sa.ForeignKey("papers.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("passage", sa.String(40), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        *_by(),
        sa.UniqueConstraint("paper_id", "number"),
    )
    op.create_table(
        "paper_steps",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("paper_id", sa.Integer, sa.ForeignKey("papers.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("done_on", sa.Date, nullable=False),
        sa.Column("whom", sa.String(200), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        *_by(),
        sa.UniqueConstraint("paper_id", "number"),
    )


def _issued() -> None:
    op.create_table(
        "issued_papers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("paper_id", sa.Integer, sa.ForeignKey("papers.id"), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("layout", sa.String(1), nullable=False),
        sa.Column("template_edition", sa.String(80), nullable=False),
        sa.Column("rests_on", sa.Text, nullable=False),
        sa.Column("recipients", sa.Text, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.Column("data_hash", sa.String(64), nullable=False),
        sa.Column("pdf", sa.LargeBinary, nullable=False),
        sa.Column("pdf_sha256", sa.String(64), nullable=False),
        *_by(),
        sa.UniqueConstraint("paper_id"),
    )
    op.create_table(
        "paper_numbers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("word", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("paper_id", sa.Integer, sa.ForeignKey("papers.id"), nullable=False),
        sa.UniqueConstraint("institution_id", "word", "year", "number"),
        sa.UniqueConstraint("paper_id"),
    )


def _office() -> None:
    op.create_table(
        "office_particulars",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.String(300), nullable=False),
        *_by(),
    )
    op.create_index(
        "ix_office_particulars_institution_id_name_id", "office_particulars", ["institution_id", "name", "id"]
    )


def downgrade() -> None:
    for table in TABLES:
        drop_guarded(table)
