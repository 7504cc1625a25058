"""The credit register: projects, lots, uses of serials, purchases and retirements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, no_overlap, refuse, refuse_removal, write_once

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT, EXACT = sa.String(25), sa.String(60)


def _range_columns() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("serial_from", sa.BigInteger, nullable=False),
        sa.Column("serial_to", sa.BigInteger, nullable=False),
    )


def _range_checks() -> tuple[sa.CheckConstraint, ...]:
    return (
        sa.CheckConstraint("serial_from >= 1", name="serial_from"),
        sa.CheckConstraint("serial_to >= serial_from", name="serial_order"),
    )


def _quantity_check(column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} = serial_to - serial_from + 1", name="quantity_is_length")


def upgrade() -> None:
    _create_register()
    _create_purchases()
    _create_retirements()
    _refuse_register()
    _refuse_performance()


def _create_register() -> None:
    op.create_table(
        "credit_projects",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("registry_name", sa.String(100), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("credit_type", sa.String(40), nullable=False),
        sa.Column("methodology", sa.String(200), nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("registry_name", "code"),
    )
    op.create_table(
        "credit_lots",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("credit_projects.id"), nullable=False),
        sa.Column("vintage", sa.String(60), nullable=False),
        *_range_columns(),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *_range_checks(),
        _quantity_check("quantity"),
        sa.UniqueConstraint("id", "project_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "serial_uses",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("credit_projects.id"), nullable=False),
        sa.Column("lot_id", sa.Integer, nullable=False),
        sa.Column("use", sa.String(40), nullable=False),
        *_range_columns(),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("evidence", sa.String(500), nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("released_by", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("released_at", MOMENT),
        sa.Column("release_reason", sa.Text),
        *_range_checks(),
        sa.CheckConstraint(
            "use IN ('judicial_compensation', 'compliance_offset', 'event_neutralisation', 'voluntary')", name="use"
        ),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (release_reason IS NULL)",
            name="release_complete",
        ),
        sa.ForeignKeyConstraint(["lot_id", "project_id"], ["credit_lots.id", "credit_lots.project_id"]),
        sa.UniqueConstraint("id", "project_id", "serial_from", "serial_to"),
    )


def _create_purchases() -> None:
    op.create_table(
        "purchases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("plan_item_id", sa.Integer, sa.ForeignKey("plan_items.id"), nullable=False, index=True),
        sa.Column("use_id", sa.Integer, nullable=False, unique=True),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("credit_projects.id"), nullable=False),
        sa.Column("seller", sa.String(200), nullable=False),
        sa.Column("contract_no", sa.String(100), nullable=False),
        sa.Column("trade_date", sa.Date, nullable=False),
        *_range_columns(),
        sa.Column("quantity_t", sa.BigInteger, nullable=False),
        sa.Column("price_cny", EXACT, nullable=False),
        sa.Column("amount_cny", EXACT, nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _quantity_check("quantity_t"),
        sa.ForeignKeyConstraint(
            ["use_id", "project_id", "serial_from", "serial_to"],
            ["serial_uses.id", "serial_uses.project_id", "serial_uses.serial_from", "serial_uses.serial_to"],
            name="fk_purchases_use_range_serial_uses",
        ),
        sa.UniqueConstraint("id", "case_id", "project_id"),
    )


def _create_retirements() -> None:
    op.create_table(
        "retirements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("purchase_id", sa.Integer, nullable=False, index=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("credit_projects.id"), nullable=False),
        sa.Column("certificate_no", sa.String(100), nullable=False, unique=True),
        sa.Column("registry_name", sa.String(100), nullable=False),
        sa.Column("certificate_date", sa.Date, nullable=False),
        *_range_columns(),
        sa.Column("quantity_t", sa.BigInteger, nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("certificate_file", sa.LargeBinary),
        sa.Column("certificate_sha256", sa.String(64)),
        sa.Column("certificate_type", sa.String(40)),
        sa.Column("confirmed_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *_range_checks(),
        _quantity_check("quantity_t"),
        sa.CheckConstraint("purpose = 'judicial_compensation'", name="purpose"),
        sa.CheckConstraint(
            "(certificate_file IS NULL) = (certificate_sha256 IS NULL)"
            " AND (certificate_file IS NULL) = (certificate_type IS NULL)",
            name="certificate_complete",
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id", "case_id", "project_id"],
            ["purchases.id", "purchases.case_id", "purchases.project_id"],
            name="fk_retirements_purchase_purchases",
        ),
    )


_RELEASE_ONLY = " OR ".join(
    f"NEW.{column} <> OLD.{column}"
    for column in (
        *("id", "project_id", "lot_id", "use", "serial_from", "serial_to"),
        *("holder", "evidence", "recorded_by", "at"),
    )
)


def _refuse_register() -> None:
    """A project or lot that nothing refers to may be deleted; nothing else of the register is ever taken back."""
    refuse("credit_projects_no_update", "credit_projects", "UPDATE")
    refuse("credit_lots_no_update", "credit_lots", "UPDATE")
    no_overlap("credit_lots")
    no_overlap("serial_uses", while_null="released_at")
    refuse(
        "serial_uses_inside_lot",
        "serial_uses",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM credit_lots AS l WHERE l.id = NEW.lot_id AND l.project_id = NEW.project_id"
        " AND l.serial_from <= NEW.serial_from AND l.serial_to >= NEW.serial_to)",
    )
    refuse(
        "serial_uses_only_released",
        "serial_uses",
        "UPDATE",
        f"OLD.released_at IS NOT NULL OR NEW.released_at IS NULL OR {_RELEASE_ONLY}",
    )
    refuse(
        "serial_uses_retired",
        "serial_uses",
        "UPDATE",
        "EXISTS (SELECT 1 FROM purchases AS p JOIN retirements AS r ON r.purchase_id = p.id WHERE p.use_id = OLD.id)",
    )
    refuse_removal("serial_uses")


def _refuse_performance() -> None:
    """The use's row is locked first: a release and a retirement at the same moment must see each other."""
    write_once("purchases", "use_id")
    refuse(
        "purchases_of_held_serials",
        "purchases",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM serial_uses AS u WHERE u.id = NEW.use_id AND u.use = 'judicial_compensation'"
        " AND u.released_at IS NULL)",
        lock="serial_uses WHERE id = NEW.use_id",
    )
    refuse(
        "purchases_under_approved_plan",
        "purchases",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM plan_items AS i JOIN plans AS p ON p.id = i.plan_id"
        " JOIN plan_decisions AS d ON d.plan_id = p.id WHERE i.id = NEW.plan_item_id AND i.route = '认购碳汇'"
        " AND p.case_id = NEW.case_id AND d.decision = 'approved')",
    )
    write_once("retirements", "certificate_no")
    no_overlap("retirements")
    refuse(
        "retirements_inside_purchase",
        "retirements",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM purchases AS p JOIN serial_uses AS u ON u.id = p.use_id WHERE p.id = NEW.purchase_id"
        " AND p.serial_from <= NEW.serial_from AND p.serial_to >= NEW.serial_to AND u.released_at IS NULL)",
        lock="serial_uses WHERE id = (SELECT use_id FROM purchases WHERE id = NEW.purchase_id)",
    )


def downgrade() -> None:
    for table in ("retirements", "purchases", "serial_uses", "credit_lots", "credit_projects"):
        drop_guarded(table)
