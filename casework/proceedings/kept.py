"""The rows that lists show of cases, as they are stored, and the digest of them that stands with each case.

The log proves the row of the case, and with it this digest: that what lists show is what was written with the last act
is told without telling the acts anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import bindparam, exists, select, update

from casework import db
from casework.cases import search
from casework.proceedings import postings, tasks
from casework.proceedings.models import (
    Folder,
    FolderDay,
    FolderObligation,
    FolderPerson,
    FolderPosting,
    FolderSeat,
    FolderShelf,
    FolderTask,
    FolderTerm,
    FolderTrack,
)
from rules.values.quantity import plain

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Kept:
    """The rows of a case, each table's in order; ``terms``: what the case is found by, in order."""

    seats: Rows
    people: Rows
    tracks: Rows
    obligations: Rows
    tasks: Rows
    shelves: Rows
    days: Rows
    postings: Rows
    terms: list[str]

    @property
    def sha256(self) -> str:
        """Of all of them, as JSON."""
        rows = [self.seats, self.people, self.tracks, self.obligations, self.tasks, self.shelves, self.days]
        return hashlib.sha256(orjson.dumps([*rows, self.postings, self.terms], default=plain)).hexdigest()


KEPT: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (FolderSeat, ("institution_id", "state", "offence", "updated_at")),
    (FolderPerson, ("institution_id", "name", "state", "offence", "updated_at")),
    (FolderTrack, ("key", "kind", "state")),
    (FolderObligation, ("key", "kind", "state", "due", "over")),
    (FolderTask, ("number", "institution_id", *tasks.COLUMNS)),
    (FolderShelf, ("institution_id", "reader", "shelf", "updated_at")),
    (FolderDay, ("institution_id", "reader", "due")),
    (FolderPosting, ("number", *postings.COLUMNS)),
)
"""As ``Kept``: the tables and the columns that are read. No two rows of a case are alike in those that come first, so
they can be sorted."""


def kept(ids: Sequence[int]) -> dict[int, Kept]:
    """The stored rows of these cases: one query a table. Raises ``ValueError`` or ``TypeError`` for a value that is
    none of its column's."""
    found = [_rows(model, names, ids) for model, names in KEPT]
    terms = search.kept(FolderTerm.folder_id, FolderTerm.term, ids)
    made = {}
    for id in ids:
        seats, people, tracks, owed, tasks_, shelves, days, lines = (sorted(rows.get(id, ())) for rows in found)
        made[id] = Kept(seats, people, tracks, owed, tasks_, shelves, days, lines, sorted(terms.get(id, ())))
    return made


def _rows(model: Any, names: Sequence[str], ids: Sequence[int]) -> Mapping[int, Rows]:
    columns = model.__table__.c
    query = select(columns.folder_id, *(columns[name] for name in names)).where(db.close_to(columns.folder_id, ids))
    made: dict[int, Rows] = {id: [] for id in ids}
    for row in db.session().execute(query):
        if row[0] in made:
            made[row[0]].append(row[1:])
    return made


def of_no_case() -> int | None:
    """The number of a case that rows are of and that there is not; None where there is none. No digest tells of such
    rows, but lists would count them."""
    for model in (*(model for model, _ in KEPT), FolderTerm):
        column = model.__table__.c.folder_id
        of_none = select(column).where(~exists().where(Folder.id == column)).limit(1)
        if (found := db.session().scalar(of_none)) is not None:
            return int(found)
    return None


def write_digests(ids: Sequence[int]) -> None:
    """Write the digests of cases whose rows were written by statements. Their rows are for the caller to ``touch``."""
    table = db.Base.metadata.tables[Folder.__tablename__]
    query = update(table).where(table.c.id == bindparam("of")).values(lists_sha256=bindparam("sha256"))
    rows = [{"of": id, "sha256": one.sha256} for id, one in kept(ids).items()]
    db.session().connection().execute(query, rows)
