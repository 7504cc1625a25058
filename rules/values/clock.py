"""What day it is where this law applies, whatever zone the machine keeps."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")

_played: ContextVar[datetime.date | None] = ContextVar("the day that is played", default=None)


def played() -> datetime.date | None:
    """The day that is played (``played_on``); None where the calendar on the wall counts."""
    return _played.get()


def today() -> datetime.date:
    """The date of the calendar on the wall, Beijing time: what papers, trades and decisions are dated by."""
    return _played.get() or datetime.datetime.now(BEIJING).date()


@contextmanager
def played_on(day: datetime.date) -> Iterator[None]:
    """Inside, it is this day: for playing a course on records made for that."""
    token = _played.set(day)
    try:
        yield
    finally:
        _played.reset(token)
