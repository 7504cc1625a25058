"""Fixtures for the tests of the application: an office with people, and their browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.casework.office import PASSWORD, Office
from tests.conftest import dispose, make_app
from tests.databases import Databases


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


@pytest.fixture
def enter() -> Callable[[Office, str], FlaskClient]:
    """A browser of a person of an office, signed in."""

    def sign_in(office: Office, username: str) -> FlaskClient:
        client = office.app.test_client()
        answer = client.post("/sign-in", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return client

    return sign_in


@pytest.fixture
def visit(office: Office, enter: Callable[[Office, str], FlaskClient]) -> Callable[[str], FlaskClient]:
    """The same for the office of this test: ``visit("judge")``."""
    return lambda username: enter(office, username)
