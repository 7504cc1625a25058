"""待办: what waits for a person, on five shelves, each page of them along one stretch of an index."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select, true, tuple_
from sqlalchemy.orm import aliased

from casework import db, paging, permissions
from casework.accounts import Person
from casework.accounts import service as accounts
from casework.proceedings.models import Folder, FolderDay, FolderShelf, FolderTask
from casework.proceedings.shelves import MINE as MINE
from casework.proceedings.shelves import OTHERS as OTHERS
from casework.proceedings.shelves import RETURNED as RETURNED
from casework.proceedings.shelves import opened
from casework.proceedings.tasks import CONFIRM
from rules.proceedings.seats import ASSIGNED, FREE

PER_PAGE = 20
SOON_DAYS = 15
SOON, LATE = "soon", "late"
SHELVES = (MINE, RETURNED, OTHERS, SOON, LATE)
"""What the to-do list is divided into: to be done by me, returned to me, waiting for others, due soon, overdue."""

DATED = (SOON, LATE)
NEAR = 10
"""Rows of these that stand beside the cases."""

BY_CHANGE = paging.Order((FolderShelf.updated_at, FolderShelf.folder_id), (paging.moment, paging.row_number))
BY_DAY = paging.Order((FolderDay.due, FolderDay.folder_id), (datetime.date.fromisoformat, paging.row_number))


@dataclass(frozen=True)
class Waiting:
    """A case of the to-do list with the first of its matters for the person.

    ``turn``: whether it is for him to act. ``unassigned``: whether one of several has to be put in charge first.
    ``due_of``: what the last day is of, where that is another matter than the one that is told.
    """

    id: int
    reference: str
    title: str
    headline: str
    updated_at: datetime.datetime
    told: str | None = None
    act: str | None = None
    about: str | None = None
    due: datetime.date | None = None
    due_of: str | None = None
    turn: bool = False
    unassigned: bool = False

    @property
    def key(self) -> str:
        """Its place in a list by change."""
        return paging.key_text(self.updated_at, self.id)

    @property
    def day_key(self) -> str:
        """Its place in a list by last days."""
        return paging.key_text(self.due, self.id)

    def days_left(self, today: datetime.date) -> int | None:
        """Until its last day, below zero where it is late."""
        return None if self.due is None else (self.due - today).days


@dataclass(frozen=True)
class Todo:
    """The shelves with how many cases stand on each, and a page of one of them."""

    counts: dict[str, paging.Count]
    shelf: str
    page: paging.Page[Waiting]

    @property
    def dated(self) -> bool:
        """Whether the page is in the order of last days."""
        return self.shelf in DATED


def todo(person: Person, shelf: str = MINE, at: paging.At = paging.FIRST) -> Todo:
    """What waits for a person; one shelf is shown, all are counted.

    First comes what is longest unchanged, of what has a last day what comes first or is longest overdue.
    """
    shelf = shelf if shelf in SHELVES else MINE
    counts = paging.counts_of({name: _counted(person, name) for name in SHELVES})
    page = _by_day(person, shelf, at) if shelf in DATED else _by_change(person, shelf, at)
    rows = _all_told(person, shelf, page.rows)
    if any(one.unassigned for one in rows) and accounts.is_only_one(person):  # acting, he has it in hand
        rows = [replace(one, unassigned=False) for one in rows]
    return Todo(counts, shelf, replace(page, rows=rows))


def near(person: Person, most: int = NEAR) -> tuple[Waiting, ...]:
    """Beside the cases: the first of what is overdue and of what ends soon, as its shelves have it."""
    found: list[Waiting] = []
    for shelf in (LATE, SOON):
        if len(found) < most:
            found += _all_told(person, shelf, _by_day(person, shelf, paging.FIRST).rows)
    return tuple(found[:most])


def _all_told(person: Person, shelf: str, cases: Sequence[Waiting]) -> list[Waiting]:
    """Cases of a page of a shelf, each with the matter that put it there."""
    firsts = _firsts(person, shelf, [one.id for one in cases]) if cases else {}
    return [_told(one, firsts.get(one.id, ())) for one in cases]


def waiting_of(row: tuple[Folder, Any]) -> Waiting:
    """The case of a row, without a matter."""
    folder = row[0]
    return Waiting(folder.id, folder.reference, folder.title, folder.headline, folder.updated_at)


def due_of(row: tuple[Folder, datetime.date, int]) -> Waiting:
    """The case of a row of last days."""
    return replace(waiting_of(row[:2]), due=row[1])


def _readers(person: Person) -> list[str]:
    """As whom a person reads the shelves of his institution."""
    return [*permissions.readers(person), opened(person.id)]


def _on_shelf(person: Person, shelf: str, readers: Sequence[str]) -> Select[Any]:
    found = select(*BY_CHANGE.columns).where(
        FolderShelf.institution_id == person.institution_id,
        FolderShelf.reader.in_(readers),
        FolderShelf.shelf == shelf,
    )
    if shelf != OTHERS:
        return found
    own, by = aliased(FolderShelf), _readers(person)  # in another seat, or as whoever may, it can be for him to act
    mine = (own.institution_id == person.institution_id, own.reader.in_(by), own.shelf == MINE)
    return found.where(~exists().where(own.folder_id == FolderShelf.folder_id, *mine))


def _days(person: Person, shelf: str, readers: Sequence[str]) -> Select[Any]:
    return select(*BY_DAY.columns).where(
        FolderDay.institution_id == person.institution_id,
        FolderDay.reader.in_(readers),
        _in_window(FolderDay.due, shelf),
    )


def _in_window(day: Any, shelf: str) -> ColumnElement[bool]:
    today = db.today()
    late: ColumnElement[bool] = day < today
    return late if shelf == LATE else and_(day >= today, day <= today + datetime.timedelta(days=SOON_DAYS))


def _counted(person: Person, shelf: str) -> Select[Any]:
    """The numbers of the cases on a shelf."""
    rows, of = (_days, FolderDay.folder_id) if shelf in DATED else (_on_shelf, FolderShelf.folder_id)
    return rows(person, shelf, _readers(person)).with_only_columns(of).distinct()


def _by_change(person: Person, shelf: str, at: paging.At) -> paging.Page[Waiting]:
    ranges = [_on_shelf(person, shelf, [reader]) for reader in _readers(person)]

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        return paging.along(ranges, BY_CHANGE, beyond, most, back, select(Folder), Folder.id)

    return paging.page_of(query, BY_CHANGE, at, PER_PAGE, waiting_of, lambda one: one.key)


def _by_day(person: Person, shelf: str, at: paging.At) -> paging.Page[Waiting]:
    """Each case once, at the first of its days."""
    readers = _readers(person)
    other = aliased(FolderDay)
    earlier = exists().where(
        other.folder_id == FolderDay.folder_id,
        other.institution_id == person.institution_id,
        other.reader.in_(readers),
        _in_window(other.due, shelf),
        tuple_(other.due, other.reader) < tuple_(FolderDay.due, FolderDay.reader),
    )
    ranges = [_days(person, shelf, [reader]).where(~earlier) for reader in readers]

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        return paging.along(ranges, BY_DAY, beyond, most, back, select(Folder), Folder.id)

    return paging.page_of(query, BY_DAY, at, PER_PAGE, due_of, lambda one: one.day_key)


def _is_his(person: Person) -> ColumnElement[bool]:
    """Matters of his seats at his institution, in his hand or in nobody's."""
    seats = permissions.acting_seats(person)
    own = FolderTask.institution_id == person.institution_id
    return and_(own, FolderTask.seat.in_(seats), FolderTask.person.in_(("", person.name)))


def _matters(person: Person, shelf: str) -> ColumnElement[bool]:
    """What puts a case on a shelf."""
    match shelf:
        case "returned":
            return and_(_is_his(person), FolderTask.turn, FolderTask.back)
        case "others":
            return true()
        case "soon" | "late":
            return and_(_is_his(person), _in_window(FolderTask.due, shelf))
    return and_(_is_his(person), FolderTask.turn)


def _firsts(person: Person, shelf: str, ids: list[int]) -> dict[int, list[FolderTask]]:
    """Of each case of a page the matters that put it there, in order."""
    query = select(FolderTask).where(FolderTask.folder_id.in_(ids), _matters(person, shelf))
    made: dict[int, list[FolderTask]] = {}
    for row in db.session().scalars(query.order_by(FolderTask.folder_id, FolderTask.turn.desc(), FolderTask.number)):
        made.setdefault(row.folder_id, []).append(row)
    return made


def _told(one: Waiting, matters: Sequence[FolderTask]) -> Waiting:
    """A case with the matter to show: the one that ends on the day of the list, else the first.

    Where its place has no day, it has its own, or else the first that any of its matters has.
    """
    if not matters:
        return one
    row = next((row for row in matters if row.due == one.due), matters[0]) if one.due else matters[0]
    due = one.due or row.due or min((row.due for row in matters if row.due is not None), default=None)
    of = next((other.told for other in matters if other.due == due), None) if due != row.due else None
    nobodys = not row.person and row.seat in ASSIGNED and row.act not in (*FREE, CONFIRM)
    return replace(
        one, told=row.told, act=row.act, about=row.about, due=due, due_of=of, turn=row.turn, unassigned=nobodys
    )
