"""Runs the migrations on the database that ``casework.migrate`` hands over. All of a run is one transaction."""

from __future__ import annotations

from alembic import context

from casework.migrate import metadata

engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_as_batch=connection.dialect.name == "sqlite",
        # SQLite can roll back DDL as well, once the driver does not commit behind our back (casework.db).
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
