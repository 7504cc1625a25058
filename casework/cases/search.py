"""Finding cases by a part of a number, of a party's name or of an offence that somebody is charged with.

A part of a text is the beginning of one of its ends. So the ends are stored as terms in an index of their own, and a
search costs the same whether there are two hundred cases or a million. Two characters are enough, which indexes of
three letters (trigrams) cannot do, and most names have no more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from casework import db

LONGEST = 40
"""Characters of a term; of a longer text searched for the first ones count."""

FEW = 500
"""Up to so many terms are looked up and their cases sorted and counted; of more of them, cases are met soon enough
among the last changed ones, and there are said to be at least as many as these terms find."""

LAST = "\U0010ffff"
"""After every sign that a term may have."""


def searched(text: str) -> str:
    """A text as it is compared: wide and narrow signs alike, capitals and small letters alike, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def terms_of(*texts: str | None) -> set[str]:
    """What a case is found by: each end of its numbers, of the names of its parties and of its offences."""
    ends = [searched(text or "") for text in texts]
    return {text[place : place + LONGEST] for text in ends for place in range(len(text))}


def mark(name: str) -> str:
    """A term that stands for a whole name. No text finds it: what is searched for has no spaces."""
    return f" {name}"[:LONGEST]


def kept(
    owner: InstrumentedAttribute[int], term: InstrumentedAttribute[str], ids: Sequence[int]
) -> dict[int, set[str]]:
    """The stored terms of some rows, each row's in one: there are dozens of each."""
    query = select(owner, func.aggregate_strings(term, "\n")).where(db.close_to(owner, ids)).group_by(owner)
    wanted = set(ids)
    return {id: set(joined.split("\n")) for id, joined in db.session().execute(query) if id in wanted}


@dataclass(frozen=True)
class Terms:
    """A table of terms: whose a term is, the term, and the number of the row that is found."""

    owner: InstrumentedAttribute[int]
    term: InstrumentedAttribute[str]
    found: InstrumentedAttribute[int]


@dataclass(frozen=True)
class Hits:
    """The terms that begin with a text, or are a mark (``begins``). ``found``: how many, or more than ``FEW``."""

    of: Terms
    begins: ColumnElement[bool]
    found: int

    @property
    def many(self) -> bool:
        return self.found > FEW

    def among(self, query: Select[Any]) -> Select[Any]:
        """A query over rows, narrowed to those of the terms; of many terms, to those of the first ones."""
        terms = select(self.of.owner.label("owner")).where(self.begins).limit(FEW).subquery()
        found = select(terms.c.owner).distinct().subquery()
        return query.join(found, found.c.owner == self.of.found)

    def met_in(self, query: Select[Any]) -> Select[Any]:
        """The same, found by asking of each row of the query in its order: soon enough where there are many."""
        return query.where(exists().where(self.of.owner == self.of.found, self.begins))


def hits(text: str, of: Terms) -> Hits:
    """Look a text up."""
    sought = searched(text)[:LONGEST]
    return looked_up(and_(of.term >= sought, of.term < sought + LAST), of)


def marked(name: str, of: Terms) -> Hits:
    """Look the mark of a name up."""
    return looked_up(of.term == mark(name), of)


def marks_of(ids: Sequence[int], of: Terms) -> dict[int, tuple[str, ...]]:
    """The names whose marks these rows bear."""
    borne = and_(of.term >= mark(""), of.term < mark("") + LAST)
    query = select(of.owner, of.term).where(of.owner.in_(ids), borne).order_by(of.term)
    made: dict[int, tuple[str, ...]] = {}
    for id, term in db.session().execute(query):
        made[id] = (*made.get(id, ()), term.removeprefix(mark("")))
    return made


def looked_up(begins: ColumnElement[bool], of: Terms) -> Hits:
    """The terms of which a condition holds."""
    some = select(of.owner).where(begins).limit(FEW + 1).subquery()
    found = db.session().scalar(select(func.count()).select_from(some)) or 0
    return Hits(of, begins, found)
