"""Published and hand-checkable figures for bamboo, fire, root ratio and soil, each with where it was printed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from rules.carbon.measure import Measurement, measure
from rules.carbon.methods.fire import EQUATION_2_27
from rules.carbon.methods.ipcc_tier1.r2026_11.roots import AR_TOOL14
from rules.carbon.methods.registry import editions, load
from rules.carbon.parameters.left_out import left_out
from rules.carbon.worksheet import Line, evaluate
from rules.casefile import parse
from rules.values.quantity import Rounding, quantity
from tests.rules.cases import case, stand

SETS = [load(id, edition).declaration.shipped for id, all_of_it in editions().items() for edition in all_of_it]


def measured(*stands: dict[str, Any], method: str, **parameters: str) -> Measurement:
    return measure(parse(case(*stands, method=method, parameters=parameters)))


def lines(result: Measurement, symbol: str) -> list[Line]:
    return [line for line in result.worksheet.lines if line.symbol == symbol]


def value(result: Measurement, symbol: str) -> Fraction:
    (line,) = lines(result, symbol)
    return Fraction(line.result.value)


def one_hectare_of_fire(fire: str, **parameters: str) -> Measurement:
    row = stand(standing_stock_m3="0", area_ha="1", damage={"type": "烧毁", "fraction": "1"})
    return measured(row, method="fujian-trial-2022", fire=fire, **parameters)


def near(found: Fraction, expected: str, tolerance: str) -> bool:
    return abs(found - Fraction(expected)) <= Fraction(tolerance)


# BAM-1: ChinaXiv-201704.00158V1 (桃江), tables 1 and 3: culms per hectare, mass of the stand in t/ha.
@pytest.mark.parametrize(("age", "culms", "tonnes"), [(1, 1250, "20.254"), (3, 1300, "25.036"), (5, 2400, "55.685")])
def test_taojiang_culms_times_mass_of_one_give_the_printed_mass_of_the_stand(age: int, culms: int, tonnes: str) -> None:
    ages = [{"age_a": age, "share": "1"}]
    row = stand(species="毛竹", forest_type="竹林", culms=culms, culm_ages=ages)
    result = measured(row, method="fujian-trial-2022@2026-11", bamboo="taojiang")
    assert near(value(result, "B"), tonnes, "0.002")


# Table 8 of the same paper: kg of carbon in one culm, by which 曹福明等 sum the stand (10.49, 11.802, 28.226 tC/ha).
@pytest.mark.parametrize(("age", "kilograms"), [(1, "8.392"), (3, "9.078"), (5, "11.761")])
def test_a_taojiang_culm_has_the_carbon_of_its_organs_and_not_that_of_their_plain_mean(
    age: int, kilograms: str
) -> None:
    ages = [{"age_a": age, "share": "1"}]
    row = stand(species="毛竹", forest_type="竹林", culms=1000, culm_ages=ages)
    result = measured(row, method="fujian-trial-2022@2026-11-28", bamboo="taojiang")
    assert near(value(result, "C"), kilograms, "0.0005")


# FIRE-1: IPCC tables 2.4 (50.4 t/ha) and 2.5, extra-tropical, one hectare.
def test_a_hectare_of_table_2_4_gives_the_gases_of_equation_2_27() -> None:
    result = one_hectare_of_fire("fuel.temperate-all")
    assert value(result, "L_CH4") == Fraction("0.23688")
    assert value(result, "L_N2O") == Fraction("0.013104")


@pytest.mark.parametrize(("gwp", "tonnes"), [("ar4", "9.827"), ("ar5", "10.105"), ("ar6", "10.186")])
def test_the_warming_potentials_give_the_known_sum_of_the_other_gases(gwp: str, tonnes: str) -> None:
    result = one_hectare_of_fire("fuel.temperate-all", gwp=gwp)
    assert near(value(result, "E_CH4") + value(result, "E_N2O"), tonnes, "0.001")
    assert result.loss_exact is not None
    assert near(Fraction(result.loss_exact.value), tonnes, "0.001")


@pytest.mark.parametrize(("factor", "tonnes"), [("1569", "79.078"), ("107", "5.393"), ("4.7", "0.23688")])
def test_the_equation_is_the_one_of_the_guidelines_for_every_gas(factor: str, tonnes: str) -> None:
    terms = {"m": quantity("50.4", "t"), "G": quantity(factor, "g/kg"), "q_g": quantity(1000, "g/kg")}
    found = evaluate(EQUATION_2_27, terms, "t", None)
    assert near(Fraction(found.value), tonnes, "0.001")


# FIRE-2: 100 t/ha with a combustion factor of 0.45, extra-tropical, AR5. Planted conifers of table 4.8 hold 100 t/ha.
def test_a_hundred_tonnes_and_a_combustion_factor_give_the_known_gases() -> None:
    row = stand(origin="人工", area_ha="1", damage={"type": "烧毁", "fraction": "1"})
    result = measured(row, method="ipcc-tier1", fire="cf.temperate-all")
    assert value(result, "B_a") == 100
    assert value(result, "L_CH4") == Fraction("0.2115")
    assert value(result, "L_N2O") == Fraction("0.0117")
    assert near(value(result, "E_CH4") + value(result, "E_N2O"), "9.0225", "0.0001")


FUELS = [key for key in load("fujian-trial-2022", "2026-11").declaration.options["fire"].choices if "fuel." in key]


# NEG-1: a public repository multiplies the product of table 2.4 by the combustion factor again.
@pytest.mark.parametrize("fuel", FUELS)
def test_the_product_of_table_2_4_is_never_multiplied_by_a_combustion_factor_again(fuel: str) -> None:
    result = one_hectare_of_fire(fuel)
    product = Fraction(load("fujian-trial-2022", "2026-11").declaration.shipped.parameters[fuel].value.value)
    assert value(result, "m") == product
    assert near(value(result, "L_CH4"), str(product * Fraction("4.7") / 1000), "0.0000005")
    assert not any(line.symbol == "C_f" or line.path.startswith("cf.") for line in result.worksheet.lines)


# NEG-1: the same repository is a thousand times too large: 1682.7 Gg burned × 6.8 g/kg are 11.44 Gg of methane.
def test_grams_per_kilogram_are_not_taken_for_kilograms() -> None:
    fuel = {"consumed_t_per_ha": "12.5", "source": "火场调查"}
    damage = {"type": "烧毁", "fraction": "1", "burned_area_ha": "134616", "fuel": fuel}
    row = stand(standing_stock_m3="0", damage=damage)
    result = measured(row, method="fujian-trial-2022", fire="stated", fire_zone="tropical")
    assert value(result, "m") == 1_682_700
    assert near(value(result, "L_CH4") / 1000, "11.44", "0.005")


def test_carbon_dioxide_and_monoxide_of_a_fire_are_never_added_to_the_stock_lost() -> None:
    named = {key for parameters in SETS for key in parameters.parameters if key.startswith("g.")}
    assert {key.rsplit(".", 1)[1] for key in named} == {"ch4", "n2o"}


# T14-R: CDM AR-TOOL14 v4.2, R = exp(−1.085 + 0.9256 ln b) / b.
@pytest.mark.parametrize(("mass", "ratio"), [("20", "0.2704"), ("50", "0.2526"), ("100", "0.2399"), ("200", "0.2278")])
def test_the_root_ratio_of_ar_tool14_follows_its_function(mass: str, ratio: str) -> None:
    shipped = load("ipcc-tier1", "2026-11").declaration.shipped.parameters
    terms = {
        "r_0": shipped["root.ar14-intercept"].value,
        "r_1": shipped["root.ar14-slope"].value,
        "b_a": quantity(mass, "t/ha"),
    }
    found = evaluate(AR_TOOL14, terms, "1", Rounding.parse("half_up 0.0001"), empirical=True)
    assert near(Fraction(found.value), ratio, "0.00005")


# T14-U: CDM AR-TOOL14 v4.2 as restated in BM-T-AR-0004: 34 plots, mean 45.328 t/ha, s 12.776, Student's t 1.692.
def test_the_sampling_error_of_plots_is_the_worked_example_of_ar_tool14() -> None:
    terms = {"t": quantity("1.692", "1"), "s": quantity("12.776", "t/ha"), "n": quantity(34, "1")}
    terms["x"] = quantity("45.328", "t/ha")
    error = evaluate("s ÷ n ^ 0.5", terms, "t/ha", Rounding.parse("half_up 0.001"), empirical=True)
    share = evaluate("t × s ÷ n ^ 0.5 ÷ x", terms, "1", Rounding.parse("half_up 0.0001"), empirical=True)
    assert (str(error.value), str(share.value)) == ("2.191", "0.0818")


# T14-D: CDM AR-TOOL14 v4.2, appendix 2, as restated in BM-T-AR-0004: 60 ± 9 t/ha (U 15 %) give 57.75 or 62.25 t/ha.
@pytest.mark.parametrize(("formula", "expected"), [("x − k × h", "57.75"), ("x + k × h", "62.25")])
def test_the_discount_of_ar_tool14_is_the_worked_example(formula: str, expected: str) -> None:
    terms = {"x": quantity(60, "t/ha"), "h": quantity(9, "t/ha"), "k": quantity("0.25")}
    assert Fraction(evaluate(formula, terms, "t/ha", None).value) == Fraction(expected)


def test_that_discount_is_in_no_method_and_the_reason_is_told() -> None:
    assert not [key for parameters in SETS for key in parameters.parameters if "discount" in key or "14.k" in key]
    (told,) = [item for part in left_out() for item in part.entries if "不确定性折减" in item.what]
    assert "不作折减，只列出损失量的区间" in told.why


# AR-TOOL16 v1.1.0: a tenth of the soil carbon where more than a tenth of the area was disturbed.
@pytest.mark.parametrize(
    ("disturbed", "tonnes_of_carbon"), [("0.0999", None), ("0.1", None), ("0.1001", "5.5"), ("1", "5.5")]
)
def test_soil_loses_a_tenth_of_its_carbon_where_more_than_a_tenth_was_disturbed(
    disturbed: str, tonnes_of_carbon: str | None
) -> None:
    damage = {"type": "占用", "soil_disturbed_share": disturbed}
    row = stand(standing_stock_m3="0", area_ha="1", damage=damage)
    result = measured(row, method="fujian-trial-2022", soil="wtm-lac")
    found = [Fraction(line.result.value) for line in lines(result, "C_p")]
    assert found == ([] if tonnes_of_carbon is None else [Fraction(tonnes_of_carbon)])
    assert any("不超过 0.1" in item.reason for item in result.left_out) == (tonnes_of_carbon is None)


def test_the_ipcc_default_for_dead_wood_is_no_parameter() -> None:
    # 13.2 tC/ha, table 2.2: ten times what plots in South China hold.
    densities = [
        parameter
        for parameters in SETS
        for parameter in parameters.parameters.values()
        if parameter.value.unit.symbol == "tC/ha"
        and Fraction(parameter.value.value) in (Fraction("13.2"), Fraction("11.8"))
    ]
    assert densities == []
