"""What charts are made of: shapes with coordinates, lettering, round ticks, a scale."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from markupsafe import Markup, escape

from casework.web.display import INDEXED
from casework.wording import number

SIZE = 14
"""Of the letters; a row of a chart is two lines of them high."""
STROKES = ("", "7 4", "2 4", "10 4 2 4")


ANCHORS = {"start": Decimal(0), "middle": Decimal("0.5"), "end": Decimal(1)}
"""Which part of a text lies before the place it is put at."""


@dataclass(frozen=True)
class Layout:
    """Where a chart of rows puts them: its width, the edges of the bars, the height of a row.

    ``above``: the name of a row stands above its bar and not beside it, for a screen as wide as a hand.
    """

    width: int
    left: int
    right: int
    row: int
    above: bool = False


WIDE = Layout(720, 232, 92, 40)
NARROW = Layout(360, 24, 36, 48, above=True)


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
    """A drawing of ``width`` by ``height`` with the sentence that says what it shows."""

    title: str
    height: Decimal
    shapes: list[Shape] = field(default_factory=list)
    width: int = WIDE.width

    def text(self, x: Decimal | int, y: Decimal | int, text: str, anchor: str = "start") -> None:
        """Put letters where they are wanted, or as near to it as the drawing has room for them."""
        wide = text_width(text)
        left = x - wide * ANCHORS[anchor]
        x += max(-left, Decimal(0)) or min(self.width - left - wide, Decimal(0))
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


def lettering(text: str) -> Markup:
    """The text of a drawing: ₂ and its like, which few faces have, become ordinary digits set low; so does an index."""
    parts: list[Markup | str] = []
    end = 0
    for found in _LOW.finditer(text):
        low = found["digits"].translate(_DIGITS) if found["digits"] else found["index"]
        parts += [escape(text[end : found.start()]), found["head"] or "", _SET_LOW.format(low)]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


_LOW = re.compile(rf"(?P<digits>[₀-₉]+)|(?:^|(?<=[^块] )){INDEXED}")
_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SET_LOW = Markup("<tspan dy='3' font-size='10'>{}</tspan><tspan dy='-3'>&#8203;</tspan>")


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


def tick_text(value: Decimal) -> str:
    text = format(value, "f")
    return number(text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"


def text_width(text: str) -> Decimal:
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
        while cut > 1 and text_width(rest[:cut]) > room:
            space = rest.rfind(" ", 1, cut)
            cut = space if space > cut // 2 else cut - 1
        rows.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    if rest:
        rows[-1] = f"{rows[-1][:-1]}…"
    return rows
