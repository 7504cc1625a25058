"""Lists of cases by key: the step each case waits for, indexes in the order of the lists, terms for the search."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

from migrations.refusals import is_postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SEATS = ("procuratorate_id", "court_id", "bureau_id")
LISTED = [
    (),
    *((seat, *narrowed) for seat in SEATS for narrowed in ((), ("stage",), ("offence",), ("awaits",))),
    ("court_id", "judge_id", "awaits"),
]
FORMER = ("stage", *SEATS, "updated_at")

AWAITS = {
    "filed": "accept",
    "commissioned": "measure",
    "under_review": "confirm",
    "confirmed": "propose",
    "plan_proposed": "approve",
    "verified": "rule",
    "ruled": "close",
}

PERFORMING = """
    WITH items AS (
        SELECT p.case_id, i.quantity_t,
            COALESCE((SELECT SUM(u.quantity_t) FROM purchases u JOIN serial_uses s ON s.id = u.use_id
                WHERE u.plan_item_id = i.id AND s.released_at IS NULL), 0) AS bought,
            COALESCE((SELECT SUM(r.quantity_t) FROM retirements r JOIN purchases u ON u.id = r.purchase_id
                JOIN serial_uses s ON s.id = u.use_id
                WHERE u.plan_item_id = i.id AND s.released_at IS NULL), 0) AS retired
        FROM plan_items i JOIN plans p ON p.id = i.plan_id
        WHERE i.route = '认购碳汇' AND p.number = (SELECT MAX(q.number) FROM plans q WHERE q.case_id = p.case_id)
    )
    UPDATE cases SET awaits = CASE
        WHEN EXISTS (SELECT 1 FROM items t
            WHERE t.case_id = cases.id AND t.retired = 0 AND t.bought < t.quantity_t) THEN 'purchase'
        WHEN EXISTS (SELECT 1 FROM items t WHERE t.case_id = cases.id AND t.retired < t.quantity_t) THEN 'retire'
        ELSE 'verify' END
    WHERE stage = 'performing'
"""


def upgrade() -> None:
    op.add_column("cases", sa.Column("awaits", sa.String(20)))
    for stage, action in AWAITS.items():
        op.execute(
            sa.text("UPDATE cases SET awaits = :action WHERE stage = :stage").bindparams(action=action, stage=stage)
        )
    op.execute(PERFORMING)
    for column in FORMER:
        op.drop_index(f"ix_cases_{column}", "cases")
    for columns in LISTED:
        op.create_index(*_index(columns))
    term = sa.String(40, collation="C") if is_postgresql() else sa.String(40)
    terms = op.create_table(
        "case_search_terms",
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("term", term, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_search_terms_term_case_id", "case_search_terms", ["term", "case_id"])
    for id, *texts in op.get_bind().execute(sa.text("SELECT id, number, reference, parties FROM cases")).all():
        op.bulk_insert(terms, [{"case_id": id, "term": end} for end in sorted(_ends(texts))])


def downgrade() -> None:
    op.drop_table("case_search_terms")
    for columns in LISTED:
        op.drop_index(_index(columns)[0], "cases")
    for column in FORMER:
        op.create_index(f"ix_cases_{column}", "cases", [column])
    op.drop_column("cases", "awaits")


def _index(columns: tuple[str, ...]) -> tuple[str, str, list[str]]:
    ordered = [*columns, "updated_at", "id"]
    return f"ix_cases_{'_'.join(ordered)}", "cases", ordered


def _ends(texts: list[str | None]) -> set[str]:
    """As ``casework.cases.search`` had them when this was written."""
    found = ["".join(unicodedata.normalize("NFKC", text or "").casefold().split()) for text in texts]
    return {text[place : place + 40] for text in found for place in range(len(text))}
