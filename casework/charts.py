"""Charts as shapes with coordinates, drawn as SVG by ``templates/macros/charts.html`` on screen and on paper alike.

Told apart without colour: solid, hollow and grey areas, full and broken strokes. A chart never stands alone: the page
prints the table of the same figures beside it. Coordinates only place what is shown; figures are printed as given.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from flask import Flask
from markupsafe import Markup

from casework.display import number, unit_text

WIDTH = 720
SIZE = 14
"""Of the letters; a row of a chart is two lines of them high."""
LEFT, RIGHT = 232, 92
ROW = 40
STROKES = ("", "7 4", "2 4", "10 4 2 4")


@dataclass(frozen=True)
class Shape:
    """``kind``: rect, path or text. ``look``: solid, hollow, grey, stroke, guide, grid, label."""

    kind: str
    look: str
    x: Decimal = Decimal(0)
    y: Decimal = Decimal(0)
    width: Decimal = Decimal(0)
    height: Decimal = Decimal(0)
    path: str = ""
    text: str = ""
    anchor: str = "start"
    dash: str = ""


@dataclass
class Chart:
    """A drawing of ``WIDTH`` by ``height`` with the sentence that says what it shows."""

    title: str
    height: Decimal
    shapes: list[Shape] = field(default_factory=list)
    width: int = WIDTH

    def text(self, x: Decimal | int, y: Decimal | int, text: str, anchor: str = "start") -> None:
        self.shapes.append(Shape("text", "label", _px(x), _px(y), text=text, anchor=anchor))

    def rect(self, look: str, x: Decimal, y: Decimal, width: Decimal, height: Decimal) -> None:
        self.shapes.append(Shape("rect", look, _px(x), _px(y), _px(width), _px(height)))

    def path(self, look: str, *points: tuple[Decimal | int, Decimal | int], dash: str = "") -> None:
        steps = " L".join(f"{_px(x)} {_px(y)}" for x, y in points)
        self.shapes.append(Shape("path", look, path=f"M{steps}", dash=dash))


@dataclass(frozen=True)
class Scale:
    """From a value to its place between two edges of the drawing."""

    low: Decimal
    high: Decimal
    start: Decimal
    end: Decimal

    def at(self, value: Decimal) -> Decimal:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def init_app(app: Flask) -> None:
    """Make the charts known to every template."""
    app.add_template_filter(lettering)
    app.jinja_env.globals["charts"] = {"interval": interval, "tornado": tornado, "waterfall": waterfall, "line": line}


def lettering(text: str) -> Markup:
    """The text of a drawing: ₂ and its like, which few faces have, become ordinary digits set low."""
    pieces = [
        Markup("<tspan dy='3' font-size='10'>{}</tspan><tspan dy='-3'>&#8203;</tspan>").format(
            chr(ord(char) - 0x2080 + 48)
        )
        if "₀" <= char <= "₉"
        else Markup("{}").format(char)
        for char in text
    ]
    return Markup("").join(pieces)


def _px(value: Decimal | int) -> Decimal:
    return Decimal(value).quantize(Decimal("0.1"))


def nice_ticks(low: Decimal, high: Decimal, wanted: int = 5) -> list[Decimal]:
    """Round values that cover ``low`` to ``high`` in steps of 1, 2 or 5 times a power of ten."""
    span = high - low or abs(high) or Decimal(1)
    rough = span / wanted
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    if first == last:
        last += 1
    return [step * count for count in range(int(first), int(last) + 1)]


def _tick_text(value: Decimal) -> str:
    text = format(value, "f")
    return number(text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"


def _wide(text: str) -> Decimal:
    """The width of a text, about: a Chinese character is as wide as high, others a little more than half of that."""
    return sum(
        (Decimal(SIZE) * (1 if unicodedata.east_asian_width(char) in "WF" else Decimal("0.56")) for char in text),
        Decimal(0),
    )


def wrapped(text: str, room: Decimal, lines: int = 2) -> list[str]:
    """The text in at most so many lines; what is too long ends in an ellipsis, the table beside has it whole."""
    rows: list[str] = []
    rest = text
    while rest and len(rows) < lines:
        cut = len(rest)
        while cut > 1 and _wide(rest[:cut]) > room:
            space = rest.rfind(" ", 1, cut)
            cut = space if space > cut // 2 else cut - 1
        rows.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    if rest:
        rows[-1] = f"{rows[-1][:-1]}…"
    return rows


def _scaled(chart: Chart, values: Iterable[Decimal], top: Decimal, bottom: Decimal, unit: str) -> Scale:
    """A horizontal axis under the rows, with its grid, and the scale of it."""
    known = list(values)
    ticks = nice_ticks(min(known), max(known))
    scale = Scale(ticks[0], ticks[-1], Decimal(LEFT), Decimal(WIDTH - RIGHT))
    for tick in ticks:
        chart.path("grid", (scale.at(tick), top), (scale.at(tick), bottom))
        chart.text(scale.at(tick), bottom + 18, _tick_text(tick), "middle")
    chart.path("stroke", (LEFT, bottom), (WIDTH - RIGHT, bottom))
    chart.text(WIDTH - RIGHT + 24, bottom + 18, unit_text(unit))
    return scale


def _row_label(chart: Chart, text: str, middle: Decimal) -> None:
    rows = wrapped(text, Decimal(LEFT - 16))
    for index, row in enumerate(rows):
        drop = Decimal(SIZE) * (Decimal(index) - Decimal(len(rows) - 1) / 2) * Decimal("1.15")
        chart.text(LEFT - 12, middle + 5 + drop, row, "end")


def interval(rows: Sequence[tuple[str, Any, Any]], point: Any, unit: str, title: str) -> Chart:
    """Ranges one under another, each (name, low, high), and a guide through the point they lie about."""
    middle = Decimal(str(point))
    spans = [(name, Decimal(str(low)), Decimal(str(high))) for name, low, high in rows]
    bottom = Decimal(26 + ROW * len(spans))
    chart = Chart(title, bottom + 28)
    scale = _scaled(chart, [middle, *(edge for _, *edges in spans for edge in edges)], Decimal(22), bottom, unit)
    for index, (name, low, high) in enumerate(spans):
        y = Decimal(26 + ROW * index + ROW // 2)
        left, right = scale.at(low), scale.at(high)
        _row_label(chart, name, y)
        chart.rect("grey" if index else "solid", left, y - 5, max(right - left, Decimal(1)), Decimal(10))
        for edge in (left, right):
            chart.path("stroke", (edge, y - 10), (edge, y + 10))
        chart.text(left, y - 12, number(low), "end" if right - left < 90 else "middle")
        chart.text(right, y - 12, number(high), "start" if right - left < 90 else "middle")
    chart.path("guide", (scale.at(middle), 20), (scale.at(middle), bottom), dash="5 3")
    chart.text(scale.at(middle), 14, number(str(point)), "middle")
    return chart


def tornado(rows: Sequence[tuple[str, Any, Any]], base: Any, unit: str, title: str, most: int = 12) -> Chart:
    """Bars about the base, the widest first as given: hollow where the input is lowered, solid where it is raised."""
    middle = Decimal(str(base))
    shown = [(name, Decimal(str(low)), Decimal(str(high))) for name, low, high in rows[:most]]
    bottom = Decimal(26 + ROW * len(shown))
    chart = Chart(title, bottom + 28)
    scale = _scaled(chart, [middle, *(edge for _, *edges in shown for edge in edges)], Decimal(22), bottom, unit)
    zero = scale.at(middle)
    for index, (name, low, high) in enumerate(shown):
        y = Decimal(26 + ROW * index + ROW // 2)
        _row_label(chart, name, y)
        for value, look in ((low, "hollow"), (high, "solid")):
            edge = scale.at(value)
            if edge != zero:
                chart.rect(look, min(edge, zero), y - 9, abs(edge - zero), Decimal(18))
    chart.path("guide", (zero, 20), (zero, bottom), dash="5 3")
    chart.text(zero, 14, number(str(base)), "middle")
    return chart


def waterfall(
    start: tuple[str, Any], steps: Sequence[tuple[str, Any]], end: tuple[str, Any], unit: str, title: str
) -> Chart:
    """From one figure to another in steps that add up: grey totals, solid what adds, hollow what takes away."""
    bars: list[tuple[str, Decimal, Decimal, str]] = [(start[0], Decimal(0), Decimal(str(start[1])), "grey")]
    at = bars[0][2]
    for name, change in steps:
        step = Decimal(str(change))
        bars.append((name, at, at + step, "solid" if step >= 0 else "hollow"))
        at += step
    bars.append((end[0], Decimal(0), Decimal(str(end[1])), "grey"))
    bottom = Decimal(8 + ROW * len(bars))
    chart = Chart(title, bottom + 28)
    scale = _scaled(chart, [edge for _, *edges, _ in bars for edge in edges], Decimal(4), bottom, unit)
    for index, (name, low, high, look) in enumerate(bars):
        y = Decimal(8 + ROW * index + ROW // 2)
        left, right = sorted((scale.at(low), scale.at(high)))
        _row_label(chart, name, y)
        chart.rect(look, left, y - 9, max(right - left, Decimal(1)), Decimal(18))
        value = high if look == "grey" else high - low
        sign = "+" if look != "grey" and value > 0 else ""
        chart.text(right + 8, y + 5, f"{sign}{number(value)}")
        if index + 1 < len(bars):
            chart.path("stroke", (scale.at(high), y + 9), (scale.at(high), y + ROW - 9), dash="2 3")
    return chart


def line(
    series: Sequence[tuple[str, Sequence[tuple[Any, Any]]]],
    x_name: str,
    y_unit: str,
    title: str,
    level: tuple[str, Any] | None = None,
) -> Chart:
    """Curves of (x, y) points joined by straight lines, each with its own stroke and its name in the legend.

    ``level``: a named height drawn as a guide, such as the loss that is to be made good.
    """
    curves = [(name, [(Decimal(str(x)), Decimal(str(y))) for x, y in points]) for name, points in series]
    xs = [x for _, points in curves for x, _ in points]
    ys = [y for _, points in curves for _, y in points] + ([Decimal(str(level[1]))] if level else [])
    left, right, top, bottom = Decimal(76), Decimal(WIDTH - 36), Decimal(34 + 22 * len(curves)), Decimal(330)
    bottom += top - 34
    chart = Chart(title, bottom + 50)
    x_ticks, y_ticks = nice_ticks(min(xs), max(xs), 8), nice_ticks(min(Decimal(0), *ys), max(ys))
    across = Scale(x_ticks[0], x_ticks[-1], left, right)
    up = Scale(y_ticks[0], y_ticks[-1], bottom, top)
    for tick in y_ticks:
        chart.path("grid", (left, up.at(tick)), (right, up.at(tick)))
        chart.text(left - 8, up.at(tick) + 5, _tick_text(tick), "end")
    for tick in x_ticks:
        chart.path("stroke", (across.at(tick), bottom), (across.at(tick), bottom + 5))
        chart.text(across.at(tick), bottom + 22, _tick_text(tick), "middle")
    chart.path("stroke", (left, bottom), (right, bottom))
    chart.text(right, bottom + 44, x_name, "end")
    chart.text(left - 8, top - 14, unit_text(y_unit), "end")
    if level:
        height = up.at(Decimal(str(level[1])))
        chart.path("guide", (left, height), (right, height), dash="5 3")
        chart.text(right, height - 6, f"{level[0]} {number(str(level[1]))}", "end")
    for index, (name, points) in enumerate(curves):
        dash = STROKES[index % len(STROKES)]
        chart.path("curve", *((across.at(x), up.at(y)) for x, y in points), dash=dash)
        for x, y in points if len(points) <= 12 else ():
            chart.rect("solid", across.at(x) - 3, up.at(y) - 3, Decimal(6), Decimal(6))
        y_key = Decimal(16 + 22 * index)
        chart.path("curve", (left, y_key), (left + 40, y_key), dash=dash)
        chart.text(left + 50, y_key + 5, name)
    return chart
