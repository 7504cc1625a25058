"""50,000 random case files measured and decided by both evaluators, then 8 threads at once: any difference raises;
memory stays flat."""

from __future__ import annotations

import gc
import multiprocessing
import threading
import time
from collections.abc import Iterator

from rules.deciding.book import load_lawbook
from tests.benchmarks.figure import Figure
from tests.rules.law.randomfiles import RandomFile, random_files

CASES = 50_000
WARM = 10_000
"""Until then rare combinations of days and offences are still met for the first time and registered."""
THREADS = 8
EACH = 1_000


def figures() -> Iterator[Figure]:
    # A process of its own, so that its memory is its own.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        rate, before, after, fired, quiet, threads = pool.apply(_run)
    print(f"{CASES:,} case files agreed, {fired:,} rules fired; never fired: {'、'.join(quiet) or 'none'}")
    print(f"resident memory {before:.1f} MB before, {after:.1f} MB after")
    print(f"{THREADS} threads decided {THREADS * EACH:,} case files as one thread does: {threads}")
    yield Figure("random case files, drawn, measured, explained", rate, "files/s", wanted=300, more_is_better=True)
    yield Figure(f"memory gained over {CASES:,} case files", after - before, "MB", wanted=10)


def _decide(case: RandomFile) -> list[str]:
    """The rules that fired; raises where the evaluators differ."""
    decision = case.decide()
    assert decision.as_json()["rules"]  # explained, every rule of it
    return [report.outcome.rule.ref for report in decision.rules if report.fired]


def _run() -> tuple[float, float, float, int, list[str], bool]:
    for case in random_files(WARM, seed=1):  # every rule set registered, every cache filled
        _decide(case)
    gc.collect()
    before, begin = _resident(), time.process_time()
    seen: dict[str, int] = {}
    for case in random_files(CASES):
        for rule in _decide(case):
            seen[rule] = seen.get(rule, 0) + 1
    rate = CASES / (time.process_time() - begin)
    gc.collect()
    after = _resident()
    quiet = sorted({rule.ref for rule in load_lawbook().rules} - set(seen))
    return rate, before, after, sum(seen.values()), quiet, _threads()


def _threads() -> bool:
    alone = [_decide(case) for case in random_files(EACH)]
    found: dict[int, list[list[str]]] = {}

    def work(number: int) -> None:
        found[number] = [_decide(case) for case in random_files(EACH)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found.get(number) for number in range(THREADS)] == [alone] * THREADS


def _resident() -> float:
    """Resident memory now, in MB."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096 / 1e6
