"""Serials as registries print them, reservations, certificates entered by one and confirmed by another, one home."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import (
    altered,
    drop_guarded,
    is_postgresql,
    lift,
    refuse,
    refuse_removal,
    resting,
    write_once,
)

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

EXACT = sa.String(60)
MOMENT = sa.String(25)
USES = "'judicial_compensation', 'compliance_offset', 'event_neutralisation', 'voluntary'"
SEEN_BY = ("purchases", "retirements")
"""Their triggers look at uses."""
LATER = {
    "credit_lots": (
        ("printed", sa.String(120)),
        ("code", sa.String(200)),
        ("ticket_serial", sa.BigInteger),
    ),
    "purchases": (("buyer", sa.String(200)), ("buyer_is", sa.String(40))),
    "retirements": (("entered_by", sa.Integer),),
}

ITS_NUMBERS = (
    "l.ticket_no IS NULL AND {used}.code IN (l.code, LOWER(p.code))"
    " AND l.serial_from <= {used}.serial_to AND l.serial_to >= {used}.serial_from"
)
ITS_TICKET = (
    "l.ticket_no IS NOT NULL AND {used}.code = l.code"
    " AND {used}.serial_from <= l.ticket_serial AND {used}.serial_to >= l.ticket_serial"
)


def upgrade() -> None:
    for table, columns in LATER.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_index("ix_credit_lots_code_serial_to", "credit_lots", ["code", "serial_to"])
    op.create_index("ix_credit_lots_ticket_no", "credit_lots", ["ticket_no"])
    op.create_index("ix_credit_projects_code", "credit_projects", ["code"])
    _uses(f"{USES}, 'reservation'")
    _reservations()
    _entries()
    _uploads()
    _one_home()
    refuse("retirements_by_two", "retirements", "INSERT", "NEW.entered_by IS NULL OR NEW.entered_by = NEW.confirmed_by")


def _uses(known: str) -> None:
    with resting(*SEEN_BY), altered("serial_uses") as table:
        table.drop_constraint(op.f("ck_serial_uses_use"), type_="check")
        table.create_check_constraint("use", f"use IN ({known})")


def _range() -> tuple[sa.Column[int], ...]:
    names = ("serial_from", "serial_to", "quantity_t")
    return tuple(sa.Column(name, sa.BigInteger, nullable=False) for name in names)


def _range_checks() -> tuple[sa.CheckConstraint, ...]:
    return (
        sa.CheckConstraint("serial_from >= 1", name="serial_from"),
        sa.CheckConstraint("serial_to >= serial_from", name="serial_order"),
        sa.CheckConstraint("quantity_t = serial_to - serial_from + 1", name="quantity_is_length"),
    )


def _reservations() -> None:
    op.create_table(
        "credit_reservations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("obligation", sa.String(40), nullable=False),
        sa.Column("use_id", sa.Integer, nullable=False, unique=True),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("credit_projects.id"), nullable=False),
        *_range(),
        sa.Column("unit_t", EXACT),
        sa.Column("price_cny", EXACT, nullable=False),
        sa.Column("price_rule", sa.String(100), nullable=False),
        sa.Column("price_source", sa.String(500), nullable=False),
        sa.Column("price_date", sa.Date, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *_range_checks(),
        sa.ForeignKeyConstraint(
            ["use_id", "project_id", "serial_from", "serial_to"],
            ["serial_uses.id", "serial_uses.project_id", "serial_uses.serial_from", "serial_uses.serial_to"],
            name="fk_credit_reservations_use_range_serial_uses",
        ),
    )
    write_once("credit_reservations", "use_id")
    refuse(
        "credit_reservations_of_held_serials",
        "credit_reservations",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM serial_uses AS u WHERE u.id = NEW.use_id AND u.use = 'reservation'"
        " AND u.released_at IS NULL)",
        lock="serial_uses WHERE id = NEW.use_id",
    )


_ENTERED = (
    *("id", "purchase_id", "case_id", "project_id", "certificate_no", "registry_name", "certificate_date"),
    *("serial_from", "serial_to", "quantity_t", "purpose", "certificate_sha256", "entered_by", "at"),
)


def _entries() -> None:
    op.create_table(
        "retirement_entries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("purchase_id", sa.Integer, nullable=False, index=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("credit_projects.id"), nullable=False),
        sa.Column("certificate_no", sa.String(100), nullable=False),
        sa.Column("registry_name", sa.String(100), nullable=False),
        sa.Column("certificate_date", sa.Date, nullable=False),
        *_range(),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("certificate_file", sa.LargeBinary, nullable=False),
        sa.Column("certificate_sha256", sa.String(64), nullable=False),
        sa.Column("certificate_type", sa.String(40), nullable=False),
        sa.Column("entered_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("ended_by", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("ended_at", MOMENT),
        sa.Column("reason", sa.Text),
        *_range_checks(),
        sa.CheckConstraint("outcome IN ('confirmed', 'returned')", name="outcome"),
        sa.CheckConstraint(
            "(outcome IS NULL) = (ended_by IS NULL) AND (outcome IS NULL) = (ended_at IS NULL)", name="outcome_complete"
        ),
        sa.CheckConstraint("outcome <> 'confirmed' OR ended_by <> entered_by", name="confirmed_by_another"),
        sa.ForeignKeyConstraint(
            ["purchase_id", "case_id", "project_id"],
            ["purchases.id", "purchases.case_id", "purchases.project_id"],
            name="fk_retirement_entries_purchase_purchases",
        ),
    )
    changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _ENTERED)
    refuse(
        "retirement_entries_only_ended",
        "retirement_entries",
        "UPDATE",
        f"OLD.outcome IS NOT NULL OR NEW.outcome IS NULL OR {changed}",
    )
    refuse_removal("retirement_entries")


def _uploads() -> None:
    op.create_table(
        "lot_uploads",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("person_id", "sha256"),
    )
    op.create_index("ix_lot_uploads_at", "lot_uploads", ["at"])


def _one_home() -> None:
    """Serials that an act used outside the register are in no use of the register, and the other way round.

    Who writes either takes turns with all others first: two transactions that each see only their own row could both
    pass.
    """
    if is_postgresql():
        op.execute(
            "CREATE FUNCTION serial_uses_a_turn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "PERFORM pg_advisory_xact_lock(hashtext('used_serials')); RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER serial_uses_a_turn BEFORE INSERT ON serial_uses "
            "FOR EACH ROW EXECUTE FUNCTION serial_uses_a_turn()"
        )
    lots = "credit_lots AS l JOIN credit_projects AS p ON p.id = l.project_id"
    numbers = ITS_NUMBERS.format(used="u").replace("l.serial_", "NEW.serial_")
    refuse(
        "serial_uses_used_elsewhere",
        "serial_uses",
        "INSERT",
        f"EXISTS (SELECT 1 FROM {lots} CROSS JOIN used_serials AS u"  # noqa: S608 - names given here
        " WHERE l.id = NEW.lot_id AND u.ended IS NULL AND u.project_id IS NULL"
        f" AND (({numbers}) OR ({ITS_TICKET.format(used='u')})))",
    )
    refuse(
        "used_serials_in_register",
        "used_serials",
        "INSERT",
        f"NEW.project_id IS NULL AND EXISTS (SELECT 1 FROM {lots}"  # noqa: S608 - names given here
        f" WHERE ({ITS_NUMBERS.format(used='NEW')}) OR ({ITS_TICKET.format(used='NEW')}))",
    )
    refuse(
        "used_serials_of_a_purchase",
        "used_serials",
        "INSERT",
        "NEW.project_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM folders AS f"
        " JOIN purchases AS b ON b.case_id = f.case_id JOIN serial_uses AS s ON s.id = b.use_id"
        " WHERE f.id = NEW.folder_id AND b.project_id = NEW.project_id AND s.released_at IS NULL"
        " AND b.serial_from <= NEW.serial_from AND b.serial_to >= NEW.serial_to)",
    )


def downgrade() -> None:
    lift("retirements_by_two", "retirements")
    for name in ("used_serials_of_a_purchase", "used_serials_in_register"):
        lift(name, "used_serials")
    lift("serial_uses_used_elsewhere", "serial_uses")
    if is_postgresql():
        op.execute("DROP TRIGGER serial_uses_a_turn ON serial_uses")
        op.execute("DROP FUNCTION serial_uses_a_turn()")
    op.drop_table("lot_uploads")
    drop_guarded("retirement_entries")
    drop_guarded("credit_reservations")
    _uses(USES)
    op.drop_index("ix_credit_projects_code", "credit_projects")
    op.drop_index("ix_credit_lots_ticket_no", "credit_lots")
    op.drop_index("ix_credit_lots_code_serial_to", "credit_lots")
    for table, columns in LATER.items():
        for name, _ in reversed(columns):
            op.drop_column(table, name)
