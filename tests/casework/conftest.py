"""Fixtures for the tests of the application: an office with people, and their browsers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.casework.office import PASSWORD, Office


@pytest.fixture
def office(app: Flask) -> Office:
    """Two counties with a prosecutor, a judge and an officer each, on a database of this test alone."""
    made = Office(app)
    made.open()
    return made


@pytest.fixture
def visit(office: Office) -> Callable[[str], FlaskClient]:
    """A browser of a person of the office, signed in: ``visit("judge")``."""

    def sign_in(username: str) -> FlaskClient:
        client = office.app.test_client()
        answer = client.post("/sign-in", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return client

    return sign_in
