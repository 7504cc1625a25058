"""Fixtures for the tests of the application: an office with people."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework import db
from rules.values.clock import BEIJING, played
from tests.casework.office import TODAY, Office
from tests.casework.prepared import app_after
from tests.databases import Databases


@pytest.fixture(autouse=True, scope="session")
def one_day() -> Iterator[None]:
    """The calendar stands still: a run that goes past midnight in Beijing stays on the day on which it began."""
    last = datetime.datetime.combine(TODAY, datetime.time(23, 59, 59), BEIJING).astimezone(datetime.UTC)
    clock = db.now
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "today", lambda: played() or TODAY)
        patch.setattr(db, "now", lambda: min(clock(), last))
        yield


@pytest.fixture
def office(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """Two counties with a prosecutor, a judge and an officer each, on a database of this test alone."""

    with app_after(databases, tmp_path, "office", lambda app: Office(app).open()) as app:
        yield Office(app)
