"""Charts as shapes with coordinates, drawn as SVG by ``templates/macros/charts.html`` on screen and on paper alike.

Told apart without colour: solid, hollow and grey areas, full and broken strokes. A chart never stands alone: the page
prints the table of the same figures beside it. Coordinates only place what is shown; figures are printed as given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import Flask

from casework.web.drawing import (
    NARROW,
    SIZE,
    STROKES,
    WIDE,
    Chart,
    Layout,
    Scale,
    lettering,
    nice_ticks,
    text_width,
    tick_text,
    wrapped,
)
from casework.wording import number, unit_text
from rules.values.shown import shown as shown_digits


def init_app(app: Flask) -> None:
    """Make the charts known to every template."""
    app.add_template_filter(lettering)
    app.jinja_env.globals["charts"] = {
        "interval": interval,
        "tornado": tornado,
        "waterfall": waterfall,
        "line": line,
        "NARROW": NARROW,
    }


def _scaled(chart: Chart, layout: Layout, values: Iterable[Decimal], top: Decimal, bottom: Decimal, unit: str) -> Scale:
    """A horizontal axis under the rows, with its grid, and the scale of it."""
    known = list(values)
    ticks = nice_ticks(min(known), max(known), 2 if layout.above else 5)
    scale = Scale(ticks[0], ticks[-1], Decimal(layout.left), Decimal(layout.width - layout.right))
    for index, tick in enumerate(ticks):
        chart.path("grid", (scale.at(tick), top), (scale.at(tick), bottom))
        if _is_labelled(index, ticks, scale):
            chart.text(scale.at(tick), bottom + 18, tick_text(tick), "middle")
    chart.path("stroke", (layout.left, bottom), (layout.width - layout.right, bottom))
    if layout.above:
        chart.text(layout.width - 4, bottom + 36, unit_text(unit), "end")
    else:
        chart.text(scale.end + text_width(tick_text(ticks[-1])) / 2 + 12, bottom + 18, unit_text(unit))
    return scale


def _is_labelled(index: int, ticks: Sequence[Decimal], scale: Scale) -> bool:
    """Whether a tick bears its figure: each where they have room, else every second or third, nought among them."""
    apart = scale.at(ticks[1]) - scale.at(ticks[0])
    every = math.ceil((max(text_width(tick_text(tick)) for tick in ticks) + 6) / apart)
    nought = ticks.index(Decimal(0)) if Decimal(0) in ticks else 0
    return (index - nought) % every == 0


def _room(layout: Layout) -> int:
    """Below the axis: for the ticks, and on a narrow drawing for the unit."""
    return 46 if layout.above else 28


def _middle(layout: Layout, top: int, index: int) -> Decimal:
    """Where the bar of a row lies."""
    return Decimal(top + layout.row * index + (layout.row - 15 if layout.above else layout.row // 2))


def _row_label(chart: Chart, layout: Layout, text: str, middle: Decimal, over: int = 16, figure: str = "") -> None:
    """The name of a row beside its bar, or so far over it, with its figure at the end of that line."""
    if layout.above:
        (row,) = wrapped(text, layout.width - 16 - text_width(figure), 1)
        chart.text(4, middle - over, row)
        chart.text(layout.width - 4, middle - over, figure, "end")
        return
    rows = wrapped(text, Decimal(layout.left - 16))
    for index, row in enumerate(rows):
        drop = Decimal(SIZE) * (Decimal(index) - Decimal(len(rows) - 1) / 2) * Decimal("1.15")
        chart.text(layout.left - 12, middle + 5 + drop, row, "end")


def _figure(value: Decimal, unit: str) -> str:
    """A figure with as many digits as its unit is shown with."""
    return number(shown_digits(format(value, "f"), unit))


def interval(rows: Sequence[tuple[str, Any, Any]], point: Any, unit: str, title: str, layout: Layout = WIDE) -> Chart:
    """Ranges one under another, each (name, low, high), and a guide through the point they lie about."""
    middle = Decimal(str(point))
    spans = [(name, Decimal(str(low)), Decimal(str(high))) for name, low, high in rows]
    if layout.above:
        layout = replace(layout, row=layout.row + 18)  # for the figures between the name and its bar
    bottom = Decimal(26 + layout.row * len(spans))
    chart = Chart(title, bottom + _room(layout), width=layout.width)
    scale = _scaled(
        chart, layout, [middle, *(edge for _, *edges in spans for edge in edges)], Decimal(22), bottom, unit
    )
    for index, (name, low, high) in enumerate(spans):
        y = _middle(layout, 26, index)
        left, right = scale.at(low), scale.at(high)
        _row_label(chart, layout, name, y, over=30)
        chart.rect("grey" if index else "solid", left, y - 5, max(right - left, Decimal(1)), Decimal(10))
        for edge in (left, right):
            chart.path("stroke", (edge, y - 10), (edge, y + 10))
        chart.text(left, y - 12, _figure(low, unit), "end" if right - left < 90 else "middle")
        chart.text(right, y - 12, _figure(high, unit), "start" if right - left < 90 else "middle")
    chart.path("guide", (scale.at(middle), 20), (scale.at(middle), bottom), dash="5 3")
    chart.text(scale.at(middle), 14, _figure(middle, unit), "middle")
    return chart


def tornado(
    rows: Sequence[tuple[str, Any, Any]], base: Any, unit: str, title: str, layout: Layout = WIDE, most: int = 12
) -> Chart:
    """Bars about the base, the widest first as given: hollow where the input is lowered, solid where it is raised."""
    middle = Decimal(str(base))
    shown = [(name, Decimal(str(low)), Decimal(str(high))) for name, low, high in rows[:most]]
    bottom = Decimal(26 + layout.row * len(shown))
    chart = Chart(title, bottom + _room(layout), width=layout.width)
    scale = _scaled(
        chart, layout, [middle, *(edge for _, *edges in shown for edge in edges)], Decimal(22), bottom, unit
    )
    zero = scale.at(middle)
    for index, (name, low, high) in enumerate(shown):
        y = _middle(layout, 26, index)
        _row_label(chart, layout, name, y)
        for value, look in ((low, "hollow"), (high, "solid")):
            edge = scale.at(value)
            if edge != zero:
                chart.rect(look, min(edge, zero), y - 9, abs(edge - zero), Decimal(18))
    chart.path("guide", (zero, 20), (zero, bottom), dash="5 3")
    chart.text(zero, 14, _figure(middle, unit), "middle")
    return chart


def waterfall(
    start: tuple[str, Any],
    steps: Sequence[tuple[str, Any]],
    end: tuple[str, Any],
    unit: str,
    title: str,
    layout: Layout = WIDE,
) -> Chart:
    """From one figure to another in steps that add up: grey totals, solid what adds, hollow what takes away."""
    bars: list[tuple[str, Decimal, Decimal, str]] = [(start[0], Decimal(0), Decimal(str(start[1])), "grey")]
    at = bars[0][2]
    for name, change in steps:
        step = Decimal(str(change))
        bars.append((name, at, at + step, "solid" if step >= 0 else "hollow"))
        at += step
    bars.append((end[0], Decimal(0), Decimal(str(end[1])), "grey"))
    bottom = Decimal(8 + layout.row * len(bars))
    chart = Chart(title, bottom + _room(layout), width=layout.width)
    scale = _scaled(chart, layout, [edge for _, *edges, _ in bars for edge in edges], Decimal(4), bottom, unit)
    for index, (name, low, high, look) in enumerate(bars):
        y = _middle(layout, 8, index)
        left, right = sorted((scale.at(low), scale.at(high)))
        value = high if look == "grey" else high - low
        figure = _figure(value, unit) if look == "grey" else ("+" if value > 0 else "") + number(value)
        _row_label(chart, layout, name, y, figure=figure)
        chart.rect(look, left, y - 9, max(right - left, Decimal(1)), Decimal(18))
        if not layout.above:
            chart.text(right + 8, y + 5, figure)
        if index + 1 < len(bars):
            chart.path("stroke", (scale.at(high), y + 9), (scale.at(high), y + layout.row - 9), dash="2 3")
    return chart


def line(
    series: Sequence[tuple[str, Sequence[tuple[Any, Any]]]],
    x_name: str,
    y_unit: str,
    title: str,
    level: tuple[str, Any] | None = None,
    layout: Layout = WIDE,
) -> Chart:
    """Curves of (x, y) points joined by straight lines, each with its own stroke and its name in the legend.

    ``level``: a named height drawn as a guide, such as the loss that is to be made good.
    """
    curves = [(name, [(Decimal(str(x)), Decimal(str(y))) for x, y in points]) for name, points in series]
    xs = [x for _, points in curves for x, _ in points]
    ys = [y for _, points in curves for _, y in points] + ([Decimal(str(level[1]))] if level else [])
    top = Decimal(34 + 22 * len(curves))
    chart = Chart(title, top + 346, width=layout.width)
    x_ticks, y_ticks = nice_ticks(min(xs), max(xs), 4 if layout.above else 8), nice_ticks(min(Decimal(0), *ys), max(ys))
    across = Scale(x_ticks[0], x_ticks[-1], Decimal(76), Decimal(layout.width - 36))
    up = Scale(y_ticks[0], y_ticks[-1], top + 296, top)
    _axes(chart, across, up, x_ticks, y_ticks)
    chart.text(across.end, up.start + 44, x_name, "end")
    chart.text(across.start - 8, top - 14, unit_text(y_unit), "end")
    if level:
        height = up.at(Decimal(str(level[1])))
        chart.path("guide", (across.start, height), (across.end, height), dash="5 3")
        chart.text(across.end, height - 6, f"{level[0]} {number(str(level[1]))}", "end")
    for index, (name, points) in enumerate(curves):
        dash = STROKES[index % len(STROKES)]
        chart.path("curve", *((across.at(x), up.at(y)) for x, y in points), dash=dash)
        for x, y in points if len(points) <= 12 else ():
            chart.rect("solid", across.at(x) - 3, up.at(y) - 3, Decimal(6), Decimal(6))
        y_key, key = Decimal(16 + 22 * index), Decimal(8) if layout.above else across.start
        chart.path("curve", (key, y_key), (key + 40, y_key), dash=dash)
        chart.text(key + 50, y_key + 5, wrapped(name, layout.width - key - 58, 1)[0])
    return chart


def _axes(chart: Chart, across: Scale, up: Scale, x_ticks: Iterable[Decimal], y_ticks: Iterable[Decimal]) -> None:
    """The grid of the heights and the axis below the curves, each tick with its figure."""
    for tick in y_ticks:
        chart.path("grid", (across.start, up.at(tick)), (across.end, up.at(tick)))
        chart.text(across.start - 8, up.at(tick) + 5, tick_text(tick), "end")
    for tick in x_ticks:
        chart.path("stroke", (across.at(tick), up.start), (across.at(tick), up.start + 5))
        chart.text(across.at(tick), up.start + 22, tick_text(tick), "middle")
    chart.path("stroke", (across.start, up.start), (across.end, up.start))
