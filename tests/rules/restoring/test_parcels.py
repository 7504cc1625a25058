"""A parcel in one spelling, and polygons that overlap or only touch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.restoring.parcels import CROSSES_ITSELF, NO_POLYGON, Parcel, overlap, polygon
from tests.told import says

SQUARE = "117.0,24.0; 117.2,24.0; 117.2,24.2; 117.0,24.2"


@pytest.mark.parametrize(
    "written",
    [
        Parcel("南靖县", "船场镇", "012", "3"),
        Parcel(" 南靖县", "船场镇 ", "１２林班", "03小班"),
        Parcel("南靖县", "船场镇", "12号林班", "3号小班"),
    ],
)
def test_a_parcel_has_one_spelling(written: Parcel) -> None:
    assert written.key == Parcel("南靖县", "船场镇", "12", "3").key


def test_another_part_is_another_parcel() -> None:
    assert Parcel("南靖县", "船场镇", "12", "3", "北坡").key != Parcel("南靖县", "船场镇", "12", "3").key
    assert Parcel("南靖县", "船场镇", "12", "30").key != Parcel("南靖县", "船场镇", "12", "3").key


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (SQUARE, True),
        ("117.1,24.1; 117.3,24.1; 117.3,24.3; 117.1,24.3", True),
        ("117.05,24.05; 117.1,24.05; 117.1,24.1", True),  # inside
        ("116.0,23.0; 118.0,23.0; 118.0,25.0; 116.0,25.0", True),  # around
        ("117.05,23.9; 117.15,23.9; 117.15,24.3; 117.05,24.3", True),  # through, no corner inside
        ("117.2,24.0; 117.4,24.0; 117.4,24.2; 117.2,24.2", False),  # along a side
        ("117.2,24.2; 117.4,24.2; 117.4,24.4", False),  # at a corner
        ("118.0,24.0; 118.2,24.0; 118.2,24.2", False),
    ],
)
def test_polygons_overlap_where_they_share_more_than_a_boundary(other: str, shared: bool) -> None:
    assert overlap(polygon(SQUARE), polygon(other)) is shared
    assert overlap(polygon(other), polygon(SQUARE)) is shared


def test_a_corner_in_the_middle_of_a_slanting_side_only_touches() -> None:
    slanting, other = (polygon(f"117.0,24.0; 117.2,24.0; 117.0,24.2{more}") for more in ("", "; 116.9,24.1"))
    touching = polygon("117.1,24.1; 117.2,24.1; 117.2,24.2")
    for one in (slanting, other):
        assert not overlap(one, touching)
        assert not overlap(touching, one)


def test_lines_and_full_width_signs_are_read() -> None:
    assert polygon("117.0，24.0\n117.2 24.0\n117.2,24.2\n117.0,24.0") == polygon("117.0,24.0; 117.2,24.0; 117.2,24.2")


@pytest.mark.parametrize("text", ["", "117,24", "117,24; 118,24", "x; y; z", "117,95; 118,24; 118,25", "1;2;3"])
def test_what_is_no_polygon_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        polygon(text)
    assert says(refused.value.args[0], NO_POLYGON)


def test_a_polygon_does_not_cross_itself() -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        polygon("0,0; 2,2; 2,0; 0,2")
    assert says(refused.value.args[0], CROSSES_ITSELF)


@given(st.integers(1, 50), st.integers(1, 50), st.integers(-60, 60), st.integers(-60, 60))
def test_boxes_overlap_as_their_sides_say(width: int, height: int, right: int, up: int) -> None:
    def box(left: int, low: int) -> str:
        corners = ((left, low), (left + width, low), (left + width, low + height), (left, low + height))
        return "; ".join(f"{(x + 100) / 2},{(y + 100) / 4}" for x, y in corners)

    shared = abs(right) < width and abs(up) < height
    assert overlap(polygon(box(0, 0)), polygon(box(right, up))) is shared
