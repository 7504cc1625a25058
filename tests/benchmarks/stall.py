"""How long somebody waits to sign in, which is a write, while others send the worst that was found.

That is a workbook with a row far down, a tally of 300,000 rows, an edition of the law to be rehearsed, a body of a byte
a second, and another under a sign-in that has ended. On SQLite, where one writer waits for another, by the server that
ships, without the proxy.
"""

from __future__ import annotations

import io
import socket
import statistics
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import Workbook

from tests.benchmarks.figure import ROOT, Figure
from tests.benchmarks.page import measured_case
from tests.casework.office import PASSWORD
from tests.served import Visitor, served

SECONDS = 15.0
ROWS = 300_000
LAW = "felling.yaml"


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, measured_case(Path(folder)) as office:
        enter = f"/folders/{office.folder_id}/measurings/m1/stands/1/tally/enter"
        with served(office.app.config["DATABASE_URL"], Path(folder), WEB_CONCURRENCY="2") as server:
            yield from waited("nothing else", server.port, [])
            for name, work in works(server.port, enter).items():
                yield from waited(name, server.port, [work])
            yield from waited("all of these", server.port, list(works(server.port, enter).values()))


def works(port: int, enter: str) -> dict[str, Callable[[], object]]:
    officer, judge = Visitor(port), Visitor(port)
    officer.sign_in("officer", PASSWORD)
    judge.sign_in("judge", PASSWORD)
    ended = Visitor(port)
    ended.sign_in("prosecutor", PASSWORD)
    cookies = dict(ended.cookies)
    ended.get("/account")
    ended.post("/sign-out", {})
    rows = "序号,树种,胸径（cm）,株数\n" + "".join(f"{number},杉木,12,1\n" for number in range(1, ROWS + 1))
    tally = {"volume_equation": "LY208-fir", "do": "check"}
    law = (ROOT / "rules" / "law" / LAW).read_bytes()
    return {
        "a workbook with a row far down": lambda: officer.send(enter, "检尺.xlsx", far_down(), 60, **tally),
        f"a tally of {ROWS:,} rows": lambda: officer.send(enter, "检尺.csv", rows.encode(), 60, **tally),
        "an edition to be rehearsed": lambda: judge.send("/rulebook/rehearsal", LAW, law),
        "a body of a byte a second": lambda: drips(port, officer.cookies),
        "such a body under an ended sign-in": lambda: drips(port, cookies),
    }


def far_down() -> bytes:
    """A workbook of a few kilobytes with a row that is numbered 999,999,999."""
    made, changed = io.BytesIO(), io.BytesIO()
    Workbook().save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                row = b'<sheetData><row r="1"/><row r="999999999"/></sheetData>'
                content = content.replace(b"<sheetData/>", row).replace(b"<sheetData />", row)
            new.writestr(name, content)
    return changed.getvalue()


def drips(port: int, cookies: dict[str, str]) -> None:
    """A form that is sent a byte a second."""
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    head = f"POST /account/password HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nContent-Length: 9999\r\n"
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode())
        for _ in range(int(SECONDS)):
            one.sendall(b"x")
            time.sleep(1)


def waited(name: str, port: int, others: list[Callable[[], object]]) -> Iterator[Figure]:
    with under_way(others):
        times = list(sign_ins(port))
    yield Figure(f"a sign-in beside {name}: median", statistics.median(times), "s", 1)
    yield Figure(f"a sign-in beside {name}: longest", max(times), "s", 1)


def sign_ins(port: int) -> Iterator[float]:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        visitor = Visitor(port)
        visitor.get("/sign-in")
        begun = time.perf_counter()
        status, _ = visitor.post("/sign-in", {"username": "judge2", "password": PASSWORD}, timeout=120)
        if status != 302:
            raise RuntimeError(f"a sign-in answered {status}")
        yield time.perf_counter() - begun


@contextmanager
def under_way(others: list[Callable[[], object]]) -> Iterator[None]:
    """Each of them is done again and again meanwhile."""
    over = threading.Event()

    def again(work: Callable[[], object]) -> None:
        while not over.is_set():
            work()

    threads = [threading.Thread(target=again, args=(work,)) for work in others]
    for thread in threads:
        thread.start()
    time.sleep(1)  # they are under way
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
