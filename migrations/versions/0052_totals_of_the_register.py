"""Sums of lots and uses by project and lot, kept by the database with every lot and use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.refusals import drop_guarded, is_postgresql

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

UNITS = "({row}.serial_to - {row}.serial_from + 1)"
OF_PROJECT, OF_LOT = "UPDATE credit_project_totals SET", "UPDATE credit_lot_totals SET"
NEW_UNITS, OLD_UNITS = UNITS.format(row="NEW"), UNITS.format(row="OLD")
KEPT = {
    # trigger: table, event, condition, what it does
    "credit_projects_begin_total": (
        *("credit_projects", "INSERT", "TRUE"),
        ["INSERT INTO credit_project_totals (project_id, lots, issued, used) VALUES (NEW.id, 0, 0, 0)"],
    ),
    "credit_lots_add_up": (
        *("credit_lots", "INSERT", "TRUE"),
        [
            "INSERT INTO credit_lot_totals (lot_id, project_id, used) VALUES (NEW.id, NEW.project_id, 0)",
            f"{OF_PROJECT} lots = lots + 1, issued = issued + NEW.quantity WHERE project_id = NEW.project_id",
        ],
    ),
    "credit_lots_take_off": (
        *("credit_lots", "DELETE", "TRUE"),
        [
            "DELETE FROM credit_lot_totals WHERE lot_id = OLD.id",
            f"{OF_PROJECT} lots = lots - 1, issued = issued - OLD.quantity WHERE project_id = OLD.project_id",
        ],
    ),
    "serial_uses_add_up": (
        *("serial_uses", "INSERT", "NEW.released_at IS NULL"),
        [
            f"{OF_LOT} used = used + {NEW_UNITS} WHERE lot_id = NEW.lot_id",
            f"{OF_PROJECT} used = used + {NEW_UNITS} WHERE project_id = NEW.project_id",
        ],
    ),
    "serial_uses_take_off": (
        *("serial_uses", "UPDATE", "OLD.released_at IS NULL AND NEW.released_at IS NOT NULL"),
        [
            f"{OF_LOT} used = used - {OLD_UNITS} WHERE lot_id = OLD.lot_id",
            f"{OF_PROJECT} used = used - {OLD_UNITS} WHERE project_id = OLD.project_id",
        ],
    ),
}
OPEN = {"ix_serial_uses_held_by_project": "project_id", "ix_serial_uses_held_by_lot": "lot_id"}


def upgrade() -> None:
    op.create_table(
        "credit_project_totals",
        sa.Column("project_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("lots", sa.BigInteger, nullable=False),
        sa.Column("issued", sa.BigInteger, nullable=False),
        sa.Column("used", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "credit_lot_totals",
        sa.Column("lot_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("project_id", sa.Integer, nullable=False),
        sa.Column("used", sa.BigInteger, nullable=False),
    )
    where = sa.text("use = 'reservation' AND released_at IS NULL")
    for name, column in OPEN.items():
        op.create_index(name, "serial_uses", [column], sqlite_where=where, postgresql_where=where)
    _fill()
    for name, (table, event, condition, statements) in KEPT.items():
        _keep(name, table, event, condition, statements)


def _fill() -> None:
    units = UNITS.format(row="u")
    op.execute(
        f"INSERT INTO credit_lot_totals (lot_id, project_id, used) SELECT l.id, l.project_id,"  # noqa: S608 - fixed text
        f" (SELECT COALESCE(SUM({units}), 0) FROM serial_uses AS u WHERE u.lot_id = l.id AND u.released_at IS NULL)"
        " FROM credit_lots AS l"
    )
    op.execute(
        "INSERT INTO credit_project_totals (project_id, lots, issued, used) SELECT p.id,"
        " (SELECT COUNT(*) FROM credit_lots AS l WHERE l.project_id = p.id),"
        " (SELECT COALESCE(SUM(l.quantity), 0) FROM credit_lots AS l WHERE l.project_id = p.id),"
        " (SELECT COALESCE(SUM(t.used), 0) FROM credit_lot_totals AS t WHERE t.project_id = p.id)"
        " FROM credit_projects AS p"
    )


def _keep(name: str, table: str, event: str, condition: str, statements: list[str]) -> None:
    body = "".join(f"{one}; " for one in statements)
    if not is_postgresql():
        op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {condition} BEGIN {body}END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN {body}END IF; "
        "RETURN NULL; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    for name, (table, *_rest) in reversed(KEPT.items()):
        if is_postgresql():
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
        else:
            op.execute(f"DROP TRIGGER {name}")
    for name in OPEN:
        op.drop_index(name, "serial_uses")
    drop_guarded("credit_lot_totals")
    drop_guarded("credit_project_totals")
