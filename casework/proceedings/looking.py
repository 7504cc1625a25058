"""What an operator looks for in the acts that are stored: nothing of it is rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from casework import db
from casework.proceedings.history import steps
from casework.proceedings.models import Folder
from rules.proceedings.refusals import Refused
from rules.proceedings.taken_names import Taken, taken_names


@dataclass(frozen=True)
class Found:
    """A case in which an act said a new duty under the name of another. ``refused``: why its acts do not tell it."""

    reference: str
    taken: Taken | None
    refused: str = ""


def taken_in_all() -> Iterator[Found]:
    """Of every case, the acts by which the name of a duty was taken by another."""
    for id in db.session().scalars(select(Folder.id).order_by(Folder.id)).all():
        folder = db.session().get_one(Folder, id)
        try:
            for before, act in steps(folder):
                yield from (Found(folder.reference, one) for one in taken_names(before, act))
        except Refused as refused:
            yield Found(folder.reference, None, str(refused))
        db.session().expunge_all()
