"""What a method cannot measure or does not count is named with its reason and with what would help."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.carbon.measure import SURVEY_UNREAD, SURVEYED, Measurement, measure
from rules.carbon.methods import bamboo, fire, limits, shrubs
from rules.carbon.methods.cautions import FROM_SOURCE, NO_TONNES, UNTRUSTED
from rules.carbon.methods.fujian_trial_2022.r2026_11.method import NO_SURVEY, NO_SURVEYED_SHRUBS
from rules.casefile import parse
from rules.reading.errors import InputError
from rules.settlement.settle import MONEY_ALONE, NO_CREDITS, settle
from tests.rules.cases import case, stand
from tests.told import says, told

FUJIAN = "fujian-trial-2022"
BAMBOO = {"species": "毛竹", "forest_type": "竹林"}
AGREED = {"authority": "某县林业局", "document": "示例文件", "date": "2022-01-01"}


def measured(*stands: dict[str, Any], method: str = FUJIAN, on: str = "2022-11-08", **parameters: str) -> Measurement:
    return measure(parse(case(*stands, method=method, on=on, parameters=parameters)))


def reasons(result: Measurement, what: str) -> list[str]:
    return [item.reason for item in result.left_out if item.what == what]


@pytest.mark.parametrize(
    ("facts", "parameters", "reason"),
    [
        ({**BAMBOO, "culms": 300}, {}, bamboo.NO_SOURCE),
        ({**BAMBOO, "area_ha": "1"}, {"bamboo": "review"}, bamboo.NO_CULMS),
        ({**BAMBOO, "culms": 300}, {"bamboo": "taojiang"}, bamboo.NO_AGES),
        ({**BAMBOO, "culms": 300}, {"bamboo": "zhejiang"}, bamboo.NO_AREA),
        ({**BAMBOO, "species": "杂竹", "culms": 300}, {"bamboo": "review"}, bamboo.NO_PARAMETERS),
        (
            {**BAMBOO, "culms": 300, "culm_ages": [{"du": 2, "share": "1"}]},
            {"bamboo": "taojiang"},
            bamboo.NO_AGE_MEASURED,
        ),
        (
            {"species": "灌木林", "forest_type": "灌木林", "shrub_cover": "0.5"},
            {},
            NO_SURVEYED_SHRUBS,
        ),
        (
            {"species": "灌木林", "forest_type": "灌木林", "shrub_cover": "0.5", "area_ha": "1"},
            {"shrub_herb": "ar-tool14"},
            shrubs.FOREST_UNDECLARED,
        ),
        (
            {"species": "灌木林", "forest_type": "灌木林", "shrub_cover": "0.04", "area_ha": "1"},
            {"shrub_herb": "ar-tool14", "forest_agb": "planted-other"},
            shrubs.TOO_SPARSE,
        ),
        ({"species": "经济林", "forest_type": "经济林", "trees": 30}, {}, NO_SURVEY),
    ],
)
def test_a_stand_without_stock_says_what_it_lacks(
    facts: dict[str, Any], parameters: dict[str, str], reason: str
) -> None:
    result = measured(stand(**facts), **parameters)
    assert result.loss is None
    (left_out,) = [item for item in result.left_out if item.whole_stand]
    assert says(left_out.reason, reason)


def test_ages_in_du_ask_for_what_a_du_means() -> None:
    ages = [{"age_a": 1, "share": "0.5"}, {"du": 2, "share": "0.5"}]
    result = measured(stand(**BAMBOO, culms=300, culm_ages=ages), bamboo="taojiang")
    (reason,) = reasons(result, "2 度的竹（份额 0.5）")
    assert says(reason, bamboo.DU_UNDECLARED)


def test_a_mean_diameter_of_bamboo_enters_nothing_and_that_is_said() -> None:
    facts = {**BAMBOO, "culms": 300}
    with_diameter = measured(stand(**facts, mean_dbh_cm="9"), bamboo="review")
    assert with_diameter.loss == measured(stand(**facts), bamboo="review").loss
    assert any(says(warning, bamboo.DIAMETER_UNUSED, stand="A", dbh="9") for warning in with_diameter.warnings)


def burned(**damage: Any) -> dict[str, Any]:
    return stand(standing_stock_m3="10", damage={"type": "烧毁", **damage})


GASES = "燃烧排放的甲烷和氧化亚氮"


@pytest.mark.parametrize(
    ("row", "parameters", "reason"),
    [
        (burned(fraction="1"), {}, fire.NO_SOURCE),
        (burned(fraction="1"), {"fire": "stated"}, fire.NO_FUEL),
        (burned(fraction="1"), {"fire": "fuel.temperate-all"}, fire.NO_AREA),
    ],
)
def test_a_fire_without_its_fuel_says_what_is_missing(
    row: dict[str, Any], parameters: dict[str, str], reason: str
) -> None:
    (given,) = reasons(measured(row, **parameters), GASES)
    assert says(given, reason)


def test_bamboo_has_no_mass_above_ground_for_a_combustion_factor() -> None:
    row = stand(**BAMBOO, culms=300, damage={"type": "烧毁", "fraction": "1"})
    (reason,) = reasons(measured(row, bamboo="review", fire="cf.temperate-all"), GASES)
    assert reason == fire.NO_MASS


def test_a_severity_is_never_turned_into_a_fraction() -> None:
    light, heavy = (measured(burned(severity=severity)) for severity in ("轻度", "重度"))
    assert light.loss == heavy.loss == measured(burned(fraction="1")).loss
    (reason,) = reasons(light, "烧毁程度（轻度）")
    assert reason == limits.NO_FRACTION_OF_SEVERITY


def test_surveyed_fuel_that_was_not_chosen_is_named() -> None:
    fuel = {"consumed_t_per_ha": "12.5", "source": "火场调查"}
    result = measured(burned(fraction="1", fuel=fuel), fire="cf.temperate-all")
    assert len(reasons(result, fire.SURVEYED_FUEL)) == 1


@pytest.mark.parametrize(("on", "accepted"), [("2022-02-01", True), ("2021-12-31", True), ("2021-12-30", False)])
def test_a_warming_potential_counts_only_once_it_was_published(on: str, accepted: bool) -> None:
    data = case(burned(fraction="1"), method=FUJIAN, parameters={"fire": "cf.temperate-all", "gwp": "ar6"}, on=on)
    data["case"]["conduct"] = {"from": "2021-01-01"}
    if accepted:
        assert measure(parse(data)).loss is not None
        return
    with pytest.raises(InputError) as caught:
        measure(parse(data))
    (error,) = caught.value.errors
    assert error.path == "options.parameters.gwp"
    assert told(error.message, fire.NOT_PUBLISHED, edition="AR6", day=datetime.date(2021, 12, 30))


def test_every_transcribed_value_that_was_used_is_named() -> None:
    row = stand(standing_stock_m3="10", area_ha="1", shrub_cover="0.5", damage={"type": "占用"})
    chosen = {"shrub_herb": "ar-tool14", "forest_agb": "planted-other", "soil": "wtm-lac-2006"}
    warnings = measured(row, **chosen).warnings
    transcribed = [warning for warning in warnings if says(warning, FROM_SOURCE, trust=UNTRUSTED["secondary"])]
    for symbol in ("k_s", "R_s", "CF_s", "SOC", "s_16"):
        assert any(f" {symbol}”" in warning for warning in transcribed)


def test_a_value_in_yuan_is_a_value_of_the_loss_and_gives_no_credits() -> None:
    row = stand(area_mu="10", area_value={"cny_per_mu": "180.5", **AGREED})
    casefile = parse(
        case(
            row,
            method="area-value",
            price={"cny_per_t": "58", "rule": "收盘价", "source": "某所", "date": "2022-01-31"},
        )
    )
    result = measure(casefile)
    settled = settle(casefile, result)
    assert settled.value is not None
    assert settled.value.text == "1805.00"
    assert (result.loss, settled.required, settled.amount) == (None, None, None)
    assert settled.reasons == {"required_credits_t": MONEY_ALONE, "amount_cny": NO_CREDITS}
    assert any(says(warning, NO_TONNES) for warning in result.warnings)


def test_an_agreed_value_names_who_fixed_it_where_and_when() -> None:
    result = measured(stand(area_ha="2", area_value={"tco2e_per_ha": "33.3", **AGREED}), method="area-value")
    (line,) = [line for line in result.worksheet.lines if line.symbol == "u"]
    assert line.source == "某县林业局，示例文件，2022-01-01"


@pytest.mark.parametrize("method", ["national-default", "storage-expansion"])
def test_a_method_by_stock_still_leaves_out_what_has_none(method: str) -> None:
    result = measured(stand(**BAMBOO, culms=300), method=method)
    assert result.loss is None
    assert any(says(item.reason, limits.NOT_BY_STOCK, forest_type="竹林") for item in result.left_out)


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        (
            {
                "species": "经济林",
                "forest_type": "经济林",
                "area_ha": "2",
                "measured_biomass": {"t_per_ha": "21.5", "covers": "全株", "source": "样地调查"},
            },
            "measured_biomass.t_per_ha",
        ),
        ({"area_ha": "2", "area_value": {"tco2e_per_ha": "33.3", **AGREED}}, "area_value.tco2e_per_ha"),
        ({**BAMBOO, "culms": 300}, "culms"),
    ],
)
def test_the_standard_error_of_a_survey_travels_with_its_line(facts: dict[str, Any], path: str) -> None:
    stated = {"standard_errors": {path: {"value": "1.5", "source": "样地调查"}}}
    method = "area-value" if "area_value" in facts else FUJIAN
    chosen = {"bamboo": "review"} if "culms" in facts else {}
    result = measured(stand(**facts, **stated), method=method, **chosen)
    spreads = {line.path: line.spread for line in result.worksheet.lines if line.spread is not None}
    assert str(spreads[f"stands[0].{path}"].error) == "1.5"


def test_the_choices_that_were_made_are_told_in_words_and_those_that_were_not_are_left_out() -> None:
    result = measured(burned(fraction="1"), fire="cf.temperate-all", gwp="ar6")
    chosen = {choice["title"]: choice["meaning"] for choice in result.method["choices"]}
    options = result.declaration.options
    assert "C_f 0.45" in chosen[options["fire"].title]
    assert chosen[options["gwp"].title] == "IPCC 第六次评估报告（27.9、273）"
    assert options["bamboo"].title not in chosen
    assert options["biome"].title not in chosen


SURVEY = {"kg_per_stem": "20", "covers": "全株", "carbon_fraction": "0.48", "source": "调查报告"}


def test_a_surveyed_biomass_that_the_method_does_not_read_is_named_with_the_method_that_does() -> None:
    grove = stand(**BAMBOO, culms=100, measured_biomass=SURVEY)
    (left,) = measured(grove, method="national-default").left_out
    assert left.whole_stand
    assert says(left.reason, SURVEY_UNREAD, method="national-default", methods=FUJIAN)
    assert SURVEYED in left.reason
    assert not any(says(one.reason, SURVEY_UNREAD) for one in measured(grove).left_out)


def test_a_surveyed_biomass_beside_what_a_method_measures_otherwise_is_named() -> None:
    value = {"tco2e_per_ha": "33.3", **AGREED}
    grove = stand(**BAMBOO, area_ha="1", culms=100, measured_biomass=SURVEY, area_value=value)
    result = measured(grove, method="area-value")
    assert result.loss is not None
    (reason,) = reasons(result, SURVEYED)
    assert says(reason, SURVEY_UNREAD, method="area-value", methods=FUJIAN)
