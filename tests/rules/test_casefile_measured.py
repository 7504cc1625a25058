"""Culms, strata, fuel, surveyed biomass and agreed values in a case file: what hangs together and what does not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from rules.casefile import parse
from rules.reading.errors import InputError
from tests.rules.cases import case, stand

SURVEY = {"covers": "全株", "source": "样地调查"}
AGREED = {"authority": "某县林业局", "document": "示例文件", "date": "2022-01-01"}
BAMBOO = {"species": "毛竹", "forest_type": "竹林", "culms": 300}
ORCHARD = {"species": "经济林", "forest_type": "经济林"}
FUEL = {"consumed_t_per_ha": "12.5", "source": "火场调查"}


def mistakes(**facts: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        parse(case(stand(**facts)))
    return [(error.path.removeprefix("stands[0]."), error.message) for error in caught.value.errors]


def strata(*rows: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    told = [{"severity": severity, "share": share, "fraction": fraction} for severity, share, fraction in rows]
    return {"damage": {"type": "烧毁", "strata": told, **more}}


HALF = [("重度", "0.5", "1"), ("未过火", "0.5", "0")]


@pytest.mark.parametrize(
    "facts",
    [
        {**BAMBOO, "culm_ages": [{"age_a": 1, "share": "0.4"}, {"du": 2, "share": "0.6"}]},
        {**BAMBOO, "measured_biomass": {"kg_per_stem": "4.2", **SURVEY}},
        {**ORCHARD, "area_mu": "3", "measured_biomass": {"t_per_ha": "21.5", "carbon_fraction": "0.48", **SURVEY}},
        {**ORCHARD, "trees": 30, "measured_biomass": {"kg_per_stem": "21.5", **SURVEY}},
        {"saplings": 40, "sapling_biomass": {"kg_per_stem": "0.8", **SURVEY}},
        {"area_ha": "2", "area_value": {"tco2e_per_ha": "33.3", **AGREED}},
        {"area_mu": "2", "area_value": {"cny_per_mu": "180", **AGREED}},
        {"area_ha": "2", "shrub_cover": "0"},
        {"area_ha": "2", **strata(*HALF, burned_area_ha="1", fuel=FUEL)},
        {"damage": {"type": "占用", "soil_disturbed_share": "0.3"}},
    ],
)
def test_what_hangs_together_is_accepted_and_comes_back_as_it_was_given(facts: dict[str, Any]) -> None:
    read = parse(case(stand(**facts)))
    assert parse(read.as_json()) == read
    assert read.as_json()["stands"][0].keys() == stand(**facts).keys()


@pytest.mark.parametrize(
    ("facts", "path", "told"),
    [
        ({**BAMBOO, "culm_ages": [{"age_a": 1, "share": "0.4"}]}, "culm_ages", "之和应为 1，现为 0.4"),
        ({**BAMBOO, "culm_ages": [{"age_a": 1, "du": 1, "share": "1"}]}, "culm_ages[0]", "之一"),
        ({**BAMBOO, "culm_ages": [{"share": "1"}]}, "culm_ages[0]", "之一"),
        ({**BAMBOO, "culms": None, "culm_ages": [{"age_a": 1, "share": "1"}]}, "culms", "竹株数"),
        (
            {**BAMBOO, "culm_ages": [{"du": 1, "share": "0.5"}, {"du": 1, "share": "0.5"}]},
            "culm_ages",
            "同一竹龄",
        ),
        ({**BAMBOO, "culm_ages": [{"age_a": 1, "share": "0"}]}, "culm_ages[0].share", "大于 0"),
        ({**BAMBOO, "measured_biomass": SURVEY}, "measured_biomass", "之一"),
        (
            {**BAMBOO, "measured_biomass": {"t_per_ha": "1", "kg_per_stem": "1", **SURVEY}},
            "measured_biomass",
            "之一",
        ),
        ({**BAMBOO, "measured_biomass": {"t_per_ha": "1", **SURVEY}}, "measured_biomass.t_per_ha", "写明面积"),
        ({**ORCHARD, "measured_biomass": {"kg_per_stem": "1", **SURVEY}}, "measured_biomass.kg_per_stem", "株数"),
        ({**BAMBOO, "measured_biomass": {"kg_per_stem": "1", "covers": "全株"}}, "measured_biomass.source", "缺少"),
        ({"trees": 3, "measured_biomass": {"kg_per_stem": "1", **SURVEY}}, "measured_biomass", "乔木林"),
        ({"sapling_biomass": {"kg_per_stem": "1", **SURVEY}}, "sapling_biomass.kg_per_stem", "幼树株数"),
        ({"area_ha": "1", "area_value": AGREED}, "area_value", "之一"),
        (
            {"area_ha": "1", "area_value": {"tco2e_per_ha": "1", "cny_per_mu": "1", **AGREED}},
            "area_value",
            "之一",
        ),
        ({"area_value": {"tco2e_per_ha": "1", **AGREED}}, "area_ha", "写明面积"),
        ({"area_ha": "1", "area_value": {**AGREED, "tco2e_per_ha": "0"}}, "area_value.tco2e_per_ha", "大于 0"),
        ({"shrub_cover": "1.01"}, "shrub_cover", "不能超过 1"),
        ({"shrub_cover": "-0.1"}, "shrub_cover", "不能为负数"),
        (strata(("重度", "0.5", "1")), "damage.strata", "现为 0.5"),
        (strata(*HALF, fraction="0.5"), "damage.fraction", "不再另写"),
        (strata(*HALF, severity="重度"), "damage.severity", "不再另写"),
        (strata(("未过火", "1", "0.1")), "damage.strata[0].fraction", "应为 0"),
        (strata(("重度", "1", "1.1")), "damage.strata[0].fraction", "不能超过 1"),
        (
            {"area_ha": "1", "damage": {"type": "烧毁", "burned_area_ha": "1.1"}},
            "damage.burned_area_ha",
            "大于地块面积",
        ),
        ({"damage": {"type": "采伐", "burned_area_ha": "1"}}, "damage.burned_area_ha", "只有受损方式为烧毁"),
        ({"damage": {"type": "采伐", "fuel": FUEL}}, "damage.fuel", "只有受损方式为烧毁"),
        ({"damage": {"type": "烧毁", "fuel": {"consumed_t_per_ha": "1"}}}, "damage.fuel.source", "缺少"),
        ({"damage": {"type": "占用", "soil_disturbed_share": "2"}}, "damage.soil_disturbed_share", "不能超过 1"),
    ],
)
def test_what_does_not_is_told_at_its_path(facts: dict[str, Any], path: str, told: str) -> None:
    ((at, message),) = mistakes(**facts)
    assert at == path
    assert told in message


def test_the_part_lost_of_a_fire_is_the_sum_over_its_strata() -> None:
    rows = [("重度", "0.25", "0.9"), ("中度", "0.35", "0.4"), ("轻度", "0.2", "0.1"), ("未过火", "0.2", "0")]
    (read,) = parse(case(stand(**strata(*rows)))).stands
    assert read.damage.lost == Decimal("0.385")  # 0.225 + 0.14 + 0.02
