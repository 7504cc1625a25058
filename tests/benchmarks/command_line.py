"""The command line in a new process, as a person waits for it."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Iterator

from tests.benchmarks.figure import CASE, ROOT, Figure

RUNS = 7


def figures() -> Iterator[Figure]:
    command = [str(ROOT / ".venv/bin/flask"), "--app", "wsgi", "assess", str(CASE), "--json"]
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        times.append(time.perf_counter() - begin)
    yield Figure("flask assess, new process (median)", statistics.median(times), "s", 1.5)
