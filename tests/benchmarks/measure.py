"""Measuring alone, without the law: one stand, and a case of many."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from rules.carbon.measure import measure
from rules.casefile import load, parse
from tests.benchmarks.figure import CASE, Figure

SECONDS = 2
STANDS = 500


def figures() -> Iterator[Figure]:
    one = load(CASE.read_bytes())
    yield Figure("measure one stand", _milliseconds(lambda: measure(one)), "ms", wanted=0.6)
    data = one.as_json()
    stand = data["stands"][0]
    many = parse({**data, "stands": [{**stand, "id": f"S{number}"} for number in range(STANDS)]})
    each = _milliseconds(lambda: measure(many)) / STANDS
    yield Figure(f"measure {STANDS} stands, each", each, "ms", wanted=0.6)


def _milliseconds(work: Callable[[], object]) -> float:
    work()  # parameters are read on first use
    count, begin = 0, time.process_time()
    while (spent := time.process_time() - begin) < SECONDS:
        work()
        count += 1
    return spent / count * 1000
