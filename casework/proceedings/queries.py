"""Which cases a person sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from casework import db, permissions
from casework.accounts import Institution, Person
from casework.proceedings.models import Folder, FolderSeat, FolderShelf
from casework.proceedings.seal_models import LIFTED, SEALED, FolderSeal, SealReading


def seen_by(person: Person) -> ColumnElement[bool]:
    """The condition on ``Folder`` that this person may see it: a seat of it is where he may see."""
    return under(person, permissions.SEE_FOLDERS)


def under(person: Person, permission: permissions.Permission) -> ColumnElement[bool]:
    """The condition on ``Folder`` that an institution on whose records this person may do this has a seat of it."""
    seat = permissions.places_of(person, permission, FolderSeat.institution_id)
    return exists().where(FolderSeat.folder_id == Folder.id, seat)


def visible_to(person: Person, folder: Folder) -> bool:
    """Whether this person may see a case: one that is sealed has no seats and is on no list, but may be open to him."""
    seen = or_(seen_by(person), and_(is_sealed(Folder.id), _let_in(person)))
    return db.session().scalar(select(Folder.id).where(Folder.id == folder.id, seen)) is not None


def is_sealed(folder_id: Any) -> ColumnElement[bool]:
    """The condition on a column of numbers of cases, or of one number, that the record is sealed (犯罪记录封存)."""
    last = select(FolderSeal.step).where(FolderSeal.folder_id == folder_id).order_by(FolderSeal.id.desc()).limit(1)
    # Of a case that was never sealed there is no step: without a word for that, its denial would not hold either.
    return func.coalesce(last.scalar_subquery(), LIFTED) == SEALED


def _let_in(person: Person) -> ColumnElement[bool]:
    """Of sealed cases: that he has it in hand, that it waits for whoever takes it up in his seat, or that he was let in
    for these days. Of the shelves only those of seats are left."""
    readers = permissions.readers(person)
    shelf = (FolderShelf.institution_id == person.institution_id, FolderShelf.reader.in_(readers))
    let_in = (SealReading.person_id == person.id, SealReading.until >= db.today())
    return or_(
        exists().where(FolderShelf.folder_id == Folder.id, *shelf),
        exists().where(SealReading.folder_id == Folder.id, *let_in),
    )


MOST_RANGES = 24
"""Of up to so many institutions each list is read along a stretch of its own. Whoever sees the cases of more of them
sees so great a part of all that the rows that are his are met soon along the list of all."""


@dataclass(frozen=True)
class Places:
    """The institutions whose cases a person sees."""

    ids: Sequence[int]
    person: Person

    @property
    def many(self) -> bool:
        """Whether they are too many for a stretch each."""
        return len(self.ids) > MOST_RANGES

    def among(self, column: Any) -> ColumnElement[bool]:
        """The condition that a column names one of them."""
        if self.many:
            return permissions.places_of(self.person, permissions.SEE_FOLDERS, column)
        listed: ColumnElement[bool] = column.in_(self.ids)
        return listed

    def parts(self, column: Any) -> list[ColumnElement[bool]]:
        """The same as conditions each of which leaves the order of an index: one for each, or asked of each row."""
        if not self.many:
            return [column == id for id in self.ids] or [false()]
        theirs = permissions.places_of(self.person, permissions.SEE_FOLDERS, Institution.id)
        return [exists().where(Institution.id == column, theirs)]


def places_of(person: Person) -> Places:
    """The institutions whose cases this person sees."""
    if permissions.only_own(person, permissions.SEE_FOLDERS):
        return Places([person.institution_id], person)
    theirs = permissions.places_of(person, permissions.SEE_FOLDERS, Institution.id)
    ids = db.session().scalars(select(Institution.id).where(theirs).order_by(Institution.id)).all()
    return Places(ids, person)
