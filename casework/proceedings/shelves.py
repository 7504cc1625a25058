"""On which shelves a case stands, and for whom: rows keyed by what the lists of things to do and to watch ask for.

A reader is whoever has the case in hand in a seat, whoever may take it there, the person who opened it, or anybody who
watches over the institution. Each has a shelf as a stretch of an index: a page of it costs the same however many cases
there are. Which last days have passed, time alone tells; days are kept in their order, and asked for by today's.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from casework.accounts import Person
from casework.proceedings.models import Folder, FolderDay, FolderShelf
from casework.proceedings.rows import rewrite
from casework.proceedings.tasks import Task, first_due
from rules.proceedings.state import Case
from rules.settlement.heads import CREDITS

MINE, RETURNED, OTHERS = "mine", "returned", "others"
"""Of what is to be done: by the reader, because it came back to him, by others while he waits."""

CORRECTED, RECUSED, OVER, UNRETIRED = "corrected", "recused", "over", "unretired"
"""Of what is to be watched."""

IN_HAND = "in hand"
"""On no list: of a case whose record is sealed, who has it in hand and so still sees it."""

ACTS = {CORRECTED: ("correct", "return_for_correction", "void"), RECUSED: ("recuse", "decide_recusal")}
OWED = ("undertaken", "fixed", "performing", "performed", "part_failed", "failed", "enforced")
"""States of an obligation that is not proven yet."""

WATCHING = ""
"""The reader who watches over an institution."""


def watching(state: str = "", offence: str = "") -> str:
    """The reader who watches over its cases in a state, about an offence, or both: days alone are kept for him."""
    return f"watched:{state}:{offence}" if state or offence else WATCHING


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

    def of_seats(self) -> Shelves:
        """What of it is for who has, or may take, a case in hand, and not for who opened it or watches."""
        return Shelves(
            {one for one in self.shelves if _is_of_seat(one[1])}, {one for one in self.days if _is_of_seat(one[1])}
        )


def shelves_of(
    case: Case, found: Iterable[Task], opener: Person, places: Mapping[str, int], offences: Iterable[str]
) -> Shelves:
    """Where a case stands that has these tasks. ``places``: the institutions that see it, by name; ``offences``: every
    one that somebody is charged with."""
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
    _add_watched(made, case, places)
    _add_watched_days(made, case, tasks, places, offences)
    return made


def _shelves(own: list[Task]) -> Iterable[str]:
    yield MINE if any(task.turn for task in own) else OTHERS
    if any(task.turn and task.back for task in own):
        yield RETURNED


def _has(task: Task, person: Person) -> bool:
    """Whether the task is of a seat that he, or anybody at his institution, has in hand: then that tells of it."""
    return task.institution == person.institution.name and task.person in ("", person.name)


def _add_watched(made: Shelves, case: Case, places: Mapping[str, int]) -> None:
    done = {act.do for act in case.acts}
    duties = case.obligations.values()
    on = [shelf for shelf, acts in ACTS.items() if not done.isdisjoint(acts)]
    on += [OVER] if any(one.over > 0 for one in duties) else []
    on += [UNRETIRED] if any(one.kind == CREDITS and one.state in OWED for one in duties) else []
    for place in places.values():
        made.shelves.update((place, WATCHING, shelf) for shelf in on)


def _add_watched_days(
    made: Shelves, case: Case, tasks: Iterable[Task], places: Mapping[str, int], offences: Iterable[str]
) -> None:
    """The next last day, for whoever asks for all cases, for those in its state, about an offence of it, or both."""
    first = first_due(tasks)
    if first is not None and first.due is not None:
        readers = [watching(*asked) for asked in product(("", case.state), ("", *offences))]
        made.days.update((place, reader, first.due) for place, reader in product(places.values(), readers))


def _is_of_seat(reader: str) -> bool:
    return reader != WATCHING and reader.partition(":")[0] not in ("opened", "watched")


def bring_up_to_date(folder: Folder, made: Shelves) -> None:
    """Write where a case stands, in the transaction of the act."""
    keys, changed = ("institution_id", "reader", "shelf"), {"updated_at": folder.updated_at}
    rewrite(FolderShelf, folder, (dict(zip(keys, row, strict=True)) | changed for row in sorted(made.shelves)))
    keys = ("institution_id", "reader", "due")
    rewrite(FolderDay, folder, (dict(zip(keys, row, strict=True)) for row in sorted(made.days)))
