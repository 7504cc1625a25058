"""Rules that the database itself keeps, written once for SQLite and PostgreSQL.

A refusal is a trigger with a name and an SQL condition over ``NEW`` and ``OLD`` that both databases understand. A row
for which it holds is refused with an integrity error: SQLite gives the name as the message, PostgreSQL as the
constraint. Part of the migrations' history: existing functions are never changed, new behaviour gets a new function.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op
from alembic.operations import BatchOperations
from sqlalchemy import text

_OLD_ROW = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def refuse(name: str, table: str, event: str, when: str = "TRUE", *, lock: str = "") -> None:
    """Refuse ``event`` (INSERT, UPDATE or DELETE) on rows of ``table`` for which ``when`` holds.

    ``lock``: a query whose rows PostgreSQL locks first, so that two transactions that each see only their own change
    cannot both pass. SQLite has one writer at a time and needs none.
    """
    if is_postgresql():
        locking = f"PERFORM 1 FROM {lock} FOR UPDATE; " if lock else ""
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {locking}"
            f"IF {when} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation', CONSTRAINT = '{name}'; "
            f"END IF; RETURN {_OLD_ROW[event]}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    else:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END"
        )


def write_once(table: str, *keys: str, identity: str = "id") -> None:
    """Refuse every change and deletion of rows of ``table``. ``keys``: its unique columns beside ``identity``."""
    refuse(f"{table}_no_update", table, "UPDATE")
    refuse_removal(table, *keys, identity=identity)


def refuse_removal(table: str, *keys: str, identity: str = "id") -> None:
    """Refuse every deletion of rows of ``table``, by whatever statement the database knows for it."""
    refuse(f"{table}_no_delete", table, "DELETE")
    if is_postgresql():
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_no_delete()"
        )
    else:
        # INSERT OR REPLACE removes the row in the way without asking the triggers on DELETE.
        same = " OR ".join(f"({_equal(key)})" for key in (identity, *keys))
        met = f"EXISTS (SELECT 1 FROM {table} AS t WHERE {same})"  # noqa: S608 - names given by a migration
        refuse(f"{table}_no_replace", table, "INSERT", met)


def _equal(key: str) -> str:
    return " AND ".join(f"t.{column} = NEW.{column}" for column in key.split("+"))


def no_overlap(table: str, *, while_null: str = "") -> None:
    """Refuse a row whose serial range meets that of another row of the same project.

    ``while_null``: a row holds its range only while this column is null. Ranges themselves must not be updatable.
    """
    name = f"{table}_no_overlap"
    if is_postgresql():
        # Two rows that meet, inserted at the same moment, would each wait for the other's transaction and end in a
        # deadlock; so those who insert for one project take turns.
        op.execute(
            f"CREATE FUNCTION {table}_take_turns() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "PERFORM 1 FROM credit_projects WHERE id = NEW.project_id FOR NO KEY UPDATE; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_take_turns BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_take_turns()"
        )
        # A range of one project number takes the place of "=": that would need the extension btree_gist.
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist "
            "(int4range(project_id, project_id, '[]') WITH &&, int8range(serial_from, serial_to, '[]') WITH &&)"
            + (f" WHERE ({while_null} IS NULL)" if while_null else "")
        )
        return
    held = f"t.{while_null} IS NULL AND NEW.{while_null} IS NULL AND " if while_null else ""
    meets = f"{held}t.project_id = NEW.project_id AND t.serial_from <= NEW.serial_to AND t.serial_to >= NEW.serial_from"
    met = f"EXISTS (SELECT 1 FROM {table} AS t WHERE {meets})"  # noqa: S608 - names given by a migration
    refuse(name, table, "INSERT", met)


def drop_guarded(table: str) -> None:
    """Drop a table with its triggers and, on PostgreSQL, their functions."""
    functions: list[str] = []
    if is_postgresql():
        found = op.get_bind().execute(
            text(
                "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
                "JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relname = :table AND NOT t.tgisinternal"
            ),
            {"table": table},
        )
        functions = [str(name) for (name,) in found]
    op.drop_table(table)
    for function in functions:
        op.execute(f"DROP FUNCTION {function}()")


@contextmanager
def altered(table: str) -> Iterator[BatchOperations]:
    """Alter a guarded table. SQLite makes the table anew for that and would leave its triggers behind."""
    query = text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    guards = [] if is_postgresql() else list(op.get_bind().execute(query, {"table": table}).scalars())
    with op.batch_alter_table(table) as changes:
        yield changes
    for guard in guards:
        op.get_bind().exec_driver_sql(guard)


@contextmanager
def resting(*tables: str) -> Iterator[None]:
    """The triggers of these tables rest on SQLite, where a table that they look at is made anew and gone meanwhile."""
    guards: list[tuple[str, str]] = []
    if not is_postgresql():
        query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
        for table in tables:
            guards += [(str(name), str(sql)) for name, sql in op.get_bind().execute(query, {"table": table})]
    for name, _ in guards:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _, guard in guards:
        op.get_bind().exec_driver_sql(guard)


@contextmanager
def unguarded(table: str, event: str) -> Iterator[None]:
    """Let a migration fill a column of rows that are otherwise written once: the refusal of ``event`` rests meanwhile.

    ``event``: UPDATE or DELETE. No other connection can use the gap: the migration is one transaction, and on
    PostgreSQL taking a trigger off locks the table.
    """
    name = f"{table}_no_{event.lower()}"
    if is_postgresql():
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
        return
    query = text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name")
    guard = op.get_bind().execute(query, {"name": name}).scalar_one()
    op.execute(f"DROP TRIGGER {name}")
    yield
    op.get_bind().exec_driver_sql(guard)


def lift(name: str, table: str) -> None:
    """Take a refusal away again."""
    if is_postgresql():
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    else:
        op.execute(f"DROP TRIGGER {name}")


def number_in(column: str, key: str) -> str:
    """The SQL for a whole number in a JSON object that a text column of the new row holds; NULL where it has none."""
    if is_postgresql():
        return f"(CAST(NEW.{column} AS json) ->> '{key}')::integer"
    return f"json_extract(NEW.{column}, '$.{key}')"


def one_after_another(table: str) -> None:
    """Those who insert into a table take turns, until the end of their transaction: so each sees what the one before
    him left. SQLite has one writer at a time and needs nothing. The trigger's name sorts before every refusal's.
    """
    if is_postgresql():
        name = f"{table}_a_turn"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"PERFORM pg_advisory_xact_lock(hashtext('{table}')); RETURN NEW; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
