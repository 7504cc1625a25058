"""Copying a whole database while it is in use, and laying a copy into an empty one: SQLite by its backup interface,
PostgreSQL by ``pg_dump`` and ``pg_restore``."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from flask import current_app
from sqlalchemy import URL, inspect, make_url, text

from casework import db
from rules.reading.messages import template

NO_TOOL = template("没有找到 {tool}：请安装与数据库同版本的 PostgreSQL 客户端，或在环境变量 PG_BIN 中写明其所在文件夹")
TOOL_FAILED = template("{tool} 没有完成：{why}")
IN_MEMORY = template("数据库 {url} 不在文件中，不能备份")


class StoreFailed(Exception):
    """The database could not be copied or filled, with the reason."""


def kind() -> str:
    """sqlite or postgresql."""
    return make_url(current_app.config["DATABASE_URL"]).get_backend_name()


def name() -> str:
    """The file of the copy that holds the records."""
    return {"sqlite": "records.sqlite", "postgresql": "records.dump"}[kind()]


@contextmanager
def copied(folder: Path) -> Iterator[None]:
    """Copy the database into the folder; inside, ``db.session()`` reads the very state that was copied.

    Raises ``StoreFailed``.
    """
    if kind() == "sqlite":
        target = folder / name()
        _copy_sqlite(_sqlite_file(), target)
        with _session_on(f"sqlite:///{target}"):
            yield
        # Reading a copy leaves no other files beside it.
        with closing(sqlite3.connect(target)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        return
    snapshot = db.session().scalar(text("SELECT pg_export_snapshot()"))
    _run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        f"--file={folder / name()}",
    )
    yield


def fill(folder: Path) -> None:
    """Lay the copy into the database, which is empty: all of it or nothing. Raises ``StoreFailed``."""
    if kind() == "sqlite":
        target = _sqlite_file()
        part = target.with_name(target.name + ".part")
        shutil.copyfile(folder / name(), part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
        return
    database = make_url(current_app.config["DATABASE_URL"]).database
    _run(
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        f"--dbname={database}",
        str(folder / name()),
    )


def empty() -> bool:
    """Whether the database has no table, or no file yet."""
    if kind() == "sqlite":
        file = _sqlite_file()
        if not file.exists() or file.stat().st_size == 0:
            return True
    return not inspect(db.engine()).get_table_names()


def _sqlite_file() -> Path:
    url = current_app.config["DATABASE_URL"]
    if not make_url(url).database or make_url(url).database == ":memory:":
        raise StoreFailed(IN_MEMORY.format(url=url))
    return Path(str(make_url(url).database))


def _copy_sqlite(source: Path, target: Path) -> None:
    # A volume that nobody can write to takes no files beside the database, which SQLite would want to read it.
    way = "immutable=1" if db.is_copy() else "mode=ro"
    with closing(sqlite3.connect(f"file:{source}?{way}", uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def _session_on(url: str) -> Iterator[None]:
    """Let this application work on another database: for a command, which has the application for itself."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the application behind the proxy
    kept, address = app.extensions.pop("engine", None), app.config["DATABASE_URL"]
    app.config["DATABASE_URL"] = url
    try:
        with app.app_context():
            yield
    finally:
        app.extensions.pop("engine").dispose()
        app.config["DATABASE_URL"] = address
        if kept is not None:
            app.extensions["engine"] = kept


def _run(tool: str, *arguments: str) -> None:
    found = shutil.which(tool, path=os.environ.get("PG_BIN") or None)
    if found is None:
        raise StoreFailed(NO_TOOL.format(tool=tool))
    url = make_url(current_app.config["DATABASE_URL"])
    done = subprocess.run(  # noqa: S603  # the database's own program
        [found, *arguments], env=os.environ | _environment(url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StoreFailed(TOOL_FAILED.format(tool=tool, why=done.stderr.strip() or done.returncode))


def _environment(url: URL) -> dict[str, str]:
    """The connection, by the variables of libpq: a password is then in no list of processes."""
    host = url.host or url.query.get("host") or ""
    said = {
        "PGHOST": host if isinstance(host, str) else host[0],
        "PGPORT": str(url.port or url.query.get("port") or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
    }
    return {name: value for name, value in said.items() if value}
