"""履行情况: what was done of each duty until a day, its rest and its proof: a fact for plea, decision and ruling."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from flask_babel import gettext

from casework import db
from casework.proceedings import history
from casework.proceedings.duties import Duty, duties
from casework.proceedings.errors import WrongDay
from casework.proceedings.models import Folder
from casework.proceedings.names import quantity
from casework.proceedings.overview import Head, head_of
from rules.proceedings.book import load_table
from rules.proceedings.performed import as_of, statement_of_performance
from rules.reading.errors import FieldError
from rules.reading.messages import template

NO_DAY = template("请写明一个日期，如 2026-01-31。")
LATER = template("%(day)s 晚于今日，履行情况只能截至今日或者更早。")


@dataclass(frozen=True)
class Line:
    """A duty as it stood, and how much of it is still owed; empty where that is not known."""

    duty: Duty
    rest: str


@dataclass(frozen=True)
class Statement:
    """The statement of performance of a case to a day."""

    head: Head
    day: datetime.date
    lines: tuple[Line, ...]


def day_of(text: str) -> datetime.date:
    """The day that is asked for, today where none is. Raises ``WrongDay``."""
    if not text.strip():
        return db.today()
    try:
        day = datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise _wrong(gettext(NO_DAY)) from None
    if day > db.today():
        raise _wrong(gettext(LATER, day=day.isoformat()))
    return day


def _wrong(message: str) -> WrongDay:
    return WrongDay(message, (FieldError("day", message),))


def statement(folder: Folder, day: datetime.date) -> Statement:
    """What was done until a day, whatever was decided or ended afterwards."""
    now = history.history(folder)
    case = as_of(history.until(folder, day), now, day)
    told = {line.id: line for line in statement_of_performance(case, day).lines}
    lines = [
        Line(duty, quantity(told[duty.id].rest, told[duty.id].unit) if told[duty.id].rest is not None else "")
        for duty in duties(load_table(), case, day)
        if duty.id in told
    ]
    return Statement(head_of(folder, now), day, tuple(lines))
