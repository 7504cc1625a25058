"""Which method is recommended: by place and day, and by what the stands state; and that it is only said."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest

from casework.losses import measuring
from casework.losses.advice import TRIAL_SINCE, Advice, advice
from rules.casefile import parse
from tests.casework.office import FACTS, TODAY

ELSEWHERE = "330681"  # in Zhejiang


def of(day: datetime.date = TODAY, county: str = "350627", without: tuple[str, ...] = (), **stand: Any) -> Advice:
    facts = copy.deepcopy(FACTS)
    facts["stands"] = [{**facts["stands"][0], "county": county, **stand}]
    for name in without:
        facts["stands"][0].pop(name, None)
    casefile = parse(facts)
    return advice(casefile, day, measuring.offered(casefile))


def recommended(found: Advice) -> str | None:
    return found.recommended.method if found.recommended else None


def test_in_fujian_it_is_the_published_structure_and_elsewhere_by_species() -> None:
    assert recommended(of()) == "fujian-trial-2022"
    assert recommended(of(county=ELSEWHERE)) == "national-default"


@pytest.mark.parametrize(
    ("day", "method"),
    [(TRIAL_SINCE, "fujian-trial-2022"), (TRIAL_SINCE - datetime.timedelta(days=1), "national-default")],
)
def test_the_trial_method_is_recommended_from_its_day_on(day: datetime.date, method: str) -> None:
    assert recommended(of(day)) == method


def test_where_no_stock_is_known_it_is_measured_by_area() -> None:
    found = of(without=("standing_stock_m3",), area_ha="1", origin="人工", age_a=15)
    assert recommended(found) == "ipcc-tier1"
    reach = {one.name: one for one in found.reach.values()}["national-default"]
    assert not reach.whole
    assert [stand for stand, _ in reach.why_not] == [FACTS["stands"][0]["id"]]


def test_nothing_is_recommended_where_nothing_can_be_measured() -> None:
    found = of(without=("standing_stock_m3",))
    assert recommended(found) is None
    assert all(one.measured == 0 and one.why_not for one in found.reach.values())


def test_what_measures_every_stand_goes_before_what_measures_some() -> None:
    facts = copy.deepcopy(FACTS)
    bare = {key: value for key, value in facts["stands"][0].items() if key != "standing_stock_m3"}
    by_area = {"area_ha": "1", "origin": "人工", "age_a": 15}
    facts["stands"] = [{**facts["stands"][0], **by_area}, {**bare, "id": "B", **by_area}]
    casefile = parse(facts)
    found = advice(casefile, TODAY, measuring.offered(casefile))
    assert recommended(found) == "ipcc-tier1", "the only one that reaches both"
    assert found.reach["national-default"].measured == 1
