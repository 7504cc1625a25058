"""Designs and plots of plantings, what inspections counted, their photos, plans and sheets of labour."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, refuse, refuse_removal, write_once

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

EXACT = sa.String(60)
MOMENT = sa.String(25)


def upgrade() -> None:
    _designs()
    _plots()
    _surveys()
    _plans()
    _sheets()


def _of_duty() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("folder_id", sa.Integer, sa.ForeignKey("folders.id"), nullable=False),
        sa.Column("obligation", sa.String(40), nullable=False),
    )


def _by(person: str = "person_id") -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column(person, sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def _designs() -> None:
    op.create_table(
        "planting_designs",
        *_of_duty(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        *_by(),
        sa.UniqueConstraint("folder_id", "obligation", "number"),
    )
    write_once("planting_designs", "folder_id+obligation+number")


def _plots() -> None:
    op.create_table(
        "planting_plots",
        *_of_duty(),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("county", sa.String(100), nullable=False),
        sa.Column("label", sa.String(400), nullable=False),
        sa.Column("polygon", sa.Text),
        *_by(),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_by", sa.Integer, sa.ForeignKey("people.id")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="end_complete"),
    )
    op.create_index(
        "uq_planting_plots_key",
        "planting_plots",
        ["key"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_planting_plots_county_ended_at", "planting_plots", ["county", "ended_at"])
    op.create_index("ix_planting_plots_folder_id", "planting_plots", ["folder_id"])
    kept = ("id", "folder_id", "obligation", "key", "county", "label", "person_id", "at")
    changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in kept)
    refuse(
        "planting_plots_only_ended",
        "planting_plots",
        "UPDATE",
        f"OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR {changed}"
        " OR COALESCE(NEW.polygon, '') <> COALESCE(OLD.polygon, '')",
    )
    refuse_removal("planting_plots")
    # INSERT OR REPLACE would take the plot of another duty away without asking the triggers on DELETE.
    refuse(
        "planting_plots_serve_one_duty",
        "planting_plots",
        "INSERT",
        "NEW.ended_at IS NULL AND EXISTS (SELECT 1 FROM planting_plots AS p WHERE p.key = NEW.key"
        " AND p.ended_at IS NULL)",
    )


def _surveys() -> None:
    op.create_table(
        "planting_surveys",
        *_of_duty(),
        sa.Column("act", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        *_by(),
        sa.UniqueConstraint("folder_id", "act"),
    )
    write_once("planting_surveys", "folder_id+act")
    op.create_table(
        "site_photos",
        *_of_duty(),
        sa.Column("act", sa.Integer, nullable=False),
        sa.Column("name", sa.String(250), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("taken", sa.String(40)),
        sa.Column("longitude", EXACT),
        sa.Column("latitude", EXACT),
        *_by(),
        sa.UniqueConstraint("folder_id", "act", "name"),
    )
    write_once("site_photos", "folder_id+act+name")


def _plans() -> None:
    op.create_table(
        "labour_plans",
        *_of_duty(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("amount_cny", EXACT, nullable=False),
        sa.Column("wage_cny", EXACT, nullable=False),
        sa.Column("per", sa.String(10), nullable=False),
        sa.Column("wage_source", sa.String(500), nullable=False),
        sa.Column("wage_date", sa.Date, nullable=False),
        sa.Column("count", EXACT, nullable=False),
        sa.Column("overseer", sa.String(200), nullable=False),
        sa.Column("begins_on", sa.Date),
        *_by(),
        sa.UniqueConstraint("folder_id", "obligation", "number"),
        sa.CheckConstraint("per IN ('days', 'hours')", name="per"),
    )
    write_once("labour_plans", "folder_id+obligation+number")


_ENTERED = (
    *("id", "folder_id", "obligation", "worker", "overseer", "first_day", "last_day", "document", "hours", "times"),
    *("entered_by", "at"),
)


def _sheets() -> None:
    op.create_table(
        "labour_sheets",
        *_of_duty(),
        sa.Column("worker", sa.String(100), nullable=False),
        sa.Column("overseer", sa.String(200), nullable=False),
        sa.Column("month", sa.Integer),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("hours", EXACT, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        *_by("entered_by"),
        sa.Column("outcome", sa.String(20)),
        sa.Column("ended_by", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("ended_at", MOMENT),
        sa.Column("reason", sa.Text),
        sa.Column("act", sa.Integer),
        sa.CheckConstraint("outcome IN ('confirmed', 'returned')", name="outcome"),
        sa.CheckConstraint(
            "(outcome IS NULL) = (ended_by IS NULL) AND (outcome IS NULL) = (ended_at IS NULL)", name="outcome_complete"
        ),
        sa.CheckConstraint("outcome <> 'confirmed' OR ended_by <> entered_by", name="confirmed_by_another"),
    )
    op.create_index("ix_labour_sheets_folder_id_obligation", "labour_sheets", ["folder_id", "obligation"])
    changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _ENTERED)
    refuse(
        "labour_sheets_only_ended",
        "labour_sheets",
        "UPDATE",
        f"OLD.outcome IS NOT NULL OR NEW.outcome IS NULL OR {changed}"
        " OR COALESCE(NEW.month, 0) <> COALESCE(OLD.month, 0)",
    )
    refuse_removal("labour_sheets")


def downgrade() -> None:
    for name in (
        "labour_sheets",
        "labour_plans",
        "site_photos",
        "planting_surveys",
        "planting_plots",
        "planting_designs",
    ):
        drop_guarded(name)
