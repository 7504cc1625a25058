"""A rehearsal of many cases by several processes.

They end with the rehearsal, and with them the memory of the engine, which never frees a rule set; each registers the
two editions once.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass

from rules import blocks
from rules.deciding.decide import EvaluatorDisagreement
from rules.deciding.edition import LawSource
from rules.lawchange.record import Record
from rules.lawchange.rehearsal import Part, Rehearsing
from rules.reading.errors import NothingIssued

_rehearsing: dict[str, Rehearsing] = {}
"""Of this process, where it is one of those that work: the rehearsal it was last given a batch of."""


class Disagreement(NothingIssued):
    """The two evaluators differ in one of the processes; the message is theirs."""


@dataclass(frozen=True)
class Batch:
    """Some cases, and what they are rehearsed by. ``rehearsal`` tells one from another in a process that lives on."""

    rehearsal: str
    old: LawSource
    new: LawSource
    on: datetime.date | None
    records: Sequence[Record]


def rehearsed(
    batches: Iterable[Sequence[Record]], old: LawSource, new: LawSource, on: datetime.date | None, processes: int
) -> Generator[Part, None, None]:
    """What comes of each batch, in their order. Raises ``Disagreement`` when nothing may be told."""
    name = uuid.uuid4().hex
    given = (Batch(name, old, new, on, batch) for batch in batches)
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
        _rehearsing[batch.rehearsal] = Rehearsing(batch.old, batch.new, batch.on)
    try:
        *_, made = _rehearsing[batch.rehearsal].each(record.given() for record in batch.records)
    except EvaluatorDisagreement as problem:
        return str(problem)
    return made.part()
