"""Stored cases worked out again, and rehearsed, by two workers of a Dask scheduler beside one, in turns in one run.

The cases are those of ``demo --cases N`` (``WORKERS_CASES``, 20,000 unless it is set). Scheduler and workers are
processes of this machine, which needs two cores for them: what stays with the one process that reads the records, and
with the scheduler, is told as a share of what the workers do, because it is what keeps two from doing twice as much.
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
from itertools import islice
from pathlib import Path

from casework.documents.verifying import replay
from casework.rulebook import rehearsing
from rules import blocks
from rules.deciding.edition import shipped
from rules.lawchange import processes
from tests.benchmarks.figure import ROOT, Figure
from tests.benchmarks.scale import office

CASES = int(os.environ.get("WORKERS_CASES", "20000"))
TURNS = 2
WANTED, MOST_HERE = 1.8, 0.05
TICKS = os.sysconf("SC_CLK_TCK")


def figures() -> Iterator[Figure]:
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        app, _ = opened.enter_context(office(folder / "office", CASES))
        clusters = [opened.enter_context(cluster(folder / str(count), count)) for count in (1, 2)]
        with app.app_context():
            for name, work in (("replay of assessments", replayed), ("rehearsal of cases", rehearsed)):
                yield from compared(name, work, clusters)


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
    folder.mkdir()
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


def compared(name: str, work: Callable[[], int], clusters: list[Cluster]) -> Iterator[Figure]:
    """One worker and two in turns, so that a busy machine is as busy for one as for the other."""
    spent = [Spent() for _ in clusters]
    for turn in range(TURNS):
        for one, had in zip(clusters, spent, strict=True):
            if not turn:
                in_turn(one, warmed_up, Spent())
            in_turn(one, work, had)
    two = spent[-1]
    rates = [had.count / had.seconds for had in spent]
    told = f"{name}: two workers beside one ({rates[0]:.0f} and {rates[1]:.0f}/s, load {os.getloadavg()[0]:.1f})"
    yield Figure(told, rates[1] / rates[0], "times", WANTED, more_is_better=True)
    yield Figure(f"{name}: of the reader beside the workers", two.here / two.there, "share", MOST_HERE)
    yield Figure(f"{name}: of the scheduler beside the workers", two.between / two.there, "share", MOST_HERE)
    yield Figure(f"{name}: processor time of a worker, each", two.there / two.count * 1000, "ms", 25)


def in_turn(one: Cluster, work: Callable[[], int], had: Spent) -> None:
    os.environ[blocks.SCHEDULER] = one.address
    before, begun = _used(one), time.perf_counter()
    try:
        had.count += work()
    finally:
        del os.environ[blocks.SCHEDULER]
    had.seconds += time.perf_counter() - begun
    here, between, there = (now - then for now, then in zip(_used(one), before, strict=True))
    had.here, had.between, had.there = had.here + here, had.between + between, had.there + there


def _used(one: Cluster) -> tuple[float, float, float]:
    """Processor seconds so far: here, in the scheduler, in the workers."""
    return time.process_time(), seconds_of(one.scheduler), sum(seconds_of(worker) for worker in one.workers)


def seconds_of(process: int) -> float:
    """Processor seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def warmed_up() -> int:
    """Enough for every worker to have imported what it needs."""
    with closing(replay.every()) as found:
        return len(list(islice(found, 200)))


def replayed() -> int:
    return sum(1 for _ in replay.every())


def rehearsed() -> int:
    law = shipped()
    with closing(processes.rehearsed(rehearsing.every_case(), law, law, None, 0)) as parts:
        return sum(part.count for part in parts)
