"""What is said, and what follows, where the grade cannot be told: stands in two provinces, a place not written."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.assess import Assessment, assess, still_missing_of
from rules.carbon.methods.cautions import NO_FOREST, NO_LOSS, STANDS_OF_NO_FOREST
from rules.carbon.uncertainty import NO_CARBON
from rules.casefile import parse
from rules.deciding.book import load_lawbook
from rules.deciding.decide import decide
from rules.deciding.grading import (
    ALL_REACH,
    BY_CHOICE,
    NO_PLACE,
    OF_CHOICE,
    OF_KNOWN,
    OPEN,
    SEVERAL,
    SOME_REACH,
    UNREAD,
)
from rules.deciding.prose import paragraphs
from rules.deciding.reports import RuleReport
from rules.record.deciding import OF_KNOWN as OF_KNOWN_WORD
from tests.told import says

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


GROVE = {"id": "A", "forest_type": "竹林", "species": "毛竹", "damage": {"type": "采伐"}, "culms": 300}


@pytest.mark.parametrize(("value", "marked"), [(None, True), ("10", False)])
def test_a_reading_below_the_mark_says_that_it_rests_on_what_is_known(value: str | None, marked: bool) -> None:
    # 盗伐 of bamboo: its worth alone grades it; while that is open, "below" is said of the saplings alone.
    data = {"case": {"offence": "盗伐林木", "conduct": {"from": "2024-01-01"}}, "stands": [GROVE]}
    made = assess(parse(data | ({"value_cny": value} if value else {})), on=DAY)
    (reading,) = made.record.grade.alternatives
    assert (made.record.grade.value is None, reading.value, reading.of_known) == (marked, "未达数量较大", marked)
    assert (OF_KNOWN_WORD in reading.said) is marked
    assert any(says(one, OF_KNOWN, unknown="林木价值") for one in made.warnings) is marked
    assert any(OF_KNOWN_WORD in one for one in paragraphs(made.record)) is marked


@pytest.mark.parametrize(
    ("offence", "other"),
    [
        ("非法捕捞水产品", None),
        ("非法狩猎", None),
        ("非法采矿", "海域（海砂）"),
        ("非法占用农用地", "草原"),
        ("破坏自然保护地", "湿地"),
    ],
)
@pytest.mark.parametrize("stands", [[], [{"id": "A", "species": "杉木", "damage": {"type": "毁坏"}}]])
def test_where_no_forest_was_harmed_no_carbon_waits_for_its_measurement(
    offence: str, other: str | None, stands: list[dict[str, Any]]
) -> None:
    head = {"offence": offence, "conduct": {"from": "2025-01-01"}}
    data: dict[str, Any] = {"case": head, "stands": stands, "request": {"credits": True}}
    made = assess(parse(data | ({"particulars": {"other_resource": other}} if other else {})), on=DAY)
    told = made.as_json()
    assert told["conclusions"]["carbon_loss"] == "无损失"
    assert set(told["missing"].values()) == {NO_FOREST}
    assert told["loss_range"]["reason"] == NO_CARBON
    assert NO_FOREST in made.warnings
    assert not any(says(one, NO_LOSS) for one in made.warnings)
    assert any(says(one, STANDS_OF_NO_FOREST, stands="A") for one in made.warnings) is bool(stands)
    asked = {step.fact for one in still_missing_of(made) for way in one.ways for step in way}
    assert not asked & {"loss_tco2e", "loss_cny", "carbon_lost"}


# Who felled trees on the way to the poaching is charged with that: its carbon is measured.
def test_beside_an_offence_against_forest_the_carbon_of_its_stands_is_measured() -> None:
    parties = [
        {"name": "甲", "role": "被告人", "charges": [{"offence": "非法狩猎"}]},
        {"name": "乙", "role": "被告人", "charges": [{"offence": "滥伐林木", "stands": ["A"]}]},
    ]
    head = {"offence": "非法狩猎", "conduct": {"from": "2025-01-01"}}
    stand = {"id": "A", "species": "杉木", "damage": {"type": "采伐"}}
    made = assess(parse({"case": head, "parties": parties, "stands": [stand]}), on=DAY)
    assert made.decision.conclusions["carbon_loss"] == "待计量"
    assert NO_FOREST not in made.warnings


def protected(**plants: Any) -> Assessment:
    head = {"offence": "危害国家重点保护植物", "conduct": {"from": "2024-03-01"}}
    stands = [{"id": "A", "species": "楠木", "damage": {"type": "采伐"}, "standing_stock_m3": "3"}]
    particulars = {"protected_plants": {"class_1_trees": 0, "class_1_stock_m3": "0", **plants}}
    return assess(parse({"case": head, "stands": stands, "particulars": particulars}), on=DAY)


def test_a_choice_that_settles_the_grade_is_told_with_what_each_makes_of_it() -> None:
    # 法释〔2023〕8号第二条第一款第二项: two trees of class two, whatever they are worth; 法释〔2020〕2号第二条: none
    # that was planted
    grade = protected(class_2_trees=3, class_2_stock_m3="3").decision.grade
    assert grade.value is None
    label = load_lawbook().book.facts["wild_or_cultivated"].label
    assert says(grade.reason, BY_CHOICE, label=label)
    assert OF_CHOICE.format(choice="野生", told="达到入罪标准（法释〔2023〕8号第二条第一款第二项）") in grade.reason
    assert OF_CHOICE.format(choice="人工培育", told="") in grade.reason
    assert load_lawbook().book.facts["value_cny"].label not in grade.reason


def test_a_choice_that_settles_nothing_is_asked_for_with_the_rest() -> None:
    grade = protected(class_2_trees=1, class_2_stock_m3="1").decision.grade
    assert grade.value is None
    assert not says(grade.reason, BY_CHOICE)
    assert load_lawbook().book.facts["value_cny"].label in grade.reason
