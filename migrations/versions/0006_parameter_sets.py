"""Parameter sets: entered, verified value by value by a second officer, frozen by hash; which one was measured with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, refuse, write_once

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.String(25)
OF_THE_SET = "parameter_sets WHERE id = NEW.set_id"
_CLOSED = (
    "EXISTS (SELECT 1 FROM parameter_freezings AS f WHERE f.set_id = NEW.set_id)"
    " OR EXISTS (SELECT 1 FROM parameter_withdrawals AS w WHERE w.set_id = NEW.set_id)"
)
_BY_ITS_ENTERER = "EXISTS (SELECT 1 FROM parameter_sets AS s WHERE s.id = NEW.set_id AND s.person_id = NEW.person_id)"


def _who_and_when() -> tuple[sa.Column[int], sa.Column[str]]:
    return (
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "parameter_sets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("method", sa.String(120), nullable=False, index=True),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, index=True),
        sa.Column("value_count", sa.Integer, nullable=False),
        sa.Column("doubts", sa.Text, nullable=False),
        sa.Column("gaps", sa.Text, nullable=False),
        sa.Column("institution_id", sa.Integer, sa.ForeignKey("institutions.id"), nullable=False),
        *_who_and_when(),
        sa.CheckConstraint("value_count >= 1", name="value_count"),
    )
    op.create_table(
        "parameter_value_checks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("set_id", sa.Integer, sa.ForeignKey("parameter_sets.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        *_who_and_when(),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("verdict IN ('agrees', 'differs')", name="verdict"),
        sa.CheckConstraint("verdict = 'agrees' OR length(trim(note)) > 0", name="note_for_difference"),
    )
    op.create_index("ix_parameter_value_checks_set_id_number", "parameter_value_checks", ["set_id", "number"])
    op.create_table(
        "parameter_freezings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("set_id", sa.Integer, sa.ForeignKey("parameter_sets.id"), nullable=False, unique=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        *_who_and_when(),
    )
    op.create_table(
        "parameter_withdrawals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("set_id", sa.Integer, sa.ForeignKey("parameter_sets.id"), nullable=False, unique=True),
        sa.Column("reason", sa.Text, nullable=False),
        *_who_and_when(),
        sa.CheckConstraint("length(trim(reason)) > 0", name="reason"),
    )
    op.create_table(
        "assessment_parameter_sets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("assessment_id", sa.Integer, sa.ForeignKey("assessments.id"), nullable=False, unique=True),
        sa.Column("set_id", sa.Integer, sa.ForeignKey("parameter_sets.id"), nullable=False, index=True),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    write_once("parameter_sets")
    write_once("parameter_value_checks")
    write_once("parameter_freezings", "set_id")
    write_once("parameter_withdrawals", "set_id")
    write_once("assessment_parameter_sets", "assessment_id")
    _refuse()


def _refuse() -> None:
    """The set's row is locked first: a check and a freezing at the same moment must see each other."""
    refuse("parameter_checks_not_by_enterer", "parameter_value_checks", "INSERT", _BY_ITS_ENTERER)
    refuse("parameter_checks_of_open_set", "parameter_value_checks", "INSERT", _CLOSED, lock=OF_THE_SET)
    refuse(
        "parameter_checks_of_own_values",
        "parameter_value_checks",
        "INSERT",
        "EXISTS (SELECT 1 FROM parameter_sets AS s WHERE s.id = NEW.set_id AND s.value_count < NEW.number)",
    )
    refuse("parameter_freezings_not_by_enterer", "parameter_freezings", "INSERT", _BY_ITS_ENTERER)
    refuse(
        "parameter_freezings_of_verified_set",
        "parameter_freezings",
        "INSERT",
        "EXISTS (SELECT 1 FROM parameter_withdrawals AS w WHERE w.set_id = NEW.set_id)"
        " OR NOT EXISTS (SELECT 1 FROM parameter_sets AS s WHERE s.id = NEW.set_id AND s.sha256 = NEW.sha256"
        " AND s.value_count = (SELECT count(*) FROM parameter_value_checks AS c"
        " WHERE c.set_id = s.id AND c.verdict = 'agrees' AND NOT EXISTS (SELECT 1 FROM parameter_value_checks AS d"
        " WHERE d.set_id = c.set_id AND d.number = c.number AND d.id > c.id)))",
        lock=OF_THE_SET,
    )
    refuse(
        "assessments_with_frozen_set",
        "assessment_parameter_sets",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM parameter_freezings AS f WHERE f.set_id = NEW.set_id AND f.sha256 = NEW.sha256)"
        " OR EXISTS (SELECT 1 FROM parameter_withdrawals AS w WHERE w.set_id = NEW.set_id)",
        lock=OF_THE_SET,
    )


def downgrade() -> None:
    for table in (
        "assessment_parameter_sets",
        "parameter_withdrawals",
        "parameter_freezings",
        "parameter_value_checks",
        "parameter_sets",
    ):
        drop_guarded(table)
