"""The range of a loss against answers known beforehand: sums, products, bounds, trees, and what must always hold."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.carbon.uncertainty import (
    NO_LOSS,
    NORMAL_95,
    NOTHING_STATED,
    OUTSIDE,
    PARTED,
    SKEW,
    derivatives,
    first_order,
    loss_range,
)
from rules.carbon.uncertainty.simulation import (
    NO_RESULT,
    Drawn,
    DrawsFail,
    both_quantiles,
    mean_and_deviation,
    quantile,
    simulate,
)
from rules.record.uncertainty import LossRange
from tests.rules.sheets import Sheet, spread
from tests.testrun import examples
from tests.told import says

errors = st.decimals("0.01", "3", places=2).map(str)
values = st.decimals("5", "50", places=1).map(str)


def near(found: Decimal, wanted: Decimal | str, part: str) -> bool:
    """Whether two figures differ by less than a part of the second."""
    return abs(found - Decimal(wanted)) <= abs(Decimal(wanted)) * Decimal(part)


def range_of(sheet: Sheet) -> LossRange:
    lines = sheet.sheet.lines
    return loss_range(lines, len(lines))


def ends(told: LossRange) -> tuple[Decimal, Decimal]:
    assert told.low is not None
    assert told.high is not None
    return Decimal(told.low), Decimal(told.high)


def test_the_error_of_a_sum_is_the_root_of_the_squares() -> None:
    graph = Sheet().given("x", "10", "3").given("y", "20", "4").compute("L", "x + y").graph()
    assert first_order(graph).error == 5
    drawn = simulate(graph)
    assert near(drawn.error, "5", "0.03")
    assert near(drawn.low, 30 - NORMAL_95 * 5, "0.015")
    assert near(drawn.high, 30 + NORMAL_95 * 5, "0.01")


def test_the_error_of_a_product_of_two_independent_values_is_the_known_one() -> None:
    graph = Sheet().given("x", "10", "2").given("y", "5", "1").compute("L", "x × y").graph()
    # Exact variance: a²s_y² + b²s_x² + s_x²s_y²; the first order lacks the last term.
    assert first_order(graph).error ** 2 == pytest.approx(Decimal(200))
    assert near(simulate(graph).error ** 2, "204", "0.04")


def test_a_value_used_twice_moves_with_itself_and_two_values_do_not() -> None:
    twice = Sheet().given("x", "10", "1").compute("L", "x + x").graph()
    two = Sheet().given("x", "10", "1").given("y", "10", "1").compute("L", "x + y").graph()
    gone = Sheet().given("x", "10", "1").compute("a", "2 × x").compute("L", "a − x − x").graph()
    assert first_order(twice).error == 2
    assert first_order(two).error ** 2 == pytest.approx(Decimal(2))
    assert first_order(gone).error == 0
    assert near(simulate(twice).error, "2", "0.03")
    assert near(simulate(two).error ** 2, "2", "0.05")
    assert simulate(gone).error == 0


def test_what_was_drawn_of_a_value_serves_only_the_same_value_with_the_same_error() -> None:
    def drawn(value: str, error: str, low: str = "-1000") -> Drawn:
        return simulate(Sheet().given("x", value, spread(error, low)).compute("L", "x × 1").graph())

    first = drawn("10", "1")
    for value, error in (("20", "1"), ("10", "2"), ("10", "1")):
        assert near(drawn(value, error).mean, value, "0.01")
        assert near(drawn(value, error).error, error, "0.03")
    assert drawn("10", "1", "10").low > 10
    assert drawn("10", "1") == first


def test_one_value_written_on_two_lines_is_drawn_once() -> None:
    sheet = Sheet().given("x", "10", "1")
    first = sheet.lines["x"]
    sheet.given("x", "10", "1")
    sheet.lines["z"] = first
    graph = sheet.compute("L", "x + z").graph()
    assert first_order(graph).error == 2
    assert near(simulate(graph).error, "2", "0.03")


def test_percentiles_follow_a_curve_that_only_rises() -> None:
    drawn = simulate(Sheet().given("x", "10", "1").compute("L", "x^3").graph())
    assert near(drawn.low, (10 - NORMAL_95) ** 3, "0.02")
    assert near(drawn.high, (10 + NORMAL_95) ** 3, "0.02")


def test_a_share_at_its_bound_can_only_be_less() -> None:
    drawn = simulate(Sheet().given("f", "1", spread("0.1", "0", "1")).compute("L", "f × 10").graph())
    # The half of a normal curve: its mean is 0.0797885 below, its 5th percentile 1.959964 errors.
    assert drawn.high <= 10
    assert near(10 - drawn.mean, "0.797885", "0.03")
    assert near(10 - drawn.low, "1.959964", "0.04")


def test_a_value_that_cannot_be_negative_is_never_drawn_negative() -> None:
    assert simulate(Sheet().given("x", "1", spread("2", "0")).compute("L", "x × 1").graph(), draws=500).low > 0


def test_an_error_beyond_three_tenths_of_its_value_is_drawn_with_a_long_tail() -> None:
    # Of mean 2 and deviation 1 the logarithm has the variance ln(1 + 0.25) = 0.2231436 and the mean ln(2) − half of it:
    # 0.5815754. Its ends are exp(0.5815754 ∓ 1.6448536 × 0.4723808) = 0.8225 and 3.8905.
    drawn = simulate(Sheet().given("x", "2", spread("1", "0")).compute("L", "x × 1").graph())
    assert near(drawn.mean, "2", "0.02")
    assert near(drawn.error, "1", "0.05")
    assert near(drawn.low, "0.8225", "0.02")
    assert near(drawn.high, "3.8905", "0.02")
    both = Sheet().given("x", "2", spread("1", "0")).given("y", "2", spread("0.6", "0")).compute("L", "x + y")
    assert any(says(note, SKEW, names="地块 A x") for note in range_of(both).notes)


def test_an_error_of_three_tenths_or_less_is_drawn_about_its_value() -> None:
    drawn = simulate(Sheet().given("x", "2", spread("0.6", "0")).compute("L", "x × 1").graph())
    assert near(drawn.low, 2 - NORMAL_95 * Decimal("0.6"), "0.03")
    assert near(drawn.high, 2 + NORMAL_95 * Decimal("0.6"), "0.02")


@pytest.mark.parametrize("trees", [1, 4, 100])
def test_the_errors_of_single_trees_shrink_with_the_root_of_their_number(trees: int) -> None:
    sheet = Sheet().given("a", "20").given("N", str(trees), in_unit="tree")
    sheet.compute("D", "a × 1", error=spread("2", trees=trees)).compute("v", "3 × D", unit_symbol="m3/tree")
    graph = sheet.compute("L", "N × v", unit_symbol="m3").graph()
    wanted = Decimal(6) * Decimal(trees).sqrt()
    assert near(first_order(graph).error, wanted, "0.000001")
    assert near(simulate(graph).error, wanted, "0.03")


def test_the_bias_of_a_curve_is_kept_however_many_trees_there_are() -> None:
    sheet = Sheet().given("a", "20").given("N", "400", in_unit="tree")
    sheet.compute("D", "a × 1", error=spread("2", trees=400)).compute("v", "D^2", unit_symbol="m3/tree")
    drawn = simulate(sheet.compute("L", "N × v", unit_symbol="m3").graph())
    # Of one tree: mean of D² = 20² + 2², variance = 4·20²·2² + 2·2⁴ = 6432.
    assert near(drawn.mean, Decimal(400 * 404), "0.0003")
    assert near(drawn.error, Decimal(20) * Decimal(6432).sqrt(), "0.03")


def test_a_figure_outside_its_own_range_is_said_to_be() -> None:
    sheet = Sheet().given("a", "20").given("N", "400", in_unit="tree")
    sheet.compute("D", "a × 1", error=spread("4", trees=400)).compute("v", "D^2", unit_symbol="m3/tree")
    told = range_of(sheet.compute("L", "N × v", unit_symbol="m3"))
    assert ends(told)[0] > 160_000
    assert says(told.notes[-1], OUTSIDE, loss="160000.00")
    inside = range_of(Sheet().given("x", "10", "1").compute("L", "x × 1"))
    assert not any(says(note, OUTSIDE) for note in inside.notes)


def test_where_the_two_ways_part_it_is_said_and_the_drawn_range_holds() -> None:
    """One over a rate of 0.62 ± 0.25: by the normal quantiles, 1 ÷ (0.62 ± 1.644854 × 0.25) is 0.97 and 4.79."""
    steep = range_of(Sheet().given("V", "62").given("k", "0.62", spread("0.25", "0", "1")).compute("L", "V ÷ k"))
    (said,) = [note for note in steep.notes if "两种算法相差" in note]
    assert f"{steep.low}–{steep.high}" in said
    assert steep.first_order is not None
    assert f"{steep.first_order.low}–{steep.first_order.high}" in said
    low, high = ends(steep)
    assert high - Decimal("100") > 2 * (Decimal("100") - low)
    even = range_of(Sheet().given("V", "62", "2").given("k", "0.62", spread("0.02", "0", "1")).compute("L", "V ÷ k"))
    assert not any(says(note, PARTED) for note in even.notes)


@settings(max_examples=examples(12, 100), deadline=None)
@given(values, values, errors, errors)
def test_of_a_sum_the_two_ways_never_part(x: str, y: str, s: str, t: str) -> None:
    told = range_of(Sheet().given("x", x, spread(s, None)).given("y", y, spread(t, None)).compute("L", "2 × x + y − 3"))
    assert not any(says(note, PARTED) for note in told.notes)


def test_an_error_shared_by_all_trees_is_not_shrunk_with_those_of_single_trees() -> None:
    sheet = Sheet().given("a", "20", "1").given("N", "100", in_unit="tree")
    sheet.compute("D", "a × 1", error=spread("2", trees=100)).compute("v", "3 × D", unit_symbol="m3/tree")
    graph = sheet.compute("L", "N × v", unit_symbol="m3").graph()
    wanted = (Decimal(300) ** 2 + Decimal(60) ** 2).sqrt()
    assert near(first_order(graph).error, wanted, "0.000001")
    assert near(simulate(graph).error, wanted, "0.03")


def test_where_no_draw_gives_a_result_no_range_is_told() -> None:
    sheet = Sheet().given("x", "1", "1").compute("L", "ln(x)", rounding="half_up 0.01")
    told = range_of(sheet)
    assert told.low is told.high is told.level is None
    assert says(told.reason, NO_RESULT)
    assert told.first_order is not None
    assert told.first_order.standard_error == "1.00"


def test_an_error_far_beyond_the_bounds_is_named() -> None:
    graph = Sheet().given("x", "1", spread("1000", "0.999", "1")).compute("L", "x × 1").graph()
    with pytest.raises(DrawsFail, match="地块 A x"):
        simulate(graph)


def test_the_range_names_what_it_covers_and_what_it_does_not() -> None:
    told = range_of(Sheet().given("x", "10", "3").given("y", "20", "4").given("z", "1").compute("L", "(x + y) × z"))
    assert [(item.name, item.share) for item in told.covered] == [("地块 A x", "0.360"), ("地块 A y", "0.640")]
    assert [item.name for item in told.not_covered] == ["地块 A z"]
    assert "地块 A z" in told.notes[-1]


def test_without_standard_errors_there_is_a_reason_and_no_range() -> None:
    told = range_of(Sheet().given("x", "10").compute("L", "x × 1"))
    assert told.low is None
    assert told.reason == NOTHING_STATED
    assert loss_range([], None).reason == NO_LOSS


def test_an_error_that_the_loss_does_not_rest_on_gives_no_range() -> None:
    sheet = Sheet().given("x", "10").given("unused", "10", "1").compute("L", "x × 1")
    assert range_of(sheet).low is None


def test_the_same_worksheet_gives_the_same_text_in_another_process() -> None:
    program = (
        "import json, sys\n"
        "from tests.rules.sheets import Sheet\n"
        "from rules.carbon.uncertainty import loss_range\n"
        "sheet = Sheet().given('x', '10', '3').given('y', '20', '4').compute('L', 'x × y', rounding='half_up 0.01')\n"
        "print(json.dumps(loss_range(sheet.sheet.lines, 3).as_json(), ensure_ascii=False, sort_keys=True))\n"
    )
    texts = {subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout for _ in range(2)}
    assert len(texts) == 1


def test_another_uncertain_value_leaves_the_draws_of_the_first_alone() -> None:
    alone = simulate(Sheet().given("x", "10", "1").compute("L", "x × 1").graph())
    beside = simulate(Sheet().given("y", "5", "1").given("x", "10", "1").compute("L", "x + 0 × y").graph())
    assert alone == beside


def test_numpy_is_not_loaded_for_a_case_without_standard_errors() -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from rules.assess import assess\n"
        "from rules.casefile import load\n"
        "told = assess(load(Path('examples/2023-guangxi-hezhou-feng.yaml').read_bytes())).as_json()\n"
        "print(told['loss_range']['low'], 'numpy' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["None", "False"]


@settings(max_examples=examples(12, 100), deadline=None)
@given(values, values, errors, errors)
def test_for_a_sum_both_ways_agree(x: str, y: str, s: str, t: str) -> None:
    graph = Sheet().given("x", x, s).given("y", y, t).compute("L", "2 × x + y").graph()
    assert near(simulate(graph).error, first_order(graph).error, "0.05")


@settings(max_examples=examples(12, 100), deadline=None)
@given(values, values, errors, st.decimals("1.01", "4", places=2))
def test_a_wider_error_gives_a_wider_range_about_the_same_point(x: str, y: str, s: str, times: Decimal) -> None:
    def drawn(error: str) -> tuple[Decimal, Decimal]:
        found = simulate(
            Sheet().given("x", x, error).given("y", y, "0.5").compute("L", "x × 3 + y").graph(), draws=4000
        )
        return found.low, found.high

    point = 3 * Decimal(x) + Decimal(y)
    low, high = drawn(s)
    wider_low, wider_high = drawn(str(Decimal(s) * times * 2))
    assert low < point < high
    assert wider_high - wider_low > high - low


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40), st.floats(0, 1))
def test_a_quantile_of_draws_is_the_one_that_numpy_selects(drawn: list[float], share: float) -> None:
    assert quantile(np.sort(np.array(drawn)), np.float64(share)) == np.quantile(np.array(drawn), share)


@pytest.mark.parametrize("shape", ["normal", "lognormal", "constant", "two values", "one far out", "few"])
def test_the_figures_of_draws_are_those_of_numpy_to_the_last_bit(shape: str) -> None:
    stream = np.random.RandomState(5)
    normal = stream.standard_normal(10_000)
    drawn = {
        "normal": 42 + 3 * normal,
        "lognormal": np.exp(2 * normal),  # no draw lies far enough below the mean
        "constant": np.broadcast_to(np.float64(7), (10_000,)),
        "two values": np.where(normal > 1.5, 1.0, 0.0),
        "one far out": np.where(normal == normal.max(), 1e9, normal),  # nor above it
        "few": normal[:3],
    }[shape]
    mean, error = mean_and_deviation(drawn)
    assert (mean, error) == (drawn.mean(), drawn.std(ddof=1))
    low, high = (1 - np.float64("0.9")) / 2, (1 + np.float64("0.9")) / 2
    assert both_quantiles(drawn) == (np.quantile(drawn, low), np.quantile(drawn, high))


def test_only_a_draw_that_falls_outside_its_bounds_is_drawn_again() -> None:
    """The least of these 2,000 normal draws is -2.9356: 1.78 of 10 ± 2.8, within 1.5; 1.49 of 10 ± 2.9, outside."""

    def drawn(error: str, low: str | None) -> Drawn:
        sheet = Sheet().given("x", "10", spread(error, low)).compute("L", "x × 1")
        return simulate(sheet.graph(), draws=2000)

    assert drawn("2.8", "1.5") == drawn("2.8", None)
    assert drawn("2.9", "1.5").mean > drawn("2.9", None).mean


@settings(max_examples=examples(25, 200), deadline=None)
@given(st.data())
def test_slopes_are_what_a_small_change_makes(data: st.DataObject) -> None:
    formula = data.draw(
        st.sampled_from(
            ["x × y ÷ z", "x^y ÷ z", "ln(x) × y − z", "exp(x ÷ y) + z", "min(x, y) × max(y, z)", "−x + (y + z)^2"]
        )
    )
    at = {name: data.draw(st.decimals("1.1", "3", places=3)) for name in "xyz"}
    h = Decimal("1e-12")
    if "min" in formula and min(abs(at["x"] - at["y"]), abs(at["y"] - at["z"])) < Decimal("0.01"):
        at = {"x": Decimal("1.5"), "y": Decimal("2"), "z": Decimal("2.5")}  # away from the kinks
    sheet = Sheet()
    for name, value in at.items():
        sheet.given(name, str(value), "0.1")
    graph = sheet.compute("L", formula, rounding="half_up 0.000000000000000000000000000001").graph()
    found = derivatives(graph)
    for name, number in sheet.numbers().items():
        if name != "L":
            rise = graph.redone({number: at[name] + h}) - graph.redone({number: at[name] - h})
            assert abs(found[number] - rise / (2 * h)) < Decimal("1e-9")
