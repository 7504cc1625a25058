"""Counting periods: days, months and years from a day that is itself not counted. Pure functions of dates.

How months are counted differs by law. 法释〔2021〕1号第二百零二条: to the same date of the later month, from a last day
to the last day, and to the last day where there is no such date. 民法典第二百零二条: to the corresponding day, or the
last day where there is none. The same article of the interpretation ends a *sentence* on the day before.
"""

from __future__ import annotations

import calendar
import datetime
from typing import Self

from pydantic import model_validator

from rules.deciding.book.base import Whole
from rules.reading.pydantic_errors import invalid
from rules.values.records import Record

HALF_MONTH_DAYS = 15
"""半个月一律按十五日计算 (法释〔2021〕1号第二百零二条)."""


class Length(Record):
    """A length of time; months are counted before days (一个半月 is a month and then fifteen days)."""

    years: Whole = 0
    months: Whole = 0
    days: Whole = 0
    working_days: Whole = 0

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        if self.working_days and (self.years or self.months or self.days):
            raise invalid("工作日不与其他单位并用")
        return self

    def __add__(self, other: Length) -> Length:
        return Length(
            years=self.years + other.years,
            months=self.months + other.months,
            days=self.days + other.days,
            working_days=self.working_days + other.working_days,
        )

    @property
    def all_months(self) -> int:
        return 12 * self.years + self.months

    @property
    def chinese(self) -> str:
        """As a person says it: 二个月, 1 个月零 15 日, 7 个工作日."""
        parts = [
            f"{count} {word}"
            for count, word in (
                (self.years, "年"),
                (self.months, "个月"),
                (self.days, "日"),
                (self.working_days, "个工作日"),
            )
            if count
        ]
        return "零 ".join(parts) if parts else "当日"


def last_day(year: int, month: int) -> int:
    """The number of days of a month."""
    return calendar.monthrange(year, month)[1]


def _month_after(day: datetime.date, months: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def corresponding_day(start: datetime.date, months: int) -> datetime.date:
    """The same date ``months`` later, or the month's last day where there is none (民法典第二百零二条)."""
    year, month = _month_after(start, months)
    return datetime.date(year, month, min(start.day, last_day(year, month)))


def same_date(start: datetime.date, months: int) -> datetime.date:
    """As ``corresponding_day``, but from a month's last day to the last day (法释〔2021〕1号第二百零二条第一款)."""
    if start.day == last_day(start.year, start.month) and months:
        year, month = _month_after(start, months)
        return datetime.date(year, month, last_day(year, month))
    return corresponding_day(start, months)


def end_of_sentence(start: datetime.date, length: Length) -> datetime.date:
    """The last day of a sentence that begins on ``start``: the day before the same date (第二百零二条第二款).

    From the last day of a month, and where there is no such date, the day before the last day. That rule is stated for
    sentences counted in months; one counted in years keeps the date where there is one.
    """
    end = corresponding_day(start, 12 * length.years)
    end = same_date(end, length.months) if length.months else end
    return end + datetime.timedelta(days=length.days - 1)
