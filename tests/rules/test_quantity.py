"""Exact numbers with units."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.values.exact import from_text, minus, over, plus, times
from rules.values.quantity import (
    BASE_UNITS,
    ONE,
    Quantity,
    Rounding,
    UnitError,
    plain,
    quantity,
    total,
    unit,
)
from tests.rules.recompute import rounded

NUMBERS = st.decimals(-10_000, 10_000, places=6)
UNITS = st.dictionaries(st.sampled_from(sorted(BASE_UNITS)), st.integers(-3, 3), max_size=4)


@given(UNITS)
def test_a_unit_is_read_back_from_its_own_symbol(powers: dict[str, int]) -> None:
    over = "·".join(f"{base}^{power}" for base, power in powers.items() if power > 0) or "1"
    under = "·".join(f"{base}^{-power}" for base, power in powers.items() if power < 0)
    written = unit(f"{over}/({under})" if under else over)
    assert unit(written.symbol) == written
    assert dict(written.dimensions) == {base: power for base, power in powers.items() if power}


@given(UNITS, UNITS)
def test_dividing_by_a_unit_undoes_multiplying_by_it(left: dict[str, int], right: dict[str, int]) -> None:
    one, other = (unit("·".join(f"{b}^{p}" for b, p in powers.items()) or "1") for powers in (left, right))
    assert one.times(other).per(other) == one
    assert one.per(one) == ONE


@pytest.mark.parametrize("symbol", ["m³", "kg/", "t/ha/a", "吨", "m3^x", "t//ha"])
def test_an_unknown_unit_is_refused(symbol: str) -> None:
    with pytest.raises(ValueError, match=r"unit|invalid"):
        unit(symbol)


@pytest.mark.parametrize(("left", "right"), [("m3", "t"), ("t", "kg"), ("tC", "tCO2e"), ("ha", "mu"), ("m3", "1")])
def test_unlike_units_are_neither_added_nor_subtracted(left: str, right: str) -> None:
    with pytest.raises(UnitError):
        quantity(1, left) + quantity(1, right)
    with pytest.raises(UnitError):
        quantity(1, left) - quantity(1, right)


def test_stock_times_density_is_mass() -> None:
    assert quantity("18.6493", "m3") * quantity("0.598", "t/m3") == quantity("11.1522814", "t")
    assert quantity("10", "mu") / quantity("15", "mu/ha") == Quantity(Fraction(2, 3), unit("ha"))


@pytest.mark.parametrize("value", [0.5, True, None])
def test_what_is_not_exact_is_no_quantity(value: object) -> None:
    with pytest.raises(TypeError):
        quantity(value)  # type: ignore[arg-type]


def test_a_quotient_without_a_finite_decimal_is_the_fraction() -> None:
    third = quantity(1) / quantity(3)
    assert third.value == Fraction(1, 3)
    assert str(third) == "1/3 1"
    assert (third * quantity(3)).value == Decimal(1)
    assert isinstance((third * quantity(3)).value, Decimal)


@given(NUMBERS, NUMBERS.filter(bool), NUMBERS)
def test_arithmetic_is_that_of_fractions(one: Decimal, other: Decimal, third: Decimal) -> None:
    worked = over(plus(one, third), other)
    assert Fraction(worked) == (Fraction(one) + Fraction(third)) / Fraction(other)
    assert from_text(plain(worked)) == worked
    assert isinstance(worked, Decimal) or set(primes(worked.denominator)) - {2, 5}
    assert Fraction(minus(times(worked, other), third)) == Fraction(one)


def primes(number: int) -> list[int]:
    found: list[int] = []
    for candidate in itertools.count(2):
        if number == 1 or candidate > 10_000:
            return found + ([number] if number > 1 else [])
        while number % candidate == 0:
            number //= candidate
            found.append(candidate)
    raise AssertionError


@pytest.mark.parametrize(
    ("rule", "result"), [("half_up 0.01", "0.33"), ("ceil 1", "1"), ("floor 0.1", "0.3"), ("half_even 0.001", "0.333")]
)
def test_a_fraction_is_rounded_from_its_exact_value(rule: str, result: str) -> None:
    assert format(Rounding.parse(rule).apply(Fraction(1, 3)), "f") == result


def test_what_is_a_hair_above_a_half_is_rounded_up() -> None:
    assert Rounding.parse("half_even 1").apply(Fraction(1, 2) + Fraction(1, 3 * 10**80)) == 1
    assert Rounding.parse("half_up 1").apply(Fraction(1, 2) - Fraction(1, 3 * 10**80)) == 0


@given(st.lists(NUMBERS, max_size=30))
def test_a_total_is_the_exact_sum(numbers: list[Decimal]) -> None:
    summed = total((quantity(number, "t") for number in numbers), "t")
    assert Fraction(summed.value) == sum(map(Fraction, numbers), Fraction(0))
    assert summed.unit == unit("t")


def test_a_total_of_unlike_units_is_refused() -> None:
    with pytest.raises(UnitError):
        total([quantity(1, "t"), quantity(1, "kg")], "t")


@given(
    NUMBERS, st.sampled_from(["half_up", "half_even", "ceil", "floor"]), st.sampled_from(["1", "0.1", "0.001", "1E+2"])
)
def test_a_rounding_does_what_its_name_says(number: Decimal, mode: str, to: str) -> None:
    assert Fraction(Rounding(mode, Decimal(to)).apply(number)) == rounded(Fraction(number), f"{mode} {Decimal(to):f}")


@pytest.mark.parametrize(
    ("rule", "value", "written"),
    [("half_up 0.01", "42.9", "42.90"), ("half_up 0.001", "57.5265", "57.527"), ("ceil 1", "47.07", "48")],
)
def test_a_rounded_value_has_the_places_of_its_rounding(rule: str, value: str, written: str) -> None:
    assert str(Rounding.parse(rule).apply(Decimal(value))) == written


@pytest.mark.parametrize(
    "rule", ["half_up 0.05", "half_up 10", "half_up", "half_up x", "nearest 1", "half_up -1", "", "ceil NaN"]
)
def test_a_rounding_that_is_no_power_of_ten_by_a_known_name_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="rounding"):
        Rounding.parse(rule)


@pytest.mark.parametrize(
    ("rule", "chinese"),
    [
        ("half_up 0.01", "四舍五入，保留2位小数"),
        ("half_up 1", "四舍五入，取整数"),
        ("ceil 1", "向上取整"),
        ("floor 0.1", "向下取整（保留1位小数）"),
    ],
)
def test_a_rounding_is_told_as_an_official_writes_it(rule: str, chinese: str) -> None:
    assert Rounding.parse(rule).chinese == chinese


@pytest.mark.parametrize(
    ("value", "text"),
    [("15.67500", "15.675"), ("1E+3", "1000"), ("-0.00", "0"), ("0", "0"), ("100", "100"), ("1E-8", "0.00000001")],
)
def test_plain_text_has_no_exponent_and_no_idle_digits(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


@given(NUMBERS)
def test_plain_text_loses_nothing(number: Decimal) -> None:
    assert Decimal(plain(number)) == number
