"""A database of the line of stages, with today's tables: before its cases are taken over, and after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from casework import db
from casework.audit import beginning
from casework.migrate import upgrade
from casework.takeover import service
from tests.apps import lent
from tests.databases import Databases
from tests.migrations.old_records import load


@pytest.fixture
def old(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The application on such a database, with today's tables and the cases still to be taken over."""

    def prepare(url: str) -> None:
        load(url)
        with lent(url, tmp_path) as app, app.app_context():
            upgrade(db.engine())
            beginning.begin()

    url = databases.prepared("cases by stages", prepare)
    with lent(url, tmp_path) as app:
        yield app
    databases.drop(url)


@pytest.fixture
def taken_over(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The application once every case of such a database is taken over."""

    def prepare(url: str) -> None:
        load(url)
        with lent(url, tmp_path) as app, app.app_context():
            upgrade(db.engine())
            beginning.begin()
            assert service.take_over(lambda done: None) == []

    url = databases.prepared("cases taken over", prepare)
    with lent(url, tmp_path) as app:
        yield app
    databases.drop(url)
