"""The record of accesses: kept for six months by the database, and removed after that by who runs the system."""

from __future__ import annotations

from alembic import op

from migrations.refusals import is_postgresql, refuse, refuse_removal

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

TABLE = "access_records"


def upgrade() -> None:
    # Its function stays on PostgreSQL: it is also what refuses TRUNCATE.
    op.execute(f"DROP TRIGGER {TABLE}_no_delete" + (f" ON {TABLE}" if is_postgresql() else ""))
    refuse(f"{TABLE}_kept", TABLE, "DELETE", f"OLD.at > {_half_a_year_ago()}")


def downgrade() -> None:
    if is_postgresql():
        op.execute(f"DROP TRIGGER {TABLE}_kept ON {TABLE}")
        op.execute(f"DROP FUNCTION {TABLE}_kept()")
        op.execute(f"DROP TRIGGER {TABLE}_no_truncate ON {TABLE}")
        op.execute(f"DROP FUNCTION {TABLE}_no_delete()")
    else:
        op.execute(f"DROP TRIGGER {TABLE}_kept")
        op.execute(f"DROP TRIGGER {TABLE}_no_replace")
    refuse_removal(TABLE, "uid")


def _half_a_year_ago() -> str:
    """As moments are kept: ISO text of UTC, to the second."""
    if is_postgresql():
        return "to_char((now() AT TIME ZONE 'UTC') - interval '6 months', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+00:00\"')"
    return "strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-6 months')"
