"""Charts place what they are given: round axes, bars where the figures are, letters that any face has."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import charts
from casework.charts import Chart, Shape

values = st.decimals("-1e6", "1e6", places=2)


def shapes(chart: Chart, look: str) -> list[Shape]:
    return [shape for shape in chart.shapes if shape.look == look]


def texts(chart: Chart) -> list[str]:
    return [shape.text for shape in chart.shapes if shape.kind == "text"]


@given(values, values)
def test_ticks_are_round_and_cover_what_is_shown(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    ticks = charts.nice_ticks(low, high)
    steps = {b - a for a, b in itertools.pairwise(ticks)}
    assert ticks[0] <= low <= high <= ticks[-1]
    assert len(steps) == 1
    assert steps.pop().normalize().as_tuple().digits in {(1,), (2,), (5,)}
    assert 2 <= len(ticks) <= 8


@given(st.lists(st.tuples(st.just("x"), values, values), min_size=1, max_size=12), values)
def test_no_bar_leaves_the_drawing(rows: list[tuple[str, Decimal, Decimal]], base: Decimal) -> None:
    chart = charts.tornado(rows, base, "tCO2e", "t")
    for bar in [*shapes(chart, "solid"), *shapes(chart, "hollow")]:
        assert bar.x >= charts.LEFT - 1
        assert bar.x + bar.width <= charts.WIDTH - charts.RIGHT + 1
        assert 0 <= bar.y <= bar.y + bar.height <= chart.height


def test_a_lowered_input_is_hollow_on_the_side_where_its_result_lies() -> None:
    chart = charts.tornado([("outturn", "12", "8")], "10", "tCO2e", "t")
    (hollow,), (solid,) = shapes(chart, "hollow"), shapes(chart, "solid")
    assert solid.x + solid.width == hollow.x


def test_a_waterfall_ends_where_its_steps_lead() -> None:
    chart = charts.waterfall(("A", "10.00"), [("a", "5.00"), ("b", "-7.00")], ("B", "8.00"), "tCO2e", "t")
    (first, last), (up,), (down,) = shapes(chart, "grey"), shapes(chart, "solid"), shapes(chart, "hollow")
    assert first.x + first.width == up.x
    assert up.x + up.width == down.x + down.width
    assert down.x == last.x + last.width
    assert {"10.00", "+5.00", "−7.00", "8.00"} <= set(texts(chart))


def test_figures_are_printed_as_given() -> None:
    chart = charts.interval([("range", "1234.50", "1300.00")], "1250.00", "tCO2e", "t")
    assert {"1,234.50", "1,300.00", "1,250.00"} <= set(texts(chart))


def test_curves_are_told_apart_by_their_strokes() -> None:
    points = [(0, 0), (10, 5)]
    chart = charts.line([("a", points), ("b", points), ("c", points)], "a", "tCO2e", "t", level=("loss", "4.2"))
    dashes = [shape.dash for shape in shapes(chart, "curve")]
    assert len(set(dashes)) == 3
    assert "loss 4.2" in texts(chart)


@pytest.mark.parametrize(
    ("text", "rows"), [("短", 1), ("一二三四五六七八九十" * 2, 2), ("一二三四五六七八九十" * 9, 2)]
)
def test_a_long_name_takes_two_lines_at_most(text: str, rows: int) -> None:
    found = charts.wrapped(text, Decimal(200))
    assert len(found) == rows
    assert ("".join(found) == text) == (len(text) < 60)


def test_low_digits_are_ordinary_digits_set_low() -> None:
    marked = charts.lettering("tCO₂e <b>")
    assert "₂" not in marked
    assert ">2</tspan>" in marked
    assert "&lt;b&gt;" in marked
