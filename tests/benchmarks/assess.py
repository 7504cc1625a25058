"""One stand assessed in process: measured, decided by both evaluators, explained, written out as data.

No two cases state the same stock, so nothing that is kept of one case's amounts serves another.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeVar

from rules.asked import Asked
from rules.assess import assess, sha256
from rules.carbon.concerned import concerned_stock
from rules.carbon.measure import measure
from rules.carbon.uncertainty import loss_range
from rules.carbon.uncertainty.dependence import Dependence
from rules.carbon.uncertainty.simulation import simulate
from rules.casefile import canonical_part, load, parse
from rules.reading.yaml_reader import read
from rules.settlement.settle import settle
from rules.values import clock
from tests.benchmarks.figure import CASE, Figure

_T = TypeVar("_T")

SECONDS = 4
PARTS = 300
"""Cases of which each part is timed by itself."""

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
    spent: dict[str, list[float]] = {}
    for _ in range(PARTS):
        _one_in_parts(next(contents), spent)
    print(f"the middle of {PARTS} cases, in µs of the processor:")
    for name, times in spent.items():
        print(f"  {name:<58} {1e6 * statistics.median(times):>7.0f}")


def _one_in_parts(content: bytes, spent: dict[str, list[float]]) -> None:
    """Each part of one assessment done again by itself, and how long it took."""

    def timed(name: str, work: Callable[[], _T]) -> _T:
        begin = time.process_time()
        made = work()
        spent.setdefault(name, []).append(time.process_time() - begin)
        return made

    data = timed("YAML to plain data", lambda: read(content))
    casefile = timed("plain data to a checked case file", lambda: parse(data))
    day = casefile.options.on or clock.today()
    measured = timed("measured", lambda: measure(casefile, on=day))
    settled = timed("settled", lambda: settle(casefile, measured))
    concerned = concerned_stock(casefile, measured, settled.worksheet)
    asked = Asked(casefile, measured, day, concerned)
    timed("counted, asked of the law, decided by both evaluators", lambda: (asked.persons, asked.decision))
    timed("reasons and rules as plain data", asked.decision.kept_json)
    lines, loss = settled.worksheet.lines, measured.loss_line
    assert loss is not None
    timed("the range, twice", lambda: loss_range(lines, loss.no))
    timed("  of it the draws of the worksheet", lambda: simulate(Dependence(lines, loss.no)))
    timed("the worksheet as plain data", settled.worksheet.as_json)
    timed("the case file as plain data", casefile.as_json)
    content_of = assess(casefile).content
    hashed = {**content_of, "rules": [canonical_part(rule) for rule in content_of["rules"]]}
    timed("canonical JSON and SHA-256", lambda: sha256(hashed))


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
