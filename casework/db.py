"""The database: one declarative base, one session per request, one engine per application.

A session reads: it sees one state of the database, holds no lock, and the database refuses its writes. A service that
writes does so in ``writing()``, the one short transaction that may.

SQLite for a single machine, PostgreSQL by ``DATABASE_URL``. Exact numbers are stored as text of a ``Decimal``
(``Exact``): SQLite has no decimal type, and a float must never stand between a measurement and a court.
"""

from __future__ import annotations

import datetime
import sqlite3
import time
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from blinker import Signal
from flask import Flask, current_app, g
from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    LargeBinary,
    MetaData,
    String,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import ArgumentError, InvalidRequestError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, SessionTransaction, sessionmaker
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from casework import read_only
from casework.errors import Stale
from rules.values.clock import today as today  # the records, too, are dated by it

_COPY = "copy"
_MORE = 13
"""Connections beside the five that are kept: one for each thread of a process of the server (tools/gunicorn.conf.py),
and for what it does beside them."""
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


class _Undecoded(FunctionElement[bytes]):
    type = LargeBinary()
    inherit_cache = True


@compiles(_Undecoded, "sqlite")
def _of_sqlite(element: _Undecoded, compiler: SQLCompiler, **rest: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **rest)} AS BLOB)"


@compiles(_Undecoded, "postgresql")
def _of_postgresql(element: _Undecoded, compiler: SQLCompiler, **rest: Any) -> str:
    return f"convert_to({compiler.process(element.clauses, **rest)}, 'UTF8')"


def undecoded(column: InstrumentedAttribute[str]) -> ColumnElement[bytes]:
    """A text as the bytes of its UTF-8: long ones that only pass through need not be read here."""
    return _Undecoded(column)


def now() -> datetime.datetime:
    """The present moment, to the second, UTC."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def make_engine(url: str) -> Engine:
    """An engine for SQLite (WAL, foreign keys on, waits for a writer) or PostgreSQL. Raises ``ArgumentError``.

    Its connections may write, until the option of a session takes that away.
    """
    if (kind := make_url(url).drivername) not in DRIVERS:
        raise ArgumentError(f"no records are kept in {kind}")
    if url.startswith("sqlite"):
        if (copy := read_only.fixed(make_url(url))) is not None:
            return _engine_of_a_copy(copy)
        # Writing transactions take milliseconds, but a command may store a thousand cases in one.
        engine = create_engine(url, connect_args={"timeout": 60}, max_overflow=_MORE, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(url, pool_pre_ping=True, max_overflow=_MORE, hide_parameters=True)


def _engine_of_a_copy(url: URL) -> Engine:
    engine = create_engine(url, max_overflow=_MORE, hide_parameters=True, execution_options={_COPY: True})
    event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def is_copy() -> bool:
    """Whether the records lie on a volume that nobody can write to."""
    return _COPY in engine().get_execution_options()


def _prepare_sqlite(connection: Any, record: object) -> None:
    # The driver's own transaction handling is switched off: it begins too late for a consistent read-then-write.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: what was acknowledged outlives a power cut (docs/decisions/0006).
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # Two transactions that both read and then write would deadlock on upgrade: a writer takes the lock first of all.
    writes = connection.get_execution_options().get("writes", True)
    connection.connection.cursor().execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_MODES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # dialect -> options of a transaction that reads, and of one that writes
    "sqlite": ({"writes": False}, {"writes": True}),
    "postgresql": (
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
        {"isolation_level": "READ COMMITTED", "postgresql_readonly": False},
    ),
}


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

    writes = False
    """Whether the present transaction may write."""


def session() -> Records:
    """The session of this request or command. It reads, until a service opens ``writing()``."""
    if "session" not in g:
        bind = engine()
        reading, _ = _MODES[bind.dialect.name]
        g.session = sessionmaker(bind.execution_options(**reading), class_=Records, expire_on_commit=False)()
    current: Records = g.session
    return current


_read: WeakKeyDictionary[SessionTransaction, dict[Any, Any]] = WeakKeyDictionary()


def read_already() -> dict[Any, Any]:
    """What the present transaction has found out, by keys that tell what it is, for whoever asks again.

    One that reads sees one state of the database from begin to end. Of one that writes nothing is kept.
    """
    transaction = session().get_transaction()
    return {} if session().writes or transaction is None else _read.setdefault(transaction, {})


lock_taken = Signal("seconds until a transaction that writes had its locks")
"""Sent with ``seconds`` by an application whenever one of its transactions begins to write."""


@contextmanager
def writing() -> Iterator[Records]:
    """The transaction that writes: committed at the end, all or nothing. Also a decorator: ``@db.writing()``.

    The transaction that read ends first; what it has read is read anew when it is next used. Rows that count their
    versions (``row_version``) and were read are locked and must be as they were, else ``Stale``: so whatever was found
    out about them before the lock still holds under it. Inside another ``writing()`` it is part of that.
    """
    current = session()
    if current.writes:
        yield current
        return
    _end_reading(current)
    seen: dict[Any, int] = current.info.pop(_SEEN)
    _, options = _MODES[current.get_bind().dialect.name]
    begun = time.perf_counter()
    current.connection(execution_options=options)
    current.writes = True
    try:
        for row in sorted(seen, key=_order):
            if _moved(row, seen[row]):
                raise Stale
        # The application itself: a receiver knows it, and not Flask's proxy of it.
        lock_taken.send(current_app._get_current_object(), seconds=time.perf_counter() - begun)  # type: ignore[attr-defined]
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        current.writes = False


def _moved(row: Any, version: int) -> bool:
    try:
        lock(row)
    except InvalidRequestError:  # it is gone
        return True
    return bool(row.row_version != version)


_SEEN = "versions seen"


def _order(row: Any) -> tuple[str, Any]:
    """All lock rows in one order, so that none waits in a ring."""
    return row.__tablename__, inspect(row).identity


def _end_reading(current: Records) -> None:
    """End the transaction that read, and keep in mind which versions of rows it saw."""
    if current.new or current.deleted or any(current.is_modified(row) for row in current.dirty):
        raise RuntimeError("rows were changed outside db.writing()")
    seen = current.info.setdefault(_SEEN, {})
    for row in current.identity_map.values():
        if "row_version" in vars(row):  # it has one, and that was read
            seen.setdefault(row, vars(row)["row_version"])
    current.rollback()


def end_reading() -> None:
    """End the transaction that read: for work of seconds that asks the database nothing. None ends in ``writing()``."""
    if not session().writes:
        _end_reading(session())


def try_writing(patience: int) -> None:
    """Begin a transaction that may write, within so many milliseconds, and give it up. Raises the database's error."""
    bind = engine()
    if bind.dialect.name == "sqlite":
        file = make_url(current_app.config["DATABASE_URL"]).database or ""
        # A connection of its own: those of the application wait much longer.
        with closing(sqlite3.connect(file, timeout=patience / 1000, isolation_level=None)) as one:
            one.execute("BEGIN IMMEDIATE")
            one.execute("ROLLBACK")
        return
    with bind.connect() as connection:
        connection.execute(text(f"SET LOCAL lock_timeout = {patience:d}"))
        connection.execute(text("SELECT pg_current_xact_id()"))  # refused where nothing may be written
        connection.rollback()


def close_to(column: Any, keys: Collection[int]) -> ColumnElement[bool]:
    """The condition that a column has one of the keys; where they lie close together, that it lies between the first
    and the last, and the caller leaves out what he did not ask for: long lists take longer to write than to read."""
    near = keys and max(keys) - min(keys) < 2 * len(keys)
    found: ColumnElement[bool] = column.between(min(keys), max(keys)) if near else column.in_(list(keys))
    return found


def lock(row: Any) -> None:
    """In ``writing()``: nobody else changes this row until the end, and its version is read anew."""
    if session().writes:
        session().refresh(row, ["row_version"], with_for_update=True)


def take_turns(name: str) -> None:
    """Wait until no other transaction that took the same turn is under way. The turn ends with the transaction.

    On SQLite writers already take turns from their first statement.
    """
    current = session()
    if not current.writes:
        raise RuntimeError("turns are taken in db.writing()")
    if current.get_bind().dialect.name == "postgresql":
        current.execute(select(func.pg_advisory_xact_lock(zlib.crc32(name.encode()))))


def rollback() -> None:
    """Give up what this transaction changed, and read anew."""
    if "session" in g:
        g.session.rollback()


def _close(error: BaseException | None) -> None:
    current = g.pop("session", None)
    if current is not None:
        current.close()
