"""卷宗: the papers of a case, handed in before an act names them, shown to whom they concern."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from io import BytesIO

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.proceedings import files
from casework.proceedings.errors import UnknownFile
from casework.proceedings.history import acts
from casework.proceedings.models import ActFile, Folder
from casework.proceedings.telling import papers_of
from rules.proceedings.book import load_table


@dataclass(frozen=True)
class Kept:
    """A paper of a case. ``size`` in bytes; None where only its name was put down and no file was handed in.

    ``named``: whether an act rests on it. Until one does, only who handed it in sees it.
    """

    name: str
    named: bool
    size: int | None = None
    sha256: str = ""
    at: datetime.datetime | None = None
    by: str = ""


@db.writing()
def hand_in(folder: Folder, person: Person, papers: Iterable[files.Paper]) -> tuple[str, ...]:
    """Keep papers for an act that is being prepared: their names in the case. Raises ``FileRefused``.

    What is kept is never changed. Until an act names a paper, only who handed it in sees it.
    """
    found = [files.keep(folder, person, paper) for paper in papers]
    new = [row for _, row in found if row is not None]
    if new:
        audit.record("paper", f"folder:{folder.id}", {"papers": [row.name for row in new]}, person=person, proves=new)
    return tuple(name for name, _ in found)


def kept(folder: Folder, person: Person, named: Collection[str]) -> tuple[Kept, ...]:
    """The papers of a case that this person sees: those that acts name, and his own. ``named``: what acts name."""
    query = (
        select(ActFile).where(ActFile.folder_id == folder.id).options(joinedload(ActFile.person)).order_by(ActFile.id)
    )
    rows = list(db.session().scalars(query))
    made = [
        Kept(row.name, row.name in named, row.size, row.sha256, row.at, row.person.name)
        for row in rows
        if row.name in named or row.person_id == person.id
    ]
    have = {row.name for row in rows}
    return (*made, *(Kept(name, True) for name in named if name not in have))


def content(folder: Folder, person: Person, name: str) -> tuple[BytesIO, ActFile]:
    """The bytes of a paper that this person sees, and the paper. Raises ``UnknownFile`` for any other."""
    found = paper(folder, person, name)
    return BytesIO(found.content), found


def paper(folder: Folder, person: Person, name: str) -> ActFile:
    """A paper that this person sees. Raises ``UnknownFile`` for any other."""
    found = files.get(folder, name)
    table = load_table()
    if found.person_id != person.id and not any(name in papers_of(table, act) for act in acts(folder)):
        raise UnknownFile(gettext("卷内没有这份文书。"))
    return found
