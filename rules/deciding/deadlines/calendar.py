"""Working days of China: weekends, public holidays and make-up days, year by year as the State Council published them.

The years are data (``rules/parameters/holidays/<year>.yaml``), each with its notice and how well that was read, and not
a package: a court on a closed network adds the file of the next year when the notice is out, and a package names no
notice. A year without a file is not guessed: ``YearNotPublished`` names it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from pydantic import Field

from rules.values.fields import Count, Day, LongText, Text
from rules.values.records import Confidence, ParameterFileError, Record, read_record

NOT_PUBLISHED = "{year}年放假安排未收录"

HOLIDAYS = Path(__file__).parents[2] / "parameters" / "holidays"
DAY = datetime.timedelta(days=1)
SATURDAY = 5
WEEKEND = "周末"


class YearNotPublished(LookupError):
    """No arrangement of holidays is stored for a year; ``year`` says which."""

    def __init__(self, year: int) -> None:
        super().__init__(NOT_PUBLISHED.format(year=year))
        self.year = year


class Holiday(Record):
    """Days off in a row, both ends included."""

    name: Text
    from_: Day = Field(alias="from")
    to: Day


class YearFile(Record):
    """The arrangement of one year: days off, and weekend days worked."""

    year: Count
    source: LongText
    confidence: Confidence
    days_off: list[Holiday]
    days_worked: list[Day]


@dataclass(frozen=True)
class Calendar:
    """``off``: day -> name of the holiday; ``work``: weekend days worked; ``years``: year -> its source."""

    off: Mapping[datetime.date, str]
    work: frozenset[datetime.date]
    years: Mapping[int, YearFile]

    def day_off(self, day: datetime.date) -> str | None:
        """Why nobody works on this day (the holiday's name, or 周末); None for a working day.

        Raises ``YearNotPublished``.
        """
        if day.year not in self.years:
            raise YearNotPublished(day.year)
        if day in self.work:
            return None
        return self.off.get(day) or (WEEKEND if day.weekday() >= SATURDAY else None)

    def next_working(self, day: datetime.date) -> datetime.date:
        """The day itself if worked, else the first working day after it. Raises ``YearNotPublished``."""
        while self.day_off(day) is not None:
            day += DAY
        return day

    @cached_property
    def longest_break(self) -> int:
        """The most days off in a row in any year that is stored: as far as a last day ever moved."""
        longest = run = 0
        for year in self.years:
            day = datetime.date(year, 1, 1)
            while day.year == year:
                run = run + 1 if self.day_off(day) is not None else 0
                longest = max(longest, run)
                day += DAY
        return longest

    def working_days_after(self, day: datetime.date, count: int) -> datetime.date:
        """The ``count``-th working day after ``day``, which itself is not counted. Raises ``YearNotPublished``."""
        for _ in range(count):
            day = self.next_working(day + DAY)
        return day


def read_calendar(folder: Path) -> Calendar:
    """The calendar of a folder of years. Raises ``ParameterFileError`` naming file and reason."""
    off: dict[datetime.date, str] = {}
    work: set[datetime.date] = set()
    years: dict[int, YearFile] = {}
    for path in sorted(folder.glob("*.yaml")):
        found = read_record(YearFile, path)
        if path.stem != str(found.year):
            raise ParameterFileError(f"{path.name}：文件名与年份 {found.year} 不符")
        years[found.year] = found
        off |= _days_off(found, path.name)
        work |= _days_worked(found, path.name, off)
    return Calendar(off, frozenset(work), years)


def _days_off(found: YearFile, where: str) -> dict[datetime.date, str]:
    off: dict[datetime.date, str] = {}
    for holiday in found.days_off:
        if not found.year == holiday.from_.year == holiday.to.year or holiday.to < holiday.from_:
            raise ParameterFileError(f"{where}：{holiday.name}的起止日期有误：{holiday.from_} 至 {holiday.to}")
        for offset in range((holiday.to - holiday.from_).days + 1):
            day = holiday.from_ + offset * DAY
            if day in off:
                raise ParameterFileError(f"{where}：{day} 列了两次")
            off[day] = holiday.name
    return off


def _days_worked(found: YearFile, where: str, off: Mapping[datetime.date, str]) -> set[datetime.date]:
    for day in found.days_worked:
        if day.year != found.year or day.weekday() < SATURDAY or day in off:
            raise ParameterFileError(f"{where}：调休上班日 {day} 应为本年未放假的周末")
    return set(found.days_worked)


@cache
def load_calendar() -> Calendar:
    """The calendar that ships with the system."""
    return read_calendar(HOLIDAYS)
