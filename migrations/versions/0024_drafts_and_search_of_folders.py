"""A case kept by its acts has drafts of its facts, one of each office, and is found by its numbers and its parties."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

OWNER = "fk_casefile_drafts_folder_id_folders"
ONE_EACH = "uq_casefile_drafts_folder_id_institution_id"
LONGEST = 40


def upgrade() -> None:
    with op.batch_alter_table("casefile_drafts") as table:
        table.add_column(sa.Column("folder_id", sa.Integer(), nullable=True))
        table.create_foreign_key(OWNER, "folders", ["folder_id"], ["id"])
        table.create_unique_constraint(ONE_EACH, ["folder_id", "institution_id"])
    op.add_column("folders", sa.Column("offence", sa.String(60), nullable=False, server_default=""))
    term = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")
    op.create_table(
        "folder_search_terms",
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("term", term, nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name="fk_folder_search_terms_folder_id_folders"),
        sa.PrimaryKeyConstraint("folder_id", "term", name="pk_folder_search_terms"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_folder_search_terms_term_folder_id", "folder_search_terms", ["term", "folder_id"])
    _find_them()


def _find_them() -> None:
    """What is there already gets its terms and its offence."""
    bind = op.get_bind()
    told = sa.text(
        "SELECT f.id, f.reference, f.title, c.number, c.parties, b.document FROM folders f "
        "JOIN folder_beginnings b ON b.folder_id = f.id LEFT JOIN cases c ON c.id = f.case_id"
    )
    for number, *texts, document in bind.execute(told).all():
        begun = json.loads(document)
        names = [party[0] for party in begun["parties"]]
        terms = sorted(set(_ends([*texts, *names, *_numbers(bind, number)])))
        put = sa.text("INSERT INTO folder_search_terms (folder_id, term) VALUES (:folder, :term)")
        bind.execute(put, [{"folder": number, "term": term} for term in terms])
        offences = begun["offences"]
        first: list[str] = (offences.get("") or next(iter(offences.values()), []))[:1]
        bind.execute(sa.text("UPDATE folders SET offence = :offence WHERE id = :folder"), {
            "offence": first[0] if first else "", "folder": number,
        })  # fmt: skip


def _numbers(bind: sa.Connection, folder: int) -> Iterator[str]:
    acts = sa.text("SELECT document FROM acts WHERE folder_id = :folder AND act IN ('receive', 'open_enforcement')")
    for (document,) in bind.execute(acts, {"folder": folder}).all():
        yield str(json.loads(document)["args"].get("number") or "")


def _ends(texts: list[str | None]) -> Iterator[str]:
    for text in texts:
        seen = "".join(unicodedata.normalize("NFKC", text or "").casefold().split())
        yield from (seen[place : place + LONGEST] for place in range(len(seen)))


def downgrade() -> None:
    op.drop_table("folder_search_terms")
    op.drop_column("folders", "offence")
    op.execute("DELETE FROM casefile_drafts WHERE folder_id IS NOT NULL")  # else they would be drafts of new cases
    with op.batch_alter_table("casefile_drafts") as table:
        table.drop_constraint(ONE_EACH, type_="unique")
        table.drop_constraint(OWNER, type_="foreignkey")
        table.drop_column("folder_id")
