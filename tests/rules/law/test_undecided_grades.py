"""What is said, and what follows, where the grade cannot be told: stands in two provinces, a place not written."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.assess import Assessment, assess
from rules.casefile import parse
from rules.deciding.book import load_lawbook
from rules.deciding.decide import RuleReport, decide
from rules.deciding.grading import ALL_REACH, NO_PLACE, OPEN, SEVERAL, SOME_REACH, UNREAD

DAY = datetime.date(2026, 11, 29)


def larceny(*counties: str | None, value: str = "2500") -> Assessment:
    """A theft of felled trees, one stand in each county."""
    stands: list[dict[str, Any]] = [
        {"id": str(number), "species": "马尾松", "damage": {"type": "采伐"}, "standing_stock_m3": "3", "county": county}
        for number, county in enumerate(counties, start=1)
    ]
    head = {"offence": "盗窃", "conduct": {"from": "2024-01-01"}}
    return assess(parse({"case": head, "stands": stands, "value_cny": value}), on=DAY)


def forfeit(made: Assessment) -> RuleReport:
    (report,) = [one for one in made.decision.rules if one.id == "duties.forfeit-any"]
    return report


def begins(reason: str, wording: str, **values: str) -> bool:
    return reason.startswith(wording.partition("：{ends}")[0].format(**values))


def test_stands_in_two_provinces_name_both_and_what_is_done() -> None:
    # 福建 begins at 3000, 安徽 at 2000: 2500 lies between, so the two do not come to one.
    grade = larceny("350627", "340602").decision.grade
    assert grade.value is None
    assert begins(grade.reason, SEVERAL, law="法释〔2013〕8号", provinces="福建省、安徽省")


@pytest.mark.parametrize(("county", "value"), [("350627", "未达数额较大"), ("340602", "数额较大")])
def test_stands_in_one_province_have_its_figure(county: str, value: str) -> None:
    assert larceny(county, county).decision.grade.value == value


@pytest.mark.parametrize("counties", [("350627", None), (None,)])
def test_a_county_that_is_not_written_is_what_is_said(counties: tuple[str | None, ...]) -> None:
    assert begins(larceny(*counties).decision.grade.reason, NO_PLACE, law="法释〔2013〕8号")


def test_a_value_above_every_figure_needs_no_province() -> None:
    assert larceny("350627", "340602", value="5000").decision.grade.value == "数额较大"


def test_proceeds_are_not_said_to_be_forfeit_where_it_may_be_no_crime() -> None:
    made = larceny("350627", "340602")
    assert made.decision.conclusions[OPEN] == frozenset({SOME_REACH})
    report = forfeit(made)
    assert not report.fired
    assert any(SOME_REACH in reason.text for reason in report.decided_by)


def test_proceeds_are_forfeit_where_every_reading_is_a_crime_and_the_reason_says_what_was_decided() -> None:
    # 50000 lies between 30000 and 100000, the ends of 数额巨大: 较大 or 巨大, a crime either way.
    report = forfeit(larceny("350627", "340602", value="50000"))
    assert report.fired
    assert any(ALL_REACH in reason.text for reason in report.decided_by)
    assert not any(reason.text.endswith("：无") for reason in report.decided_by)


def test_no_text_of_the_conduct_day_leaves_open_whether_it_was_a_crime() -> None:
    day = datetime.date(2012, 1, 1)
    made = decide({"offence": "盗窃", "value_cny": 50000}, conduct=day, on=DAY)
    assert made.conclusions[OPEN] == frozenset({UNREAD})


def test_what_readings_leave_open_are_values_of_the_vocabulary() -> None:
    assert {ALL_REACH, SOME_REACH, UNREAD} <= set(load_lawbook().book.conclusions[OPEN].values)
