"""The terms by which the records of facts were found: cases are found by the terms of their folders alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from alembic import op

from migrations.refusals import is_postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

LONGEST = 40


def upgrade() -> None:
    op.drop_table("case_search_terms")


def downgrade() -> None:
    term = sa.String(LONGEST, collation="C") if is_postgresql() else sa.String(LONGEST)
    terms = op.create_table(
        "case_search_terms",
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("term", term, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_search_terms_term_case_id", "case_search_terms", ["term", "case_id"])
    cases = sa.text("SELECT id, number, reference, parties, offences FROM cases")
    for id, *texts in op.get_bind().execute(cases).all():
        op.bulk_insert(terms, [{"case_id": id, "term": end} for end in sorted(set(_ends(texts)))])


def _ends(texts: Iterable[str | None]) -> Iterator[str]:
    """The ends of the texts, each from another character on, as the program before compares them."""
    for text in texts:
        said = "".join(unicodedata.normalize("NFKC", text or "").casefold().split())
        yield from (said[place : place + LONGEST] for place in range(len(said)))
