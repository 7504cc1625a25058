"""Rows and columns of a database, altered one at a time and put back, as somebody with the database's keys could."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import Column, Connection, Table, UniqueConstraint, create_engine, event, select, text

from casework.db import Exact, Moment


@dataclass(frozen=True)
class Tampering:
    """What is done to a table: a column of its last row altered, the row removed (no column), or another ``added``
    that is like its first one but for what no two rows may share, or refers to nothing (``astray``)."""

    table: str
    column: str | None
    added: bool = False
    astray: bool = False

    def __str__(self) -> str:
        if self.added:
            return f"{self.table} and a row{' astray' if self.astray else ''}"
        return f"{self.table}.{self.column}" if self.column else f"{self.table} less a row"


@contextmanager
def unwatched(app: Flask) -> Iterator[Connection]:
    """A connection on which neither triggers nor foreign keys nor checks are asked; each statement counts at once."""
    engine = create_engine(app.config["DATABASE_URL"])
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _unwatched_sqlite)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _disarm(connection)
        yield connection
    engine.dispose()


def _unwatched_sqlite(connection: Any, record: object) -> None:
    for pragma in ("foreign_keys=OFF", "ignore_check_constraints=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _disarm(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
        query = "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype IN ('c', 'x') AND conrelid <> 0"
        for table, name in connection.execute(text(query)).all():
            connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
        return
    for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
        connection.execute(text(f'DROP TRIGGER "{name}"'))


@contextmanager
def tampered(connection: Connection, table: Table, column: Column[Any] | None) -> Iterator[bool]:
    """The last row of the table is altered or gone meanwhile; False where the table has no row."""
    keys = list(table.primary_key)
    row = connection.execute(select(table).order_by(*(key.desc() for key in keys)).limit(1)).mappings().first()
    if row is None:
        yield False
        return
    before = dict(row)
    if column is None:
        connection.execute(table.delete().where(*(key == before[key.name] for key in keys)))
        yield True
        connection.execute(table.insert().values(before))
        return
    after = before | {column.name: other(column, before[column.name])}
    connection.execute(table.update().where(*(key == before[key.name] for key in keys)).values(after))
    yield True
    connection.execute(table.update().where(*(key == after[key.name] for key in keys)).values(before))


@contextmanager
def added(connection: Connection, table: Table, *, astray: bool) -> Iterator[bool]:
    """Another row is there meanwhile: its key is new, and whatever else no two rows may share; or, ``astray``, all its
    references lead nowhere. False where the table has no row to be like."""
    row = connection.execute(select(table).limit(1)).mappings().first()
    if row is None:
        yield False
        return
    key = {column.name for column in table.primary_key}
    references = {column.name for column in table.columns if column.foreign_keys}
    free = key - references or key
    new = free | _unique(table) | (references if astray else set())
    made = {name: other(table.c[name], value) if name in new else value for name, value in row.items()}
    connection.execute(table.insert().values(made))
    yield True
    connection.execute(table.delete().where(*(table.c[name] == made[name] for name in key)))


def _unique(table: Table) -> set[str]:
    """Of each set of columns in which no two rows are alike the last one, of which there is most choice."""
    sets = [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    sets += [list(one.columns) for one in table.indexes if one.unique]
    return {column.name for column in table.columns if column.unique} | {columns[-1].name for columns in sets}


def other(column: Column[Any], value: Any) -> Any:
    """Another value of the column's kind that no other row has."""
    kind = _kind(column)
    if kind is bool:
        return not value
    if kind is int:
        return (value or 0) + 1_000_003
    if kind is bytes:
        return (value or b"") + b"x"
    if kind is datetime.date:
        return (value or datetime.date(2026, 1, 1)) - datetime.timedelta(days=4000)
    if kind is datetime.datetime:
        return (value or datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)) - datetime.timedelta(days=4000)
    if kind is str:
        length = getattr(column.type, "length", None) or len(value or "") + 1
        return "x" * min(length, 5) if not value else ("yz"[value[0] == "y"] + value[1:])
    return (value or kind(0)) + kind(7)


def furnish(connection: Connection, table: Table) -> int | None:
    """A row of made-up values in a table that has none, its references to rows that there are; gives its key."""
    if connection.execute(select(table).limit(1)).first() is not None:
        return None
    row = {column.name: _made_up(connection, column) for column in table.columns}
    connection.execute(table.insert().values(row))
    return int(row["id"] if "id" in row else row[next(iter(table.primary_key)).name])


def _made_up(connection: Connection, column: Column[Any]) -> Any:
    if column.nullable and not column.foreign_keys:
        return None
    for key in column.foreign_keys:
        return connection.execute(select(key.column).limit(1)).scalar_one_or_none() or 1
    kind = _kind(column)
    if kind is datetime.datetime:
        return datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    short = "{}"[: getattr(column.type, "length", None) or 2]
    return {str: short, int: 1, bytes: b"x", bool: False, datetime.date: datetime.date(2026, 1, 1)}.get(kind) or kind(1)


def _kind(column: Column[Any]) -> type[Any]:
    """The Python type of its values."""
    decorated = {Moment: datetime.datetime, Exact: Decimal}
    return decorated.get(type(column.type)) or column.type.python_type
