"""Who may be put in charge of a case at an institution."""

from __future__ import annotations

from sqlalchemy import select

from casework import db, permissions
from casework.accounts import Institution, Person
from rules.proceedings.seats import ASSIGNED, SEATS, held_seats
from rules.proceedings.state import Case


def assignable(place: Institution, case: Case) -> tuple[tuple[str, str], ...]:
    """The people of an institution who can sign in, have a role that has cases in hand, and stepped aside in none of
    it: by name, with their roles in words."""
    aside = {one.name for one in case.recusals if one.institution == place.name and (one.granted or one.stops)}
    query = select(Person).where(Person.institution_id == place.id, Person.active).order_by(Person.name, Person.id)
    made = {}
    for person in db.session().scalars(query):
        seats = [SEATS[one] for one in permissions.acting_seats(person) if one in ASSIGNED]
        if seats and person.name not in aside:
            made[person.name] = f"{person.name}（{'、'.join(seats)}）"
    return tuple(made.items())


def in_charge(place: Institution, case: Case) -> tuple[tuple[str, str], ...]:
    """Who has the case in hand at an institution, by name, with the seats in words."""
    names = dict.fromkeys(one.name for one in case.assignments if one.institution == place.name and not one.ended)
    seats = {name: "、".join(SEATS[one] for one in held_seats(case, name, place.name)) for name in names}
    return tuple((name, f"{name}（{told}）") for name, told in seats.items())
