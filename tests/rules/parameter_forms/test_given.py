"""A set from a form in a measurement: another result for the same case, said on every result, and by its own dates."""

from __future__ import annotations

from typing import Any

import pytest

from rules.assess import assess
from rules.carbon.measure import Measurement, measure
from rules.carbon.parameter_forms.build import UNCHECKED
from rules.carbon.parameter_forms.given import set_of
from rules.casefile import parse
from rules.reading.errors import InputError
from tests.rules.cases import case, stand
from tests.rules.parameter_forms.forms import TEACHING, as_yaml, changed, row, teaching
from tests.rules.recompute import mistakes

HARDWOOD = stand(species="硬阔类", standing_stock_m3="18.6493")


def measured(form: dict[str, Any] | None = None, **options: Any) -> Measurement:
    given = set_of(as_yaml(form)) if form else None
    return measure(parse(case(HARDWOOD, **options)), parameter_set=given)


def test_two_sets_give_different_results_for_the_same_case() -> None:
    # by hand: 18.6493 × 1.674 × 0.598 × 1.261 × 0.497 × 44 ÷ 12, and 18.6493 × 1.5 × 0.6 × 1.25 × 0.5 × 44 ÷ 12
    assert measured().loss_text == "42.90"
    assert measured(teaching()).loss_text == "38.46"


def test_every_line_of_a_measurement_by_another_set_can_be_redone() -> None:
    result = measured(teaching())
    assert mistakes(result.worksheet.as_json()) == []
    factors = [line for line in result.worksheet.lines if line.path == "硬阔类.BEF"]
    assert [line.source for line in factors] == ["教学示例文件（虚构），第 3 页，表 2"]


def test_a_result_says_that_nobody_verified_the_set() -> None:
    result = measured(teaching())
    told = result.method["parameter_set"]
    assert told["id"] == "teaching-2026"
    assert told["sha256"] == set_of(TEACHING.read_bytes()).sha256
    assert (told["frozen"], told["provenance"], told["verification"]) == (False, "file", None)
    assert told["status"] == f"教学示例，数值系虚构，不得用于办案；{UNCHECKED}"
    assert any(UNCHECKED in warning for warning in result.warnings)


def test_a_doubtful_value_is_doubted_in_the_result_too() -> None:
    result = measured(changed("硬阔类", "R", value="0.5"))
    named = "硬阔类的“根茎比（地下与地上生物量之比） R”存疑"
    assert any(named in warning and "0.145–0.46" in warning for warning in result.warnings)


def test_an_assessment_carries_the_set() -> None:
    told = assess(parse(case(HARDWOOD, on="2022-11-08")), parameter_set=set_of(TEACHING.read_bytes())).as_json()
    assert told["loss_tco2e"] == "38.46"
    assert told["method"]["parameter_set"]["id"] == "teaching-2026"


def test_the_rebuilt_values_of_fujian_are_not_claimed_of_another_set() -> None:
    form = teaching() | {"method": "fujian-trial-2022@2026-11"}
    result = measured(form, method="fujian-trial-2022")
    assert result.method["status"] == "计量结构依已公布的内容，算式细节待与办法原文核对"
    assert not any("依国家方法学重建" in warning for warning in result.warnings)
    assert measured(method="fujian-trial-2022").method["status"] == "参数依国家方法学重建，待与办法原文核对"


def test_a_set_of_another_method_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        measured(teaching(), method="storage-expansion")
    assert [error.path for error in refused.value.errors] == ["parameters"]


def test_the_value_in_force_on_the_day_counts() -> None:
    form = changed("硬阔类", "BEF", to="2021-12-31")
    form["parameters"].append(row(form, "硬阔类", "BEF") | {"value": "2.0", "from": "2022-01-01", "to": "2022-12-31"})
    # 38.46… × 2.0 ÷ 1.5
    assert measured(form, on="2022-11-08").loss_text == "51.29"
    day = {"case": {"offence": "滥伐林木", "conduct": {"from": "2020-01-01", "to": "2021-12-31"}}}
    given = set_of(as_yaml(form))
    assert measure(parse(case(HARDWOOD) | day), parameter_set=given).loss_text == "38.46"
    after = measured(form, on="2023-01-01")
    assert after.loss is None
    assert "参数集没有硬阔类的参数" in after.left_out[0].reason


def test_a_species_that_the_set_lacks_is_left_out_and_named() -> None:
    result = measure(
        parse(case(stand(species="木荷", standing_stock_m3="1"))), parameter_set=set_of(as_yaml(teaching()))
    )
    assert result.loss is None
    assert "参数集没有木荷的参数" in result.left_out[0].reason


def test_an_option_whose_value_the_set_lacks_is_refused_by_name() -> None:
    form = teaching() | {"method": "fujian-trial-2022@2026-11"}
    parameters = {"litter": "ar-tool12", "biome": "temperate"}
    with pytest.raises(InputError, match=r"没有 2022-01-31 施行的参数 l12\.temperate"):
        measured(form, method="fujian-trial-2022", parameters=parameters)


def test_a_standard_error_goes_with_its_value() -> None:
    spread = set_of(as_yaml(changed("杉木", "BEF", standard_error="0.05"))).parameters["杉木.BEF"].spread
    assert spread is not None
    assert str(spread.error) == "0.05"


def test_errors_of_a_form_stop_the_calculation_with_all_of_them() -> None:
    form = changed("杉木", "BEF", value="16")
    row(form, "杉木", "D")["unit"] = "kg"
    with pytest.raises(InputError) as refused:
        set_of(as_yaml(form))
    assert [error.path for error in refused.value.errors] == ["parameters", "parameters"]
