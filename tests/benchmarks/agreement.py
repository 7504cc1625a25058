"""50,000 random cases decided by both evaluators, then 8 threads at once: any difference raises; memory stays flat."""

from __future__ import annotations

import gc
import multiprocessing
import threading
import time
from collections.abc import Iterator

from rules.decide import decide
from tests.benchmarks.figure import Figure
from tests.rules.law.randomly import RandomCase, random_cases

CASES = 50_000
WARM = 2_000
THREADS = 8
EACH = 2_000


def figures() -> Iterator[Figure]:
    # A process of its own, so that its memory is its own.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        rate, before, after, fired, threads = pool.apply(_run)
    print(
        f"{CASES:,} cases agreed, {fired:,} rules fired; resident memory {before:.1f} MB before, {after:.1f} MB after"
    )
    print(f"{THREADS} threads decided {THREADS * EACH:,} cases as one thread does: {threads}")
    yield Figure("random cases, both evaluators, explained", rate, "cases/s", wanted=500, more_is_better=True)
    yield Figure(f"memory gained over {CASES:,} cases", after - before, "MB", wanted=10)


def _decide(case: RandomCase) -> int:
    """How many rules fired; raises where the evaluators differ."""
    decision = decide(case.facts, conduct=case.conduct, on=case.on)
    return sum(rule["fired"] for rule in decision.as_json()["rules"])


def _run() -> tuple[float, float, float, int, bool]:
    for case in random_cases(WARM, seed=1):  # every rule set registered, every cache filled
        _decide(case)
    gc.collect()
    before, begin = _resident(), time.process_time()
    fired = sum(map(_decide, random_cases(CASES)))
    rate = CASES / (time.process_time() - begin)
    gc.collect()
    after = _resident()
    return rate, before, after, fired, _threads()


def _threads() -> bool:
    alone = [_decide(case) for case in random_cases(EACH)]
    found: dict[int, list[int]] = {}

    def work(number: int) -> None:
        found[number] = [_decide(case) for case in random_cases(EACH)]

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
