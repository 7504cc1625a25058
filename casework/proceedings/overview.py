"""The page of a case: its head, its course, what is owed, measured, done, on which papers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from casework import db
from casework.accounts import Person, institutions
from casework.proceedings import dossier, moves, next_steps, tasks
from casework.proceedings.beside import Beside, told_by_file
from casework.proceedings.course_line import Mark, line
from casework.proceedings.dossier import Kept
from casework.proceedings.duties import Duty, duties
from casework.proceedings.history import history
from casework.proceedings.models import Folder, ForeignCase
from casework.proceedings.moves import Related
from casework.proceedings.names import case_name, numbers_of, things, word
from casework.proceedings.results import Result, results
from casework.proceedings.telling import Told, papers_of, told
from rules.proceedings import clock
from rules.proceedings.book import load_table
from rules.proceedings.seats import PLACES
from rules.proceedings.state import Case, Track
from rules.proceedings.table import Table
from rules.proceedings.turns import seat_of
from rules.reading.messages import msg, template

SEATED = template("{name}（{seat}）")
"""Somebody with the seat in which he has a case in hand."""

TRACK_NAMES = {
    "criminal": _("刑事"),
    "civil": _("民事公益诉讼"),
    "negotiation": _("磋商"),
    "administrative": _("行政处理"),
    "supervision": _("行政检察监督"),
    "enforcement": _("执行"),
}


@dataclass(frozen=True)
class Place:
    """An institution of a case and who has it in hand there. ``registered``: whether anybody there can see the case."""

    kind: str
    institution: str
    people: tuple[str, ...]
    """Each with his seat."""
    registered: bool = True


@dataclass(frozen=True)
class Course:
    """One of the proceedings in a case: whom it concerns, where it stands, since when."""

    id: str
    kind: str
    name: object
    persons: tuple[str, ...]
    state: str
    ended: bool
    since: datetime.date | None
    court: str


@dataclass(frozen=True)
class Period:
    """What has the next last day of a case, or the one longest passed."""

    title: str
    end: datetime.date
    days_left: int


@dataclass(frozen=True)
class Head:
    """What stands above every page of a case. ``opened``: the day of its first act."""

    folder: Folder
    case: Case
    name: str
    numbers: tuple[str, ...]
    offences: tuple[str, ...]
    places: tuple[Place, ...]
    period: Period | None

    @property
    def opened(self) -> datetime.date | None:
        """The day of the first act."""
        return self.case.opened

    @property
    def taken_over(self) -> bool:
        """Whether its first acts were told from the records of the former system."""
        return any(act.do == "take_over" for act in self.case.acts)


@dataclass(frozen=True)
class Overview:
    """A case as its page shows it."""

    head: Head
    courses: tuple[Course, ...]
    line: tuple[Mark, ...]
    duties: tuple[Duty, ...]
    results: tuple[Result, ...]
    timeline: tuple[Told, ...]
    papers: tuple[Kept, ...]
    outstanding: tuple[next_steps.Owed, ...]
    related: tuple[Related, ...]
    seen: int
    beside: Beside = ()
    """Events of the proceedings that the case file alone tells."""
    today: datetime.date = field(default_factory=lambda: db.today())

    @property
    def simple(self) -> bool:
        """Whether one accused goes through one kind of proceedings: then nothing is told that only others need."""
        apart = [one for one in self.courses if one.kind != "enforcement"]
        return len(apart) <= 1 and all(one.kind != "criminal" or len(one.persons) <= 1 for one in apart)

    @property
    def several(self) -> bool:
        """Whether it must be said of a duty who owes it."""
        return len({name for duty in self.duties for name in duty.obligors}) > 1

    @property
    def deposits(self) -> bool:
        """Whether any deposit was asked for or paid."""
        return any(duty.security is not None or duty.held for duty in self.duties)


def overview(folder: Folder, person: Person) -> Overview:
    """The case as it stands today, for a person who may see it."""
    return of_case(folder, history(folder), person)


def of_case(folder: Folder, case: Case, person: Person) -> Overview:
    """The page of a case that was read already."""
    table, day = load_table(), db.today()
    courses = tuple(_course(table, case, track, day) for track in case.tracks.values())
    named = tuple(dict.fromkeys(name for act in case.acts for name in papers_of(table, act)))
    beside = told_by_file(folder)
    return Overview(
        head_of(folder, case, beside),
        _alike_together(courses),
        line(case, day),
        tuple(duties(table, case, day)),
        results(case),
        tuple(reversed(told(table, case, case.acts))),
        dossier.kept(folder, person, named),
        next_steps.outstanding(table, case),
        moves.related(case, person),
        len(case.acts),
        beside,
    )


def head(folder: Folder) -> Head:
    """What stands above every page of a case."""
    return head_of(folder, history(folder))


def head_of(folder: Folder, case: Case, beside: Beside | None = None) -> Head:
    """The same of a case that was read already. ``beside``: what its file tells, where that was read, too."""
    return Head(
        folder,
        case,
        case_name(case) or folder.reference,
        numbers_of(case),
        tuple(dict.fromkeys(name for of in case.offences.values() for name in of)),
        tuple(_places(case)),
        _period(case, db.today(), told_by_file(folder) if beside is None else beside),
    )


def came_from(folder: Folder) -> ForeignCase | None:
    """Whence a case came that was taken in from another installation; None of one that was opened here."""
    return db.session().scalar(select(ForeignCase).where(ForeignCase.folder_id == folder.id))


def today() -> datetime.date:
    """The day of which the pages tell."""
    return db.today()


def changes(before: Case, after: Case) -> tuple[str, ...]:
    """What an act makes of a case, in words: proceedings and duties that change their state, and new ones."""
    table, names = load_table(), things(after)
    made = []
    for key, track in after.tracks.items():
        old = before.tracks.get(key)
        if old is None or old.state != track.state:
            whom = key.partition(":")[2]
            kind = str(TRACK_NAMES.get(track.kind, track.kind)) + (f"（{names.get(whom, whom)}）" if whom else "")
            made.append(f"{kind}：{_moved(table, track.kind, old.state if old else '', track.state)}")
    for key, duty in after.obligations.items():
        was = before.obligations.get(key)
        if was is None or was.state != duty.state:
            made.append(f"{names[key]}：{_moved(table, 'obligation', was.state if was else '', duty.state)}")
    for key, one in after.measurings.items():
        known = before.measurings.get(key)
        if known is None or known.state != one.state:
            made.append(f"{names[key]}：{_moved(table, 'measuring', known.state if known else '', one.state)}")
    return tuple(made)


def strangers(before: Case, after: Case) -> tuple[str, ...]:
    """Institutions that an act gives a seat and that are not registered: nobody there will see the case."""
    return institutions.unregistered(seat.institution for seat in after.seats if seat not in before.seats)


def _moved(table: Table, kind: str, old: str, new: str) -> str:
    label = table.label(kind, new)
    return f"{table.label(kind, old)} → {label}" if old else label


def _places(case: Case) -> list[Place]:
    made = []
    unknown = institutions.unregistered(seat.institution for seat in case.seats)
    for seat in case.seats:
        people = dict.fromkeys(
            msg(SEATED, name=one.name, seat=word(seat_of(one)))
            for one in case.assignments
            if one.institution == seat.institution and not one.ended
        )
        kind = word(PLACES.get(seat.kind, seat.kind))
        made.append(Place(kind, seat.institution, tuple(people), seat.institution not in unknown))
    return made


def _course(table: Table, case: Case, track: Track, on: datetime.date) -> Course:
    state = clock.track_state(table, case, track, on)
    since = track.passages[-1].at if track.passages else None
    return Course(
        track.id,
        track.kind,
        TRACK_NAMES.get(track.kind, track.kind),
        track.persons,
        word(table.label(track.kind, state)),
        clock.has_ended(table, case, track, on) and not clock.awaits_decision(case, track),
        since,
        track.court,
    )


def _alike_together(courses: tuple[Course, ...]) -> tuple[Course, ...]:
    """Proceedings of one kind that stand alike, each of other persons, as one."""
    made: dict[tuple[object, ...], Course] = {}
    for one in courses:
        key = (one.kind, str(one.state), one.ended, one.since, one.court) if one.kind == "criminal" else (one.id,)
        known = made.get(key)
        made[key] = one if known is None else replace(known, persons=(*known.persons, *one.persons))
    return tuple(made.values())


def _period(case: Case, on: datetime.date, beside: Beside = ()) -> Period | None:
    """What ends next, or is longest late, as the lists tell it; none once the case is put away."""
    found = None if case.state == "archived" else tasks.first_due(tasks.tasks_of(case, on, beside))
    if found is None or found.due is None:
        return None
    return Period(found.told, found.due, (found.due - on).days)
