"""交接: what a person has in hand in all cases, and handing it on to a colleague, case by case.

Who hands over sees what the cases are called in the register and which matters wait, and nothing of their content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import exists, or_, select

from casework import db, permissions
from casework.accounts import Institution, Person
from casework.accounts import queries as accounts
from casework.errors import CaseworkError, Invalid
from casework.proceedings import service, tasks
from casework.proceedings.beside import told_by_file
from casework.proceedings.doing import Doing
from casework.proceedings.history import history
from casework.proceedings.models import Folder, FolderBeginning, RecordedAct
from casework.proceedings.names import step_name
from casework.proceedings.people import seats_in_words, with_seats
from rules.proceedings.book import load_table
from rules.proceedings.seats import held_seats
from rules.proceedings.state import Case
from rules.reading.errors import FieldError
from rules.reading.messages import template

NAMING = ("assign", "replace", "decide_recusal", "merge")
"""Acts by which somebody gets a case without acting in it himself."""

NOT_A_COLLEAGUE = template("请选择同一单位有相应岗位的人员")
NO_APPROVAL = template("请写明批准人和批准日期")
OF_ANOTHER = template("%(name)s不是%(place)s的人员")
LACKS_THE_ROLE = template("%(name)s没有%(roles)s岗位")


@dataclass(frozen=True)
class Held:
    """What a person has in hand of a case at an institution.

    ``seats``: as which he has it, by the table's names; ``tasks``: which acts wait for him; ``inspects``: how many
    duties name him as their inspector; ``measured``: how many results name him as their author.
    """

    folder: Folder
    institution: str
    seats: tuple[str, ...]
    tasks: tuple[str, ...]
    inspects: int
    measured: int

    @property
    def told(self) -> str:
        """The seats in words."""
        return seats_in_words(self.seats)

    @property
    def title(self) -> str:
        """The number of the case with the seats in words."""
        return with_seats(self.folder.reference, self.told)


@dataclass(frozen=True)
class Outcome:
    """What became of a case: ``problem`` is empty where it was handed on."""

    held: Held
    problem: str = ""


def in_hand(person: Person) -> list[Held]:
    """What this person has in hand in all live cases, by number."""
    made = [found for folder in _candidates(person) for found in _held(folder, history(folder), person)]
    return sorted(made, key=lambda one: (one.folder.reference, one.institution))


def _candidates(person: Person) -> Iterable[Folder]:
    """Live cases in which he acted, or in which others were named or brought along."""
    own = exists().where(RecordedAct.folder_id == Folder.id, RecordedAct.person_id == person.id)
    named = exists().where(RecordedAct.folder_id == Folder.id, RecordedAct.act.in_(NAMING))
    brought = exists().where(FolderBeginning.folder_id == Folder.id, FolderBeginning.document.contains('"origin"'))
    query = select(Folder).where(Folder.state != "archived", or_(own, named, brought))
    return db.session().scalars(query.order_by(Folder.id))


def _held(folder: Folder, case: Case, person: Person) -> Iterator[Held]:
    table, day = load_table(), db.today()
    places = {person.institution.name, *(act.by.institution for act in case.acts if act.by.name == person.name)}
    waiting = [one for one in tasks.tasks_of(case, day, told_by_file(folder)) if one.person == person.name]
    for place in sorted(places):
        seats = held_seats(case, person.name, place)
        if seats:
            acts = [step_name(one.act) for one in waiting if one.institution == place and one.act in table.acts]
            yield Held(
                folder,
                place,
                seats,
                tuple(dict.fromkeys(acts)),
                sum(one.inspector == person.name for one in case.obligations.values()),
                sum(one.author == person.name for one in case.measurings.values()),
            )


def colleagues(person: Person, held: Iterable[Held]) -> list[Person]:
    """Who could take over some of it: active, at the institution that has the case, in one of the seats."""
    wanted: dict[str, set[str]] = {}
    for one in held:
        wanted.setdefault(one.institution, set()).update(one.seats)
    query = select(Person).join(Institution).where(Institution.name.in_(wanted), Person.active, Person.id != person.id)
    found = db.session().scalars(query.order_by(Person.name, Person.id))
    return [one for one in found if wanted[one.institution.name] & set(permissions.acting_seats(one))]


@dataclass(frozen=True)
class Wanted:
    """To whom a person's cases go, on whose word. ``cases``: their numbers."""

    cases: tuple[int, ...]
    to: int | None
    approval: str
    reason: str


def checked(actor: Person, person: Person, wanted: Wanted) -> tuple[Person, list[Held]]:
    """Who takes over, and what. Raises ``Invalid`` with every mistake, ``Forbidden`` of another's people."""
    permissions.require(actor, permissions.MANAGE_PEOPLE, of=person.institution)
    chosen = [one for one in in_hand(person) if one.folder.id in wanted.cases]
    to = next((one for one in colleagues(person, chosen) if one.id == wanted.to), None)
    mistakes = []
    if to is None:
        mistakes.append(FieldError("to", gettext(NOT_A_COLLEAGUE)))
    if not wanted.approval.strip():
        mistakes.append(FieldError("approval", gettext(NO_APPROVAL)))
    if not chosen:
        mistakes.append(FieldError("cases", gettext("请至少选择一件案件")))
    if mistakes or to is None:
        raise Invalid(gettext("没有交接，请改正所列各处。"), tuple(mistakes))
    return to, chosen


def hand_over(actor: Person, person: Person, wanted: Wanted) -> list[Outcome]:
    """Hand the cases on, each wholly or not at all; what failed is told. Raises as ``checked``."""
    to, chosen = checked(actor, person, wanted)
    return [_handed_on(actor, person, to, held, wanted) for held in chosen]


def _handed_on(actor: Person, person: Person, to: Person, held: Held, wanted: Wanted) -> Outcome:
    if to.institution.name != held.institution:
        return Outcome(held, gettext(OF_ANOTHER, name=to.name, place=held.institution))
    lacking = [one for one in held.seats if one not in permissions.acting_seats(to)]
    if lacking:
        return Outcome(held, gettext(LACKS_THE_ROLE, name=to.name, roles=seats_in_words(lacking)))
    try:
        with db.writing():
            place = accounts.institution_by_name(held.institution)
            for seat in held.seats:
                service.record(held.folder, actor, _replacing(person, to, seat, wanted, place))
    except CaseworkError as problem:
        return Outcome(held, problem.message)
    return Outcome(held)


def _replacing(person: Person, to: Person, seat: str, wanted: Wanted, place: Institution | None) -> Doing:
    args = {"persons": [to.name], "replaces": [person.name], "role": seat, "approval": wanted.approval.strip()}
    return Doing("replace", db.today(), (), args, wanted.reason.strip(), sole=False, place=place)
