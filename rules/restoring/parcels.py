"""A parcel of forest land: by county, town, 林班, 小班 and part, in one spelling, and by the bounds of its polygon.

Two parcels are the same where all five say the same; they overlap where their polygons share more than a boundary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rules.reading.messages import msg, template

NO_POLYGON = template("写作“经度,纬度; 经度,纬度; …”，至少三点，如 117.361,24.514; 117.362,24.514; 117.362,24.515")
CROSSES_ITSELF = template("多边形的边互相交叉")

MOST_POINTS = 200
_ENDINGS = ("号小班", "号林班", "小班", "林班", "细班", "号")
_POINT = re.compile(r"\s*(\d{1,3}(?:\.\d{1,9})?)\s*[,，\s]\s*(\d{1,2}(?:\.\d{1,9})?)\s*$")

Point = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Parcel:
    """Where it lies. ``part``: of a 小班 that is planted in parts, which of them."""

    county: str
    town: str
    compartment: str
    subcompartment: str
    part: str = ""

    @property
    def key(self) -> str:
        """The parcel in one spelling: a duty that names it otherwise names the same."""
        return "/".join(map(one_spelling, (self.county, self.town, self.compartment, self.subcompartment, self.part)))

    @property
    def told(self) -> str:
        """As it is written."""
        parts = (
            (self.county, ""),
            (self.town, ""),
            (self.compartment, "林班"),
            (self.subcompartment, "小班"),
            (self.part, ""),
        )
        return "".join(f"{text}{'' if text.endswith(word) else word}" for text, word in parts if text)


def one_spelling(text: str) -> str:
    """Full-width figures, spaces, leading zeros and the words 林班 and 小班 make no other parcel."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    for ending in _ENDINGS:
        plain = plain.removesuffix(ending)
    return re.sub(r"(?<!\d)0+(?=\d)", "", plain)


def polygon(text: str) -> tuple[Point, ...]:
    """The corners of a polygon. Raises ``ValueError`` with what is wrong."""
    found = [_POINT.match(part) for part in re.split(r"[;；\n]", text) if part.strip()]
    corners = [(Fraction(Decimal(one[1])), Fraction(Decimal(one[2]))) for one in found if one is not None]
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if None in found or not 3 <= len(set(corners)) <= MOST_POINTS or not _on_earth(corners):
        raise ValueError(msg(NO_POLYGON))
    shape = tuple(corners)
    sides = list(_sides(shape))
    if any(_cross(one, other) for number, one in enumerate(sides) for other in sides[number + 1 :]):
        raise ValueError(msg(CROSSES_ITSELF))
    return shape


def _on_earth(corners: list[Point]) -> bool:
    return all(x <= 180 and y <= 90 for x, y in corners)


def overlap(one: tuple[Point, ...], other: tuple[Point, ...]) -> bool:
    """Whether two polygons share more than a boundary, exactly."""
    if any(
        min(a[axis] for a in one) >= max(b[axis] for b in other)
        or max(a[axis] for a in one) <= min(b[axis] for b in other)
        for axis in (0, 1)
    ):
        return False
    if any(_cross(side, against) for side in _sides(one) for against in _sides(other)):
        return True
    return _meets_inside(one, other) or _meets_inside(other, one)


def _meets_inside(one: tuple[Point, ...], other: tuple[Point, ...]) -> bool:
    """Whether a corner, the middle of a side, or a point inside the one lies inside the other."""
    middles = [_middle(*side) for side in _sides(one)]
    return any(_inside(point, other) for point in (*one, *middles, _within(one)))


def _within(shape: tuple[Point, ...]) -> Point:
    """A point inside a polygon: the middle of a corner's triangle or of a diagonal."""
    count = len(shape)
    tried = (_third(shape[n - 1], shape[n], shape[(n + 1) % count]) for n in range(count))
    diagonals = (_middle(shape[n], shape[m]) for n in range(count) for m in range(n + 2, count))
    return next((point for point in (*tried, *diagonals) if _inside(point, shape)), shape[0])


def _third(*points: Point) -> Point:
    return sum((x for x, _ in points), Fraction()) / 3, sum((y for _, y in points), Fraction()) / 3


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _sides(shape: tuple[Point, ...]) -> Iterator[tuple[Point, Point]]:
    yield from zip(shape, (*shape[1:], shape[0]), strict=True)


def _turn(a: Point, b: Point, c: Point) -> Fraction:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether two sides cross, each truly between the ends of the other."""
    first = _turn(*one, other[0]) * _turn(*one, other[1])
    second = _turn(*other, one[0]) * _turn(*other, one[1])
    return first < 0 and second < 0


def _inside(point: Point, shape: tuple[Point, ...]) -> bool:
    """Whether a point is truly inside a polygon, not on its boundary."""
    within = False
    for a, b in _sides(shape):
        if _turn(a, b, point) == 0 and _between(point, a, b):
            return False
        if (a[1] > point[1]) != (b[1] > point[1]):
            at = a[0] + (point[1] - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
            within ^= point[0] < at
    return within


def _between(point: Point, a: Point, b: Point) -> bool:
    return all(min(a[axis], b[axis]) <= point[axis] <= max(a[axis], b[axis]) for axis in (0, 1))
