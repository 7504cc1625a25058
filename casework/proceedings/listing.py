"""The list of cases that a person may see, by key."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from casework import db, paging
from casework.accounts import Person
from casework.cases import search
from casework.proceedings import queries
from casework.proceedings.models import Folder, FolderSeat, FolderTerm
from casework.proceedings.queries import seen_by

PER_PAGE = 20
STATES = ("open", "archived", "reopened")
LIVE = ("open", "reopened")

_KEY = (paging.moment, paging.row_number)
NEWEST_FIRST = paging.Order((FolderSeat.updated_at, FolderSeat.folder_id), _KEY, descending=True)
NEWEST_OF_ALL = paging.Order((Folder.updated_at, Folder.id), _KEY, descending=True)


@dataclass(frozen=True)
class Listed:
    """A case of the list."""

    id: int
    reference: str
    title: str
    state: str
    headline: str
    offence: str
    updated_at: datetime.datetime

    @property
    def key(self) -> str:
        """Its place in the list."""
        return paging.key_text(self.updated_at, self.id)


@dataclass(frozen=True)
class Filter:
    """What to look for. Empty means everything; ``text`` is part of a number, of the name or of a party's name."""

    state: str = ""
    offence: str = ""
    text: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.state or self.offence or self.text)


@dataclass(frozen=True)
class Listing:
    """A page of cases and how many there are in all."""

    page: paging.Page[Listed]
    total: paging.Count


def listing(person: Person, wanted: Filter | None = None, at: paging.At = paging.FIRST) -> Listing:
    """The cases that the person may see and that match, the last changed first."""
    wanted = wanted or Filter()
    places = queries.places_of(person)
    order = NEWEST_OF_ALL if places.many else NEWEST_FIRST
    ranges = _seen(person, places, wanted, order)
    rows = _filtered(wanted, NEWEST_FIRST)
    if not search.searched(wanted.text):
        found = rows.where(places.among(FolderSeat.institution_id))
        return Listing(_page(ranges, order, at), paging.count_of(_numbers(found)))
    hits = search.hits(wanted.text, _terms(NEWEST_FIRST))
    # The sum keeps a database from reading all that an institution sees: the hits are fewer.
    found = hits.among(rows.where(places.among(FolderSeat.institution_id + 0)))
    if not hits.many:
        return Listing(_page([found.distinct()], NEWEST_FIRST, at), paging.count_of(_numbers(found)))
    met = [replace(hits, of=_terms(order)).met_in(part) for part in ranges]
    return Listing(_page(met, order, at), replace(paging.count_of(_numbers(found)), more=True))


def latest_live(person: Person, most: int) -> list[Folder]:
    """The cases that the person sees and that are not put away, the last changed first: so many at most."""
    places = queries.places_of(person)
    order = NEWEST_OF_ALL if places.many else NEWEST_FIRST
    ranges = [part for state in LIVE for part in _seen(person, places, Filter(state), order)]
    query = paging.along(ranges, order, None, most, False, select(Folder), Folder.id)
    return list(db.session().scalars(query))


def _seen(person: Person, places: queries.Places, wanted: Filter, order: paging.Order) -> list[Select[Any]]:
    """What matches and is seen, as stretches of an index."""
    return [_filtered(wanted, order).where(seen_by(person))] if places.many else _ranges(places, wanted)


def _terms(order: paging.Order) -> search.Terms:
    return search.Terms(FolderTerm.folder_id, FolderTerm.term, order.columns[-1])


def _filtered(wanted: Filter, order: paging.Order) -> Select[Any]:
    """What matches: cases, or of each case a row for every institution that sees it."""
    of: Any = order.columns[-1].class_
    rows = select(*order.columns)
    if wanted.state:
        rows = rows.where(of.state == wanted.state)
    if wanted.offence:
        rows = rows.where(of.offence == wanted.offence)
    return rows if wanted.state or not wanted.offence else rows.where(of.state.in_(STATES))


def _ranges(places: queries.Places, wanted: Filter) -> list[Select[Any]]:
    """The same of few institutions, a stretch or more for each."""
    by_state = [replace(wanted, state=state) for state in STATES] if wanted.offence and not wanted.state else [wanted]
    parts = places.parts(FolderSeat.institution_id)
    return [_filtered(each, NEWEST_FIRST).where(part) for part in parts for each in by_state]


def _numbers(rows: Select[Any]) -> Select[Any]:
    return rows.with_only_columns(FolderSeat.folder_id, maintain_column_froms=True).distinct()


def _page(ranges: list[Select[Any]], order: paging.Order, at: paging.At) -> paging.Page[Listed]:
    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        return paging.along(ranges, order, beyond, most, back, select(Folder), Folder.id)

    return paging.page_of(query, order, at, PER_PAGE, _listed, lambda one: one.key)


def _listed(row: tuple[Folder, Any]) -> Listed:
    one = row[0]
    return Listed(one.id, one.reference, one.title, one.state, one.headline, one.offence, one.updated_at)
