"""A scratch office in which a script is played through the services, day by day: nothing of it is kept."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace

from sqlalchemy import select

from casework import db, permissions
from casework.accounts import Institution, Person
from casework.audit import service as audit
from casework.proceedings import moves, service
from casework.proceedings.errors import Incomplete, NotPermitted, NotPossible
from casework.proceedings.files import Paper
from casework.proceedings.history import named
from casework.proceedings.models import Folder
from casework.proceedings.service import Doing
from rules.proceedings.acts import SYSTEM, Act, Actor
from rules.proceedings.book import load_table
from rules.proceedings.course import begin, tick
from rules.proceedings.names import may
from rules.proceedings.other_cases import SPLIT, move_of
from rules.proceedings.refusals import Refused
from rules.proceedings.script import Script
from rules.proceedings.stage import no_such_case
from rules.proceedings.state import Case, Seat
from rules.reading.messages import msg, template
from rules.settlement.loss import Loss
from rules.values.clock import played_on

NOBODY_ENTERS = template("脚本中没有可以登记“{act}”的人")
NAME_A_SEAT = template("在席位（seats）中写明可以登记的单位")
PAPER = "脚本中的文书：{name}\n"
NOWHERE = "000000"
"""The area of an institution of a script, which only names it."""
NOBODYS_PASSWORD = "!"  # noqa: S105 - no hash: nobody signs in here


class OfficeStage:
    """A stage on the records of the present application. Institutions and people appear when they first act."""

    def __init__(self) -> None:
        self.folder: Folder | None = None
        self._folders: dict[str, Folder] = {}
        self._days = ExitStack()
        self._case = Case()
        self._day: datetime.date | None = None
        self._loss: Loss | None = None
        self._cast: Mapping[str, Actor] = {}
        self._seats: tuple[Seat, ...] = ()
        self._at = ""

    def begin(self, script: Script) -> None:
        facts, self._loss, self._cast, self._seats = script.facts, script.loss, script.cast, script.seats
        self._case = begin(
            title=script.title,
            seats=script.seats,
            parties=facts.parties,
            offences=facts.offences or {},
            stands={name: tuple(of) for name, of in (facts.stands or {}).items()},
        )
        for seat in script.seats:
            self.place_of(seat.institution, seat.kind)

    def act(self, act: Act) -> None:
        self._on(act.at)
        if SYSTEM in act.by.seats:
            act = replace(act, by=self._who_puts_down(act))
        person = self.person_of(act.by)
        papers = _papers(act, self._case)
        doing = Doing(act.do, act.at, act.on, act.args, act.reason, act.files, papers, act.by.sole, loss=self._loss)
        move = move_of(self._case, act)
        if move is not None and move.other in self._folders:
            doing = moves.naming(doing, self._folders[move.other].reference)
        try:
            if self.folder is None:
                self.folder = service.open_folder(person, self._case, (doing,))
                self._case = service.state(self.folder)
                self._folders[self._at] = self.folder
            else:
                self._case = service.record(self.folder, person, doing)
            if move is not None and move.act == SPLIT:
                self._folders[move.other] = named(str(self._case.acts[-1].args["case"]))
        except (NotPermitted, NotPossible, Incomplete) as problem:
            raise problem.refused from problem

    def tick(self, day: datetime.date) -> None:
        self._on(day)

    def turn_to(self, name: str, opens: bool = False) -> None:
        if name == self._at:
            return
        if name in self._folders:
            self._at, self.folder = name, self._folders[name]
            self._case = service.state(self.folder)
        elif opens and self.folder is not None:
            self._at, self.folder = name, None
            self._case = begin(title=name, seats=self._seats)
        else:
            raise no_such_case(name)

    def end(self) -> None:
        """The calendar on the wall is back."""
        self._days.close()

    def _who_puts_down(self, act: Act) -> Actor:
        """Who enters what comes of itself by the calendar: in an office only people act. Raises ``Refused``."""
        table = load_table()
        seats = [seat for _, row in table.rows(table.names.get(act.do, act.do)) for seat in row.who]
        fit = [one for one in self._cast.values() if any(may(seat, one.seats, one.kind) for seat in seats)]
        people = [one for one in fit if SYSTEM not in one.seats]
        in_hand = {(one.name, one.institution) for one in self._case.assignments if not one.ended}
        found = [one for one in people if (one.name, one.institution) in in_hand] or people
        if not found:
            raise Refused("not_permitted", msg(NOBODY_ENTERS, act=act.do), msg(NAME_A_SEAT), "who")
        return found[0]

    @property
    def case(self) -> Case:
        return tick(self._case, self._day) if self._day else self._case

    def _on(self, day: datetime.date) -> None:
        self._days.close()
        self._days.enter_context(played_on(day))
        self._day = max(self._day or day, day)

    @db.writing()
    def place_of(self, name: str, kind: str) -> Institution:
        """The institution of a script, made when it first appears."""
        found = db.session().scalar(select(Institution).where(Institution.name == name))
        if found is None:
            found = Institution(name=name, kind=permissions.kind_acting_as(kind), area_code=NOWHERE)
            db.session().add(found)
            db.session().flush()
            audit.record("create_institution", f"institution:{found.id}", {"name": name})
        return found

    @db.writing()
    def person_of(self, actor: Actor) -> Person:
        """The person of a script, made when it first appears."""
        place = self.place_of(actor.institution, actor.kind)
        named = select(Person).where(Person.name == actor.name, Person.institution_id == place.id)
        found = db.session().scalar(named)
        if found is None:
            username = f"{place.id}-{actor.name}"
            found = Person(institution=place, username=username, name=actor.name, password_hash=NOBODYS_PASSWORD)
            found.roles = permissions.roles_acting_as(actor.seats)
            db.session().add(found)
            db.session().flush()
            audit.record("create_person", f"person:{found.id}", {"roles": list(found.roles)})
        return found


def _papers(act: Act, case: Case) -> tuple[Paper, ...]:
    """The papers that an act names, as files with their name in them."""
    try:
        named = service.papers_named(act, case)
    except Refused:  # the act itself will tell
        return ()
    return tuple(Paper(name, PAPER.format(name=name).encode()) for name in named)
