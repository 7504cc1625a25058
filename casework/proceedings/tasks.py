"""Whose turn it is in each case: derived from its acts, for the lists of what is to be done."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, not_, or_, select

from casework import db, paging, permissions
from casework.accounts import Institution, Person
from casework.proceedings.models import Folder, FolderSeat, FolderTask
from casework.proceedings.names import step_name, things
from rules.proceedings.advising import ordered
from rules.proceedings.asking import Matter
from rules.proceedings.book import load_table
from rules.proceedings.periods import Task as Wanted
from rules.proceedings.periods import ending, to_meet
from rules.proceedings.seats import assigned, in_charge
from rules.proceedings.state import Case
from rules.proceedings.turns import Turn, turns

PER_PAGE = 20
SOON_DAYS = 15
MINE, RETURNED, OTHERS, SOON, LATE = "mine", "returned", "others", "soon", "late"
SHELVES = (MINE, RETURNED, OTHERS, SOON, LATE)
"""What the to-do list is divided into: to be done by me, returned to me, waiting for others, due soon, overdue."""

BACK = ("sent_back", "supplementary", "returned")
"""States in which something came back to whoever had handed it on."""


@dataclass(frozen=True)
class Task:
    """A matter of a case for one seat at one institution. ``person``: who has it in hand, empty where nobody has yet.

    ``turn``: whether it is his to act, or only to watch that another does. ``back``: it came back to him.
    """

    institution: str
    kind: str
    seat: str
    person: str
    told: str
    act: str
    about: str
    due: datetime.date | None
    turn: bool
    back: bool


def tasks_of(case: Case, day: datetime.date) -> list[Task]:
    """Everything that waits for somebody, what comes first in front."""
    if case.state == "archived":
        return []
    found: dict[Task, str] = {}
    for matter in ordered(case, day):
        found |= dict.fromkeys(_tasks(case, matter), matter.on)
    return sorted(_with_periods(case, found, day), key=lambda one: (one.institution, one.seat, one.person))


def _tasks(case: Case, matter: Matter) -> Iterator[Task]:
    table, names = load_table(), things(case)
    label = str(step_name(matter.act) if matter.act in table.acts else matter.told)
    track = case.tracks.get(matter.on)
    whom = names.get(matter.on) or (matter.on.partition(":")[2] if track is not None and len(case.tracks) > 1 else "")
    for turn in turns(case, matter):
        for person in (*turn.people, *_around(case, turn)) or ("",):
            yield Task(
                turn.institution,
                turn.kind,
                turn.seat,
                person,
                f"{label}：{whom}" if whom else label,
                matter.act,
                matter.on if matter.kind in ("obligation", "measuring", "enforcement") else "",
                None if matter.act == "sue" else matter.until,  # a notice is waited for, nobody is late
                turn.acts,
                _came_back(case, matter),
            )


def _around(case: Case, turn: Turn) -> list[str]:
    """Who has it on other days, where somebody is away for a time: no act comes when that begins and when it ends."""
    every = assigned(case, turn.seat, turn.institution)
    away = [one for one in case.absences if one.name in every and one.institution == turn.institution]
    lasting = [one for one in away if case.day is not None and one.until >= case.day]
    return [name for one in lasting for name in (one.name, one.stand_in) if name not in turn.people]


def _with_periods(case: Case, found: dict[Task, str], day: datetime.date) -> Iterator[Task]:
    """The tasks with the last day that the law sets for them; a period that no task meets is one itself."""
    wanted = list(to_meet(case, day))
    met: list[Wanted] = []
    for task, of in found.items():
        own = [one for one in wanted if _is_met_by(case, task, of, one)]
        met += own
        yield replace(task, due=min(one.until for one in own)) if own and task.due is None else task
    for one in wanted:
        if one not in met:
            yield from _of_period(case, one)


def _is_met_by(case: Case, task: Task, of: str, one: Wanted) -> bool:
    track = case.tracks.get(of)
    if track is None or task.institution != one.place:
        return False
    ids = one.period.of
    return (not ids or of in ids) and ending(task.act, track.kind, one.period.deadline.rule)


def _of_period(case: Case, one: Wanted) -> Iterator[Task]:
    """Not met by the step that is next: 报备, 送达, a period that has run on."""
    found = one.period.deadline
    told = f"{found.rule.title}（{found.whom}）" if found.whom else found.rule.title
    kind = next(seat.kind for seat in case.seats if seat.institution == one.place)
    for person in in_charge(case, one.seat, one.place, case.day) or ("",):
        yield Task(one.place, kind, one.seat, person, told, one.act, "", one.until, True, False)


def _came_back(case: Case, matter: Matter) -> bool:
    track, measuring = case.tracks.get(matter.on), case.measurings.get(matter.on)
    state = track.state if track is not None else measuring.state if measuring is not None else ""
    return matter.act == "correct" or state in BACK


COLUMNS = ("seat", "person", "told", "act", "about", "due", "turn", "back")
"""What a row says beside its case and institution, by the names that a task has for it, too."""

Rows = list[tuple[Any, ...]]


def rows_of(case: Case) -> Rows:
    """The rows that a case has, as it stood when somebody last acted; none of institutions that are not registered."""
    found = tasks_of(case, case.day) if case.day else []
    query = select(Institution.name, Institution.id).where(Institution.name.in_({task.institution for task in found}))
    places = {row.name: row.id for row in db.session().execute(query)}
    known = [task for task in found if task.institution in places]
    return [(places[task.institution], *(getattr(task, name) for name in COLUMNS)) for task in known]


def stored(folder: Folder) -> Rows:
    """The rows that are kept of a case, in their order."""
    columns = (FolderTask.institution_id, *(getattr(FolderTask, name) for name in COLUMNS))
    query = select(*columns).where(FolderTask.folder_id == folder.id).order_by(FolderTask.number)
    return [tuple(row) for row in db.session().execute(query)]


def bring_up_to_date(folder: Folder, case: Case) -> None:
    """Write whose turn it is, in the transaction of the act."""
    session = db.session()
    session.execute(delete(FolderTask).where(FolderTask.folder_id == folder.id))
    session.add_all(
        FolderTask(folder_id=folder.id, number=number, institution_id=place, **dict(zip(COLUMNS, rest, strict=True)))
        for number, (place, *rest) in enumerate(rows_of(case), 1)
    )


@dataclass(frozen=True)
class Waiting:
    """A case of the to-do list with the first of its matters for the person."""

    id: int
    reference: str
    title: str
    headline: str
    updated_at: datetime.datetime
    told: str | None = None
    act: str | None = None
    about: str | None = None
    due: datetime.date | None = None

    @property
    def key(self) -> str:
        """Its place in the list."""
        return paging.key_text(self.updated_at, self.id)

    def days_left(self, today: datetime.date) -> int | None:
        """Until its last day, below zero where it is late."""
        return None if self.due is None else (self.due - today).days


@dataclass(frozen=True)
class Todo:
    """The shelves with how many cases stand on each, and a page of one of them."""

    counts: dict[str, paging.Count]
    shelf: str
    page: paging.Page[Waiting]


_BY_CHANGE = (Folder.updated_at, Folder.id)
OLDEST_FIRST = paging.Order(_BY_CHANGE, (paging.moment, paging.row_number))


def waiting(person: Person) -> paging.Count:
    """How many cases wait for a person."""
    return paging.count_of(_cases(person, MINE))


def todo(person: Person, shelf: str = MINE, at: paging.At = paging.FIRST) -> Todo:
    """What waits for a person, the longest unchanged first; one shelf is shown, all are counted."""
    shelf = shelf if shelf in SHELVES else MINE
    cases = {name: _cases(person, name) for name in SHELVES}
    counts = paging.counts_of(cases)

    def query(beyond: ColumnElement[bool] | None, most: int, back: bool) -> Select[tuple[Folder]]:
        found = select(Folder).where(Folder.id.in_(cases[shelf]))
        if beyond is not None:
            found = found.where(beyond)
        return OLDEST_FIRST.sorted(found, back=back).limit(most)

    page = paging.page_of(query, OLDEST_FIRST, at, PER_PAGE, waiting_of, lambda one: one.key)
    firsts = _firsts(person, shelf, [one.id for one in page.rows])
    rows = [firsts[one.id](one) if one.id in firsts else one for one in page.rows]
    return Todo(counts, shelf, paging.Page(rows, page.before, page.after))


def waiting_of(row: tuple[Folder]) -> Waiting:
    """The case of a row, without a matter."""
    folder = row[0]
    return Waiting(folder.id, folder.reference, folder.title, folder.headline, folder.updated_at)


def _his(person: Person) -> ColumnElement[bool]:
    """Matters of his seats at his institution, in his hand or in nobody's."""
    seats = permissions.acting_seats(person)
    own = FolderTask.institution_id == person.institution_id
    return and_(own, FolderTask.seat.in_(seats), FolderTask.person.in_(("", person.name)))


def _on_shelf(person: Person, shelf: str) -> ColumnElement[bool]:
    today = db.today()
    match shelf:
        case "returned":
            return and_(_his(person), FolderTask.turn, FolderTask.back)
        case "soon":
            end = today + datetime.timedelta(days=SOON_DAYS)
            return and_(_his(person), FolderTask.due.is_not(None), FolderTask.due >= today, FolderTask.due <= end)
        case "late":
            return and_(_his(person), FolderTask.due.is_not(None), FolderTask.due < today)
        case "others":
            mine = and_(_his(person), FolderTask.turn)
            return not_(mine)
    return and_(_his(person), FolderTask.turn)


def _cases(person: Person, shelf: str) -> Select[int]:
    """The numbers of the cases on a shelf."""
    if shelf == OTHERS:
        seat = exists().where(FolderSeat.folder_id == Folder.id, FolderSeat.institution_id == person.institution_id)
        mine = exists().where(FolderTask.folder_id == Folder.id, _his(person), FolderTask.turn)
        his = exists().where(FolderTask.folder_id == Folder.id, _his(person))
        others = exists().where(FolderTask.folder_id == Folder.id, FolderTask.turn)
        opened = Folder.opened_by == person.id
        return select(Folder.id).where(Folder.state != "archived", seat, others, not_(mine), or_(opened, his))
    return select(FolderTask.folder_id).where(_on_shelf(person, shelf)).distinct()


def _firsts(person: Person, shelf: str, ids: list[int]) -> dict[int, _Matter]:
    """Of each case of a page, the matter to show: where days count the one that is due first, else the first.

    Its last day is its own, or else the first that any of them has.
    """
    query = select(FolderTask).where(FolderTask.folder_id.in_(ids), _on_shelf(person, shelf))
    if shelf == OTHERS:
        query = select(FolderTask).where(FolderTask.folder_id.in_(ids), FolderTask.turn)
    rows = list(db.session().scalars(query.order_by(FolderTask.folder_id, FolderTask.number)))
    if shelf in (SOON, LATE):
        rows.sort(key=lambda one: one.due or datetime.date.max)
    made: dict[int, _Matter] = {}
    for row in rows:
        first = made.setdefault(row.folder_id, _Matter(row))
        if first.row.due is None and row.due is not None:
            first.due = row.due if first.due is None else min(first.due, row.due)
    return made


class _Matter:
    """Puts a matter beside its case."""

    def __init__(self, row: FolderTask) -> None:
        self.row, self.due = row, row.due

    def __call__(self, one: Waiting) -> Waiting:
        row = self.row
        return Waiting(
            one.id, one.reference, one.title, one.headline, one.updated_at, row.told, row.act, row.about, self.due
        )
