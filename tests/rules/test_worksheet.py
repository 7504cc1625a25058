"""Formulas and the lines of a worksheet."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.carbon.arithmetic import EXACT_NUMBERS
from rules.carbon.formula import FormulaError, names, work_out
from rules.carbon.worksheet import Line, Worksheet, WorksheetError, evaluate, substitute
from rules.values.quantity import Rounding, UnitError, quantity
from tests.rules.recompute import Reader, mistakes

SECTION: dict[str, Any] = {"section": "地块 A", "source": "试验"}


def given_line(sheet: Worksheet, symbol: str, value: str, unit_symbol: str = "1") -> Line:
    return sheet.given(symbol, symbol, quantity(value, unit_symbol), path=f"x.{symbol}", **SECTION)


def test_lines_are_numbered_and_refer_to_earlier_lines() -> None:
    sheet = Worksheet()
    volume = given_line(sheet, "V", "18.6493", "m3")
    density = sheet.parameter("D", "密度", quantity("0.598", "t/m3"), confidence="unverified", path="D", **SECTION)
    mass = sheet.compute("B", "生物量", "V × D", {"V": volume, "D": density}, unit_symbol="t", **SECTION)
    assert [line.no for line in sheet.lines] == [1, 2, 3]
    assert mass.refs == (("V", 1), ("D", 2))
    assert mass.text == "11.1522814"
    assert mass.substituted == "18.6493 × 0.598"


def test_a_line_without_a_finite_decimal_shows_the_fraction() -> None:
    sheet = Worksheet()
    area, per = given_line(sheet, "A_mu", "5", "mu"), given_line(sheet, "q", "15", "mu/ha")
    hectares = sheet.compute("A", "面积", "A_mu ÷ q", {"A_mu": area, "q": per}, unit_symbol="ha", **SECTION)
    assert hectares.text == "1/3"
    stock = given_line(sheet, "v", "60", "m3/ha")
    whole = sheet.compute("V", "蓄积", "A × v", {"A": hectares, "v": stock}, unit_symbol="m3", **SECTION)
    assert whole.text == "20"
    assert whole.substituted == "(1/3) × 60"
    assert Worksheet.of(sheet.records).lines == sheet.lines
    assert mistakes(sheet.as_json()) == []


def test_a_line_that_would_lose_digits_must_name_a_rounding() -> None:
    sheet = Worksheet()
    third = {"x": given_line(sheet, "x", "3")}
    with pytest.raises(WorksheetError, match="must name a rounding"):
        sheet.compute("y", "y", "ln(x)", third, unit_symbol="1", **SECTION)
    third = {"x": given_line(sheet, "x", "1")}
    rounded = sheet.compute(
        "y", "y", "x ÷ 3", third, unit_symbol="1", rounding=Rounding.parse("half_up 0.01"), **SECTION
    )
    assert rounded.text == "0.33"
    assert len(sheet.lines) == 3


def test_a_rounded_line_keeps_its_idle_zeros() -> None:
    sheet = Worksheet()
    line = sheet.compute(
        "L",
        "L",
        "x",
        {"x": given_line(sheet, "x", "42.9")},
        unit_symbol="1",
        rounding=Rounding.parse("half_up 0.01"),
        **SECTION,
    )
    assert line.text == line.as_json()["result"] == "42.90"


@pytest.mark.parametrize(
    ("formula", "unit_symbol"), [("V + m", "m3"), ("V × m", "m3"), ("V", "t"), ("min(V, m)", "m3")]
)
def test_a_line_of_the_wrong_unit_is_refused(formula: str, unit_symbol: str) -> None:
    sheet = Worksheet()
    terms = {"V": given_line(sheet, "V", "2", "m3"), "m": given_line(sheet, "m", "3", "t")}
    with pytest.raises(UnitError):
        sheet.compute("x", "x", formula, terms, unit_symbol=unit_symbol, **SECTION)
    assert len(sheet.lines) == 2


def test_division_by_zero_is_told_with_its_values() -> None:
    sheet = Worksheet()
    with pytest.raises(WorksheetError, match="x = 0"):
        sheet.compute("y", "y", "1 ÷ x", {"x": given_line(sheet, "x", "0")}, unit_symbol="1", **SECTION)


def test_an_empirical_line_takes_bare_numbers_and_gives_the_declared_unit() -> None:
    values = {"D": quantity("20", "cm"), "H": quantity("15", "m")}
    rounding = Rounding.parse("half_up 0.0001")
    volume = evaluate("0.000058777042 × D^1.9699831 × H^0.89646157", values, "m3", rounding, empirical=True)
    assert volume == quantity("0.2435", "m3")
    with pytest.raises(UnitError):
        evaluate("D^1.9699831", values, "m3", rounding)


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "V +",
        "V; W",
        "__import__('os')",
        "V.real",
        "V[0]",
        "lambda: 1",
        "V if V else 1",
        "'a'",
        "V // 2",
        "V % 2",
        "True",
        "sin(V)",
        "max()",
    ],
)
def test_what_is_no_formula_is_refused(formula: str) -> None:
    with pytest.raises(FormulaError):
        work_out(formula, {"V": Decimal(1), "W": Decimal(1)}, EXACT_NUMBERS)


def test_a_formula_that_misses_a_value_says_which() -> None:
    with pytest.raises(FormulaError, match="W"):
        work_out("V × W", {"V": Decimal(1)}, EXACT_NUMBERS)


def test_names_are_listed_once_in_order_of_appearance() -> None:
    assert names("(B_a + B_b) × CF + min(B_a, δ)") == ("B_a", "B_b", "CF", "δ")


def test_a_literal_is_taken_by_its_digits_not_as_a_binary_fraction() -> None:
    assert work_out("3.67 + 0.1", {}, EXACT_NUMBERS) == Decimal("3.77")


def test_negative_values_are_put_in_parentheses() -> None:
    assert substitute("a − b^2", {"a": quantity("1"), "b": quantity("-2.50")}) == "1 − (-2.5)^2"


def test_names_that_begin_alike_are_replaced_whole() -> None:
    values = {"V": quantity(1), "V_f": quantity(2), "E_1": quantity(3), "E_11": quantity(4)}
    assert substitute("V × V_f + E_1 + E_11 + 1.5", values) == "1 × 2 + 3 + 4 + 1.5"


NUMBER = st.decimals("-999.999", "999.999", places=3)
TERM = st.recursive(
    st.sampled_from(["a", "b", "c", "2", "0.5"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "−", "×"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
    ),
    max_leaves=8,
)


@given(TERM, NUMBER, NUMBER, NUMBER)
def test_two_evaluators_give_the_same_value_for_the_same_formula(
    formula: str, a: Decimal, b: Decimal, c: Decimal
) -> None:
    sheet = Worksheet()
    terms = {name: given_line(sheet, name, str(value)) for name, value in (("a", a), ("b", b), ("c", c))}
    sheet.compute("x", "x", formula, terms, unit_symbol="1", **SECTION)
    assert mistakes(sheet.as_json()) == []


@given(NUMBER, NUMBER.filter(bool), st.sampled_from(["half_up 0.01", "half_even 0.001", "ceil 1", "floor 0.1"]))
def test_quotients_are_rounded_alike_by_both_evaluators(a: Decimal, b: Decimal, rule: str) -> None:
    sheet = Worksheet()
    terms = {"a": given_line(sheet, "a", str(a)), "b": given_line(sheet, "b", str(b))}
    sheet.compute("x", "x", "a ÷ b", terms, unit_symbol="1", rounding=Rounding.parse(rule), **SECTION)
    assert mistakes(sheet.as_json()) == []


@given(st.decimals("0.01", "99", places=2), st.decimals("-2", "3", places=2))
def test_broken_powers_agree_to_thirty_digits(base: Decimal, exponent: Decimal) -> None:
    values = {"a": quantity(base), "b": quantity(exponent)}
    ours = evaluate("a ^ b", values, "1", Rounding("half_up", Decimal("1E-30"))).value
    theirs, _ = Reader("a ^ b", {"a": (Fraction(base), {}), "b": (Fraction(exponent), {})}).value()
    assert abs(Fraction(ours) - theirs) <= Fraction(1, 10**30)
