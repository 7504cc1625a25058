"""Labour for a sum, months of care, the day that work begins with, and when a planting is looked at."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from rules.proceedings.course import begin
from rules.proceedings.state import Case, Due, Happened, Obligation, Party, Track
from rules.restoring import labour, looks
from rules.restoring.standards import OF_FIRST_YEAR, OF_INSTRUMENT, OF_THIRD_YEAR, OF_YEARS, standard_of
from tests.rules import recompute

DAY = datetime.date


# 丽水: 6,655 ÷ 15 an hour = 443.67, told as 444; 江山: 28,000 yuan were 188 days, 149 a day to the yuan.
@pytest.mark.parametrize(
    ("amount", "wage", "per", "count"),
    [("6655", "15", "hours", "444"), ("28000", "149", "days", "188"), ("1000", "100", "days", "10")],
)
def test_what_is_left_of_a_day_is_worked_as_a_whole_one(amount: str, wage: str, per: str, count: str) -> None:
    line, sheet = labour.to_work(Decimal(amount), Decimal(wage), per, "人社部门公布，2024-01-01")
    assert line.text == count
    assert recompute.mistakes(sheet.as_json()) == []


def test_eight_hours_are_a_day() -> None:
    assert labour.in_unit(Decimal(6), "days") == Decimal("0.75")
    assert labour.in_unit(Decimal(6), "hours") == Decimal(6)
    assert labour.in_unit(Decimal(6), "area_mu") is None


def test_months_of_service_follow_the_day_that_they_begin_with() -> None:
    found = labour.months(DAY(2025, 1, 31), 3)
    assert [first for first, _ in found] == [DAY(2025, 1, 31), DAY(2025, 2, 28), DAY(2025, 3, 31)]
    assert found[0][1] == DAY(2025, 2, 27)


def owing(due: Due, *happened: Happened, **data: Any) -> tuple[Case, Obligation]:
    case = begin(seats=[], parties=[Party("某甲")], offences={})
    tracks: Mapping[str, Track] = {
        "criminal:某甲": Track("criminal:某甲", "criminal", "effective", ("某甲",), data=data)
    }
    duty = Obligation("o1", "管护", "fixed", obligors=("某甲",), due=due)
    return Case(**{**vars(case), "tracks": tracks, "happened": happened}), duty


def test_work_on_probation_begins_when_the_judgment_is_final() -> None:
    case, duty = owing(Due("probation"), effective=DAY(2023, 5, 4))
    assert labour.begins(case, duty) == (DAY(2023, 5, 4), labour.PROBATION)
    assert labour.begins(*owing(Due("probation"))) is None


def test_work_after_release_begins_with_the_release() -> None:
    due = Due("after", months=6, after="释放")
    case, duty = owing(due, Happened("刑满释放", DAY(2024, 2, 9), 7, whom="某甲"))
    assert labour.begins(case, duty) == (DAY(2024, 2, 9), labour.RELEASE)
    assert labour.begins(*owing(due)) is None


def test_a_duty_with_a_date_begins_with_no_event() -> None:
    assert labour.begins(*owing(Due("date", date=DAY(2024, 2, 9)))) is None


def test_the_instrument_sets_the_standard_and_says_so() -> None:
    found = standard_of(Obligation("o1", "原地补植", "fixed", rate=Decimal(90), years=2))
    assert (found.rate, found.rate_from) == (Decimal(90), OF_INSTRUMENT)
    assert (found.years, found.years_from) == (2, OF_INSTRUMENT)


@pytest.mark.parametrize(("year", "rate", "by"), [(1, "85", OF_FIRST_YEAR), (3, "80", OF_THIRD_YEAR)])
def test_else_the_regulation_does(year: int, rate: str, by: str) -> None:
    found = standard_of(Obligation("o1", "原地补植", "fixed"), year)
    assert (found.rate, found.rate_from) == (Decimal(rate), by)
    assert (found.years, found.years_from) == (3, OF_YEARS)


PLANTED = DAY(2024, 2, 29)


@pytest.mark.parametrize(
    ("on", "after"),
    [
        (DAY(2024, 3, 30), DAY(2025, 2, 28)),
        (DAY(2025, 2, 28), DAY(2027, 2, 28)),
        (DAY(2027, 2, 28), None),
    ],
)
def test_looks_are_due_after_a_season_and_at_the_end_of_tending(on: datetime.date, after: datetime.date | None) -> None:
    assert looks.following(PLANTED, 3, on) == after


def test_a_year_is_over_on_its_last_day() -> None:
    days = (DAY(2024, 6, 1), DAY(2026, 2, 27), DAY(2026, 2, 28), DAY(2027, 2, 28))
    assert [looks.year_of(PLANTED, on) for on in days] == [1, 1, 2, 3]
