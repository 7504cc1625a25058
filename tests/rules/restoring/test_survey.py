"""Survival on the ground: the rate of all points, the interval of sample plots, the result against the standard."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.restoring.standards import Standard
from rules.restoring.student import quantile
from rules.restoring.survey import (
    ALL_ALIKE,
    ALL_COUNTED,
    COUNT,
    FAIL,
    MORE_LIVING,
    MORE_SAMPLED,
    NONE_DESIGNED,
    ONE_PLOT,
    PART,
    PASS,
    PLOTS,
    Found,
    Plot,
    Survey,
    assess,
    mistakes,
)
from tests.rules import recompute
from tests.told import says

STANDARD = Standard(Decimal(85), "", 3, "")


def looked(method: str, *points: tuple[int, int], **owed: str) -> Found:
    plots = tuple(Plot(str(number), *one) for number, one in enumerate(points, 1))
    whole = Decimal(owed.pop("whole_mu")) if "whole_mu" in owed else None
    return assess(Survey(method, plots, whole), STANDARD, {name: Decimal(each) for name, each in owed.items()})


def test_a_count_of_all_points_has_no_error_of_sampling() -> None:
    found = looked(COUNT, (50, 43), (50, 44))
    assert (found.designed, found.living, found.percent) == (100, 87, Decimal("87.00"))
    assert found.interval is None
    assert says(found.why_none, ALL_COUNTED)


# By hand, four plots of 25: R = 84/100; deviations −1, 0, +1, 0; s² = 2/3; s_R = √(2/3 × 4 ÷ 10,000) = 0.016330;
# t(3) = 3.182: 0.84 ∓ 0.051962.
def test_the_interval_of_sample_plots_is_that_of_a_ratio() -> None:
    found = looked(PLOTS, (25, 20), (25, 21), (25, 22), (25, 21))
    assert found.percent == Decimal("84.00")
    assert found.interval == (Decimal("78.80"), Decimal("89.20"))
    assert found.doubtful


# Three plots of 10: R = 24/30; deviations −1, 0, +1; s² = 1; s_R = √(3 ÷ 900) = 0.057735; t(2) = 4.303.
def test_an_interval_ends_at_all_of_them() -> None:
    assert looked(PLOTS, (10, 7), (10, 8), (10, 9)).interval == (Decimal("55.15"), Decimal("100.00"))


# The same four plots, 10 mu each, of 160 mu: a quarter is sampled; s_R = 0.016330 × √(3/4) = 0.014142,
# and 3.182 times that is 0.045000.
def test_what_was_sampled_of_the_whole_makes_the_interval_narrower() -> None:
    plots = tuple(Plot("", 25, living, Decimal(10)) for living in (20, 21, 22, 21))
    found = assess(Survey(PLOTS, plots, Decimal(160)), STANDARD, {})
    assert found.interval == (Decimal("79.50"), Decimal("88.50"))


@pytest.mark.parametrize(("points", "why"), [([(20, 18)], ONE_PLOT), ([(20, 18), (10, 9)], ALL_ALIKE)])
def test_where_plots_tell_no_error_none_is_made_up(points: list[tuple[int, int]], why: str) -> None:
    found = looked(PLOTS, *points)
    assert found.interval is None
    assert says(found.why_none, why)


@pytest.mark.parametrize(
    ("living", "result"),
    [(85, PASS), (84, FAIL)],
)
def test_the_standard_is_met_at_it_and_missed_just_below(living: int, result: str) -> None:
    found = looked(COUNT, (100, living))
    assert (found.result, found.comparisons[0].holds) == (result, result == PASS)


def test_a_rate_that_misses_by_a_hair_is_not_shown_as_reached() -> None:
    found = looked(COUNT, (100_000, 84_999))
    assert (found.result, found.percent) == (FAIL, Decimal("84.99"))
    assert (found.comparisons[0].left, found.comparisons[0].sign) == ("8499900", "<")


@pytest.mark.parametrize(
    ("owed", "result"),
    [({"trees": "100"}, PASS), ({"trees": "101"}, PART), ({"area_mu": "5", "whole_mu": "4.99"}, PART), ({}, PASS)],
)
def test_less_than_was_owed_passes_in_part_alone(owed: dict[str, str], result: str) -> None:
    assert looked(COUNT, (100, 90), **owed).result == result


def test_points_of_sample_plots_are_not_held_against_the_trees_of_the_whole() -> None:
    assert looked(PLOTS, (20, 19), (20, 18), trees="5050").result == PASS


@pytest.mark.parametrize(
    ("plots", "whole", "path", "why"),
    [
        ([Plot("1", 0, 0)], None, "plots[0].designed", NONE_DESIGNED),
        ([Plot("1", 5, 5), Plot("2", 5, 6)], None, "plots[1].living", MORE_LIVING),
        ([Plot("1", 5, 5, Decimal("2.5"))], Decimal(2), "whole_mu", MORE_SAMPLED),
    ],
)
def test_what_cannot_be_is_named_at_its_row(plots: list[Plot], whole: Decimal | None, path: str, why: str) -> None:
    (found,) = mistakes(Survey(PLOTS, tuple(plots), whole))
    assert found.path == path
    assert says(found.message, why)


POINTS = st.lists(
    st.integers(1, 400).flatmap(lambda designed: st.tuples(st.just(designed), st.integers(0, designed))),
    min_size=1,
    max_size=12,
)


@given(POINTS, st.sampled_from((COUNT, PLOTS)))
@settings(deadline=None, max_examples=60)
def test_every_survey_can_be_redone_from_its_sheet(points: list[tuple[int, int]], method: str) -> None:
    found = looked(method, *points)
    rate = Fraction(sum(living for _, living in points), sum(designed for designed, _ in points))
    assert recompute.mistakes(found.worksheet.as_json()) == []
    assert (found.result == PASS) == (rate * 100 >= 85)
    assert found.percent <= rate * 100 < found.percent + Decimal("0.01")
    if found.interval is not None:
        low, high = found.interval
        assert 0 <= low <= rate * 100 <= high <= 100


@given(st.permutations([(20, 17), (25, 25), (30, 21), (22, 20)]))
@settings(deadline=None, max_examples=10)
def test_the_order_of_plots_changes_nothing(points: list[tuple[int, int]]) -> None:
    told = looked(PLOTS, (20, 17), (25, 25), (30, 21), (22, 20))
    found = looked(PLOTS, *points)
    assert (found.percent, found.interval, found.result) == (told.percent, told.interval, told.result)


@pytest.mark.parametrize("freedom", [1, 2, 3, 5, 9, 17, 30, 40, 60, 120])
def test_the_quantiles_are_those_of_the_distribution(freedom: int) -> None:
    at, value = quantile(freedom)
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)
    for end, above in ((float(value) - 0.0006, False), (float(value) + 0.0006, True)):
        steps = 4000
        width = end / steps
        density = [scale * (1 + (n * width) ** 2 / freedom) ** (-(freedom + 1) / 2) for n in range(steps + 1)]
        area = width / 3 * (density[0] + density[-1] + 4 * sum(density[1:-1:2]) + 2 * sum(density[2:-1:2]))
        assert (area > 0.475) is above
    assert at == freedom


def test_between_printed_degrees_of_freedom_the_wider_is_taken() -> None:
    assert quantile(59) == (40, Decimal("2.021"))
    assert quantile(39) == (30, Decimal("2.042"))
    with pytest.raises(ValueError, match="freedom"):
        quantile(0)
