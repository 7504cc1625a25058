"""A loss that was found otherwise than by our methods: taken over as it stands, and told to be so."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from rules.assess import Assessment, assess, still_missing_of
from rules.carbon.measure import FOUND_BESIDE, FOUND_UNUSED, measure
from rules.carbon.methods.cautions import NO_LOSS, NO_TONNES, REST_ALONE
from rules.carbon.methods.stated_loss.r2026_11_28.method import NOT_BY_US, NOT_STATED
from rules.carbon.uncertainty import MONEY_ALONE
from rules.casefile import parse
from rules.casefile.measured_checks import FOUND_TOO_LATE
from rules.deciding.facts.measurable import CHOSEN
from rules.reading.errors import InputError
from rules.record.measuring import TONNES
from rules.settlement.settle import NOT_CHOSEN
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes
from tests.told import says

FOUND = {"by": "某县林业局", "method": "未写明", "date": "2022-02-10", "paper": "某林函〔2022〕1号"}
DAY = datetime.date(2022, 11, 8)


def given(stated: dict[str, str], *stands: dict[str, Any], **options: Any) -> dict[str, Any]:
    data = case(*stands, **options) | {"stated_loss": FOUND | stated}
    return data | {"restoration": {"ordered": "补种复绿"}, "request": {"credits": True}}


def assessed(data: dict[str, Any]) -> Assessment:
    return assess(parse(data), DAY)


# 西秀: 55 t found by the forestry department, 85 yuan a tonne, 4675 yuan; no stock is known.
def test_tonnes_found_by_an_authority_are_the_loss_and_carry_credits_and_money() -> None:
    price = {"cny_per_t": "85", "rule": "成交单价", "source": "交易所", "date": "2022-11-08"}
    found = assessed(given({"tonnes": "55"}, stand(trees=266), price=price))
    assert found.measurement.loss_text == "55"
    assert found.settlement.required is not None
    assert found.settlement.required.result.value == 55
    assert found.settlement.amount is not None
    assert found.settlement.amount.text == "4675.00"
    assert found.decision.conclusions["carbon_loss"] == "有损失"
    assert mistakes(found.worksheet.as_json()) == []


def test_the_worksheet_names_who_found_it_how_when_and_in_which_paper_and_that_it_was_not_computed() -> None:
    found = measure(parse(given({"tonnes": "37.0173"}, stand(standing_stock_m3="3.37"))))
    assert found.loss_line is not None
    assert all(part in found.loss_line.source for part in (*FOUND.values(), NOT_BY_US))
    assert NOT_BY_US in found.loss_line.label
    assert found.loss_text == "37.0173"


# 开化: 3344 yuan ordered for 72.35 mu that burned.
def test_a_loss_in_money_alone_is_a_loss_and_no_tonnes_are_made_of_it() -> None:
    data = given({"cny": "3344"}, stand(species="树种不明", damage={"type": "烧毁"}, area_mu="72.35"))
    data["claims"] = {"service_total_cny": "5000", "by_organ": True}
    found = assessed(data)
    assert found.measurement.loss is None
    assert found.settlement.required is None
    assert found.settlement.value is not None
    assert found.settlement.value.text == "3344"
    assert found.decision.conclusions["carbon_loss"] == "有损失"
    assert {route.route for route in found.decision.routes if route.open} >= {"赔偿金"}
    heads = found.decision.conclusions["civil_heads"]
    assert "期间服务功能损失" in heads
    assert found.settlement.service.rest is not None
    assert found.settlement.service.rest.text == "1656.00"  # 5000 − 3344


# The same sum by an area value: 3344 ÷ 72.35 is no finite decimal, so a value per 亩 stands for itself here.
def test_money_agreed_per_area_is_a_loss_too() -> None:
    value = {"cny_per_mu": "46.22", "authority": "某局", "document": "某文", "date": "2022-01-01"}
    data = case(stand(area_mu="72.35", area_value=value), method="area-value")
    found = assessed(data | {"restoration": {"ordered": "补种复绿"}})
    assert found.measurement.money_line is not None
    assert found.measurement.money_line.text == "3344.02"  # 72.35 × 46.22 = 3344.017
    assert found.decision.conclusions["carbon_loss"] == "有损失"
    assert {route.route for route in found.decision.routes if route.open} >= {"赔偿金"}


def test_a_case_without_stands_may_have_a_loss_that_was_found() -> None:
    found = assessed(given({"tonnes": "58.46"}))
    assert found.measurement.loss_text == "58.46"
    assert not any("未能计量" in warning or "没有地块" in warning for warning in found.warnings)


def test_a_method_that_the_case_names_measures_and_the_finding_stands_beside_it() -> None:
    found = measure(parse(given({"tonnes": "55"}, stand(standing_stock_m3="10"), method="national-default")))
    assert found.method["id"] == "national-default"
    assert found.loss_text != "55"
    assert any(says(warning, FOUND_BESIDE) for warning in found.warnings)


def test_a_finding_is_the_method_where_the_case_names_none() -> None:
    found = measure(parse(given({"tonnes": "55"}, stand(standing_stock_m3="10"))))
    assert found.method["id"] == "stated-loss"
    assert "经认定的损失" in found.chosen_by


def test_the_quantity_that_is_graded_is_still_that_of_the_stands() -> None:
    data = given({"tonnes": "55"}, stand(standing_stock_m3="20"))
    (line,) = [line for line in assessed(data).worksheet.lines if line.label == "涉案立木蓄积合计"]
    assert line.result.value == Decimal(20)


# Tonnes and money found side by side: 37.5 t are 38 whole credits, at 50 yuan 1900; the value stays as it was found.
def test_tonnes_and_money_found_side_by_side_each_stand_as_they_were_found() -> None:
    price = {"cny_per_t": "50", "rule": "成交单价", "source": "交易所", "date": "2022-11-08"}
    data = given({"tonnes": "37.5", "cny": "3344"}, stand(trees=266), price=price)
    data["claims"] = {"service_total_cny": "5000", "by_organ": True}
    found = assessed(data)
    settled = found.settlement
    assert found.measurement.loss_text == "37.5"
    assert settled.required is not None
    assert settled.amount is not None
    assert settled.value is not None
    assert (settled.required.text, settled.amount.text, settled.value.text) == ("38", "1900.00", "3344")
    assert settled.service.rest is not None
    assert settled.service.rest.text == "1656.00"  # 5000 − 3344
    assert found.as_json()["loss_value_cny"] == "3344"
    assert found.measurement.left_out == ()
    assert mistakes(found.worksheet.as_json()) == []


def test_money_found_beside_tonnes_is_the_value_without_any_price() -> None:
    found = assessed(given({"tonnes": "37.5", "cny": "3344"}, stand(trees=266)))
    assert found.settlement.value is not None
    assert found.settlement.value.text == "3344"
    assert found.settlement.amount is None


def test_of_a_loss_in_money_alone_the_missing_tonnes_are_no_pool_and_no_failure_to_measure() -> None:
    found = assessed(given({"cny": "3344"}, stand(trees=266)))
    (item,) = found.measurement.left_out
    assert item.what == TONNES
    assert found.record.parts_left_out == ()
    assert [one for one in found.warnings if says(one, NO_TONNES, reasons=item.reason)]
    assert not [one for one in found.warnings if says(one, NO_LOSS) or "碳库" in one]
    assert found.as_json()["loss_range"]["reason"] == MONEY_ALONE


def test_of_stands_agreed_in_money_alone_it_is_said_once() -> None:
    value = {"cny_per_mu": "46.22", "authority": "某局", "document": "某文", "date": "2022-01-01"}
    stands = [stand(id=id, area_mu="10", area_value=value) for id in "AB"]
    found = measure(parse(case(*stands, method="area-value")))
    assert len([one for one in found.warnings if TONNES in one or says(one, NO_TONNES)]) == 1


def test_a_stand_left_out_beside_money_is_named() -> None:
    value = {"cny_per_mu": "46.22", "authority": "某局", "document": "某文", "date": "2022-01-01"}
    found = measure(parse(case(stand(area_mu="10", area_value=value), stand(id="B", area_mu="1"), method="area-value")))
    assert [one for one in found.warnings if says(one, REST_ALONE) and "地块 B" in one]


def test_a_finding_after_the_day_of_decision_is_refused_with_both_days() -> None:
    data = given({"tonnes": "55"}, stand(trees=266)) | {"options": {"on": "2022-02-09"}}
    with pytest.raises(InputError) as refused:
        parse(data)
    (error,) = refused.value.errors
    assert error.path == "stated_loss.date"
    assert says(error.message, FOUND_TOO_LATE, date="2022-02-10", on="2022-02-09")
    assert parse(data | {"options": {"on": "2022-02-10"}})


def test_a_finding_after_the_day_that_is_asked_for_is_refused_too() -> None:
    casefile = parse(given({"tonnes": "55"}, stand(trees=266)))
    with pytest.raises(InputError) as refused:
        assess(casefile, datetime.date(2022, 2, 9))
    assert [error.path for error in refused.value.errors] == ["stated_loss.date"]
    assert assess(casefile, datetime.date(2022, 2, 10)).measurement.loss_text == "55"


@pytest.mark.parametrize("stated", [{}, {"tonnes": "0"}, {"cny": "0"}, {"cny": "0.001"}, {"tonnes": "1", "cny": "0"}])
def test_a_finding_is_tonnes_or_money_and_more_than_nothing(stated: dict[str, str]) -> None:
    with pytest.raises(InputError) as refused:
        parse(given(stated, stand()))
    assert all(error.path.startswith("stated_loss") for error in refused.value.errors)


def test_the_method_without_a_finding_is_refused_at_the_finding() -> None:
    with pytest.raises(InputError) as refused:
        measure(parse(case(stand(standing_stock_m3="1"), method="stated-loss")))
    (error,) = refused.value.errors
    assert error.path == "stated_loss"
    assert says(error.message, NOT_STATED)


@pytest.mark.parametrize(
    ("sink", "path"),
    [
        ({}, "stands[0].annual_sink"),
        ({"tc_per_ha_a": "1", "tco2e_per_ha_a": "1"}, "stands[0].annual_sink"),
        ({"tc_per_ha_a": "1"}, "stands[0].area_ha"),
    ],
)
def test_a_yearly_sink_is_carbon_or_carbon_dioxide_and_needs_an_area(sink: dict[str, str], path: str) -> None:
    named = {"years": "3", "years_source": "方案", "source": "报告", "date": "2022-01-01"}
    area = {} if path.endswith("area_ha") else {"area_ha": "1"}
    with pytest.raises(InputError) as refused:
        parse(case(stand(annual_sink=sink | named, **area), method="annual-sink"))
    assert path in [error.path for error in refused.value.errors]


# Nothing of the stand can be measured, for it has no stock at all; the finding is on file.
@pytest.mark.parametrize(("stated", "sums"), [({"cny": "3344"}, "3344"), ({"tonnes": "55", "cny": "10"}, "55")])
@pytest.mark.parametrize("method", ["national-default", "ipcc-tier1", "area-value", "annual-sink"])
def test_a_named_method_that_cannot_measure_names_the_finding_as_the_remedy(
    stated: dict[str, str], sums: str, method: str
) -> None:
    found = assessed(given(stated, stand(trees=266), method=method))
    assert found.measurement.method["id"] == method
    assert found.measurement.loss is None
    (warning,) = [one for one in found.warnings if FOUND["paper"] in one]
    assert all(part in warning for part in (FOUND["by"], FOUND["date"], sums, "stated-loss"))
    assert says(warning, FOUND_UNUSED)
    assert found.as_json()["missing"] == {"required_credits_t": NOT_CHOSEN, "amount_cny": NOT_CHOSEN}
    asked_for = [step.needed for one in still_missing_of(found) for way in one.ways for step in way]
    assert [one for one in asked_for if CHOSEN in one]


@pytest.mark.parametrize("method", [None, "stated-loss"])
def test_the_remedy_that_is_named_gives_the_loss(method: str | None) -> None:
    found = assessed(given({"cny": "3344"}, stand(trees=266), **({"method": method} if method else {})))
    assert found.decision.conclusions["carbon_loss"] == "有损失"
    assert not [one for one in found.warnings if says(one, FOUND_UNUSED)]


def test_a_method_that_measures_one_stand_of_two_is_not_said_to_measure_none() -> None:
    stands = [stand(standing_stock_m3="10"), stand(id="B", trees=3)]
    found = measure(parse(given({"cny": "3344"}, *stands, method="national-default")))
    assert [one for one in found.warnings if says(one, FOUND_BESIDE)]
    assert not [one for one in found.warnings if says(one, FOUND_UNUSED)]
