"""When a planting is looked at: after a full season of growth, and at the end of the years of tending."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from rules.deciding.deadlines.counting import corresponding_day
from rules.reading.messages import template

FULL_SEASON = template("经过一个完整的生长季后检查成活率（GB/T 15776-2023）")
AT_THE_END = template("抚育期满检查保存率")


@dataclass(frozen=True)
class Look:
    """A look in this year after planting, the day from which on it is taken, and why then."""

    year: int
    on: datetime.date
    why: str


def looks(planted: datetime.date, years: int) -> tuple[Look, ...]:
    """The looks that a planting is due, the earliest first."""
    found = [Look(year, corresponding_day(planted, 12 * year), FULL_SEASON) for year in (1,) if year < years]
    return (*found, Look(years, corresponding_day(planted, 12 * years), AT_THE_END))


def year_of(planted: datetime.date, on: datetime.date) -> int:
    """In which year after planting a day lies: the first is 1; on its last day a year is over."""
    year = 1
    while corresponding_day(planted, 12 * (year + 1)) <= on:
        year += 1
    return year


def following(planted: datetime.date, years: int, on: datetime.date) -> datetime.date | None:
    """The next look after one that was taken on a day; None once the last was."""
    return next((one.on for one in looks(planted, years) if one.on > on), None)
