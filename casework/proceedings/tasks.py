"""Whose turn it is in each case: derived from its acts, for the lists of what is to be done."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from casework.proceedings.beside import Beside
from casework.proceedings.models import Folder, FolderTask
from casework.proceedings.names import in_words, step_name, things, whom
from casework.proceedings.rows import rewrite
from rules.proceedings.advising import ordered
from rules.proceedings.book import load_table
from rules.proceedings.periods import Task as Wanted
from rules.proceedings.periods import ending, to_meet
from rules.proceedings.seats import assigned, in_charge
from rules.proceedings.state import Case
from rules.proceedings.turns import Turn, turns
from rules.proceedings.waiting import Matter, last_looks

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


def tasks_of(case: Case, day: datetime.date, beside: Beside = ()) -> list[Task]:
    """Everything that waits for somebody, what comes first in front. ``beside``: events that the case file tells."""
    put_away = case.state == "archived"
    found: dict[Task, str] = {}
    for matter in last_looks(case, day) if put_away else ordered(case, day):
        found |= dict.fromkeys(_tasks(case, matter), matter.on)
    if put_away:
        return list(found)
    return sorted(_with_periods(case, found, day, beside), key=lambda one: (one.institution, one.seat, one.person))


CONFIRM = "confirm_retirement"
"""What is done to an entry of the register of credits: no act of the table, and in nobody's hand."""
PAPER = "paper"
"""Kind of what is still to be handed in: ``on`` is the number of the act that it belongs to."""


def paper_of(case: Case, matter: Matter) -> str:
    """Which papers of which act are to be handed in."""
    act = case.acts[int(matter.on) - 1]
    owed = [in_words(case, one.told) for one in case.warnings if one.open and one.act == act.number]
    return f"{'、'.join(owed)}（{load_table().acts[act.do].label}，{act.at.year}年{act.at.month}月{act.at.day}日）"


def watched(found: Iterable[Task]) -> Iterator[Task]:
    """What is for somebody to do, and what will be on its day: the look after the years of tending."""
    every = list(found)
    taken = {(task.act, task.about) for task in every if task.turn}
    return (task for task in every if task.turn or (task.act, task.about) not in taken)


def first_due(found: Iterable[Task]) -> Task | None:
    """What ends first, or is longest late, of all that a case waits for: the one last day that its head, the lists and
    the to-do list tell. None where nothing has a last day."""
    dated = [task for task in watched(found) if task.due is not None]
    return min(dated, key=lambda task: task.due or datetime.date.max, default=None)


def due_of(case: Case, matter: Matter, wanted: Iterable[Wanted], place: str = "") -> datetime.date | None:
    """The last day of a matter: its own, or that of the periods of the law (``wanted``) that it ends, at a place."""
    if matter.act == "sue":  # a notice is waited for, nobody is late
        return None
    met = [one.until for one in wanted if place in ("", one.place) and _meets(case, matter.on, matter.act, one)]
    return matter.until or min(met, default=None)


def _meets(case: Case, of: str, act: str, one: Wanted) -> bool:
    track = case.tracks.get(of)
    return (
        track is not None
        and (not one.period.of or of in one.period.of)
        and ending(act, track.kind, one.period.deadline.rule)
    )


def _tasks(case: Case, matter: Matter) -> Iterator[Task]:
    table, names = load_table(), things(case)
    label = str(step_name(matter.act) if matter.act in table.acts else matter.told)
    track = case.tracks.get(matter.on)
    about = (
        paper_of(case, matter)
        if matter.kind == PAPER
        else names.get(matter.on) or (whom(case, matter.on) if track is not None and len(case.tracks) > 1 else "")
    )
    for turn in turns(case, matter):
        for person in (*turn.people, *_around(case, turn)) or ("",):
            yield Task(
                turn.institution,
                turn.kind,
                turn.seat,
                person,
                f"{label}：{about}" if about else label,
                matter.act,
                matter.on if matter.kind in ("obligation", "measuring", "enforcement", PAPER) else "",
                due_of(case, matter, ()),
                turn.acts,
                _came_back(case, matter),
            )


def _around(case: Case, turn: Turn) -> list[str]:
    """Who has it on other days, where somebody is away for a time: no act comes when that begins and when it ends."""
    every = assigned(case, turn.seat, turn.institution)
    away = [one for one in case.absences if one.name in every and one.institution == turn.institution]
    lasting = [one for one in away if case.day is not None and one.until >= case.day]
    return [name for one in lasting for name in (one.name, one.stand_in) if name not in turn.people]


def _with_periods(case: Case, found: dict[Task, str], day: datetime.date, beside: Beside) -> Iterator[Task]:
    """The tasks with the last day that the law sets for them; a period that no task meets is one itself."""
    wanted = list(to_meet(case, day, beside))
    met: list[Wanted] = []
    for task, of in found.items():
        own = [one for one in wanted if _is_met_by(case, task, of, one)]
        met += own
        yield replace(task, due=min(one.until for one in own)) if own and task.due is None else task
    for one in wanted:
        if one not in met:
            yield from _of_period(case, one)


def _is_met_by(case: Case, task: Task, of: str, one: Wanted) -> bool:
    return task.institution == one.place and _meets(case, of, task.act, one)


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


def as_they_stood(case: Case, beside: Beside = ()) -> list[Task]:
    """What waited when somebody last acted. ``beside``: events that the case file tells."""
    return tasks_of(case, case.day, beside) if case.day else []


def rows_of(found: Iterable[Task], places: Mapping[str, int]) -> Rows:
    """The rows of tasks, none of institutions that are not registered. ``places``: those that are, by name."""
    known = [task for task in found if task.institution in places]
    return [(places[task.institution], *(getattr(task, name) for name in COLUMNS)) for task in known]


def bring_up_to_date(folder: Folder, rows: Rows) -> None:
    """Write whose turn it is, in the transaction of the act."""
    names = ("institution_id", *COLUMNS)
    made = (dict(zip(names, row, strict=True)) for row in rows)
    rewrite(FolderTask, folder, ({"number": number, **row} for number, row in enumerate(made, 1)))
