"""On which shelves a case stands, and for whom: rows keyed by what the lists of things to do and to watch ask for.

A reader is whoever has the case in hand in a seat, whoever may take it there, the person who opened it, or anybody who
watches over the institution. Each has a shelf as a stretch of an index: a page of it costs the same however many cases
there are. Which last days have passed, time alone tells; days are kept in their order, and asked for by today's.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, insert

from casework import db
from casework.accounts import Person
from casework.proceedings.models import Folder, FolderDay, FolderShelf
from casework.proceedings.tasks import Task
from rules.proceedings.state import Case
from rules.settlement.heads import CREDITS

MINE, RETURNED, OTHERS = "mine", "returned", "others"
"""Of what is to be done: by the reader, because it came back to him, by others while he waits."""

CORRECTED, RECUSED, OVER, UNRETIRED = "corrected", "recused", "over", "unretired"
"""Of what is to be watched."""

ACTS = {CORRECTED: ("correct", "return_for_correction", "void"), RECUSED: ("recuse", "decide_recusal")}
OWED = ("undertaken", "fixed", "performing", "performed", "part_failed", "failed", "enforced")
"""States of an obligation that is not proven yet."""

WATCHING = ""
"""The reader who watches over an institution."""


def seated(seat: str, name: str = "") -> str:
    """The reader who has a case in hand in this seat; without a name whoever may take it."""
    return f"{seat}:{name}"


def opened(person_id: int) -> str:
    """The reader who opened a case."""
    return f"opened:{person_id}"


Shelved = tuple[int, str, str]
"""Institution, reader, shelf."""
Dated = tuple[int, str, datetime.date]
"""Institution, reader, last day."""


@dataclass(frozen=True)
class Shelves:
    """Where a case stands."""

    shelves: set[Shelved] = field(default_factory=set)
    days: set[Dated] = field(default_factory=set)


def shelves_of(case: Case, found: Iterable[Task], opener: Person, places: Mapping[str, int]) -> Shelves:
    """Where a case stands that has these tasks. ``places``: the institutions that see it, by name."""
    tasks = [task for task in found if task.institution in places]
    made = Shelves()
    readers: dict[tuple[int, str], list[Task]] = {}
    for task in tasks:
        readers.setdefault((places[task.institution], seated(task.seat, task.person)), []).append(task)
    waits = any(task.turn for task in tasks)
    for (place, reader), own in readers.items():
        made.shelves.update((place, reader, shelf) for shelf in _shelves(own))
        made.days.update((place, reader, task.due) for task in own if task.due is not None)
    if waits and not any(_has(task, opener) for task in tasks):
        made.shelves.add((places[opener.institution.name], opened(opener.id), OTHERS))
    _add_watched(made, case, tasks, places)
    return made


def _shelves(own: list[Task]) -> Iterable[str]:
    yield MINE if any(task.turn for task in own) else OTHERS
    if any(task.turn and task.back for task in own):
        yield RETURNED


def _has(task: Task, person: Person) -> bool:
    """Whether the task is of a seat that he, or anybody at his institution, has in hand: then that tells of it."""
    return task.institution == person.institution.name and task.person in ("", person.name)


def _add_watched(made: Shelves, case: Case, tasks: Iterable[Task], places: Mapping[str, int]) -> None:
    done = {act.do for act in case.acts}
    duties = case.obligations.values()
    on = [shelf for shelf, acts in ACTS.items() if not done.isdisjoint(acts)]
    on += [OVER] if any(one.over > 0 for one in duties) else []
    on += [UNRETIRED] if any(one.kind == CREDITS and one.state in OWED for one in duties) else []
    due = min((task.due for task in tasks if task.turn and task.due is not None), default=None)
    for place in places.values():
        made.shelves.update((place, WATCHING, shelf) for shelf in on)
        if due is not None:
            made.days.add((place, WATCHING, due))


def bring_up_to_date(folder: Folder, made: Shelves) -> None:
    """Write where a case stands, in the transaction of the act."""
    session = db.session()
    for model in (FolderShelf, FolderDay):
        session.execute(delete(model).where(model.folder_id == folder.id))
    if made.shelves:
        keys = ("institution_id", "reader", "shelf")
        of = {"folder_id": folder.id, "updated_at": folder.updated_at}
        session.execute(insert(FolderShelf), [dict(zip(keys, row, strict=True)) | of for row in sorted(made.shelves)])
    if made.days:
        keys = ("institution_id", "reader", "due")
        of = {"folder_id": folder.id}
        session.execute(insert(FolderDay), [dict(zip(keys, row, strict=True)) | of for row in sorted(made.days)])
