"""What is graded: earlier acts not dealt with are added, the survey's error is taken off, for 滥伐 alone."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.asked import legal_facts
from rules.assess import assess
from rules.casefile import parse
from rules.deciding.facts import facts_of
from rules.deciding.facts.counting import ADDED, DEALT_WITH, LATER, NONE_COUNTED, NOT_ADDED, count
from rules.reading.errors import InputError
from tests.told import says

DAY = datetime.date(2024, 6, 1)
STAND = {"id": "A", "species": "杉木", "damage": {"type": "采伐"}, "standing_stock_m3": "18", "saplings": 40}


def case(offence: str = "滥伐林木", conduct: str = "2024-01-01", **particulars: Any) -> dict[str, Any]:
    return {
        "case": {"offence": offence, "conduct": {"from": conduct}},
        "stands": [STAND],
        "value_cny": "1000.00",
        "particulars": particulars,
    }


def act(day: str = "2023-12-01", *, dealt_with: bool = False, **more: Any) -> dict[str, Any]:
    given = {"date": day, "standing_stock_m3": "1.5", "saplings": 10, "value_cny": "200", "dealt_with": dealt_with}
    return {key: value for key, value in {**given, **more}.items() if value is not None}


def test_acts_not_dealt_with_are_added_to_what_the_stands_lost() -> None:
    counted = count(parse(case(earlier_acts=[act(), act("2023-11-01")])), Decimal(18))
    assert (counted.graded_stock_m3, counted.saplings, counted.value_cny) == (Decimal(21), 60, Decimal(1400))
    assert counted.facts["untreated_acts"] == 2
    assert counted.facts["untreated_told"] == "2023-12-01、2023-11-01，蓄积3立方米、幼树20株、价值400元"


def test_an_act_that_was_dealt_with_is_not_added() -> None:
    counted = count(parse(case(earlier_acts=[act(dealt_with=True)])), Decimal(18))
    assert (counted.graded_stock_m3, counted.saplings, counted.value_cny) == (Decimal(18), 40, Decimal(1000))
    assert counted.facts["untreated_acts"] == 0
    assert counted.warnings == (DEALT_WITH.format(count=1),)


def test_an_act_of_unknown_stock_leaves_the_sum_unknown() -> None:
    counted = count(parse(case(earlier_acts=[act(standing_stock_m3=None)])), Decimal(18))
    assert counted.graded_stock_m3 is None
    assert counted.value_cny == Decimal(1200)


def test_whether_an_act_was_dealt_with_must_be_said() -> None:
    with pytest.raises(InputError) as caught:
        parse(case(earlier_acts=[{"date": "2023-12-01"}]))
    assert [error.path for error in caught.value.errors] == ["particulars.earlier_acts[0].dealt_with"]


@pytest.mark.parametrize(
    ("offence", "error", "graded"),
    [("滥伐林木", "2.5", "15.5"), ("滥伐林木", "30", "0"), ("滥伐林木", "0", "18"), ("盗伐林木", "2.5", "18")],
)
def test_the_error_of_the_survey_is_taken_off_for_excess_felling_alone(offence: str, error: str, graded: str) -> None:
    counted = count(parse(case(offence, felling={"allowed_error_m3": error})), Decimal(18))
    assert counted.graded_stock_m3 == Decimal(graded)
    assert bool(counted.warnings) is (offence == "盗伐林木")


@given(st.decimals("0", "500", places=4), st.decimals("0", "500", places=4), st.decimals("0", "500", places=4))
def test_what_is_graded_is_never_negative_nor_more_than_the_sum(own: Decimal, more: Decimal, error: Decimal) -> None:
    facts = case(earlier_acts=[act(standing_stock_m3=str(more))], felling={"allowed_error_m3": str(error)})
    stock = count(parse(facts), own).graded_stock_m3
    assert stock is not None
    assert 0 <= stock <= own + more
    assert stock == max(own + more - error, 0)


def test_the_grade_rests_on_the_sum_and_says_so() -> None:
    # 18 + 1.5 + 1.5 = 21, at the mark of 20
    alone, together = (assess(parse(case(earlier_acts=acts)), on=DAY) for acts in ([], [act(), act("2023-11-01")]))
    assert alone.decision.grade.value == "未达数量较大"
    assert together.decision.grade.value == "数量较大"
    assert any(says(warning, ADDED, count=2) for warning in together.warnings)
    assert alone.measurement.loss_text == together.measurement.loss_text


def test_the_old_text_adds_one_year_and_no_more() -> None:
    recent = assess(parse(case(conduct="2022-01-01", earlier_acts=[act("2021-01-01")])), on=datetime.date(2022, 6, 1))
    older = assess(parse(case(conduct="2022-01-01", earlier_acts=[act("2020-12-31")])), on=datetime.date(2022, 6, 1))
    assert "第七条只累计一年内" not in recent.decision.grade.reason
    assert "第七条只累计一年内" in older.decision.grade.reason
    assert older.decision.grade.value is None


@pytest.mark.parametrize(
    ("parts", "plain", "liable"),
    [
        ({}, None, None),
        ({"hired": False}, False, False),
        ({"hired": True}, None, None),
        ({"hired": True, "profit_share": False, "high_wage": False, "punished_before": False}, True, False),
        ({"hired": True, "profit_share": True}, False, True),
        ({"hired": True, "profit_share": False, "high_wage": False}, None, None),
        ({"hired": True, "punished_before": True, "high_wage": False}, False, True),
    ],
)
def test_hired_labour_is_exempt_only_when_every_exception_is_found_absent(
    parts: dict[str, bool], plain: bool | None, liable: bool | None
) -> None:
    party = {"name": "李某", "role": "被告人", **parts}
    casefile = parse({**case(), "parties": [party]})
    made = facts_of(casefile, on=DAY, counted=count(casefile, None), loss=None)
    assert (made["hired_plain_any"], made["hired_liable_any"]) == (plain, liable)
    assert made["hired_plain_names"] == ("李某" if plain else None)


def test_the_party_that_organised_is_named() -> None:
    parties = [{"name": "甲某", "role": "被告人", "organiser": True}, {"name": "乙某", "role": "被告人"}]
    decision = assess(parse({**case(), "parties": parties}), on=DAY).decision
    (rule,) = [rule for rule in decision.rules if rule.id == "roles.organiser"]
    assert rule.fired
    assert "组织者：甲某" in str(rule.decided_by)


def test_rules_about_what_nobody_raised_are_not_told() -> None:
    quiet = {rule.id for rule in assess(parse(case()), on=DAY).decision.rules}
    raised = {rule.id for rule in assess(parse(case(penal_fine={"amount_cny": "1000"})), on=DAY).decision.rules}
    assert raised - quiet == {
        "fines.floor",
        "fines.floor-minor",
        "fines.civil-first",
        "fines.civil-first-penal",
        "fines.offset-penalty-law",
        "fines.no-second-fine",
    }


def untreated(offence: str, *acts: dict[str, Any], **particulars: Any) -> dict[str, Any]:
    given = [{"date": "2023-12-01", "dealt_with": False, **one} for one in acts]
    return {
        "case": {"offence": offence, "conduct": {"from": "2024-01-01"}},
        "particulars": {**particulars, "earlier_acts": given},
    }


@pytest.mark.parametrize(
    ("offence", "own", "act", "below", "reached"),
    [
        (
            "非法占用农用地",
            {"forest_land": {"public_mu": "3", "penalties_two_years": 0}},
            {"public_mu": "2"},
            "未达入罪标准",
            "达到入罪标准",
        ),
        (
            "危害国家重点保护植物",
            {
                "protected_plants": {
                    "wild_or_cultivated": "野生",
                    "class_2_trees": 1,
                    "class_2_stock_m3": "0.1",
                }
            },
            {"class_2_trees": 1, "class_2_stock_m3": "0.1", "value_cny": "1"},
            "未达入罪标准",
            "达到入罪标准",
        ),
        (
            "破坏性采矿",
            {"mining": {"resource_damage_cny": "600000", "restricted_zone": False}},
            {"resource_damage_cny": "400000"},
            None,  # 五十万元至一百万元之间，福建省的数额没有收录
            "达到入罪标准",
        ),
    ],
)
def test_land_plants_and_minerals_of_earlier_acts_are_added_and_told(
    offence: str, own: dict[str, Any], act: dict[str, Any], below: str | None, reached: str
) -> None:
    alone = assess(parse(untreated(offence, **own)), on=DAY)
    together = assess(parse(untreated(offence, act, **own)), on=DAY)
    assert (alone.decision.grade.value, together.decision.grade.value) == (below, reached)
    (counting,) = [r for r in together.decision.rules if r.id.startswith("counting.untreated") and r.fired]
    assert "2023-12-01" in str(counting.decided_by)
    assert "蓄积不明" not in str(counting.decided_by)


def test_an_earlier_taking_of_land_of_unknown_size_leaves_the_area_unknown() -> None:
    own = {"forest_land": {"public_mu": "3", "penalties_two_years": 0}}
    grade = assess(parse(untreated("非法占用农用地", {}, **own)), on=DAY).decision.grade
    assert grade.value is None
    assert "毁坏公益林地面积、毁坏商品林地面积未查明" in grade.reason


def test_where_no_article_adds_earlier_acts_up_they_are_not_added_and_the_page_says_so() -> None:
    given = untreated("故意毁坏财物", {"value_cny": "9000"}, destruction={"loss_cny": "100", "times": 1})
    told = assess(parse(given), on=DAY)
    assert any(says(warning, NOT_ADDED, count=1) for warning in told.warnings)
    assert not any(says(warning, ADDED) for warning in told.warnings)


def test_an_earlier_act_that_came_later_is_pointed_out() -> None:
    told = assess(parse(case(earlier_acts=[act("2024-02-01")])), on=DAY)
    assert any(says(warning, LATER, ended="2024-01-01", days="2024-02-01") for warning in told.warnings)


def test_whole_lost_and_graded_stock_are_three_quantities_with_three_names() -> None:
    data = case(earlier_acts=[act()], felling={"allowed_error_m3": "2"})
    data["stands"] = [{**STAND, "damage": {"type": "部分损伤", "fraction": "0.5"}}]
    result = assess(parse(data), DAY)
    (stand,) = result.as_json()["stands"]
    assert (stand["standing_stock_m3"], stand["lost_stock_m3"]) == ("18", "9")
    facts = legal_facts(result.casefile, result.measurement, DAY)
    assert facts["graded_stock_m3"] == Decimal("17.5")  # all 18 and 1.5 of the earlier act, less the error of 2
    assert "standing_stock_m3" not in facts


BAMBOO = {"id": "A", "species": "毛竹", "forest_type": "竹林", "damage": {"type": "采伐"}, "culms": 5}
SHRUBS = {"id": "B", "species": "灌木", "forest_type": "灌木林", "damage": {"type": "采伐"}}


def without_stock(*stands: dict[str, Any], value: str | None = "1000", conduct: str = "2024-01-01") -> dict[str, Any]:
    return case("盗伐林木", conduct) | {"stands": list(stands), "value_cny": value}


@pytest.mark.parametrize(
    ("stands", "kinds"), [([BAMBOO], "竹林"), ([SHRUBS], "灌木林"), ([BAMBOO, SHRUBS], "竹林、灌木林")]
)
def test_a_stock_that_a_kind_of_forest_cannot_have_counts_as_none_and_says_so(
    stands: list[dict[str, Any]], kinds: str
) -> None:
    counted = count(parse(without_stock(*stands)), None)
    assert (counted.graded_stock_m3, counted.facts["without_stock"]) == (Decimal(0), True)
    told = counted.facts["stock_told"]
    assert kinds in str(told)
    assert counted.warnings == (NONE_COUNTED.format(told=told),)


@pytest.mark.parametrize("stands", [[STAND], [BAMBOO, {**STAND, "id": "C"}], [{**STAND, "forest_type": "经济林"}]])
def test_a_stock_that_could_be_found_out_stays_open(stands: list[dict[str, Any]]) -> None:
    counted = count(parse(without_stock(*stands)), None)
    assert (counted.graded_stock_m3, counted.facts["without_stock"]) == (None, None)


@pytest.mark.parametrize(
    ("value", "grade"),
    # 二万元 is the only mark that five culms can reach (法释〔2023〕8号第四条第一款第四项).
    [("1000", "未达数量较大"), ("19999.99", "未达数量较大"), ("20000", "数量较大"), (None, None)],
)
def test_stolen_bamboo_is_graded_by_its_value(value: str | None, grade: str | None) -> None:
    result = assess(parse(without_stock(BAMBOO, value=value)), on=DAY)
    assert result.decision.grade.value == grade


def test_bamboo_stolen_while_the_province_set_its_figures_is_left_open() -> None:
    result = assess(parse(without_stock(BAMBOO, conduct="2022-01-01")), on=DAY)
    assert result.decision.grade.value is None
