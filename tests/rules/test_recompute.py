"""The second calculator is itself held to figures done by hand, and sees lines that are wrong."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.rules.recompute import Reader, mistakes, rounded, units


@pytest.mark.parametrize(
    ("formula", "by_hand"),
    [
        ("1 + 2 × 3", "7"),
        ("(1 + 2) × 3", "9"),
        ("8 − 3 − 2", "3"),
        ("8 ÷ 4 ÷ 2", "1"),
        ("2 ^ 3 ^ 2", "512"),
        ("(−3) ^ 2", "9"),
        ("min(4, 2, 3) + max(1, 5)", "7"),
        ("33 × 1.9 × 0.5 × 0.5 × 3.67", "57.52725"),
        ("44 ÷ 12", "11/3"),
    ],
)
def test_a_formula_gives_what_a_calculator_gives(formula: str, by_hand: str) -> None:
    assert Reader(formula, {}).value() == (Fraction(by_hand), {})


def test_logarithm_and_broken_power_agree_with_known_digits() -> None:
    assert abs(Reader("exp(1)", {}).value()[0] - Fraction("2.718281828459045235360287")) < Fraction(1, 10**23)
    assert abs(Reader("2 ^ 0.5", {}).value()[0] - Fraction("1.414213562373095048801688")) < Fraction(1, 10**23)
    assert abs(Reader("ln(10)", {}).value()[0] - Fraction("2.302585092994045684017991")) < Fraction(1, 10**23)


@pytest.mark.parametrize(
    ("value", "rule", "expected"),
    [
        ("0.125", "half_up 0.01", "0.13"),
        ("-0.125", "half_up 0.01", "-0.13"),
        ("0.125", "half_even 0.01", "0.12"),
        ("0.135", "half_even 0.01", "0.14"),
        ("47.07", "ceil 1", "48"),
        ("48", "ceil 1", "48"),
        ("-47.07", "ceil 1", "-47"),
        ("47.97", "floor 1", "47"),
        ("-47.07", "floor 1", "-48"),
        ("1.23456", None, "1.23456"),
    ],
)
def test_roundings_follow_their_names(value: str, rule: str | None, expected: str) -> None:
    assert rounded(Fraction(value), rule) == Fraction(expected)


def test_units_are_read_as_powers() -> None:
    assert units("t/(ha·a)") == {"t": 1, "ha": -1, "a": -1}
    assert units("1") == {}
    assert units("m3·t/m3") == {"t": 1}


def line(**changes: Any) -> dict[str, Any]:
    good = {
        "no": 2,
        "kind": "computed",
        "symbol": "C",
        "formula": "V × D",
        "values": {"V": "2", "D": "0.25"},
        "value_units": {"V": "m3", "D": "t/m3"},
        "refs": {"V": 1, "D": 1},
        "substituted": "2 × 0.25",
        "unit": "t",
        "rounding": None,
        "result": "0.5",
        "empirical": False,
    }
    return {**good, **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"result": "0.6"},
        {"unit": "m3"},
        {"substituted": "2 × 0.26"},
        {"rounding": "ceil 1"},
        {"refs": {"V": 3, "D": 1}},
        {"values": {"V": "3", "D": "0.25"}},
        {"refs": {"V": 1}},
        {"no": 1},
    ],
)
def test_a_wrong_line_is_seen(changes: dict[str, Any]) -> None:
    first = {
        "no": 1,
        "kind": "input",
        "symbol": "V",
        "formula": "V",
        "values": {"V": "2"},
        "value_units": {"V": "m3"},
        "refs": {},
        "substituted": "2",
        "unit": "m3",
        "rounding": None,
        "result": "2",
        "empirical": False,
    }
    density = {**first, "no": 2, "symbol": "D", "formula": "D", "values": {"D": "0.25"}, "substituted": "0.25"}
    density |= {"value_units": {"D": "t/m3"}, "unit": "t/m3", "result": "0.25"}
    good = line(no=3, refs={"V": 1, "D": 2})
    assert mistakes([first, density, good]) == []
    wrong = {**good, **changes}
    assert mistakes([first, density, wrong])
