"""The database: one declarative base, one session per request, one engine per application.

SQLite for a single machine, PostgreSQL by ``DATABASE_URL``. Exact numbers are stored as text of a ``Decimal``
(``Exact``): SQLite has no decimal type, and a float must never stand between a measurement and a court.
"""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import Dialect, Engine, MetaData, String, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from rules.values.clock import today as today  # the records, too, are dated by it

DRIVERS = ("sqlite", "postgresql", "postgresql+psycopg")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every table. Constraint names are fixed so that migrations can name them on both databases."""

    metadata = MetaData(naming_convention=NAMING)


class Exact(TypeDecorator[Decimal]):
    """A ``Decimal`` kept digit for digit, as text."""

    impl = String(60)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise TypeError(f"{value!r} is not a Decimal")
        return format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Moment(TypeDecorator[datetime.datetime]):
    """A point in time, UTC, kept as ISO text with seconds: the same bytes on both databases, so it can be hashed."""

    impl = String(25)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(datetime.UTC).isoformat(timespec="seconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime.datetime | None:
        return None if value is None else datetime.datetime.fromisoformat(value)


def now() -> datetime.datetime:
    """The present moment, to the second, UTC."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def make_engine(url: str) -> Engine:
    """An engine for SQLite (WAL, foreign keys on, waits for a writer) or PostgreSQL. Raises ``ArgumentError``."""
    if (kind := make_url(url).drivername) not in DRIVERS:
        raise ArgumentError(f"no records are kept in {kind}")
    if url.startswith("sqlite"):
        # Long enough to wait for a measurement of a large tally that another worker is storing.
        engine = create_engine(url, connect_args={"timeout": 60})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True)


def _prepare_sqlite(connection: Any, record: object) -> None:
    # The driver's own transaction handling is switched off: it begins too late for a consistent read-then-write.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    # Two requests that both read and then write would deadlock on upgrade; taking the write lock first queues them.
    immediate = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def init_app(app: Flask) -> None:
    """Make the engine lazily and close each request's session; an error rolls everything of the request back."""
    app.teardown_appcontext(_close)


def engine() -> Engine:
    """The application's engine, made on first use (after a worker has forked)."""
    extensions = current_app.extensions
    if "engine" not in extensions:
        extensions["engine"] = make_engine(current_app.config["DATABASE_URL"])
    result: Engine = extensions["engine"]
    return result


class Records(Session):
    """The session of casework. A class of its own, so that the audit log can watch it and no other."""


def session() -> Session:
    """The session of this request. Services write through it; the web commits once, where the request ends well."""
    if "session" not in g:
        bind = engine()
        if g.get("read_only") and bind.dialect.name == "sqlite":
            bind = bind.execution_options(writes=False)
        elif g.get("one_state"):
            bind = bind.execution_options(isolation_level="REPEATABLE READ")
        g.session = sessionmaker(bind, class_=Records, expire_on_commit=False)()
    current: Session = g.session
    return current


def take_turns(name: str) -> None:
    """Wait until no other transaction that took the same turn is under way. The turn ends with the transaction.

    On SQLite writers already take turns from their first statement.
    """
    current = session()
    if current.get_bind().dialect.name == "postgresql":
        current.execute(select(func.pg_advisory_xact_lock(zlib.crc32(name.encode()))))


def keep_changes() -> None:
    """Commit this request although it will be refused: a failed sign-in must be counted."""
    g.keep_changes = True


def commit() -> None:
    """Make the request's changes durable, all or nothing."""
    if "session" in g:
        g.session.commit()


def rollback() -> None:
    if "session" in g:
        g.session.rollback()


def _close(error: BaseException | None) -> None:
    current = g.pop("session", None)
    if current is not None:
        current.close()


@contextmanager
def transaction() -> Iterator[Session]:
    """For commands: a session that commits at the end and rolls back on error."""
    current = session()
    try:
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise


@contextmanager
def apart(*, writes: bool) -> Iterator[Session]:
    """A transaction of its own amid a request that only reads: committed at the end, rolled back on error.

    The request's own transaction ends first; what it has read is read anew when it is next used. Rows for the inside
    are found inside, by their ids. A transaction that only reads sees one state of the database throughout.
    """
    outer, before = g.get("session"), g.get("read_only")
    if outer is not None:
        if not before:
            raise RuntimeError("apart inside a transaction that may have written")
        outer.rollback()
        g.pop("session")
    g.read_only, g.one_state = not writes, not writes
    try:
        with transaction() as current:
            yield current
    finally:
        _close(None)
        g.read_only, g.one_state = before, False
        if outer is not None:
            g.session = outer
