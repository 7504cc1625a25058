"""The list of cases that a person may see, by key."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select

from casework import paging
from casework.accounts import Person
from casework.proceedings.models import Folder
from casework.proceedings.queries import seen_by

PER_PAGE = 20
STATES = ("open", "archived", "reopened")

_BY_CHANGE = (Folder.updated_at, Folder.id)
NEWEST_FIRST = paging.Order(_BY_CHANGE, (paging.moment, paging.row_number), descending=True)


@dataclass(frozen=True)
class Listed:
    """A case of the list."""

    id: int
    reference: str
    title: str
    state: str
    headline: str
    updated_at: datetime.datetime

    @property
    def key(self) -> str:
        """Its place in the list."""
        return paging.key_text(self.updated_at, self.id)


@dataclass(frozen=True)
class Listing:
    """A page of cases and how many there are. ``state``: the only one that is shown."""

    page: paging.Page[Listed]
    total: paging.Count
    state: str = ""


def listing(person: Person, state: str = "", at: paging.At = paging.FIRST) -> Listing:
    """The cases that the person may see, the last changed first."""
    state = state if state in STATES else ""
    seen = seen_by(person)
    every = select(Folder.id).where(seen)
    if state:
        every = every.where(Folder.state == state)

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[tuple[Folder]]:
        found = select(Folder).where(seen)
        if state:
            found = found.where(Folder.state == state)
        if beyond is not None:
            found = found.where(beyond)
        return NEWEST_FIRST.sorted(found, back=back).limit(most)

    page = paging.page_of(query, NEWEST_FIRST, at, PER_PAGE, _listed, lambda one: one.key)
    return Listing(page, paging.count_of(every), state)


def _listed(row: tuple[Folder]) -> Listed:
    one = row[0]
    return Listed(one.id, one.reference, one.title, one.state, one.headline, one.updated_at)
