"""Every stored assessment worked out again from the facts and the parameter set that it was made of, by the edition of
the method that it names."""

from __future__ import annotations

from collections.abc import Iterator
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

TOGETHER = 50
"""Cases whose records are in memory at a time."""


@dataclass(frozen=True)
class Replayed:
    """An assessment: the number of its case, its own in the case, and what came of working it out again."""

    reference: str
    number: int
    finding: Finding


def count(reference: str | None = None) -> int:
    """How many assessments there are, of one case or of all."""
    query = select(func.count()).select_from(Assessment).join(Folder, Folder.case_id == Assessment.case_id)
    return db.session().scalar(_of(query, reference)) or 0


def every(reference: str | None = None) -> Iterator[Replayed]:
    """Each of them, case by case, in the order of their numbers."""
    last = 0
    query = _of(select(Folder).where(Folder.case_id.is_not(None)), reference).order_by(Folder.id).limit(TOGETHER)
    while folders := db.session().scalars(query.where(Folder.id > last)).all():
        last = folders[-1].id
        for folder in folders:
            yield from _again(folder)
        db.session().expunge_all()


def _again(folder: Folder) -> Iterator[Replayed]:
    results = results_of(folder)
    for number in sorted(results):
        result = results[number]
        basis = result.basis()
        stated = Stated(result.record.as_json(), basis.facts, basis.parameter_set)
        yield Replayed(folder.reference, number, redone.finding(stated))


def _of(query: Select[Any], reference: str | None) -> Select[Any]:
    return query if reference is None else query.where(Folder.reference == reference)
