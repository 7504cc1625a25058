"""度 of bamboo: the first is of one year, each further one of two more (大小年), as the option declares."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from rules.carbon.measure import Measurement, measure
from rules.carbon.methods.bamboo import DU_UNDECLARED
from rules.casefile import parse
from tests.rules.cases import case, stand
from tests.told import says

# ChinaXiv-201704.00158V1, table 8: kg C per culm of the stands of one, three and five years, from 2026-11-28 on
KILOGRAMS = {1: "8.392", 3: "9.078", 5: "11.761"}


def bamboo(age: dict[str, Any], du: str = "1-3-5") -> Measurement:
    grove = stand(species="毛竹", forest_type="竹林", culms=1000, culm_ages=[{**age, "share": "1"}])
    chosen = {"bamboo": "taojiang", "du": du, "shrub_herb": "off", "litter": "off"}
    data = case(grove, method="fujian-trial-2022", parameters=chosen, on="2026-11-30")
    return measure(parse(data))


def carbon(made: Measurement) -> Fraction | None:
    (result,) = made.stands
    return Fraction(dict(result.emission.values)["C"].value) if result.emission else None


@pytest.mark.parametrize(("du", "years"), [(1, 1), (2, 3), (3, 5)])
def test_a_du_is_of_the_age_in_years_that_the_option_declares(du: int, years: int) -> None:
    assert carbon(bamboo({"du": du})) == carbon(bamboo({"age_a": years}))
    # a thousand culms: as many tonnes as kilograms of one, but for the rounding of the table's last digit
    assert abs(carbon(bamboo({"du": du})) - Fraction(Decimal(KILOGRAMS[years]))) < Fraction(1, 1000)  # type: ignore[operator]


@pytest.mark.parametrize("age", [{"age_a": 2}, {"age_a": 4}, {"age_a": 7}, {"du": 4}])
def test_an_age_that_was_not_measured_is_left_out_and_never_taken_for_another(age: dict[str, int]) -> None:
    made = bamboo(age)
    assert carbon(made) is None
    assert made.left_out


def test_a_du_of_which_nothing_is_declared_is_left_out_with_what_to_declare() -> None:
    made = bamboo({"du": 2}, du="undeclared")
    assert carbon(made) is None
    assert any(says(one.reason, DU_UNDECLARED, ages="1、3、5") for one in made.left_out)
