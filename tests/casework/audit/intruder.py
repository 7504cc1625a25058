"""Somebody with the database's own keys: switches its refusals off and changes rows behind the application."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Engine, text

from casework.db import make_engine


class Intruder:
    """Runs statements on the records of an application, past every trigger."""

    def __init__(self, app: Flask) -> None:
        self._url = app.config["DATABASE_URL"]

    def run(self, *statements: str, **values: Any) -> None:
        engine = make_engine(self._url)
        with engine.begin() as connection:
            self._disarm(engine, connection)
            for statement in statements:
                connection.execute(text(statement), values)
        engine.dispose()

    @staticmethod
    def _disarm(engine: Engine, connection: Any) -> None:
        if engine.dialect.name == "postgresql":
            # Neither triggers nor foreign keys are asked.
            connection.execute(text("SET session_replication_role = replica"))
            return
        # Constraints that hold at the end of a transaction may be broken inside it.
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            connection.execute(text(f'DROP TRIGGER "{name}"'))
