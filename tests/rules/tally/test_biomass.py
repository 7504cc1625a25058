"""The biomass route of 杉木: dry mass of every tree by LY/T 2264-2014, both branches of diameter."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from rules.carbon.measure import Measurement, measure
from rules.carbon.methods.cautions import UNTRUSTED
from rules.carbon.tally.biomass import biomass_equations, read_biomass_equations
from rules.carbon.tally.equations import FOLDER
from rules.carbon.tally.trees import BIOMASS_ALONE
from rules.casefile import parse
from rules.reading.errors import InputError
from rules.values.exact import nearest
from rules.values.records import ParameterFileError
from tests.rules.cases import case, stand
from tests.rules.recompute import Reader, mistakes
from tests.told import says

# Trees of the public example file allomCarbon.csv, which cites LY/T 2264-2014: D, H, above and below ground, carbon
# in kg. D and H are printed rounded, so the masses agree to 0.003 kg.
TREES = [
    ("5.134", "4.787", "3.844", "0.854", "2.34"),
    ("7.197", "8.826", "10.283", "1.868", "6.056"),
]
NEAR = Decimal("0.003")


def tally(*rows: tuple[str, str, int], **more: Any) -> dict[str, Any]:
    trees = [{"species": "杉木", "dbh_cm": d, "height_m": h, "count": n} for d, h, n in rows]
    return {"basis": "dbh", "biomass_equation": "LYT2264", "rows": trees, **more}


def measured(given: dict[str, Any], method: str = "national-default", **facts: Any) -> Measurement:
    return measure(parse(case(stand(tally=given, **facts), method=method)))


def masses(result: Measurement) -> tuple[Decimal, Decimal]:
    told = result.stands[0].as_json()
    assert told["agb_kg"] is not None
    assert told["bgb_kg"] is not None
    return Decimal(told["agb_kg"]), Decimal(told["bgb_kg"])


@pytest.mark.parametrize(("dbh", "height", "above", "below", "carbon"), TREES)
def test_a_published_tree_has_its_published_mass_and_carbon(
    dbh: str, height: str, above: str, below: str, carbon: str
) -> None:
    result = measured(tally((dbh, height, 1)))
    agb, bgb = masses(result)
    assert abs(agb - Decimal(above)) <= NEAR
    assert abs(bgb - Decimal(below)) <= NEAR
    (line,) = [line for line in result.worksheet.lines if line.symbol == "C"]
    assert abs(nearest(line.result.value) * 1000 - Decimal(carbon)) <= NEAR


# The same tree at 20 years by its volume (volumeCarbon.csv): R:S 0.176, above ground 21.176 kg, below 3.727 kg, carbon
# 12.427 kg to 0.3 %. The standard's factor from volume to mass is not carried: it needs the volume of every tree.
def test_root_ratio_and_carbon_of_the_tree_measured_by_volume_are_those_of_the_equations() -> None:
    agb, bgb = masses(measured(tally(("10.347", "12.6", 1000))))
    assert abs(bgb / agb - Decimal("0.176")) <= Decimal("0.0005")
    carbon = biomass_equations()["LYT2264"].carbon
    total = Decimal("21.176") * nearest(carbon["above_ground"].value.value) + Decimal("3.727") * nearest(
        carbon["below_ground"].value.value
    )
    assert abs(total - Decimal("12.427")) <= Decimal("12.427") * Decimal("0.003")


@pytest.mark.parametrize(
    ("dbh", "above", "below"),
    [
        ("4.9", "0.190713 × 4.9^1.35226 × 4^0.49452", "0.034655 × 4.9^2.06398 × 4^(−0.11744)"),
        ("5", "0.065388 × 5^2.01735 × 4^0.49425", "0.016385 × 5^2.52941 × 4^(−0.11744)"),
    ],
)
def test_the_branch_changes_at_five_centimetres(dbh: str, above: str, below: str) -> None:
    agb, bgb = masses(measured(tally((dbh, "4", 1))))
    assert abs(Fraction(agb) - Reader(above, {}).value()[0]) <= Fraction(1, 2000)
    assert abs(Fraction(bgb) - Reader(below, {}).value()[0]) <= Fraction(1, 2000)


def test_the_small_branch_says_that_its_carbon_fraction_is_borrowed() -> None:
    small, large = (measured(tally((dbh, "4", 1))).warnings for dbh in ("4", "6"))
    assert any("没有另载含碳率" in warning for warning in small)
    assert not any("没有另载含碳率" in warning for warning in large)
    assert any(
        "“地上部分含碳率 CF”、“地下部分含碳率 CF”" in warning and UNTRUSTED["secondary"] in warning for warning in large
    )


def test_masses_of_many_trees_add_up() -> None:
    one, two = masses(measured(tally(("20", "15", 1)))), masses(measured(tally(("4", "3", 1))))
    both = masses(measured(tally(("20", "15", 7), ("4", "3", 2))))
    assert both == (one[0] * 7 + two[0] * 2, one[1] * 7 + two[1] * 2)


@pytest.mark.parametrize("method", ["national-default", "fujian-trial-2022"])
def test_the_loss_follows_from_the_mass_and_every_line_can_be_redone(method: str) -> None:
    result = measured(tally(("20", "15", 100), ("4.5", "3.2", 30)), method)
    agb, bgb = (Fraction(mass) / 1000 for mass in masses(result))
    assert result.loss_exact is not None
    by_hand = (agb * Fraction("0.5003") + bgb * Fraction("0.488")) * 44 / 12
    assert abs(Fraction(result.loss_exact.value) - by_hand) <= Fraction(1, 2 * 10**6)
    assert mistakes(result.worksheet.as_json()) == []
    assert any("按生物量式 LYT2264 计量" in warning for warning in result.warnings)


def test_the_damage_fraction_takes_its_part_of_the_mass() -> None:
    whole = masses(measured(tally(("20", "15", 100))))
    part = masses(measured(tally(("20", "15", 100)), damage={"type": "采伐", "fraction": "0.25"}))
    assert part == (whole[0] / 4, whole[1] / 4)


def test_stock_is_known_beside_the_mass_only_where_a_volume_equation_is_named() -> None:
    alone, beside = (
        measured(tally(("10", "6", 1000), **more)).stands[0].as_json()
        for more in ({}, {"volume_equation": "LY208-fir"})
    )
    assert alone["standing_stock_m3"] is None
    assert beside["standing_stock_m3"] == "27"
    assert {**beside, "standing_stock_m3": None, "lost_stock_m3": None} == alone


def test_a_method_that_goes_by_stock_names_the_biomass_equation_as_unused() -> None:
    alone = measured(tally(("10", "6", 1000)), "storage-expansion")
    assert alone.loss is None
    assert says(alone.left_out[0].reason, BIOMASS_ALONE, equation="LYT2264")
    beside = measured(tally(("10", "6", 1000), volume_equation="LY208-fir"), "storage-expansion")
    assert beside.loss is not None
    assert "生物量式 LYT2264" in [item.what for item in beside.left_out]


@pytest.mark.parametrize(
    ("given", "species", "path", "told"),
    [
        (tally(("10", "6", 1), biomass_equation="LYT2265"), "杉木", "biomass_equation", "可用的有：LYT2264"),
        (
            {**tally(), "rows": [{"species": "马尾松", "dbh_cm": "9", "height_m": "6"}]},
            "马尾松",
            "rows[0].species",
            "生物量式 LYT2264 不适用于马尾松",
        ),
    ],
)
def test_a_biomass_equation_that_does_not_serve_is_refused(
    given: dict[str, Any], species: str, path: str, told: str
) -> None:
    with pytest.raises(InputError) as caught:
        measured(given, species=species)
    (error,) = caught.value.errors
    assert error.path == f"stands[0].tally.{path}"
    assert told in error.message


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("from: 5", "from: 6", "首尾相接"),
        ("below: 5", "from: 0.1", "首尾相接"),
        (', c: "0.49425"', "", "应有系数"),
        ("form: a × D^b × H^c", "form: a × D^b", "form 应由"),
        ("species: [杉木]", "species: [铁树]", "铁树 未收录"),
    ],
)
def test_a_file_with_a_gap_does_not_load(old: str, new: str, told: str) -> None:
    text = (FOLDER / "biomass_equations.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ParameterFileError, match=told):
        read_biomass_equations(text.replace(old, new, 1).encode(), "x.yaml")
