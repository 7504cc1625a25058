"""One stand assessed in process: measured, decided by both evaluators, explained, written out as data.

No two cases state the same stock, so nothing that is kept of one case's amounts serves another.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

from rules.assess import assess
from rules.casefile import load
from tests.benchmarks.figure import CASE, Figure

SECONDS = 4
WARM = 50
"""Cases before the clock starts: rules and parameters are loaded and compiled on first use."""


def figures() -> Iterator[Figure]:
    contents = _contents(CASE.read_text(encoding="utf-8"))
    casefile = load(CASE.read_bytes())
    numbers = itertools.count(1)

    def read_once() -> None:
        stand = casefile.stands[0].model_copy(update={"standing_stock_m3": _stock(next(numbers))})
        assess(casefile.model_copy(update={"stands": [stand]})).as_json()

    yield _rate("assess, case file read once", read_once, wanted=500)
    yield _rate("assess, case file read each time", lambda: assess(load(next(contents))).as_json(), wanted=500)


def _stock(number: int) -> Decimal:
    return Decimal("18.6493") + Decimal(number).scaleb(-4)


def _contents(text: str) -> Iterator[bytes]:
    """The case over and over, each time with a little more stock."""
    before, stated, after = text.partition('standing_stock_m3: "18.6493"')
    assert stated
    for number in itertools.count(1):
        yield f'{before}standing_stock_m3: "{_stock(number)}"{after}'.encode()


def _rate(name: str, work: Callable[[], object], wanted: float) -> Figure:
    for _ in range(WARM):
        work()
    count, begin = 0, time.process_time()
    while (spent := time.process_time() - begin) < SECONDS:
        work()
        count += 1
    return Figure(name, count / spent, "cases/s", wanted, more_is_better=True)
