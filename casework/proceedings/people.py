"""Who may be put in charge of a case at an institution."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext
from sqlalchemy import select

from casework import db, permissions
from casework.accounts import Institution, Person
from rules.proceedings.seats import ASSIGNED, SEATS, held_seats
from rules.proceedings.state import Case


def seats_in_words(seats: Iterable[str]) -> str:
    """Seats, by the table's names, in the language of the page."""
    return gettext("、").join(gettext(SEATS[one]) for one in seats)


def with_seats(name: str, told: str) -> str:
    """A name, of a person or of a case, with the seats in words."""
    return gettext("%(name)s（%(seats)s）", name=name, seats=told)


def assignable(place: Institution, case: Case) -> tuple[tuple[str, str], ...]:
    """The people of an institution who can sign in, have a role that has cases in hand, and stepped aside in none of
    it: by name, with their roles in words."""
    aside = {one.name for one in case.recusals if one.institution == place.name and (one.granted or one.stops)}
    query = select(Person).where(Person.institution_id == place.id, Person.active).order_by(Person.name, Person.id)
    made = {}
    for person in db.session().scalars(query):
        seats = [one for one in permissions.acting_seats(person) if one in ASSIGNED]
        if seats and person.name not in aside:
            made[person.name] = with_seats(person.name, seats_in_words(seats))
    return tuple(made.items())


def in_charge(place: Institution, case: Case) -> tuple[tuple[str, str], ...]:
    """Who has the case in hand at an institution, by name, with the seats in words."""
    names = dict.fromkeys(one.name for one in case.assignments if one.institution == place.name and not one.ended)
    return tuple((name, with_seats(name, seats_in_words(held_seats(case, name, place.name)))) for name in names)
