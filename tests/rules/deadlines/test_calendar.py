"""Working days as the State Council arranged them; a year that is not stored is named, not guessed."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rules.deciding.deadlines.calendar import HOLIDAYS, YearNotPublished, load_calendar, read_calendar
from rules.values.records import ParameterFileError

STORED = st.dates(datetime.date(2018, 1, 1), datetime.date(2026, 12, 31))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("date", "why"),
    [
        ("2024-02-09", None),  # 除夕 was not a day off in 2024
        ("2024-02-10", "春节"),
        ("2024-02-18", None),  # a Sunday, worked
        ("2024-02-24", "周末"),
        ("2025-01-28", "春节"),  # 除夕 is one since 2025
        ("2025-10-08", "国庆节、中秋节"),
        ("2025-10-11", None),  # a Saturday, worked
        ("2026-02-15", "春节"),
        ("2026-02-28", None),  # a Saturday, worked
        ("2026-11-23", None),
    ],
)
def test_a_day_is_worked_or_says_why_not(date: str, why: str | None) -> None:
    assert load_calendar().day_off(day(date)) == why


@pytest.mark.parametrize("date", ["2017-12-31", "2027-01-01"])
def test_a_year_without_a_notice_is_named(date: str) -> None:
    with pytest.raises(YearNotPublished) as caught:
        load_calendar().day_off(day(date))
    assert caught.value.year == int(date[:4])


def test_the_longest_break_is_that_of_the_spring_festival_of_2020() -> None:
    assert (load_calendar().next_working(day("2020-01-24")) - day("2020-01-24")).days == load_calendar().longest_break


def test_counting_into_a_year_without_a_notice_is_refused() -> None:
    assert load_calendar().working_days_after(day("2026-12-24"), 5) == day("2026-12-31")
    with pytest.raises(YearNotPublished):
        load_calendar().working_days_after(day("2026-12-24"), 6)


@given(STORED, st.integers(1, 40))
def test_a_period_of_working_days_ends_on_one_and_holds_so_many(start: datetime.date, count: int) -> None:
    book = load_calendar()
    try:
        end = book.working_days_after(start, count)
    except YearNotPublished:
        assert start >= day("2026-11-01")
        return
    between = [start + datetime.timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert book.day_off(end) is None
    assert sum(book.day_off(one) is None for one in between) == count


@given(STORED)
def test_the_next_working_day_is_the_first_not_off(start: datetime.date) -> None:
    book = load_calendar()
    try:
        found = book.next_working(start)
    except YearNotPublished:
        assert start.year == 2026
        return
    assert book.day_off(found) is None
    assert all(book.day_off(start + datetime.timedelta(days=n)) for n in range((found - start).days))


@pytest.mark.parametrize("path", sorted(HOLIDAYS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_year_gives_its_days_off_back_as_many_worked_weekends_as_it_takes(path: Path) -> None:
    """Weekdays off beyond the statutory days are worked on weekends: 11 statutory days to 2024, 13 since."""
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    off = [
        item["from"] + datetime.timedelta(days=n)
        for item in told["days_off"]
        for n in range((item["to"] - item["from"]).days + 1)
    ]
    weekdays = [one for one in off if one.weekday() < 5]
    statutory = 13 if told["year"] >= 2025 else 11
    # The statutory days on weekends are made up for on weekdays; 2020 gave more for the epidemic.
    extra = 2 if told["year"] == 2020 else 1
    assert abs(len(weekdays) - len(told["days_worked"]) - statutory) <= extra


GOOD: dict[str, Any] = {
    "year": 2031,
    "source": "某通知",
    "confidence": "verified",
    "days_off": [{"name": "元旦", "from": "2031-01-01", "to": "2031-01-01"}],
    "days_worked": ["2031-01-04"],
}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"year": 2032}, "文件名与年份 2032 不符"),
        ({"source": ""}, "source"),
        ({"days_worked": ["2031-01-06"]}, "应为本年未放假的周末"),
        ({"days_worked": ["2030-01-05"]}, "应为本年未放假的周末"),
        ({"days_off": [{"name": "元旦", "from": "2031-01-02", "to": "2031-01-01"}]}, "起止日期有误"),
        ({"days_off": [{"name": "元旦", "from": "2030-12-31", "to": "2031-01-01"}]}, "起止日期有误"),
        ({"days_off": [dict(GOOD["days_off"][0]) for _ in range(2)]}, "列了两次"),
        ({"holidays": []}, "holidays"),
    ],
)
def test_a_wrong_year_is_refused_with_its_file_and_reason(
    tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    path = tmp_path / "2031.yaml"
    path.write_text(yaml.safe_dump(GOOD, allow_unicode=True), encoding="utf-8")
    assert read_calendar(tmp_path).day_off(day("2031-01-01")) == "元旦"
    path.write_text(yaml.safe_dump(GOOD | change, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ParameterFileError, match=reason) as refused:
        read_calendar(tmp_path)
    assert "2031.yaml" in str(refused.value)


@pytest.mark.parametrize(
    ("year", "notices"),
    [
        # The first notice of each year and the later one that changed it; the days follow the later one.
        (2019, ("2019年部分节假日安排", "国办发明电〔2019〕3号")),
        (2020, ("国办发明电〔2019〕16号", "国办发明电〔2020〕1号")),
    ],
)
def test_a_year_that_a_later_notice_changed_names_both(year: int, notices: tuple[str, str]) -> None:
    source = load_calendar().years[year].source
    assert all(notice in source for notice in notices)


def test_the_days_that_later_notices_changed_are_as_they_say() -> None:
    calendar = load_calendar()
    # 2019: 1–4 May off, 28 April and 5 May worked. 2020: until 2 February off, worked again from the 3rd.
    assert [calendar.day_off(day(one)) is None for one in ("2019-05-02", "2019-04-28", "2019-05-05")] == [
        False,
        True,
        True,
    ]
    assert [calendar.day_off(day(one)) is None for one in ("2020-01-31", "2020-02-01", "2020-02-03")] == [
        False,
        False,
        True,
    ]
