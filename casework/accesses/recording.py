"""What other features and pages call when somebody opens a case or takes a file out."""

from __future__ import annotations

import secrets
from typing import Protocol

from flask import current_app

from casework import db
from casework.accesses import collecting, place, spool
from casework.accesses.models import DOWNLOAD, OPENING
from casework.accounts import Person

_SEEN = "accesses seen"
MOST_SEEN = 20_000
"""Openings of a day that a process keeps in mind, so that it does not note them again."""


_COLUMNS = {"cases": "case_id", "folders": "folder_id"}
"""Table of a case, of either kind -> where its number stands."""


class OfCase(Protocol):
    """A case as it is noted."""

    __tablename__: str

    @property
    def id(self) -> int: ...
    @property
    def reference(self) -> str: ...


def opened(person: Person, case: OfCase) -> None:
    """Note that this person opened the case; once for each day (of Beijing), however often they look."""
    day = db.today().isoformat()
    uid = f"{OPENING}:{day}:{person.id}:{case.__tablename__}:{case.id}"
    seen: set[str] = current_app.extensions.setdefault(_SEEN, set())
    if uid in seen:
        return
    if _note(person, case, OPENING, uid, ""):
        if len(seen) >= MOST_SEEN:
            seen.clear()
        seen.add(uid)


def downloaded(person: Person, case: OfCase, what: str) -> None:
    """Note that this person took a file of the case out; every time."""
    _note(person, case, DOWNLOAD, f"{DOWNLOAD}:{secrets.token_hex(16)}", what)


def _note(person: Person, case: OfCase, kind: str, uid: str, what: str) -> bool:
    line: spool.Line = {
        "uid": uid,
        "at": db.now().isoformat(),
        "person_id": person.id,
        "institution_id": person.institution_id,
        _COLUMNS[case.__tablename__]: case.id,
        "reference": case.reference,
        "kind": kind,
        "what": what[:200],
    }
    try:
        spool.append(place.folder(), line)
    except OSError:
        # A full disk must not keep a court from reading; that it was not noted stands in the server's own log.
        current_app.logger.exception("an access was not recorded: %s", uid)
        return False
    collecting.wake()
    return True
