"""Fixtures for the tests of the application: an office with people."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework import db
from rules.values.clock import BEIJING
from tests.casework.office import TODAY, Office
from tests.conftest import dispose, make_app
from tests.databases import Databases


@pytest.fixture(autouse=True, scope="session")
def one_day() -> Iterator[None]:
    """The calendar stands still: a run that goes past midnight in Beijing stays on the day on which it began."""
    last = datetime.datetime.combine(TODAY, datetime.time(23, 59, 59), BEIJING).astimezone(datetime.UTC)
    clock = db.now
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "today", lambda: TODAY)
        patch.setattr(db, "now", lambda: min(clock(), last))
        yield


@pytest.fixture
def office(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """Two counties with a prosecutor, a judge and an officer each, on a database of this test alone."""

    def prepare(url: str) -> None:
        app = make_app(url, tmp_path)
        result = app.test_cli_runner().invoke(args=["db-upgrade"])
        assert result.exit_code == 0, result.output
        Office(app).open()
        dispose(app)

    url = databases.prepared("office", prepare)
    app = make_app(url, tmp_path)
    yield Office(app)
    dispose(app)
    databases.drop(url)
