"""Triggers that keep a table's rows as they were written, on SQLite and on PostgreSQL.

Part of the migrations' history: existing functions are never changed, new behaviour gets a new function.
"""

from __future__ import annotations

from alembic import op

_MESSAGE = "records are written once: {table} takes no {event}"


def create_function() -> None:
    """PostgreSQL keeps the refusal in one function; SQLite writes it into each trigger."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'records are written once: % takes no %', TG_TABLE_NAME, TG_OP "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )


def drop_function() -> None:
    """Undo ``create_function``."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def protect(table: str) -> None:
    """Refuse UPDATE and DELETE (and TRUNCATE, where there is one) of ``table``."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        message = _MESSAGE.format(table=table, event=event)
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def unprotect(table: str) -> None:
    """Undo ``protect``. Dropping the table does so too."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_written_once ON {table}")
        op.execute(f"DROP TRIGGER {table}_not_emptied ON {table}")
        return
    for event in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_no_{event}")
