"""To-do, lists, search, home and pages of a case with two hundred cases and with twenty thousand, in turns on both.

What is wanted is the ratio of the slowest twentieth: a page reads and computes no more when there are more cases. The
cases are those of ``demo --cases N``; how fast they were made is told too.
"""

from __future__ import annotations

import datetime
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from casework import db, migrate
from casework.db import make_engine
from casework.deadlines import due
from casework.demo import PEOPLE, many
from casework.demo.people import JUDGE, OFFICER, PROSECUTOR, SUPERVISOR
from casework.proceedings import Folder, RecordedAct
from tests.benchmarks.figure import Figure
from tests.benchmarks.page import fetch, served, sign_in
from tests.conftest import dispose, make_app

FEW, MANY = 200, int(os.environ.get("SCALE_CASES", "20000"))
WARM_UP, RUNS = 5, 60
PAGES = (
    # name, who, address; {} is the number of an archived case
    ("home of the officer", OFFICER, "/"),
    ("home of the judge", JUDGE, "/"),
    ("home of the prosecutor", PROSECUTOR, "/"),
    ("home of the supervisor", SUPERVISOR, "/"),
    ("what is overdue", JUDGE, "/?shelf=late"),
    ("what waits for others", PROSECUTOR, "/?shelf=others"),
    ("list", JUDGE, "/folders"),
    ("list of a state", JUDGE, "/folders?state=archived"),
    ("search of a number", JUDGE, "/folders?text=刑初150号"),
    ("search of a name", JUDGE, "/folders?text=陈山"),
    ("search of a common character", JUDGE, "/folders?text=林"),
    ("case page", JUDGE, "/folders/{}"),
    ("facts", JUDGE, "/folders/{}/facts"),
    ("documents", JUDGE, "/documents"),
    ("register", OFFICER, "/credits"),
)


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        few, many_ = (Path(folder) / str(size) for size in (FEW, MANY))
        with office(few, FEW) as (small, _), office(many_, MANY) as (large, rate):
            yield Figure(f"cases made by demo --cases {MANY}", rate, "cases/s", 200, more_is_better=True)
            yield from compared(small, large)


def compared(small: Flask, large: Flask) -> Iterator[Figure]:
    """Every page of both in turns, so that a busy machine is as busy for one as for the other."""
    with served(small) as few, served(large) as many_:
        case = archived_case(small)
        ports = ((few, case), (many_, alike(large, course_of(small, case))))
        passwords = {username: password for _, _, username, _, _, password in PEOPLE}
        cookies = {
            (port, username): sign_in(port, username, passwords[username])
            for port, _ in ports
            for username in (PROSECUTOR, JUDGE, OFFICER, SUPERVISOR)
        }
        for name, who, address in PAGES:
            times: dict[int, list[float]] = {few: [], many_: []}
            for _ in range(WARM_UP + RUNS):
                for port, case in ports:
                    times[port].append(fetch(port, address.format(case), cookies[port, who]))
            slow, fast = (p95(times[port][WARM_UP:]) for port in (many_, few))
            told = f"{name} (p95 {fast * 1000:.0f} and {slow * 1000:.0f} ms)"
            yield Figure(told, slow / fast, "ratio", 1.3)


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


@contextmanager
def office(folder: Path, size: int) -> Iterator[tuple[Flask, float]]:
    """The application with so many cases on a new SQLite database, and how many a second were made."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'scale.sqlite'}"
    engine = make_engine(url)
    migrate.upgrade(engine)
    engine.dispose()
    app = make_app(url, folder)
    with app.app_context():
        with db.writing():
            due.refresh()
        begin = time.perf_counter()
        many.seed(size, 1, lambda made: None)
        rate = size / (time.perf_counter() - begin)
    yield app, rate
    dispose(app)


def archived_case(app: Flask) -> int:
    """The newest case that is archived: it has most to show."""
    with app.app_context():
        found = db.session().scalar(select(func.max(Folder.id)).where(Folder.state == "archived"))
        assert found is not None
        return found


def course_of(app: Flask, case: int) -> list[tuple[str, datetime.date]]:
    """What was done in a case, and when: as in all that are copies of the same one."""
    with app.app_context():
        query = select(RecordedAct.act, RecordedAct.done_on).where(RecordedAct.folder_id == case)
        return [(row.act, row.done_on) for row in db.session().execute(query.order_by(RecordedAct.number))]


def alike(app: Flask, course: list[tuple[str, datetime.date]]) -> int:
    """The newest case that went the same course, so that pages of the same length are compared."""
    with app.app_context():
        query = select(Folder.id).where(Folder.state == "archived").order_by(Folder.id.desc())
        archived = db.session().scalars(query).all()
    return next(case for case in archived if course_of(app, case) == course)
