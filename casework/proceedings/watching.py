"""What a supervisor looks at: cases that are late, corrected, with a recusal, over-performed, or without retirement."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from casework import db, paging
from casework.accounts import Person
from casework.proceedings import queries, todo
from casework.proceedings.models import Folder, FolderDay, FolderObligation, FolderShelf, FolderTask, RecordedAct
from casework.proceedings.shelves import ACTS, CORRECTED, OVER, OWED, RECUSED, UNRETIRED, WATCHING
from casework.proceedings.todo import Waiting
from rules.proceedings.book import load_table
from rules.settlement.heads import CREDITS

LATE = "late"
SHELVES = (LATE, CORRECTED, RECUSED, OVER, UNRETIRED)

BY_DAY = todo.BY_DAY
NEWEST_FIRST = replace(todo.BY_CHANGE, descending=True)


@dataclass(frozen=True)
class Watched:
    """The shelves with how many cases stand on each, and a page of one of them."""

    counts: dict[str, paging.Count]
    shelf: str
    page: paging.Page[Waiting]


def watched(person: Person, shelf: str = LATE, at: paging.At = paging.FIRST) -> Watched:
    """The cases that a supervisor sees and that call for it: what is longest overdue, or changed last, first."""
    shelf = shelf if shelf in SHELVES else LATE
    places = queries.places_of(person)
    counts = paging.counts_of({name: _counted(places, name) for name in SHELVES})
    order = BY_DAY if shelf == LATE else NEWEST_FIRST
    ranges = [_on(shelf).where(part) for part in places.parts(_place(shelf))]

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[Any]:
        return paging.along(ranges, order, beyond, most, back, select(Folder), Folder.id)

    make = todo.due_of if shelf == LATE else todo.waiting_of
    page = paging.page_of(query, order, at, todo.PER_PAGE, make, lambda one: one.day_key if one.due else one.key)
    why = _why(shelf, [one.id for one in page.rows])
    rows = [replace(one, told=why[one.id][0], due=why[one.id][1]) for one in page.rows]
    return Watched(counts, shelf, replace(page, rows=rows))


def _place(shelf: str) -> Any:
    return FolderDay.institution_id if shelf == LATE else FolderShelf.institution_id


def _on(shelf: str) -> Select[Any]:
    if shelf == LATE:
        rows = select(*BY_DAY.columns)
        return rows.where(FolderDay.reader == WATCHING, FolderDay.due < db.today()).distinct()
    rows = select(*NEWEST_FIRST.columns)
    return rows.where(FolderShelf.reader == WATCHING, FolderShelf.shelf == shelf).distinct()


def _counted(places: queries.Places, shelf: str) -> Select[Any]:
    of = FolderDay.folder_id if shelf == LATE else FolderShelf.folder_id
    return _on(shelf).where(places.among(_place(shelf))).with_only_columns(of)


def _of_duty(shelf: str) -> ColumnElement[bool]:
    if shelf == OVER:
        return FolderObligation.over.is_(True)
    return and_(FolderObligation.kind == CREDITS, FolderObligation.state.in_(OWED))


def _why(shelf: str, ids: list[int]) -> dict[int, tuple[str, datetime.date | None]]:
    """Of each case of a page, what put it on the shelf, and the day of that."""
    if shelf in ACTS:
        acts = select(RecordedAct.folder_id, RecordedAct.act, RecordedAct.done_on).where(
            RecordedAct.folder_id.in_(ids), RecordedAct.act.in_(ACTS[shelf])
        )
        table = load_table()
        rows = db.session().execute(acts.order_by(RecordedAct.number.desc()))
        found = [(row.folder_id, table.acts[row.act].label, row.done_on) for row in rows]
    elif shelf == LATE:
        due = select(FolderTask).where(FolderTask.folder_id.in_(ids), FolderTask.due < db.today())
        late = db.session().scalars(due.order_by(FolderTask.due, FolderTask.turn.desc(), FolderTask.number))
        found = [(row.folder_id, row.told, row.due) for row in late]
    else:
        duties = select(FolderObligation).where(FolderObligation.folder_id.in_(ids), _of_duty(shelf))
        owed = db.session().scalars(duties.order_by(FolderObligation.key))
        found = [(row.folder_id, row.kind, row.due) for row in owed]
    made: dict[int, tuple[str, datetime.date | None]] = {}
    for number, told, day in found:
        made.setdefault(number, (told, day))
    return made
