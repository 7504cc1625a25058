"""What the database does for a page does not grow with the cases: the steps of its plans are counted, not the time.

A database of SQLite tells of each step of a statement that it takes. Limits of pages and counts are small here, so that
few cases fill them; the same pages are read with ten times as many cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from casework import db, paging
from casework.accounts import Person
from casework.accounts import service as accounts
from casework.cases import search
from casework.deadlines import due
from casework.demo import PEOPLE, many
from casework.demo.people import CLERK, JUDGE, OFFICER, PROSECUTOR, SUPERVISOR
from casework.proceedings import Folder, listing, moves, queries, todo
from tests import testrun
from tests.casework.office import PASSWORD
from tests.casework.prepared import app_after
from tests.conftest import Attempts
from tests.databases import Databases

FEW, MANY = 60, testrun.examples(360, 600)
RANGES = (24, 0)
"""How many ranges a list is read in at most: as ever, and none."""
FACTOR, SPARE = 1.5, 400
"""So many times the steps, and so many steps more, are no growth: a shelf that was empty is full now. Whatever reads
each of hundreds of cases takes thousands."""

SHELVES = ("mine", "returned", "others", "soon", "late")
WATCHED = ("late", "corrected", "recused", "over", "unretired")
LISTED = (
    "",
    "state=archived",
    "offence=滥伐林木",
    "state=open&offence=滥伐林木",
    "text=滥伐",
    "text=刑初5号",
    "handler=法官甲",
    "sort=due",
    "due=late",
    "due=30&offence=滥伐林木",
    "due=late&offence=滥伐林木",
    "due=late&state=archived",
    "sort=due&state=open&offence=失火",
    "due=late&text=刑初5号",
    "sort=filed",
    "sort=filed&text=滥伐",
    "sort=filed&state=reopened",
    "sort=filed&offence=失火",
    "sort=filed&state=archived&offence=失火",
)
IDLE = "法官丁"
"""A colleague of the judge who has no case in hand."""
ORDERS = ("", "sort=filed", "sort=due", "due=late")
PAGES = [
    *((who, f"/?shelf={shelf}") for who in (PROSECUTOR, JUDGE, OFFICER, CLERK) for shelf in SHELVES),
    *((SUPERVISOR, f"/folders/watch?shelf={shelf}") for shelf in WATCHED),
    *((who, f"/folders?{wanted}") for who in (JUDGE, SUPERVISOR) for wanted in LISTED),
    *((JUDGE, f"/folders?handler={name}&{order}") for name in ("法官甲", IDLE) for order in ORDERS),
    (JUDGE, "/folders/1"),
    (JUDGE, "/folders/1/facts"),
    (JUDGE, "/documents"),
]

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def judge() -> Person:
    return db.session().scalars(select(Person).where(Person.username == JUDGE)).one()


@contextmanager
def office(databases: Databases, folder: Path, count: int) -> Iterator[Flask]:
    """The application with so many cases."""

    def fill(app: Flask) -> None:
        with app.app_context():
            with db.writing():
                due.refresh()
            many.seed(count, 1, lambda made: None)
            with db.writing():
                place = judge().institution
                accounts.create_person(place, "idle", IDLE, ("judge",), PASSWORD)

    with app_after(databases, folder, f"{count} cases to count steps in", fill) as app:
        yield app


@contextmanager
def counted(app: Flask) -> Iterator[list[int]]:
    """How many steps the statements take meanwhile: the sum is the only element."""
    steps = [0]

    def step() -> None:
        steps[0] += 1

    def listen(connection: object, cursor: Any, *more: object) -> None:
        cursor.connection.set_progress_handler(step, 1)

    with app.app_context():
        engine = db.engine()
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield steps
    finally:
        event.remove(engine, "before_cursor_execute", listen)
        engine.dispose()


def taken(app: Flask) -> dict[tuple[str, str], int]:
    """The steps of every page, once what a process keeps in mind is kept."""
    clients = {who: app.test_client() for who, _ in PAGES}
    passwords = {username: password for _, _, username, _, _, password in PEOPLE}
    for who, client in clients.items():
        assert client.post("/sign-in", data={"username": who, "password": passwords[who]}).status_code == 302
    made = {}
    with counted(app) as steps:
        for who, address in PAGES:
            assert clients[who].get(address).status_code == 200, address
            before = steps[0]
            clients[who].get(address)
            made[who, address] = steps[0] - before
        with app.app_context():
            asking, before = judge(), steps[0]
            assert len(moves.mergeable(asking, db.session().get_one(Folder, 1))) == moves.MOST_LISTED
            made[JUDGE, "cases to merge with"] = steps[0] - before
    return made


def test_pages_take_as_many_steps_with_many_cases_as_with_few(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attempts: Attempts
) -> None:
    monkeypatch.setattr(many, "PATTERNS", len(many.ways()))
    for module, name in (
        *((paging, "MOST_COUNTED"), (todo, "PER_PAGE"), (listing, "PER_PAGE"), (search, "FEW")),
        (moves, "MOST_LISTED"),
    ):
        monkeypatch.setattr(module, name, 3)
    for number in attempts(1, len(RANGES)):
        monkeypatch.setattr(queries, "MOST_RANGES", RANGES[number])
        with office(databases, tmp_path, FEW) as app:
            few = taken(app)
        with office(databases, tmp_path, MANY) as app:
            grown = {page: (few[page], steps) for page, steps in taken(app).items()}
        assert {page: steps for page, steps in grown.items() if steps[1] > steps[0] * FACTOR + SPARE} == {}
