"""A rehearsal of many cases on all cores.

The processes are new ones: a copy of this one would share its connections. They end with the rehearsal, and with them
the memory of the engine, which never frees a rule set; each registers the two editions once.
"""

from __future__ import annotations

import datetime
import os
from collections import deque
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from rules.deciding.decide import EvaluatorDisagreement
from rules.deciding.edition import LawSource
from rules.lawchange.record import Record
from rules.lawchange.rehearsal import Part, Rehearsing
from rules.reading.errors import NothingIssued

AHEAD = 2
"""Batches for each process that are read before they are asked for: none is idle, and few are in memory."""

_rehearsing: Rehearsing | None = None
"""Of this process, where it is one of those that work."""


class Disagreement(NothingIssued):
    """The two evaluators differ in one of the processes; the message is theirs."""


def cores() -> int:
    """How many processes can work at once here."""
    return len(os.sched_getaffinity(0))


def rehearsed(
    batches: Iterable[Sequence[Record]], old: LawSource, new: LawSource, on: datetime.date | None, processes: int
) -> Generator[Part, None, None]:
    """What comes of each batch, in their order. Raises ``Disagreement`` when nothing may be told."""
    context = get_context("spawn")
    pool = ProcessPoolExecutor(processes, context, initializer=_prepare, initargs=(old, new, on))
    waiting: deque[Future[Part | str]] = deque()
    try:
        for batch in batches:
            waiting.append(pool.submit(_part, batch))
            if len(waiting) > AHEAD * processes:
                yield _told(waiting.popleft())
        while waiting:
            yield _told(waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _told(future: Future[Part | str]) -> Part:
    found = future.result()
    if isinstance(found, str):
        raise Disagreement(found)
    return found


def _prepare(old: LawSource, new: LawSource, on: datetime.date | None) -> None:
    global _rehearsing
    _rehearsing = Rehearsing(old, new, on)


def _part(batch: Sequence[Record]) -> Part | str:
    """In one of the processes: the part, or how the evaluators disagree (that error does not travel)."""
    assert _rehearsing is not None, "the process was prepared"
    try:
        *_, made = _rehearsing.each(record.given() for record in batch)
    except EvaluatorDisagreement as problem:
        return str(problem)
    return made.part()
