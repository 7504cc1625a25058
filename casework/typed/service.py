"""Keeping what was typed, finding it again, and forgetting it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable

from sqlalchemy import delete, select

from casework import db
from casework.accounts import Person
from casework.typed import KEPT_DAYS
from casework.typed.models import TypedForm

KEPT_FOR = datetime.timedelta(days=KEPT_DAYS)
LONGEST_ADDRESS = 200
"""Nothing is kept for a longer one."""

Pairs = list[tuple[str, str]]


@db.writing()
def keep(person: Person, address: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Keep what was typed at an address instead of what was kept before; what is a day old goes, whose ever it is."""
    _forget(person, address)
    session, now = db.session(), db.now()
    session.execute(delete(TypedForm).where(TypedForm.at < now - KEPT_FOR))
    fields = json.dumps([list(pair) for pair in pairs], ensure_ascii=False)
    session.add(TypedForm(person_id=person.id, address=address, fields=fields, at=now))
    session.flush()


def kept(person: Person, address: str) -> Pairs | None:
    """What the person typed there and has not recorded; None where there is nothing, or it is a day old."""
    own = (TypedForm.person_id == person.id, TypedForm.address == address)
    found = db.session().scalar(select(TypedForm.fields).where(*own, TypedForm.at >= db.now() - KEPT_FOR))
    return None if found is None else [(name, value) for name, value in json.loads(found)]


@db.writing()
def forget(person: Person, address: str) -> bool:
    """What was typed there is recorded, or not wanted any more. Whether there was anything."""
    return _forget(person, address)


def _forget(person: Person, address: str) -> bool:
    own = (TypedForm.person_id == person.id, TypedForm.address == address)
    return bool(db.session().execute(delete(TypedForm).where(*own).returning(TypedForm.person_id)).all())
