"""``./run`` on a prepared checkout, until the first page is answered."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator

from tests.benchmarks.figure import ROOT, Figure

PATIENCE = 60


def figures() -> Iterator[Figure]:
    subprocess.run([ROOT / "run", "--prepare"], check=True, stdout=subprocess.DEVNULL)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    begin = time.perf_counter()
    server = subprocess.Popen([ROOT / "run", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        _wait_for_page(f"http://127.0.0.1:{port}/sign-in", begin)
        yield Figure("./run on a prepared checkout, to the first page", time.perf_counter() - begin, "s", 5)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE)


def _wait_for_page(address: str, begin: float) -> None:
    while time.perf_counter() - begin < PATIENCE:
        with contextlib.suppress(OSError), urllib.request.urlopen(address) as answer:  # noqa: S310 - this machine
            if answer.status == 200:
                return
        time.sleep(0.02)
    raise TimeoutError(f"{address} did not answer within {PATIENCE} s")
