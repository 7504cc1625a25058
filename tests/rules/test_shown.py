"""How many digits a reader is shown; what is stored keeps them all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.values.exact import from_text, lowest, plain
from rules.values.shown import PLACES, keyed, result, shown


@pytest.mark.parametrize(
    ("text", "unit", "told"),
    [
        ("18.6493", "m3", "18.649"),
        ("18.6495", "m3", "18.650"),
        ("20", "m3", "20"),
        ("150/7", "m3", "21.429"),
        ("1/3", "ha", "0.3333"),
        ("2.18266667", "ha", "2.1827"),
        ("32.745", "mu", "32.75"),
        ("37.0173", "tCO2e", "37.02"),
        ("42.90", "tCO2e", "42.90"),
        ("35.680", "tCO2e", "35.68"),
        ("588.638", "tCO2e", "588.64"),
        ("-11.300", "tCO2e", "-11.30"),
        ("803/30", "tCO2e", "26.77"),
        ("0.307", "t/m3", "0.307"),
        ("1/3", "1", "0.3333333333"),
    ],
)
def test_a_figure_is_shown_to_the_digit_of_its_unit(text: str, unit: str, told: str) -> None:
    assert shown(text, unit) == told


def test_a_result_of_the_worksheet_keeps_its_exact_digits_beside_what_is_shown() -> None:
    assert result("1/3", "ha") == "1/3 ≈ 0.3333"
    assert result("11.1522814", "t") == "11.1522814 ≈ 11.15"
    assert result("20", "m3") == "20"
    assert result("35.680", "tCO2e") == "35.680"
    long = plain(lowest(Fraction(10**40 + 1, 3 * 10**37)))
    assert result(long, "tCO2e") == "≈ 333.33"
    assert keyed(long) == "≈333.3333333"


@given(st.fractions(min_value=0, max_value=10**6, max_denominator=10**6), st.sampled_from(sorted(PLACES)))
def test_what_is_shown_is_within_half_a_digit_of_what_is_stored(value: Fraction, unit: str) -> None:
    text = plain(lowest(value))
    assert abs(Fraction(shown(text, unit)) - value) <= Fraction(PLACES[unit]) / 2
    assert Decimal(shown(text, unit)).is_finite()
    assert from_text(text) == lowest(value)
