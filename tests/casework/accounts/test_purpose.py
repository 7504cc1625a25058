"""A database is for a demonstration or for an office: public passwords never come into one in which an office works."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from casework import db
from casework.accounts import Person, links, purpose
from casework.accounts import service as accounts
from casework.accounts.errors import NotNow
from casework.accounts.purpose import IS_DEMONSTRATION, IS_OFFICE
from casework.demo import PEOPLE
from tests.casework.markup import holds
from tests.casework.office import PASSWORD, Office
from tests.told import says


def invoke(app: Flask, *args: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=list(args))
    return done.exit_code, done.output


def test_an_office_begins_empty_with_a_link_and_no_password_that_anybody_knows(app: Flask) -> None:
    status, told = invoke(app, "accounts", "open-office", "--address", "http://127.0.0.1:8001")
    assert status == 0, told
    found = re.search(r"http://127\.0\.0\.1:8001/link/(\S+)", told)
    assert found is not None
    with app.app_context():
        assert [person.username for person in db.session().scalars(select(Person))] == ["admin"]
        links.use(found[1], PASSWORD)
    client = app.test_client()
    for _, _, username, _, _, password in PEOPLE:
        assert client.post("/sign-in", data={"username": username, "password": password}).status_code == 422
    assert client.post("/sign-in", data={"username": "admin", "password": PASSWORD}).status_code == 302
    assert not holds(client.get("/people").text, "demonstration")
    # Opening it again prints no further link and adds nothing.
    status, told = invoke(app, "accounts", "open-office")
    assert status == 0
    assert "/link/" not in told


def test_no_demonstration_comes_into_an_office(office: Office) -> None:
    for command in (("demo",), ("demo", "--cases", "3")):
        status, told = invoke(office.app, *command)
        assert status == 1
        assert says(told, IS_OFFICE)
    with office.app.app_context():
        for _, _, username, _, _, _ in PEOPLE:
            assert accounts.person_named(username) is None


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_nor_into_a_database_with_people_that_never_said_what_it_is(app: Flask) -> None:
    with app.app_context(), db.writing():
        from casework.accounts import institutions

        court = institutions.create_institution("某法院", "court", "350627")
        accounts.create_person(court, "someone", "法官甲", ("judge",), PASSWORD)
    status, told = invoke(app, "demo")
    assert status == 1
    assert says(told, IS_OFFICE)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_demonstration_says_so_on_every_page_and_becomes_no_office(app: Flask) -> None:
    with app.app_context(), db.writing():
        purpose.mark(purpose.DEMONSTRATION)
        purpose.mark(purpose.DEMONSTRATION)
        with pytest.raises(NotNow):
            purpose.mark(purpose.OFFICE)
    assert holds(app.test_client().get("/sign-in").text, "demonstration")
    assert holds(app.test_client().get("/no-such-page").text, "demonstration")
    for command in ("open-office", "first-administrator"):
        status, told = invoke(app, "accounts", command)
        assert status == 1
        assert says(told, IS_DEMONSTRATION)


def test_what_a_database_is_for_is_never_changed(office: Office) -> None:
    for statement in ("UPDATE database_purpose SET purpose = 'demonstration'", "DELETE FROM database_purpose"):
        with office.app.app_context(), pytest.raises(DBAPIError), db.engine().begin() as connection:
            connection.execute(text(statement))
