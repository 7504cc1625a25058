"""Charts place what they are given: round axes, bars where the figures are, letters that any face has."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casework.web import charts, drawing
from casework.web.display import named_markup
from casework.web.drawing import ANCHORS, Chart, Layout, Shape, text_width

values = st.decimals("-1e6", "1e6", places=2)


def shapes(chart: Chart, look: str) -> list[Shape]:
    return [shape for shape in chart.shapes if shape.look == look]


def texts(chart: Chart) -> list[str]:
    return [shape.text for shape in chart.shapes if shape.kind == "text"]


@given(values, values)
def test_ticks_are_round_and_cover_what_is_shown(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    ticks = drawing.nice_ticks(low, high)
    steps = {b - a for a, b in itertools.pairwise(ticks)}
    assert ticks[0] <= low <= high <= ticks[-1]
    assert len(steps) == 1
    assert steps.pop().normalize().as_tuple().digits in {(1,), (2,), (5,)}
    assert 2 <= len(ticks) <= 8


layouts = st.sampled_from([drawing.WIDE, drawing.NARROW])
names = st.sampled_from(["x", "地块 A 每公顷蓄积", "每千克干物质燃烧排放的甲烷（温带与寒带森林） G_CH4" * 2])


@given(st.lists(st.tuples(names, values, values), min_size=1, max_size=12), values, layouts)
def test_no_bar_leaves_the_drawing(rows: list[tuple[str, Decimal, Decimal]], base: Decimal, layout: Layout) -> None:
    chart = charts.tornado(rows, base, "tCO2e", "t", layout)
    for bar in [*shapes(chart, "solid"), *shapes(chart, "hollow")]:
        assert bar.x >= layout.left - 1
        assert bar.x + bar.width <= layout.width - layout.right + 1
        assert 0 <= bar.y <= bar.y + bar.height <= chart.height


@given(
    st.lists(st.tuples(names, values, values), min_size=1, max_size=6),
    values,
    layouts,
    st.sampled_from(["i", "t", "w"]),
)
def test_no_letter_leaves_the_drawing(
    rows: list[tuple[str, Decimal, Decimal]], base: Decimal, layout: Layout, kind: str
) -> None:
    spans = [(name, low, high) for name, *edges in rows for low, high in (sorted(edges),)]
    chart = {
        "i": lambda: charts.interval(spans, base, "tCO2e", "t", layout),
        "t": lambda: charts.tornado(rows, base, "tCO2e", "t", layout),
        "w": lambda: charts.waterfall(("A", base), [row[:2] for row in rows], ("B", base), "tCO2e", "t", layout),
    }[kind]()
    for shape in chart.shapes:
        if shape.kind == "text":
            wide = text_width(shape.text)
            left = shape.x - wide * ANCHORS[shape.anchor]
            assert left >= -1, shape
            assert left + wide <= chart.width + 1, shape
            assert 0 < shape.y <= chart.height, shape


@example([("x", Decimal("0.00"), Decimal("-800000.01"))], Decimal("0.01"), drawing.WIDE)
@given(st.lists(st.tuples(names, values, values), min_size=1, max_size=8), values, layouts)
def test_no_two_ticks_of_an_axis_touch(rows: list[tuple[str, Decimal, Decimal]], base: Decimal, layout: Layout) -> None:
    chart = charts.tornado(rows, base, "tCO2e", "t", layout)
    axis = max(shape.y for shape in chart.shapes if shape.kind == "text" and shape.anchor == "middle")
    placed = sorted(
        (shape.x - text_width(shape.text) / 2, shape.x + text_width(shape.text) / 2)
        for shape in chart.shapes
        if shape.kind == "text" and shape.y == axis and shape.anchor == "middle"
    )
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(placed))


@pytest.mark.parametrize("layout", [drawing.WIDE, drawing.NARROW])
def test_a_narrow_drawing_is_as_wide_as_a_hand_and_says_the_same(layout: Layout) -> None:
    rows = [("地块 A 出材率", "12.34", "8.00"), ("木荷 含碳率 CF", "9.00", "11.00")]
    chart = charts.tornado(rows, "10.00", "tCO2e", "t", layout)
    assert chart.width == layout.width <= 720
    assert {"地块 A 出材率", "木荷 含碳率 CF", "10.00", "tCO₂e"} <= set(texts(chart))
    curve = charts.line([("a", [(0, 0), (60, 214)])], "years", "tCO2e", "t", level=("loss", "200"), layout=layout)
    assert curve.width == layout.width
    assert max(shape.x for shape in curve.shapes) <= curve.width


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
    found = drawing.wrapped(text, Decimal(200))
    assert len(found) == rows
    assert ("".join(found) == text) == (len(text) < 60)


def test_low_digits_are_ordinary_digits_set_low() -> None:
    marked = drawing.lettering("tCO₂e <b>")
    assert "₂" not in marked
    assert ">2</tspan>" in marked
    assert "&lt;b&gt;" in marked


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("甲烷的百年全球增温潜势 GWP_CH4", ["CH4"]),
        ("G_N2O", ["N2O"]),
        ("马尾松 含碳率 CF", []),
        ("地块 A_1 立木蓄积", []),
    ],
)
def test_the_index_of_a_symbol_is_set_low_and_the_name_of_a_stand_left_alone(text: str, low: list[str]) -> None:
    assert re.findall(r"font-size='10'>(\w+)</tspan>", drawing.lettering(text)) == low
    found = re.findall(r"<sub>(\w+)</sub>", named_markup(f"区间没有计入：某项 x、{text}、某项 y"))
    assert found == ([] if text == "G_N2O" else low)
