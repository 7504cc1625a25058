"""What a supervisor looks at: cases that are late, corrected, with a recusal, over-performed, or without retirement."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, and_, exists, select

from casework import db, paging
from casework.accounts import Person
from casework.proceedings import tasks
from casework.proceedings.models import Folder, FolderObligation, FolderTask, RecordedAct
from casework.proceedings.queries import seen_by
from casework.proceedings.tasks import Waiting
from rules.proceedings.book import load_table
from rules.settlement.plan import CREDITS

LATE, CORRECTED, RECUSED, OVER, UNRETIRED = "late", "corrected", "recused", "over", "unretired"
SHELVES = (LATE, CORRECTED, RECUSED, OVER, UNRETIRED)
ACTS = {CORRECTED: ("correct", "return_for_correction", "void"), RECUSED: ("recuse", "decide_recusal")}
OWED = ("undertaken", "fixed", "performing", "performed", "part_failed", "failed", "enforced")
"""States of an obligation that is not proven yet."""

_BY_CHANGE = (Folder.updated_at, Folder.id)
NEWEST_FIRST = paging.Order(_BY_CHANGE, (paging.moment, paging.row_number), descending=True)


@dataclass(frozen=True)
class Watched:
    """The shelves with how many cases stand on each, and a page of one of them."""

    counts: dict[str, paging.Count]
    shelf: str
    page: paging.Page[Waiting]


def watched(person: Person, shelf: str = LATE, at: paging.At = paging.FIRST) -> Watched:
    """The cases that a supervisor sees and that call for it, the last changed first."""
    shelf = shelf if shelf in SHELVES else LATE
    every = {name: select(Folder.id).where(seen_by(person), _on(name)) for name in SHELVES}
    counts = paging.counts_of(every)

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[tuple[Folder]]:
        found = select(Folder).where(seen_by(person), _on(shelf))
        if beyond is not None:
            found = found.where(beyond)
        return NEWEST_FIRST.sorted(found, back=back).limit(most)

    page = paging.page_of(query, NEWEST_FIRST, at, tasks.PER_PAGE, tasks.waiting_of, lambda one: one.key)
    why = _why(shelf, [one.id for one in page.rows])
    rows = [replace(one, told=why[one.id][0], due=why[one.id][1]) for one in page.rows]
    return Watched(counts, shelf, paging.Page(rows, page.before, page.after))


def _on(shelf: str) -> ColumnElement[bool]:
    if shelf in ACTS:
        return exists().where(RecordedAct.folder_id == Folder.id, RecordedAct.act.in_(ACTS[shelf]))
    if shelf == LATE:
        return exists().where(FolderTask.folder_id == Folder.id, _is_late())
    return exists().where(FolderObligation.folder_id == Folder.id, _of_duty(shelf))


def _is_late() -> ColumnElement[bool]:
    return and_(FolderTask.turn, FolderTask.due < db.today())


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
        due = select(FolderTask).where(FolderTask.folder_id.in_(ids), _is_late())
        late = db.session().scalars(due.order_by(FolderTask.due, FolderTask.number))
        found = [(row.folder_id, row.told, row.due) for row in late]
    else:
        duties = select(FolderObligation).where(FolderObligation.folder_id.in_(ids), _of_duty(shelf))
        owed = db.session().scalars(duties.order_by(FolderObligation.key))
        found = [(row.folder_id, row.kind, row.due) for row in owed]
    made: dict[int, tuple[str, datetime.date | None]] = {}
    for number, told, day in found:
        made.setdefault(number, (told, day))
    return made
