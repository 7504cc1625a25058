"""Every stored assessment worked out again from the facts and the parameter set that it was made of, by the edition of
the method that it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from casework import db
from casework.documents.gathering import results_of
from casework.documents.verifying import redone
from casework.documents.verifying.families import Stated
from casework.documents.verifying.finding import Finding
from casework.losses import Assessment
from casework.proceedings import Folder
from rules import blocks

TOGETHER = 50
"""Cases whose records are in memory at a time."""


@dataclass(frozen=True)
class Replayed:
    """An assessment: the number of its case, its own in the case, and what came of working it out again."""

    reference: str
    number: int
    finding: Finding


@dataclass(frozen=True)
class Told:
    """What an assessment states, as it goes to the process that works it out again."""

    reference: str
    number: int
    stated: Stated


def count(reference: str | None = None, after: str | None = None) -> int:
    """How many assessments there are, of one case or of all, or of those after one."""
    query = select(func.count()).select_from(Assessment).join(Folder, Folder.case_id == Assessment.case_id)
    return db.session().scalar(_of(query, reference).where(Folder.id > _number(after))) or 0


def every(reference: str | None = None, after: str | None = None, processes: int = 1) -> Iterator[Replayed]:
    """Each of them, case by case, in the order of their numbers: here, or by several processes that are given the
    records and have no database. ``after``: from the case that follows this one, where an earlier run ended."""
    found = _told(reference, _number(after))
    if processes == 1 and not blocks.spread():
        for some in found:
            yield from again(some)
        return
    parts = blocks.each(again, found, processes)
    try:
        for part in parts:
            yield from part
    finally:
        parts.close()


def again(some: Sequence[Told]) -> list[Replayed]:
    """Some of them worked out again."""
    return [Replayed(one.reference, one.number, redone.finding(one.stated)) for one in some]


def _told(reference: str | None, last: int) -> Iterator[list[Told]]:
    query = _of(select(Folder).where(Folder.case_id.is_not(None)), reference).order_by(Folder.id).limit(TOGETHER)
    while folders := db.session().scalars(query.where(Folder.id > last)).all():
        last = folders[-1].id
        yield [told for folder in folders for told in _of_case(folder)]
        db.session().expunge_all()


def _of_case(folder: Folder) -> Iterator[Told]:
    results = results_of(folder)
    for number in sorted(results):
        result = results[number]
        basis = result.basis()
        yield Told(
            folder.reference, number, Stated(result.record.as_json(), basis.facts.as_json(), basis.parameter_set)
        )


def _number(reference: str | None) -> int:
    """The row of a case, 0 before all. Raises ``LookupError``."""
    if reference is None:
        return 0
    found = db.session().scalar(select(Folder.id).where(Folder.reference == reference))
    if found is None:
        raise LookupError(reference)
    return found


def _of(query: Select[Any], reference: str | None) -> Select[Any]:
    return query if reference is None else query.where(Folder.reference == reference)
