"""Tallies: 5,000 trees measured and traced; a million rows of CSV beside the float sum of the same formula."""

from __future__ import annotations

import multiprocessing
import random
import resource
import time
from collections.abc import Iterator
from typing import Any

from casework import collector
from rules.carbon.measure import measure
from rules.carbon.tally.equations import volume_equations
from rules.carbon.tally.sheet import read_sheet
from rules.casefile import parse
from tests.benchmarks.figure import Figure

TREES = 5_000
ROWS = 1_000_000
EQUATION = "LY208-fir"


def figures() -> Iterator[Figure]:
    yield Figure(f"tally of {TREES} trees, calipered to 1 cm and 0.5 m", _measured(10, 5), "s", wanted=0.5)
    yield Figure(f"tally of {TREES} trees, nearly all different", _measured(1, 1), "s", wanted=0.5)
    # A process of its own, so that its memory is its own.
    with multiprocessing.get_context("spawn").Pool(1, collector.seldom) as pool:
        seconds, gigabytes, plain, array = pool.apply(_million)
    yield Figure(f"CSV tally of {ROWS:,} rows, read and measured", seconds, "s", wanted=10)
    yield Figure(f"CSV tally of {ROWS:,} rows, peak memory", gigabytes, "GB", wanted=1)
    # Beside them the float sums of the same formula over numbers that are in memory already: no file is read for
    # them, no cell checked, no tree rounded and no line written.
    yield Figure("plain float64 sum of the same rows, Python", plain, "s", wanted=10)
    yield Figure("plain float64 sum of the same rows, NumPy", array, "s", wanted=10)
    yield Figure("times the Python float sum", seconds / plain, "x", wanted=10 / plain)
    yield Figure("times the NumPy float sum", seconds / array, "x", wanted=10 / array)


def _case(tally: dict[str, Any]) -> Any:
    return parse(
        {
            "case": {"offence": "滥伐林木", "conduct": {"from": "2021-12-01"}},
            "stands": [{"id": "A", "species": "杉木", "damage": {"type": "采伐"}, "tally": tally}],
        }
    )


def _tenths(chance: random.Random, low: int, high: int, step: int) -> str:
    return f"{chance.randrange(low, high, step) / 10:.1f}"


def _measured(diameter_step: int, height_step: int) -> float:
    """Seconds to measure with every line of the worksheet; steps in tenths of cm and m."""
    chance = random.Random(1)  # noqa: S311 - sizes of trees, no secret
    rows = [
        {
            "species": "杉木",
            "dbh_cm": _tenths(chance, 50, 400, diameter_step),
            "height_m": _tenths(chance, 30, 250, height_step),
        }
        for _ in range(TREES)
    ]
    case = _case({"basis": "dbh", "sizes_reason": "drawn at random", "volume_equation": EQUATION, "rows": rows})
    measure(
        _case({"basis": "dbh", "sizes_reason": "drawn at random", "volume_equation": EQUATION, "rows": rows[:1]})
    )  # equations are read on first use
    begin = time.process_time()
    result = measure(case)
    assert result.loss is not None
    return time.process_time() - begin


def _million() -> tuple[float, float, float, float]:
    """Seconds and gigabytes for a million rows, and seconds of the float sums by Python and by NumPy beside them."""
    chance = random.Random(2)  # noqa: S311
    lines = ["序号,树种,胸径（cm）,树高（m）,株数"]
    lines += [f"{n},杉木,{_tenths(chance, 50, 400, 1)},{_tenths(chance, 30, 250, 5)},1" for n in range(1, ROWS + 1)]
    content = "\n".join(lines).encode()
    del lines
    begin = time.process_time()
    sheet = read_sheet(content, "dbh")
    rows = [row.model_dump(mode="json", exclude_none=True) for row in sheet.rows]
    result = measure(
        _case({"basis": "dbh", "sizes_reason": "drawn at random", "volume_equation": EQUATION, "rows": rows})
    )
    seconds = time.process_time() - begin
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    assert sheet.trees == ROWS
    assert result.loss is not None
    a, b, c = (float(each.value.value) for each in volume_equations().shipped[EQUATION].coefficients.values())
    numbers = [(float(line[2]), float(line[3])) for line in _cells(content)]
    begin = time.process_time()
    total = sum(a * d**b * h**c for d, h in numbers)
    plain = time.process_time() - begin
    import numpy  # after the memory was read: it is no part of the tally

    diameters, heights = (numpy.array(column) for column in zip(*numbers, strict=True))
    begin = time.process_time()
    by_array = float((a * diameters**b * heights**c).sum())
    array = time.process_time() - begin
    assert abs(by_array - total) < total * 1e-9
    assert result.stands[0].standing_stock is not None
    # Each tree is rounded to 0.001 m³ in the tally, so the two differ, by far less than half of that a tree.
    assert abs(total - float(result.stands[0].standing_stock.value)) < ROWS * 0.0005
    return seconds, gigabytes, plain, array


def _cells(content: bytes) -> Iterator[list[str]]:
    return (line.split(",") for line in content.decode().splitlines()[1:])
