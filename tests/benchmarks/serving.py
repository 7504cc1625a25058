"""The servers that could carry the application, beside the one that ships: the same load on each that is installed.

Each runs on this machine with no proxy before it. Measured are the page of a case for 16 people at once, how long
somebody waits for a page while others make papers, and while 64 half-sent heads and 64 idle connections are held open.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.figure import ROOT, Figure
from tests.benchmarks.page import measured_case
from tests.casework.documents.issuing import drawn_up
from tests.casework.office import PASSWORD
from tests.served import Served, Visitor, end, free_port, holding

GUNICORN = "gunicorn --config tools/gunicorn.conf.py --workers 2 -b 127.0.0.1:{port}"
SERVERS = {
    # name -> the package it needs, and its command line; {port} is filled in
    "gunicorn gthread 4": ("gunicorn", f"{GUNICORN} --threads 4"),
    "gunicorn gthread 16": ("gunicorn", f"{GUNICORN} --threads 16"),
    "gunicorn sync": ("gunicorn", f"{GUNICORN} -k sync --threads 1"),
    "gunicorn gevent": ("gevent", f"{GUNICORN} -k gevent --threads 1"),
    "granian 2 x 8": (
        "granian",
        "granian --interface wsgi --workers 2 --blocking-threads 8 --no-ws --host 127.0.0.1 --port {port}",
    ),
    "waitress 1 x 16": ("waitress", "waitress --listen 127.0.0.1:{port} --threads 16"),
}
TARGET = "wsgi:app"

PEOPLE, SECONDS, PAPERS = 16, 5.0, 4
PATIENCE = 10.0
"""Seconds after which somebody no longer waits for a page: what is told then is no less."""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, measured_case(Path(folder)) as office:
        page = f"/folders/{office.folder_id}"
        paper = f"{page}/documents/{drawn_up(office, 'loss_report')}.docx"
        for name, (package, line) in SERVERS.items():
            if importlib.util.find_spec(package) is None:
                print(f"{name}: not installed, not measured", file=sys.stderr)
                continue
            with running(office.app.config["DATABASE_URL"], Path(folder), line) as server:
                yield from measured(name, server, page, paper)


@contextmanager
def running(url: str, folder: Path, line: str) -> Iterator[Served]:
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": "a", "AUDIT_KEY": "a-key-of-the-log-for-tests"}
    command = [sys.executable, "-m", *line.format(port=port).split(), TARGET]
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=silent, stderr=silent, start_new_session=True)
    server = Served(port, process)
    try:
        until = time.monotonic() + 60
        while not server.alive():
            if time.monotonic() > until:
                raise TimeoutError(" ".join(command))
            time.sleep(0.1)
        yield server
    finally:
        end(server)


def measured(name: str, server: Served, page: str, paper: str) -> Iterator[Figure]:
    people = [Visitor(server.port) for _ in range(PEOPLE)]
    people[0].sign_in("officer", PASSWORD)
    for one in people[1:]:
        one.cookies |= people[0].cookies
    for one in people * 2:  # each process has loaded what the page needs
        spent(one, page)
        spent(one, paper)
    times: list[float] = []
    with repeated(people, lambda one: times.append(spent(one, page))):
        time.sleep(SECONDS)
    yield Figure(f"{name}: pages for {PEOPLE} at once", len(times) / SECONDS, "/s", 10, more_is_better=True)
    yield Figure(f"{name}: 95 of 100 of them within", statistics.quantiles(times, n=20)[-1], "s", 2)
    with repeated(people[:PAPERS], lambda one: spent(one, paper)):
        yield Figure(f"{name}: longest wait beside {PAPERS} papers", longest(people[-1], page), "s", 2)
    with holding(server.port, heads=64, idle=64):
        yield Figure(f"{name}: longest wait beside held connections", longest(people[-1], page), "s", 2)
    yield Figure(f"{name}: memory", memory(server), "MB", 600)


def longest(visitor: Visitor, page: str) -> float:
    """The longest wait for a page within some seconds."""
    found, until = 0.0, time.monotonic() + SECONDS
    while time.monotonic() < until:
        found = max(found, spent(visitor, page))
        time.sleep(0.1)
    return found


def spent(visitor: Visitor, page: str) -> float:
    begun = time.perf_counter()
    try:
        visitor.get(page, timeout=PATIENCE)
    except OSError:
        return PATIENCE
    return time.perf_counter() - begun


@contextmanager
def repeated(people: Sequence[Visitor], work: Callable[[Visitor], object]) -> Iterator[None]:
    """Each of them does this again and again, at once with the others, until the end of the block."""
    over = threading.Event()

    def again(one: Visitor) -> None:
        while not over.is_set():
            work(one)

    threads = [threading.Thread(target=again, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def memory(server: Served) -> float:
    """Megabytes that its processes hold, what they share counted once for each that shares it in parts."""
    processes = [server.process.pid, *server.workers()]
    kilobytes = 0
    for number in processes:
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1024
