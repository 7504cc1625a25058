"""Pages of long lists by key: a page goes on after a row and not after a number of rows, so it costs the same anywhere.

A list is ordered by columns that no two rows share. The key of a row travels in the address as text; a text that is no
key means the first page.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from sqlalchemy import ColumnElement, Select, func, select, tuple_, union
from sqlalchemy.orm import InstrumentedAttribute

from casework import db

MOST_COUNTED = 1000
"""As far as rows are counted; beyond, a list says that there are more."""

T = TypeVar("T")
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Count:
    """How many rows there are, counted up to ``MOST_COUNTED``. Written ``1000+`` where there are more."""

    number: int
    more: bool = False

    @classmethod
    def of(cls, found: int) -> Count:
        """From the number of rows read, of which one more than are counted may have been read."""
        return cls(min(found, MOST_COUNTED), found > MOST_COUNTED)

    def __bool__(self) -> bool:
        return self.number > 0

    def __str__(self) -> str:
        return f"{self.number}+" if self.more else str(self.number)


def count_of(query: Select[Any]) -> Count:
    """How many rows a query has. Reads no more than ``MOST_COUNTED`` and one of them."""
    some = query.order_by(None).limit(MOST_COUNTED + 1).subquery()
    return Count.of(db.session().scalar(select(func.count()).select_from(some)) or 0)


def counts_of(queries: Mapping[str, Select[Any]]) -> dict[str, Count]:
    """How many rows each of several queries has, in one statement; as ``count_of``."""
    some = {name: query.order_by(None).limit(MOST_COUNTED + 1).subquery() for name, query in queries.items()}
    counted = [select(func.count()).select_from(part).scalar_subquery().label(name) for name, part in some.items()]
    row = db.session().execute(select(*counted)).one()
    return {name: Count.of(found) for name, found in zip(some, row, strict=True)}


@dataclass(frozen=True)
class At:
    """Where a page begins: after a row (``key``), or, ``back``, where it ends: before one. No key: the first page."""

    key: str = ""
    back: bool = False


FIRST = At()


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows of a list with the keys from which it goes on in both directions; None where it does not."""

    rows: list[T]
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class Order:
    """The columns that order a list, the last of them unique; ``descending`` holds for all of them.

    ``read`` turns the parts of a key back into values of the columns, and raises ``ValueError`` for what is none.
    """

    columns: tuple[InstrumentedAttribute[Any], ...]
    read: tuple[Callable[[str], Any], ...]
    descending: bool = False

    def sorted(self, query: Select[Any], *, back: bool = False) -> Select[Any]:
        """The query in this order, or ``back`` in the opposite one."""
        down = self.descending != back
        return query.order_by(*(column.desc() if down else column.asc() for column in self.columns))

    def beyond(self, key: Key, *, back: bool = False) -> ColumnElement[bool]:
        """The condition that a row comes after the key, or ``back`` before it."""
        row, given = tuple_(*self.columns), tuple_(*key, types=[column.type for column in self.columns])
        return row < given if self.descending != back else row > given

    def key_of(self, text: str) -> Key | None:
        """The values of a key; None for a text that is no key."""
        parts = text.split("~")
        if len(parts) != len(self.columns):
            return None
        try:
            return tuple(read(part) for read, part in zip(self.read, parts, strict=True))
        except ValueError:
            return None


def along(
    ranges: Sequence[Select[Any]],
    order: Order,
    beyond: ColumnElement[bool] | None,
    most: int,
    back: bool,
    shown: Select[Any],
    of: InstrumentedAttribute[int],
) -> Select[Any]:
    """What ``shown`` reads of the first rows of several ranges together, each of them once, in their order.

    A range selects the columns of the order and is a stretch of an index in that order: no more of it is read than may
    be shown. The last column is the number of a row, ``of`` the column of ``shown`` with that number. The columns of
    the order come after those of ``shown``.
    """
    parts = [part if beyond is None else part.where(beyond) for part in ranges]
    firsts = [select(order.sorted(part, back=back).limit(most).subquery()) for part in parts]
    found = (union(*firsts) if len(firsts) > 1 else firsts[0]).subquery()
    columns = [found.c[column.key] for column in order.columns]
    down = order.descending != back
    sorting = [column.desc() if down else column.asc() for column in columns]
    return shown.add_columns(*columns).join(found, columns[-1] == of).order_by(*sorting).limit(most)


def key_text(*values: Any) -> str:
    """The key of a row as it travels in an address."""
    return "~".join(_part(value) for value in values)


def _part(value: Any) -> str:
    if isinstance(value, str):
        return quote(value, safe="").replace("~", "%7E")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def moment(text: str) -> datetime.datetime:
    """A moment of a key. Raises ``ValueError``, also for one without a time zone."""
    found = datetime.datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("no time zone")
    return found


def row_number(text: str) -> int:
    """The number of a row in a key. Raises ``ValueError`` for what no column can hold."""
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise ValueError("no row number")
    return int(text)


def page_of(
    query: Callable[[ColumnElement[bool] | None, int, bool], Select[Any]],
    order: Order,
    at: At,
    size: int,
    make: Callable[[Any], T],
    key: Callable[[T], str],
) -> Page[T]:
    """One page of a list.

    ``query(beyond, most, back)`` is the list from a key on, at most so many rows in the order or, ``back``, in the
    opposite one; ``make`` turns a row of it into what the list shows, ``key`` gives that its key.
    """
    start = order.key_of(at.key)
    back = at.back and start is not None
    beyond = order.beyond(start, back=back) if start is not None else None
    found = [make(row) for row in db.session().execute(query(beyond, size + 1, back))]
    if start is not None and not found:
        return page_of(query, order, FIRST, size, make, key)  # what was beyond the key is no longer there
    more, rows = len(found) > size, found[:size]
    if back:
        rows.reverse()
    return Page(
        rows,
        before=_edge(rows[:1], key) if (more if back else start is not None) else None,
        after=_edge(rows[-1:], key) if back or more else None,
    )


def _edge(rows: Sequence[T], key: Callable[[T], str]) -> str | None:
    return key(rows[0]) if rows else None
