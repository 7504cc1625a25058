"""What the log proves of the records, and the digests of rows as the database holds them."""

from __future__ import annotations

import hashlib
from collections import defaultdict, namedtuple
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, select, type_coerce

from casework import db
from casework.audit.digest import row_digest

Digest = Callable[[Any], str]

HELD = 20
"""Rows of a table that are in memory at a time: one may hold a PDF or a case file of megabytes."""


@dataclass(frozen=True)
class Proven:
    """Rows of ``model`` are proven by entries: ``digest(row)`` gives the SHA-256 of the row's columns, by default from
    all of them. It is given an object of the model, or a row of its columns by their names.

    A row that is written once is named by whoever writes it (``record(..., proves=[row])``). Of rows that may change
    (``changes``), the log itself adds to each transaction how they stand at its end, and the last entry that speaks of
    one counts. ``key``: the column whose value entries name; rows that have the same value are proven together.

    ``former``: how entries proved a row before the log was sealed. ``unproven_once``: none did so of some rows.
    """

    model: type[Any]
    digest: Digest | None = None
    key: str = "id"
    changes: bool = False
    former: Digest | None = None
    unproven_once: bool = False

    @cached_property
    def sha256(self) -> Digest:
        """What computes it."""
        return self.digest or row_digest(self.model)

    @property
    def table(self) -> str:
        """The name of the table."""
        name: str = self.model.__tablename__
        return name

    @property
    def anew(self) -> bool:
        """Whether what was written before the log was sealed is proven anew when sealing begins."""
        return self.changes or self.former is not None or self.unproven_once

    @property
    def together(self) -> bool:
        """Whether several rows have one key."""
        return len(self.model.__table__.primary_key) > 1


def read(proven: Proven, keys: Iterable[int], digest: Digest | None = None) -> dict[int, str]:
    """The digests of the rows that there are, by their keys. Raises ``ValueError``, ``TypeError`` or
    ``ArithmeticError`` for a value that is none of its column's."""
    table, digest, wanted = proven.model.__table__, digest or proven.sha256, set(keys)
    row, found, key_of = _record(table), defaultdict[int, list[str]](list), attrgetter(proven.key)
    query = select(*_as_kept(table)).where(db.close_to(table.c[proven.key], wanted))
    with db.session().execute(query, execution_options={"yield_per": HELD}) as rows:
        for values in map(row._make, chain.from_iterable(rows.partitions())):
            if (key := key_of(values)) in wanted:
                found[key].append(digest(values))
    if not proven.together:
        return {key: one for key, (one,) in found.items()}
    return {key: hashlib.sha256("".join(sorted(some)).encode()).hexdigest() for key, some in found.items()}


@cache
def _as_kept(table: FromClause) -> list[ColumnElement[Any]]:
    """The columns; times as the text that is kept: to read one and write it out again takes as long as the hash."""
    return [
        type_coerce(column, String).label(column.name) if isinstance(column.type, db.Moment) else column
        for column in table.columns
    ]


@cache
def _record(table: FromClause) -> Any:
    """Named tuples of the columns: a row of SQLAlchemy takes several times as long to give a column by its name."""
    return namedtuple("_record", table.columns.keys())
