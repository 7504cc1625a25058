"""What the to-do list and the next step of a case offer somebody, he can do: no link of them ends at a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casework.demo import PEOPLE
from casework.demo.people import CLERK, JUDGE, OFFICER, PROSECUTOR, SECOND_OFFICER
from casework.proceedings.todo import SHELVES
from tests.casework.markup import read
from tests.casework.prepared import demonstration_on
from tests.databases import Databases

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

PASSWORDS = {username: password for _, _, username, _, _, password in PEOPLE}


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    with demonstration_on(databases, tmp_path) as app:
        yield app


def browser(app: Flask, who: str) -> FlaskClient:
    client = app.test_client()
    assert client.post("/sign-in", data={"username": who, "password": PASSWORDS[who]}).status_code == 302
    return client


def offered(client: FlaskClient, case: str) -> set[str]:
    """Where the next step of a case and what waits beside it lead."""
    page = client.get(case).text
    box = page[page.index('id="next"') :]
    return {link.partition("#")[0] for link in read(box[: box.index("</section>")]).links}


@pytest.mark.parametrize("who", [PROSECUTOR, JUDGE, CLERK, OFFICER, SECOND_OFFICER])
def test_nobody_is_led_to_what_he_may_not_do(app: Flask, who: str) -> None:
    client = browser(app, who)
    listed = {link for shelf in SHELVES for link in read(client.get(f"/?shelf={shelf}").text).links}
    cases = {link for link in listed if re.fullmatch(r"/folders/\d+", link)}
    wanted = {link for link in listed if "/acts/" in link or "/measurings/" in link}
    wanted |= {link for case in cases for link in offered(client, case)}
    assert wanted
    refused = {link: status for link in sorted(wanted) if (status := client.get(link).status_code) >= 400}
    assert refused == {}


def test_who_stepped_aside_is_given_nothing_to_do(app: Flask) -> None:
    client = browser(app, JUDGE)
    pages = {shelf: client.get(f"/?shelf={shelf}").text for shelf in SHELVES}
    page = client.get("/folders/5").text
    assert "/folders/5/acts/rule" not in page + "".join(pages.values())
    assert "/folders/5" in read(pages["others"]).links


def test_the_head_of_a_case_tells_what_is_overdue_and_nothing_of_one_that_was_put_away(app: Flask) -> None:
    client = browser(app, JUDGE)
    assert 'class="overdue"' in head(client, 9)
    assert "/deadlines" not in head(client, 15)


def head(client: FlaskClient, case: int) -> str:
    """The facts above the pages of a case."""
    page = client.get(f"/folders/{case}").text
    return page[page.index('class="case-facts"') : page.index("</dl>")]
