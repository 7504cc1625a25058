"""Databases as former revisions of the tables had them, of made-up cases; their rows stand in ``data``, one a line."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, text

from casework.db import make_engine
from casework.migrate import upgrade

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Former:
    """The rows of a database, and the revision of its tables."""

    rows: str
    revision: str


STAGES = Former("stages.jsonl.xz", "0008")
"""Of the line of stages: cases at every stage, with all that may happen on the way."""

ACTS = Former("acts.jsonl.xz", "0029")
"""Of the first version that kept the course of a case by its acts: a case on each course of its demonstration."""


def load(url: str, former: Former = STAGES) -> None:
    """Fill an empty database with the tables and rows of a former one."""
    engine = make_engine(url)
    upgrade(engine, former.revision)
    tables = MetaData()
    tables.reflect(engine)
    rows = [json.loads(line) for line in lzma.decompress((DATA / former.rows).read_bytes()).decode().splitlines()]
    with engine.begin() as connection, unguarded(connection):
        for name, some in groupby(rows, key=lambda row: str(row[0])):
            table = tables.tables[name]
            made = [{key: _value(table.c[key].type, value) for key, value in row.items()} for _, row in some]
            connection.execute(table.insert(), made)
        _count_on(connection, engine, tables)
    engine.dispose()


def _value(kind: Any, value: Any) -> Any:
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"])
    if value is not None and kind.python_type.__name__ == "date":
        import datetime

        return datetime.date.fromisoformat(value)
    return bool(value) if value is not None and kind.python_type is bool else value


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Rows were written one by one once; laid in table by table they would offend the guards of the database."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        return
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in found:
        connection.execute(text(f"DROP TRIGGER {name}"))
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    yield
    for _, sql in found:
        connection.exec_driver_sql(sql)


def _count_on(connection: Connection, engine: Engine, tables: MetaData) -> None:
    """Ids given by the database go on after those that are laid in."""
    if engine.dialect.name != "postgresql":
        return
    for name, table in tables.tables.items():
        if "id" in table.c and connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name}):
            last = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name} HAVING max(id) > 0"
            connection.execute(text(last))
