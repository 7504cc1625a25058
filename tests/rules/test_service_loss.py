"""Carbon netted out of a wider service-function loss; the base and the limit of punitive damages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.carbon.measure import measure
from rules.casefile import parse
from rules.reading.errors import InputError
from rules.settlement.charged_loss import DIFFERENT, NO_PART
from rules.settlement.service_loss import ON_CONDITION, PART_OF_THEM
from rules.settlement.settle import Settlement, settle
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes
from tests.told import says

PRICE = {"cny_per_t": "58.00", "rule": "当地固定价", "source": "平台公布", "date": "2022-11-07"}


def settled(claims: dict[str, Any], **options: Any) -> Settlement:
    data = case(stand(species="硬阔类", standing_stock_m3="18.6493"), **options)
    casefile = parse({**data, "claims": claims})
    return settle(casefile, measure(casefile))


def test_fuliang_carbon_and_the_rest_add_up_to_the_published_whole() -> None:
    # 浮梁: 213.32 t × 50 = 10,666; 72,810 − 10,666 = 62,144
    result = settled({"service_total_cny": "72810", "service_carbon_cny": "10666"})
    assert result.service.rest is not None
    assert result.service.rest.text == "62144.00"
    assert mistakes(result.worksheet.as_json()) == []


def test_the_value_computed_here_is_taken_where_the_appraisal_states_none() -> None:
    result = settled({"service_total_cny": "5000"}, price=PRICE)
    assert result.value is not None
    assert result.value.text == "2488.20"  # 42.90 t × 58
    assert result.service.rest is not None
    assert result.service.rest.text == "2511.80"


def test_without_a_value_of_the_carbon_the_rest_is_missing_with_its_reason() -> None:
    result = settled({"service_total_cny": "5000"})
    assert result.service.rest is None
    assert "碳汇单价" in result.reasons["service_rest_cny"]


def test_a_whole_smaller_than_its_carbon_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        settled({"service_total_cny": "100", "service_carbon_cny": "100.01"})
    assert [error.path for error in caught.value.errors] == ["claims.service_total_cny"]


@given(st.decimals("0", "900000", places=2), st.decimals("0", "900000", places=2))
def test_nothing_is_counted_twice_and_nothing_is_lost(carbon: Decimal, more: Decimal) -> None:
    result = settled({"service_total_cny": str(carbon + more), "service_carbon_cny": str(carbon)})
    assert result.service.rest is not None
    assert result.service.rest.result.value == more


def test_the_limit_of_punitive_damages_is_twice_interim_and_permanent_loss() -> None:
    claims = {"service_total_cny": "72810", "service_carbon_cny": "10666", "permanent_cny": "1000"}
    result = settled({**claims, "punitive": True, "by_organ": True})
    assert result.service.limit is not None
    assert result.service.limit.text == "147620.00"  # (72,810 + 1,000) × 2
    assert settled({**claims, "punitive": True}).service.limit is None
    assert settled({**claims, "by_organ": True}).service.limit is None


@pytest.mark.parametrize(
    ("found", "lacking"),
    [
        ({"intent": False}, "没有违反法律规定破坏生态的故意"),
        ({"intent": False, "convicted": False}, "没有违反法律规定破坏生态的故意"),
        ({"intent": False, "convicted": True}, None),  # 已被认定构成犯罪的，应当认定故意
        ({"serious_consequence": False}, "没有造成严重后果"),
        ({"intent": True, "serious_consequence": True}, None),
        ({}, None),
    ],
)
def test_no_limit_is_told_where_a_condition_of_punitive_damages_is_found_lacking(
    found: dict[str, bool], lacking: str | None
) -> None:
    claims = {"service_total_cny": "100", "service_carbon_cny": "1", "punitive": True, "by_organ": True}
    result = settled({**claims, **found})
    assert (result.service.limit is None) is (lacking is not None)
    assert lacking is None or lacking in result.reasons["punitive_limit_cny"]


@pytest.mark.parametrize(
    ("offence", "known"),
    [("失火", False), ("放火", False), ("盗窃", False), ("故意毁坏财物", False), ("滥伐林木", True)],
)
def test_a_conviction_of_another_kind_tells_no_limit_of_damages_for_intent(offence: str, known: bool) -> None:
    # 民法典 1232 asks for intent; 失火 is a crime of negligence (刑法 115(2)), its conviction says there was none;
    # 放火, 盗窃 and 故意毁坏财物 are no crimes of 刑法分则第六章第六节,
    # whose conviction is a finding of intent (法释〔2022〕1号 7(1))
    data = case(stand(species="硬阔类", standing_stock_m3="18.6493", damage={"type": "烧毁", "fraction": "1"}))
    data["case"]["offence"] = offence
    claims: dict[str, Any] = {"punitive": True, "by_organ": True, "convicted": True, "service_total_cny": "100"}
    claims["service_carbon_cny"] = "10"
    casefile = parse({**data, "claims": claims})
    result = settle(casefile, measure(casefile))
    assert (result.service.limit is not None) is known
    assert ("punitive_limit_cny" in result.reasons) is not known
    intended = parse({**data, "claims": {**claims, "intent": True}})
    assert settle(intended, measure(intended)).service.limit is not None


@pytest.mark.parametrize(("ended", "known"), [("2020-12-31", False), ("2021-01-01", True)])
def test_conduct_before_the_civil_code_has_no_punitive_damages(ended: str, known: bool) -> None:
    data = case(stand(species="硬阔类", standing_stock_m3="18.6493"))
    data["case"] |= {"offence": "滥伐林木", "conduct": {"from": ended}}
    claims: dict[str, Any] = {"punitive": True, "by_organ": True, "intent": True, "serious_consequence": True}
    claims |= {"service_total_cny": "100", "service_carbon_cny": "10"}
    casefile = parse({**data, "claims": claims})
    result = settle(casefile, measure(casefile))
    assert (result.service.limit is not None) is known
    assert ("punitive_limit_cny" in result.reasons) is not known


# 民法典第一千二百三十二条: intent and a grave consequence; a conviction of 滥伐 is a finding of intent, and who mines
# without a licence acts with it (法释〔2022〕1号第七条)
@pytest.mark.parametrize(
    ("offence", "found", "open_"),
    [
        ("滥伐林木", {}, "违反法律规定破坏生态的故意、严重后果"),
        ("滥伐林木", {"convicted": True}, "严重后果"),
        ("滥伐林木", {"serious_consequence": True}, "违反法律规定破坏生态的故意"),
        ("非法采矿", {}, "严重后果"),
        ("滥伐林木", {"intent": True, "serious_consequence": True}, None),
    ],
)
def test_a_limit_whose_conditions_are_open_is_told_on_condition(
    offence: str, found: dict[str, bool], open_: str | None
) -> None:
    data = case(stand(species="硬阔类", standing_stock_m3="18.6493"))
    data["case"]["offence"] = offence
    claims = {"service_total_cny": "100", "service_carbon_cny": "1", "punitive": True, "by_organ": True}
    casefile = parse({**data, "claims": {**claims, **found}})
    made = settle(casefile, measure(casefile))
    assert made.service.limit is not None
    told = [one for one in made.warnings if says(one, ON_CONDITION)]
    assert told == ([ON_CONDITION.format(open=open_)] if open_ else [])


def of_two(first: str, theft: dict[str, Any], *others: dict[str, Any], **more: Any) -> Settlement:
    """甲 burned A by negligence and stole the trees of B: only of the theft is there intent, by a conviction."""
    stands = [stand(id=one, species="硬阔类", standing_stock_m3=m3) for one, m3 in (("A", "30"), ("B", "18.6493"))]
    data = case(*stands, price=PRICE)
    data["case"]["offence"] = first
    charges = [{"offence": "失火", "stands": ["A"]}, {"offence": "盗伐林木", "stands": ["B"], **theft}]
    data["parties"] = [{"name": "甲", "role": "被告人", "charges": charges}, *others]
    claims = {"punitive": True, "by_organ": True, "convicted": True, "serious_consequence": True}
    casefile = parse({**data, "claims": {**claims, **more}})
    return settle(casefile, measure(casefile))


# 民法典 1232: twice the loss of what was done with intent. B alone is 42.90 t (as above), × 58 = 2488.20, × 2
@pytest.mark.parametrize("first", ["失火", "盗伐林木"])
def test_of_several_offences_the_base_is_the_loss_of_those_with_intent(first: str) -> None:
    made = of_two(first, {})
    assert made.service.limit is not None
    assert made.service.limit.text == "4976.40"
    assert any(says(one, PART_OF_THEM, met="盗伐林木") for one in made.warnings)
    assert mistakes(made.worksheet.as_json()) == []


@pytest.mark.parametrize(
    ("theft", "more", "limit"),
    [
        ({"interim_cny": "3000"}, {}, "6000.00"),
        ({"interim_cny": "3000", "permanent_cny": "50"}, {"permanent_cny": "900"}, "6100.00"),
        ({"interim_cny": "3000"}, {"service_total_cny": "9000"}, "6000.00"),
        ({"permanent_cny": "50"}, {}, "5076.40"),  # 2488.20 + 50, twice
        # what is stated of both offences together says nothing of the one
        ({}, {"service_total_cny": "9000"}, None),
        ({"interim_cny": "3000"}, {"permanent_cny": "900"}, None),
    ],
)
def test_what_is_stated_of_the_charge_is_taken_and_what_is_stated_of_all_is_not(
    theft: dict[str, str], more: dict[str, str], limit: str | None
) -> None:
    made = of_two("失火", theft, **more)
    assert (made.service.limit.text if made.service.limit else None) == limit
    assert (limit is None) is says(made.reasons.get("punitive_limit_cny", ""), NO_PART)


def test_the_same_harm_that_two_are_charged_with_is_counted_once_and_not_in_two_sums() -> None:
    def other(value: str) -> dict[str, Any]:
        charged = {"offence": "盗伐林木", "stands": ["B"], "interim_cny": value}
        return {"name": "乙", "role": "被告人", "charges": [charged]}

    alike, unlike = (
        of_two("失火", {"interim_cny": "3000"}, other("3000")),
        of_two("失火", {"interim_cny": "3000"}, other("1")),
    )
    assert alike.service.limit is not None
    assert alike.service.limit.text == "6000.00"
    assert unlike.service.limit is None
    assert says(unlike.reasons["punitive_limit_cny"], DIFFERENT, met="盗伐林木")


def test_where_those_with_intent_harmed_everything_the_base_is_the_whole_loss() -> None:
    charges = [{"offence": "失火", "stands": ["A"]}, {"offence": "盗伐林木"}]
    data = case(*(stand(id=one, species="硬阔类", standing_stock_m3="18.6493") for one in ("A", "B")))
    data["case"]["offence"] = "失火"
    data["parties"] = [{"name": "甲", "role": "被告人", "charges": charges}]
    claims = {"service_total_cny": "100", "service_carbon_cny": "1", "punitive": True, "by_organ": True}
    casefile = parse({**data, "claims": {**claims, "convicted": True, "serious_consequence": True}})
    made = settle(casefile, measure(casefile))
    assert made.service.limit is not None
    assert made.service.limit.text == "200.00"


def test_without_an_interim_loss_there_is_no_base() -> None:
    result = settled({"punitive": True, "by_organ": True})
    assert result.service.limit is None
    assert "期间服务功能损失" in result.reasons["punitive_limit_cny"]


def test_a_case_without_claims_has_no_such_lines() -> None:
    result = settled({})
    assert {line.section for line in result.worksheet.lines}.isdisjoint({"其他服务功能损失", "惩罚性赔偿的基数与上限"})
