"""Runs the migrations on the database that ``casework.migrate`` hands over. All of a run is one transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from casework.migrate import metadata

engine = context.config.attributes["engine"]
sqlite = engine.dialect.name == "sqlite"


def enforce_references(connection: Connection, on: bool) -> None:
    """SQLite makes a table anew to alter it, and would remove with the old one whatever refers to its rows.

    Can be changed between transactions only: the statement is sent past SQLAlchemy, which begins one at the first.
    """
    if sqlite:
        connection.connection.cursor().execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def check_references(connection: Connection) -> None:
    """What was not enforced meanwhile holds at the end, or nothing is kept."""
    if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise RuntimeError(f"a reference leads nowhere: {tuple(broken)}")


with engine.connect() as connection:
    enforce_references(connection, on=False)
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_as_batch=sqlite,
        # SQLite can roll back DDL as well, once the driver does not commit behind our back (casework.db).
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        check_references(connection)
    enforce_references(connection, on=True)
