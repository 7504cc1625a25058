"""Months and sentences, case by case as the articles word them, and what always holds."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.deciding.deadlines.counting import Length, corresponding_day, end_of_sentence, same_date

DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 12, 31))
MONTHS = st.integers(1, 60)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "months", "criminal", "civil"),
    [
        ("2024-03-05", 1, "2024-04-05", "2024-04-05"),
        ("2024-01-31", 1, "2024-02-29", "2024-02-29"),  # last day to last day
        ("2023-01-31", 1, "2023-02-28", "2023-02-28"),
        ("2024-01-30", 1, "2024-02-29", "2024-02-29"),  # no 30 February
        ("2024-01-29", 1, "2024-02-29", "2024-02-29"),
        ("2023-01-29", 1, "2023-02-28", "2023-02-28"),
        ("2023-02-28", 1, "2023-03-31", "2023-03-28"),  # the last day: here the two laws part
        ("2024-02-28", 1, "2024-03-28", "2024-03-28"),
        ("2024-02-29", 1, "2024-03-31", "2024-03-29"),
        ("2024-04-30", 1, "2024-05-31", "2024-05-30"),
        ("2024-02-29", 12, "2025-02-28", "2025-02-28"),
        ("2023-02-28", 12, "2024-02-29", "2024-02-28"),
        ("2023-11-15", 3, "2024-02-15", "2024-02-15"),
    ],
)
def test_months_lead_to_the_date_that_each_law_says(start: str, months: int, criminal: str, civil: str) -> None:
    assert same_date(day(start), months) == day(criminal)
    assert corresponding_day(day(start), months) == day(civil)


@pytest.mark.parametrize(
    ("start", "length", "last"),
    [
        ("2024-03-05", Length(years=1), "2025-03-04"),
        ("2024-03-05", Length(months=6), "2024-09-04"),
        ("2024-01-31", Length(months=1), "2024-02-28"),  # the day before the last day
        ("2024-01-30", Length(months=1), "2024-02-28"),
        ("2024-02-29", Length(years=1), "2025-02-27"),  # no 29 February: the day before the month's last
        ("2024-03-01", Length(days=15), "2024-03-15"),  # half a month
        ("2024-03-05", Length(years=1, months=6), "2025-09-04"),
        ("2024-12-31", Length(months=2), "2025-02-27"),
    ],
)
def test_a_sentence_ends_on_the_day_before(start: str, length: Length, last: str) -> None:
    assert end_of_sentence(day(start), length) == day(last)


@given(DAYS, DAYS, MONTHS)
def test_a_later_start_never_ends_earlier(one: datetime.date, other: datetime.date, months: int) -> None:
    first, second = sorted((one, other))
    assert same_date(first, months) <= same_date(second, months)
    assert corresponding_day(first, months) <= corresponding_day(second, months)


@given(DAYS, MONTHS)
def test_the_end_lies_in_the_right_month_and_after_the_start(start: datetime.date, months: int) -> None:
    for end in (same_date(start, months), corresponding_day(start, months)):
        assert end > start
        assert end.year * 12 + end.month == start.year * 12 + start.month + months


@given(DAYS, MONTHS)
def test_the_two_laws_differ_only_from_the_last_day_of_a_month(start: datetime.date, months: int) -> None:
    is_last = (start + datetime.timedelta(days=1)).month != start.month
    if same_date(start, months) != corresponding_day(start, months):
        assert is_last
    assert same_date(start, months) >= corresponding_day(start, months)


@given(DAYS, st.integers(1, 30), st.integers(0, 11))
def test_a_sentence_ends_before_the_period_of_the_same_length(start: datetime.date, years: int, months: int) -> None:
    length = Length(years=years, months=months)
    assert start < end_of_sentence(start, length) < same_date(start, length.all_months + 1)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (Length(months=2), "2 个月"),
        (Length(months=1, days=15), "1 个月零 15 日"),
        (Length(years=3), "3 年"),
        (Length(working_days=7), "7 个工作日"),
        (Length(), "当日"),
    ],
)
def test_a_length_is_said_in_words(length: Length, text: str) -> None:
    assert length.chinese == text
