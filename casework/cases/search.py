"""Finding cases by a part of a number or of a party's name.

A part of a text is the beginning of one of its ends. So the ends are stored as terms in an index of their own, and a
search costs the same whether there are two hundred cases or a million. Two characters are enough, which indexes of
three letters (trigrams) cannot do, and most names have no more.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, insert, select

from casework import db
from casework.cases.models import Case, SearchTerm

LONGEST = 40
"""Characters of a term; of a longer text searched for the first ones count."""

FEW = 500
"""Up to so many terms are looked up and their cases sorted; of more of them, cases are met soon enough among the last
changed ones."""

LOOKED_AT = 2000
"""Of more terms than ``FEW``, those from which the number of cases is told, as a number that there are at least."""

_LAST = "\U0010ffff"


def searched(text: str) -> str:
    """A text as it is compared: wide and narrow signs alike, capitals and small letters alike, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def terms_of(number: str | None, reference: str, parties: str) -> set[str]:
    """What a case is found by: each end of its numbers and of the names of its parties."""
    texts = [searched(text) for text in (number or "", reference, parties)]
    return {text[place : place + LONGEST] for text in texts for place in range(len(text))}


def index(case: Case) -> None:
    """Store what a new case is found by."""
    terms = sorted(terms_of(case.number, case.reference, case.parties))
    db.session().execute(insert(SearchTerm), [{"case_id": case.id, "term": term} for term in terms])


def reindex(case: Case) -> None:
    """Store what the case is found by in place of what was stored."""
    db.session().execute(delete(SearchTerm).where(SearchTerm.case_id == case.id))
    index(case)


@dataclass(frozen=True)
class Hits:
    """The terms that begin with a text. ``many``: more than ``FEW``."""

    begins: ColumnElement[bool]
    many: bool

    def among(self, query: Select[Any]) -> Select[Any]:
        """A query over ``Case``, narrowed to the cases of the terms; of many terms, to those of the first ones."""
        terms = select(SearchTerm.case_id).where(self.begins).limit(LOOKED_AT).subquery()
        found = select(terms.c.case_id).distinct().subquery()
        return query.join(found, found.c.case_id == Case.id)

    def met_in(self, query: Select[Any]) -> Select[Any]:
        """The same, found by asking of each case of the query in its order: soon enough where there are many."""
        return query.where(exists().where(SearchTerm.case_id == Case.id, self.begins))


def hits(text: str) -> Hits:
    """Look a text up."""
    begins = _begins(searched(text)[:LONGEST])
    some = select(SearchTerm.case_id).where(begins).limit(FEW + 1).subquery()
    found = db.session().scalar(select(func.count()).select_from(some)) or 0
    return Hits(begins, found > FEW)


def _begins(text: str) -> ColumnElement[bool]:
    return and_(SearchTerm.term >= text, SearchTerm.term < text + _LAST)
