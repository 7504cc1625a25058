"""Stored cases worked out again, and rehearsed, by two workers of a Dask scheduler beside one, in turns in one run.

The cases are those of ``demo --cases N`` (``WORKERS_CASES``, 20,000 unless it is set). Scheduler and workers are
processes of this machine, which needs two cores for them: what stays with the one process that reads the records, and
with the scheduler, is told as a share of what the workers do, because it is what keeps two from doing twice as much.
Each turn has a scheduler and workers of its own, since those that wait take a twentieth of a core.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol

from casework.documents.verifying import replay
from casework.rulebook import rehearsing
from rules import blocks
from rules.deciding.edition import shipped
from rules.lawchange import processes
from tests.benchmarks.figure import ROOT, Figure
from tests.benchmarks.scale import office

CASES = int(os.environ.get("WORKERS_CASES", "20000"))
TURNS = 2 if CASES < 10_000 else 1
"""Short ones are taken twice: a moment at which the machine is busy with something else tells more in them."""

WARM_UP = 300
"""Cases before a turn, after which every worker has imported what it needs and has the law in its memory."""

WANTED, MOST_HERE = 1.8, 0.05
TICKS = os.sysconf("SC_CLK_TCK")


def figures() -> Iterator[Figure]:
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        app, _ = opened.enter_context(office(folder / "office", CASES))
        with app.app_context():
            for name, work in (("replay of assessments", replayed), ("rehearsal of cases", rehearsed)):
                yield from compared(name, work, folder / name)


class Work(Protocol):
    """Does the stored cases, or so many of them, and tells how many it did."""

    def __call__(self, most: int | None = None) -> int: ...


@dataclass(frozen=True)
class Cluster:
    """A scheduler and its workers, all of them processes."""

    address: str
    scheduler: int
    workers: tuple[int, ...]


@dataclass
class Spent:
    """What turns have taken: how much was done, the clock, and processor seconds here, in scheduler and workers."""

    count: int = 0
    seconds: float = 0
    here: float = 0
    between: float = 0
    there: float = 0


@contextmanager
def cluster(folder: Path, count: int) -> Iterator[Cluster]:
    """A scheduler with so many workers, each a process of one thread."""
    folder.mkdir(parents=True)
    told = folder / "scheduler.json"
    common = ["--scheduler-file", str(told), "--no-dashboard", "--host", "127.0.0.1"]
    one_worker = [*common, "--nthreads", "1", "--nworkers", "1", "--no-nanny", "--local-directory", str(folder)]
    with ExitStack() as running:
        scheduler = running.enter_context(process("scheduler", *common, "--port", "0"))
        while not told.exists():
            time.sleep(0.1)
        workers = [running.enter_context(process("worker", *one_worker)) for _ in range(count)]
        address = address_of(told, count)
        yield Cluster(address, scheduler.pid, tuple(worker.pid for worker in workers))


@contextmanager
def process(kind: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    line = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
    started = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield started
    finally:
        started.terminate()
        started.wait()


def address_of(told: Path, count: int) -> str:
    """Where the scheduler is, once all workers are there."""
    from distributed import Client

    with Client(scheduler_file=str(told), set_as_default=False) as client:
        client.wait_for_workers(count, timeout=120)
        return str(client.scheduler_info()["address"])


def compared(name: str, work: Work, folder: Path) -> Iterator[Figure]:
    """One worker and two in turns, so that a busy machine is as busy for one as for the other."""
    one, two = Spent(), Spent()
    for turn in range(TURNS):
        for count, had in ((1, one), (2, two)):
            with cluster(folder / f"{turn} {count}", count) as these:
                in_turn(these, partial(work, WARM_UP), Spent())
                in_turn(these, work, had)
    rates = [had.count / had.seconds for had in (one, two)]
    told = f"{name}: two workers beside one ({rates[0]:.0f} and {rates[1]:.0f}/s, load {os.getloadavg()[0]:.1f})"
    yield Figure(told, rates[1] / rates[0], "times", WANTED, more_is_better=True)
    yield Figure(f"{name}: of the reader beside the workers", two.here / two.there, "share", MOST_HERE)
    yield Figure(f"{name}: of the scheduler beside the workers", two.between / two.there, "share", MOST_HERE)
    yield Figure(f"{name}: processor time of a worker, each", two.there / two.count * 1000, "ms", 25)


def in_turn(these: Cluster, work: Callable[[], int], had: Spent) -> None:
    os.environ[blocks.SCHEDULER] = these.address
    before, begun = _used(these), time.perf_counter()
    try:
        had.count += work()
    finally:
        del os.environ[blocks.SCHEDULER]
    had.seconds += time.perf_counter() - begun
    here, between, there = (now - then for now, then in zip(_used(these), before, strict=True))
    had.here, had.between, had.there = had.here + here, had.between + between, had.there + there


def _used(these: Cluster) -> tuple[float, float, float]:
    """Processor seconds so far: here, in the scheduler, in the workers."""
    return time.process_time(), seconds_of(these.scheduler), sum(seconds_of(worker) for worker in these.workers)


def seconds_of(process: int) -> float:
    """Processor seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def replayed(most: int | None = None) -> int:
    with closing(replay.every()) as found:
        return sum(1 for _ in islice(found, most))


def rehearsed(most: int | None = None) -> int:
    law, done = shipped(), 0
    with closing(processes.rehearsed(rehearsing.every_case(), law, law, None, 0)) as parts:
        for part in parts:
            done += part.count
            if most is not None and done >= most:
                break
    return done
