"""验收日程: which plantings and other works are to be inspected, over all cases that a person sees, by their days."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from sqlalchemy import ColumnElement, Date, Select, func, select

from casework import paging
from casework.accounts import Person
from casework.proceedings import Folder, FolderTask
from casework.proceedings.queries import seen_by

PER_PAGE = 50
NEVER = datetime.date.max
"""Stands for the day of what has none, so that it comes last."""
SOON_DAYS = 15


@dataclass(frozen=True)
class Look:
    """An inspection that waits: of which duty, until when. ``due`` is None where it has no last day."""

    folder_id: int
    reference: str
    title: str
    key: str
    duty: str
    due: datetime.date | None

    def days_left(self, today: datetime.date) -> int | None:
        """Until its last day, below zero where it is late."""
        return None if self.due is None else (self.due - today).days


def agenda(person: Person, at: paging.At = paging.FIRST) -> paging.Page[Look]:
    """A page of what is to be inspected in the cases that this person sees, those with a day in front."""
    rows = _waiting(person).subquery()
    read = (datetime.date.fromisoformat, paging.row_number, unquote)
    columns: Any = rows.c
    order = paging.Order((columns.due, columns.id, columns.about), read)

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        found = select(rows) if beyond is None else select(rows).where(beyond)
        return order.sorted(found, back=back).limit(most)

    return paging.page_of(query, order, at, PER_PAGE, _look, _key)


def _waiting(person: Person) -> Select[Any]:
    """Each duty once, whoever may inspect it."""
    due = func.min(func.coalesce(FolderTask.due, NEVER, type_=Date), type_=Date)
    return (
        select(Folder.id, Folder.reference, Folder.title, FolderTask.about)
        .add_columns(func.min(FolderTask.told).label("told"), due.label("due"))
        .join(Folder, Folder.id == FolderTask.folder_id)
        .where(FolderTask.act == "inspect", seen_by(person))
        .group_by(Folder.id, Folder.reference, Folder.title, FolderTask.about)
    )


def _look(row: Any) -> Look:
    due = None if row.due == NEVER else row.due
    return Look(row.id, row.reference, row.title, row.about, row.told.partition("：")[2] or row.told, due)


def _key(one: Look) -> str:
    return paging.key_text(one.due or NEVER, one.folder_id, one.key)
