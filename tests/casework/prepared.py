"""Offices with a case already at some stage: taken there once, then copied for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.casework.office import Office
from tests.conftest import dispose, make_app
from tests.databases import Databases


@contextmanager
def office_after(databases: Databases, folder: Path, name: str, work: Callable[[Office], object]) -> Iterator[Office]:
    """An office on a database of its own on which ``work`` was done. ``name`` is the work's, unique in all tests.

    The case and the first project are remembered: ``case_id`` is 1.
    """

    def prepare(url: str) -> None:
        app = make_app(url, folder)
        result = app.test_cli_runner().invoke(args=["db-upgrade"])
        assert result.exit_code == 0, result.output
        office = Office(app)
        office.open()
        work(office)
        dispose(app)

    url = databases.prepared(name, prepare)
    app = make_app(url, folder)
    yield Office(app, case_id=1)
    dispose(app)
    databases.drop(url)
