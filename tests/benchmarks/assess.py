"""One stand assessed in process: measured, decided by both evaluators, explained, written out as data."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from rules.assess import assess
from rules.casefile import load
from tests.benchmarks.figure import CASE, Figure

SECONDS = 4


def figures() -> Iterator[Figure]:
    content = CASE.read_bytes()
    casefile = load(content)
    for _ in range(20):  # rules and parameters are loaded and compiled on first use
        assess(casefile).as_json()
    yield _rate("assess, case file read once", lambda: assess(casefile).as_json(), wanted=500)
    yield _rate("assess, case file read each time", lambda: assess(load(content)).as_json(), wanted=500)


def _rate(name: str, work: Callable[[], object], wanted: float) -> Figure:
    count, begin = 0, time.process_time()
    while (spent := time.process_time() - begin) < SECONDS:
        work()
        count += 1
    return Figure(name, count / spent, "cases/s", wanted, more_is_better=True)
