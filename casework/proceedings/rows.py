"""Rows that lists show of a case, written anew with each act.

By statements that are made once for each table, past the session: nobody keeps such a row as an object, and to remove
and add a dozen objects takes several times as long as the act itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, bindparam, delete, insert

from casework import db
from casework.proceedings.models import Folder


def rewrite(model: type[Any], folder: Folder, rows: Iterable[Mapping[str, Any]]) -> None:
    """In ``writing()``: these are all rows of the case in a table; each is given without its ``folder_id``."""
    session = db.session()
    for one in [one for one in session.identity_map.values() if isinstance(one, model)]:
        session.expunge(one)  # of a list that was read before: it is read anew
    connection = session.connection()
    connection.execute(_removal(model.__tablename__), {"of": folder.id})
    if made := [{**row, "folder_id": folder.id} for row in rows]:
        connection.execute(_entry(model.__tablename__), made)


@cache
def _removal(name: str) -> Delete:
    table = db.Base.metadata.tables[name]
    return delete(table).where(table.c.folder_id == bindparam("of"))


@cache
def _entry(name: str) -> Insert:
    return insert(db.Base.metadata.tables[name])
