"""Long work over many cases, in blocks, by other processes: those of this machine, or those of a Dask scheduler.

Whoever has work gives blocks and a function of a module; both travel, so nothing of it may be a file or a connection.
The results come in the order of the blocks. Closing the generator cancels what has not begun. A block whose process was
killed is done again: it must change nothing.
"""

from __future__ import annotations

import os
import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, Generic, SupportsIndex, TypeVar

from rules.reading.errors import NothingIssued
from rules.reading.messages import msg, template

Block = TypeVar("Block")
Result = TypeVar("Result")

AHEAD = 2
"""Blocks for each process that are read before they are asked for: none is idle, and few are in memory."""

LEAST, PARTS = 10, 4
"""The next block is at most a quarter of what is left, but no smaller than ten: each costs some milliseconds."""

TRIES = 3
"""How often a block is begun whose process is killed each time; more often means that the block is what kills it."""

SCHEDULER = "DASK_SCHEDULER"
"""The variable of the environment that names a Dask scheduler, such as ``tcp://10.0.0.1:8786``."""

KILLED = template("一批案件的计算进程接连 {tries} 次被中止，没有得出结果。请检查内存是否够用。")
SCHEDULER_LOST = template("与 DASK_SCHEDULER 所设调度程序的连接已中断，没有得出结果。请检查调度程序是否仍在运行。")
NO_DASK = template("设置了 DASK_SCHEDULER，但没有安装 distributed：请安装，或不设此项而使用本机的进程。")


class WorkersLost(NothingIssued):
    """Processes were killed again and again over one block, their scheduler is gone, or there is none."""


def cores() -> int:
    """How many processes can work at once here."""
    return len(os.sched_getaffinity(0))


def spread() -> bool:
    """Whether work goes to the machines of a scheduler."""
    return bool(os.environ.get(SCHEDULER))


def size(left: int, most: int) -> int:
    """How many cases the next block holds, of so many that are left: fewer towards the end, so that all processes come
    to it together."""
    return min(most, max(LEAST, left // PARTS))


@dataclass
class _Waiting(Generic[Block, Result]):
    block: Block
    future: Future[Result]
    tries: int = 1


@dataclass
class _Opened:
    """Where blocks are done now: an executor, how many it does at once, and how another is opened in its place."""

    open: Callable[[], tuple[Executor, int]]

    def __post_init__(self) -> None:
        self.executor, self.count = self.open()

    def anew(self) -> None:
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor, self.count = self.open()


def each(
    work: Callable[[Block], Result], blocks: Iterable[Block], processes: int | None = None
) -> Generator[Result, None, None]:
    """What ``work`` makes of each block, in their order, by so many processes of this machine (one a core), or by those
    of the scheduler. Raises what ``work`` raises, and ``WorkersLost``."""
    opened = _Opened(_of_scheduler if spread() else lambda: _of_machine(processes or cores()))
    waiting: deque[_Waiting[Block, Result]] = deque()
    try:
        for block in blocks:
            waiting.append(_Waiting(block, _begun(opened.executor, work, block)))
            if len(waiting) > AHEAD * opened.count:
                yield _first(waiting, work, opened)
        while waiting:
            yield _first(waiting, work, opened)
    finally:
        opened.executor.shutdown(wait=True, cancel_futures=True)


def _first(waiting: deque[_Waiting[Block, Result]], work: Callable[[Block], Result], opened: _Opened) -> Result:
    """The result of the block that has waited longest; where its process was killed, of doing it again."""
    while True:
        try:
            found = waiting[0].future.result()
        except BrokenExecutor:
            opened.anew()
            _again(waiting, work, opened.executor)
        except CancelledError:  # by nobody here: what a client of the scheduler says of all that it has lost
            raise WorkersLost(msg(SCHEDULER_LOST)) from None
        except Exception as problem:
            # The scheduler's own word for it, whose class is there only where the library is.
            if type(problem).__name__ == "KilledWorker":
                raise WorkersLost(msg(KILLED, tries=TRIES)) from None
            raise
        else:
            waiting.popleft()
            return found


def _again(waiting: deque[_Waiting[Block, Result]], work: Callable[[Block], Result], executor: Executor) -> None:
    """A killed process takes with it whatever was not done: all of that is begun anew."""
    for one in waiting:
        if one.future.done() and not one.future.cancelled() and one.future.exception() is None:
            continue
        if one is waiting[0] and one.tries == TRIES:
            raise WorkersLost(msg(KILLED, tries=TRIES))
        if one is waiting[0]:  # the others may only have stood beside it
            one.tries += 1
        one.future = _begun(executor, work, one.block)


def _begun(executor: Executor, work: Callable[[Block], Result], block: Block) -> Future[Result]:
    try:
        return executor.submit(work, block)
    except BrokenExecutor as broken:  # over another block: this one finds it out when its turn comes
        future: Future[Result] = Future()
        future.set_exception(broken)
        return future


def _of_machine(processes: int) -> tuple[Executor, int]:
    # New processes: a copy of this one would share its connections.
    return ProcessPoolExecutor(processes, get_context("spawn")), processes


@dataclass(frozen=True)
class _Packed:
    """A block as bytes, which travel beside what is sent with them: nobody on the way copies or reads them."""

    data: bytes | memoryview

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[type[_Packed], tuple[pickle.PickleBuffer]]:
        return _Packed, (pickle.PickleBuffer(self.data),)


def _unpacked(work: Callable[[Any], Any], block: _Packed) -> Any:
    """In a process of the scheduler: what is made of a block that came as bytes of this program."""
    return work(pickle.loads(block.data))  # noqa: S301  # made by ``_of_scheduler``, and sent as the function is


def _of_scheduler() -> tuple[Executor, int]:
    """An executor of the scheduler, which gives a block to another of its workers when one is killed."""
    try:
        from distributed import Client
        from distributed.cfexecutor import ClientExecutor
    except ImportError:
        raise WorkersLost(msg(NO_DASK)) from None

    class Lent(ClientExecutor):
        """Ends with its client."""

        def submit(self, work: Any, block: Any) -> Any:  # type: ignore[override]  # of one block, as all here
            packed = _Packed(pickle.dumps(block, pickle.HIGHEST_PROTOCOL))
            return super().submit(_unpacked, work, packed)  # type: ignore[no-untyped-call]  # Dask has no types

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=wait and not cancel_futures)  # type: ignore[no-untyped-call]
            self._client.close()

    client = Client(os.environ[SCHEDULER], set_as_default=False)
    # Not pure: the scheduler must not take one block for another, nor remember what it made of it.
    lent = Lent(client, pure=False)  # type: ignore[no-untyped-call]
    return lent, max(1, sum(client.nthreads().values()))
