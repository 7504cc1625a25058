"""The acts of a case as they are stored, and the case that they make."""

from __future__ import annotations

import datetime
import json
from collections import OrderedDict
from dataclasses import astuple
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from casework import db
from casework.proceedings.models import Folder, FolderBeginning, RecordedAct
from rules.proceedings.acts import Act
from rules.proceedings.course import begin, fold
from rules.proceedings.state import Assignment, Case, Party, Seat


def beginning_document(begun: Case) -> dict[str, Any]:
    """What was known before the first act, as plain data; ``beginning`` reads it."""
    had = [astuple(one)[:3] for one in begun.assignments]  # name, seat, institution
    return {
        **({"assignments": had} if had else {}),
        "title": begun.title,
        "day": begun.day.isoformat() if begun.day else None,
        "seats": [[seat.kind, seat.institution] for seat in begun.seats],
        "parties": [[party.name, party.kind, party.minor] for party in begun.parties],
        "offences": {name: list(of) for name, of in begun.offences.items()},
        "stands": {name: list(of) for name, of in begun.stands.items()},
    }


def beginning(data: dict[str, Any]) -> Case:
    """A case before its first act, from plain data."""
    return begin(
        title=data["title"],
        day=datetime.date.fromisoformat(data["day"]) if data["day"] else None,
        seats=[Seat(kind, name) for kind, name in data["seats"]],
        parties=[Party(name, kind, minor) for name, kind, minor in data["parties"]],
        offences={name: tuple(of) for name, of in data["offences"].items()},
        stands={name: tuple(of) for name, of in data["stands"].items()},
        assignments=[Assignment(name, seat, place, 0) for name, seat, place in data.get("assignments", ())],
    )


def acts(folder: Folder, after: int = 0) -> list[Act]:
    """What was done after the act of this number, oldest first."""
    query = select(RecordedAct.document).where(RecordedAct.folder_id == folder.id, RecordedAct.number > after)
    return [
        Act.from_json(json.loads(document)) for document in db.session().scalars(query.order_by(RecordedAct.number))
    ]


_KEPT = 128
"""Cases whose course is kept in memory, for each database."""

_Key = tuple[int, str, datetime.datetime]
_courses: WeakKeyDictionary[Engine, OrderedDict[_Key, Case]] = WeakKeyDictionary()


def history(folder: Folder) -> Case:
    """The case as its acts have made it. Raises ``Refused`` where a stored act is not allowed by the table.

    Acts are never altered, so what was told from them is kept and only those that came since are read. What a
    transaction writes is not kept: it may be rolled back.
    """
    kept = _courses.setdefault(db.engine(), OrderedDict())
    key = (folder.id, folder.title, folder.created_at)
    case = _continued(folder, kept[key]) if key in kept else told_anew(folder)
    if not db.session().writes:
        kept[key] = case
        kept.move_to_end(key)
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    return case


def _continued(folder: Folder, case: Case) -> Case:
    """What became of a case since; told anew where the act that was the last one is not the same any more."""
    found = acts(folder, len(case.acts) - 1)
    if not case.acts or not found or found[0].as_json() != case.acts[-1].as_json():
        return told_anew(folder)
    return fold(found[1:], case)


def told_anew(folder: Folder) -> Case:
    """The same, from the first act on, whatever is kept."""
    found = db.session().scalar(select(FolderBeginning.document).where(FolderBeginning.folder_id == folder.id))
    assert found is not None
    return fold(acts(folder), beginning(json.loads(found)))
