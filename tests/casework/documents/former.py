"""Papers as they were issued before decision 31: nothing of the product makes them any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from casework import db
from casework.accounts import Person
from casework.cases import Case
from casework.documents.models import Document
from rules.casefile import canonical
from tests.casework.documents.making_former import freeze, store


def issued(
    case: Case, kind: str, person: Person, about: int | None = None, rests_on: Mapping[str, int] | None = None
) -> Document:
    """Frozen, set and stored as then. ``rests_on``: other records than those of a case kept by its acts."""
    frozen = freeze(case, kind, person, about)
    if rests_on is not None:
        frozen = replace(frozen, rests_on=canonical(dict(rests_on)))
    pdf = frozen.pdf()
    with db.writing():
        return store(case, person, frozen, pdf)
