"""A rehearsal of many cases by several processes.

They end with the rehearsal, and with them the memory of the engine, which never frees a rule set; each registers the
two editions once.
"""

from __future__ import annotations

import datetime
import pickle
import uuid
import zlib
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rules import blocks
from rules.deciding.decide import EvaluatorDisagreement
from rules.deciding.edition import LawSource
from rules.lawchange.rehearsal import Given, Part, Rehearsing
from rules.reading.errors import NothingIssued

_rehearsing: dict[str, Rehearsing] = {}
"""Of this process, where it is one of those that work: the rehearsal it was last given a batch of."""


class Disagreement(NothingIssued):
    """The two evaluators differ in one of the processes; the message is theirs."""


class Kept(Protocol):
    """A case that travels as it is kept, and says where it is rehearsed what it says."""

    def given(self) -> Given: ...


@dataclass(frozen=True)
class Batch:
    """Some cases, and what they are rehearsed by. ``rehearsal`` tells one from another in a process that lives on.

    ``editions``: the old and the new one as bytes, made once and read once in each process: they are large, and go with
    every batch, since any process may be a new one.
    """

    rehearsal: str
    editions: bytes
    on: datetime.date | None
    records: Sequence[Kept]


def rehearsed(
    batches: Iterable[Sequence[Kept]], old: LawSource, new: LawSource, on: datetime.date | None, processes: int
) -> Generator[Part, None, None]:
    """What comes of each batch, in their order. Raises ``Disagreement`` when nothing may be told."""
    name = uuid.uuid4().hex
    editions = zlib.compress(pickle.dumps((old, new), pickle.HIGHEST_PROTOCOL))
    given = (Batch(name, editions, on, batch) for batch in batches)
    parts = blocks.each(_part, given, processes)
    try:
        for part in parts:
            yield _told(part)
    finally:
        parts.close()


def _told(found: Part | str) -> Part:
    if isinstance(found, str):
        raise Disagreement(found)
    return found


def _part(batch: Batch) -> Part | str:
    """In one of the processes: the part, or how the evaluators disagree (that error does not travel)."""
    if batch.rehearsal not in _rehearsing:
        _rehearsing.clear()
        told = zlib.decompress(batch.editions)
        old, new = pickle.loads(told)  # noqa: S301  # made by ``rehearsed``, and sent as the function is
        _rehearsing[batch.rehearsal] = Rehearsing(old, new, batch.on)
    try:
        *_, made = _rehearsing[batch.rehearsal].each(record.given() for record in batch.records)
    except EvaluatorDisagreement as problem:
        return str(problem)
    return made.part()
