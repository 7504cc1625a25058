"""Applications on records that are already at some stage: taken there once in a run, then copied for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from flask import Flask

from tests.apps import lent
from tests.casework.office import Office
from tests.conftest import migrated
from tests.databases import Databases


def _prepared(
    databases: Databases, folder: Path, name: str, work: Callable[[Flask], object], before: Callable[[], str]
) -> str:
    """The URL of a database that began as ``before`` gives it and on which ``work`` was done."""

    def prepare(url: str) -> None:
        with lent(url, folder) as app:
            work(app)

    return databases.prepared(name, prepare, before)


@contextmanager
def app_after(
    databases: Databases,
    folder: Path,
    name: str,
    work: Callable[[Flask], object],
    before: Callable[[], str] | None = None,
) -> Iterator[Flask]:
    """An application on a database of its own on which ``work`` was done. ``name`` is the work's, unique in all tests.

    ``folder`` is its instance folder; what the work puts there the copies do not have. ``before``: the database that
    it was done on; without it one of no rows.
    """
    url = _prepared(databases, folder, name, work, before or (lambda: migrated(databases)))
    with lent(url, folder) as app:
        yield app
    databases.drop(url)


@contextmanager
def office_after(databases: Databases, folder: Path, name: str, work: Callable[[Office], object]) -> Iterator[Office]:
    """An office on which ``work`` was done, as above. It remembers the first case: ``folder_id`` is 1."""

    def open_and_work(app: Flask) -> None:
        office = Office(app)
        office.open()
        work(office)

    with app_after(databases, folder, name, open_and_work) as app:
        yield Office(app, folder_id=1)


def measured_once(databases: Databases, folder: Path) -> AbstractContextManager[Office]:
    """An office with a case that is measured by the national default and waits for the judge."""

    def measure(office: Office) -> None:
        office.file()
        office.accept()
        office.measure()

    return office_after(databases, folder, "measured", measure)


def demonstration(databases: Databases, folder: Path) -> str:
    """The URL of a database after ``demo``."""

    def seed(app: Flask) -> None:
        result = app.test_cli_runner().invoke(args=["demo"])
        assert result.exit_code == 0, result.output

    return _prepared(databases, folder, "demonstration", seed, lambda: migrated(databases))


@contextmanager
def demonstration_on(databases: Databases, folder: Path) -> Iterator[Flask]:
    """The application after ``demo``."""
    url = demonstration(databases, folder)
    with lent(url, folder) as app:
        yield app
    databases.drop(url)
