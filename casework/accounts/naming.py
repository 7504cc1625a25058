"""What people are called: under which name they act at an institution, and which they had before.

Cases know people by name and institution. So a name means one person there, and a person who is renamed keeps what
names them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import select

from casework import db
from casework.accounts.models import FormerPersonName, Institution, Person

_RENAMED = "people renamed"
RENAMED = "people told of"


@dataclass(frozen=True)
class Renamed:
    """That a person at an institution was called ``former`` until a moment, and is called ``today`` now."""

    place: str
    former: str
    until: datetime.datetime
    today: str


def renamed() -> tuple[Renamed, ...]:
    """Every former name that is not the present one, the latest first; read once for a request."""
    kept = db.session().info
    if _RENAMED not in kept:
        former = FormerPersonName
        query = (
            select(Institution.name, former.name, former.until, Person.name)
            .join(Institution, Institution.id == former.institution_id)
            .join(Person, Person.id == former.person_id)
        )
        rows = db.session().execute(query.where(former.name != Person.name).order_by(former.id.desc()))
        kept[_RENAMED] = tuple(Renamed(*row) for row in rows)
    found: tuple[Renamed, ...] = kept[_RENAMED]
    return found


def rename(person: Person, name: str) -> None:
    """Call a person otherwise from now on, in the transaction that is under way."""
    former = person.name
    row = FormerPersonName(person_id=person.id, institution_id=person.institution_id, name=former, until=db.now())
    db.session().add(row)
    db.session().info.pop(_RENAMED, None)
    person.name = name
    db.session().flush()
    for told_of_it in current_app.extensions.get(RENAMED, ()):
        told_of_it(person, former)


def when_renamed(app: Flask, told: Callable[[Person, str], None]) -> None:
    """Have a function told of everybody who is renamed and of the name before, in the transaction that does it."""
    app.extensions.setdefault(RENAMED, []).append(told)


def is_taken(name: str, place: Institution, person: Person | None = None) -> bool:
    """Whether another person at the institution has this name, also one who cannot sign in any more, or had it."""
    others = select(Person.id).where(Person.institution_id == place.id, Person.name == name)
    former = select(FormerPersonName.id).where(
        FormerPersonName.institution_id == place.id, FormerPersonName.name == name
    )
    if person is not None:
        others, former = others.where(Person.id != person.id), former.where(FormerPersonName.person_id != person.id)
    return db.session().scalar(others.limit(1)) is not None or db.session().scalar(former.limit(1)) is not None
