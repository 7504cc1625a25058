"""验收日程: which plantings and other works are to be inspected, over all cases that a person sees, by their days."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select

from casework import db
from casework.accounts import Person
from casework.proceedings import Folder, FolderTask
from casework.proceedings.queries import seen_by

MOST = 200
"""What is told at once; what comes later is told once these are done."""
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


@dataclass(frozen=True)
class Agenda:
    """The first of them, those with a day in front. ``more``: whether there are others."""

    looks: tuple[Look, ...]
    more: bool


def agenda(person: Person) -> Agenda:
    """What is to be inspected in the cases that this person sees."""
    due = func.min(FolderTask.due)
    query = (
        select(Folder.id, Folder.reference, Folder.title, FolderTask.about, func.min(FolderTask.told), due)
        .join(Folder, Folder.id == FolderTask.folder_id)
        .where(FolderTask.act == "inspect", seen_by(person))
        .group_by(Folder.id, Folder.reference, Folder.title, FolderTask.about)
        .order_by(due.is_(None), due, Folder.id, FolderTask.about)
        .limit(MOST + 1)
    )
    found = [
        Look(folder_id, reference, title, key, told.partition("：")[2] or told, day)
        for folder_id, reference, title, key, told, day in db.session().execute(query)
    ]
    return Agenda(tuple(found[:MOST]), len(found) > MOST)
