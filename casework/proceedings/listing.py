"""The list of cases that a person may see, by key."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from casework import paging
from casework.accounts import Person
from casework.cases import search
from casework.proceedings.models import Folder, FolderTerm
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


OF_FOLDERS = search.Terms(FolderTerm.folder_id, FolderTerm.term, Folder.id)


def listing(person: Person, wanted: Filter | None = None, at: paging.At = paging.FIRST) -> Listing:
    """The cases that the person may see and that match, the last changed first."""
    wanted = wanted or Filter()
    every = select(Folder.id)
    if wanted.state:
        every = every.where(Folder.state == wanted.state)
    if wanted.offence:
        every = every.where(Folder.offence == wanted.offence)
    if not search.searched(wanted.text):
        found = every.where(seen_by(person))
        return Listing(_page(found, at), paging.count_of(found))
    hits = search.hits(wanted.text, OF_FOLDERS)
    among = hits.among(every.where(seen_by(person)))
    listed = hits.met_in(every.where(seen_by(person))) if hits.many else among
    return Listing(_page(listed, at), replace(paging.count_of(among), more=hits.many))


def _page(matching: Select[Any], at: paging.At) -> paging.Page[Listed]:
    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        rows = matching.with_only_columns(Folder, maintain_column_froms=True)
        rows = rows if beyond is None else rows.where(beyond)
        return NEWEST_FIRST.sorted(rows, back=back).limit(most)

    return paging.page_of(query, NEWEST_FIRST, at, PER_PAGE, _listed, lambda one: one.key)


def _listed(row: tuple[Folder]) -> Listed:
    one = row[0]
    return Listed(one.id, one.reference, one.title, one.state, one.headline, one.offence, one.updated_at)
