"""The pages of a case from a warm server, over HTTP on this machine."""

from __future__ import annotations

import http.client
import statistics
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from casework import migrate
from casework.db import make_engine
from rules.casefile import load
from tests.benchmarks.figure import CASE, Figure
from tests.casework.office import PASSWORD, Office
from tests.conftest import dispose, make_app

WARM_UP, RUNS = 5, 40
PAGES = {
    "the case page": "/folders/{}",
    "the worksheet page": "/folders/{}/measurings/m1",
    "the rules page": "/folders/{}/rules",
    "the case list": "/folders",
}


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """One line for each request would bury the figures."""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, measured_case(Path(folder)) as office, served(office.app) as port:
        cookie = sign_in(port)
        for name, path in PAGES.items():
            times = [fetch(port, path.format(office.folder_id), cookie) for _ in range(WARM_UP + RUNS)][WARM_UP:]
            yield Figure(f"{name} (median)", statistics.median(times) * 1000, "ms", 100)


@contextmanager
def measured_case(folder: Path) -> Iterator[Office]:
    """The benchmarks' case on a new SQLite database, measured and confirmed."""
    url = f"sqlite:///{folder / 'page.sqlite'}"
    engine = make_engine(url)
    migrate.upgrade(engine)
    engine.dispose()
    office = Office(make_app(url, folder))
    office.open()
    facts = load(CASE.read_bytes()).as_json()
    facts["case"].pop("institutions", None)  # the office has its own
    office.file(facts)
    office.accept()
    office.measure()
    office.confirm()
    yield office
    dispose(office.app)


@contextmanager
def served(app: Flask) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()


def sign_in(port: int, username: str = "judge", password: str = PASSWORD) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    answers = urllib.parse.urlencode({"username": username, "password": password})
    connection.request("POST", "/sign-in", answers, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    cookies = answer.msg.get_all("Set-Cookie", [])
    connection.close()
    if answer.status != 302 or not cookies:
        raise RuntimeError(f"sign-in answered {answer.status}")
    return "; ".join(cookie.split(";")[0] for cookie in cookies)


def fetch(port: int, path: str, cookie: str) -> float:
    """Seconds from the request to the last byte of the page."""
    begin = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", urllib.parse.quote(path, safe="/?=&"), headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    spent = time.perf_counter() - begin
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return spent
