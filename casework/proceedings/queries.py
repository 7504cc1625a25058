"""Which cases a person sees."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select

from casework import db, permissions
from casework.accounts import Person
from casework.proceedings.models import Folder, FolderSeat


def seen_by(person: Person) -> ColumnElement[bool]:
    """The condition on ``Folder`` that this person may see it: a seat of it is where he may see."""
    seat = permissions.places_of(person, permissions.SEE_FOLDERS, FolderSeat.institution_id)
    return exists().where(FolderSeat.folder_id == Folder.id, seat)


def visible_to(person: Person, folder: Folder) -> bool:
    """Whether this person may see a case."""
    return db.session().scalar(select(Folder.id).where(Folder.id == folder.id, seen_by(person))) is not None
