"""Growth data: what sources print by age, with their state; nothing blank, derived or unverified."""

from __future__ import annotations

import pytest

from rules.carbon.recovery.growth import FILE, growth, read_growth
from rules.values.records import ParameterFileError


def test_the_two_rotations_of_huitong_ship_as_printed_and_no_other_series() -> None:
    told = {id: {age: str(point.value) for age, point in each.points.items()} for id, each in growth().series.items()}
    assert told == {
        "huitong-fir-1": {7: "52.96 t/ha", 11: "91.18 t/ha", 16: "167.72 t/ha", 20: "245.8 t/ha", 25: "311.38 t/ha"},
        "huitong-fir-2": {7: "40.06 t/ha", 11: "75.65 t/ha", 16: "116.67 t/ha", 20: "163.09 t/ha", 25: "210.24 t/ha"},
    }
    assert all(each.rotation and each.region and each.source for each in growth().series.values())


def test_age_groups_are_bounds_and_no_series() -> None:
    (natural, planted) = growth().bounds_of("杉木")
    assert (natural.origin, planted.origin) == ("天然", "人工")
    assert planted.groups["成熟林"] < planted.groups["近熟林"], "no curve of growth falls"
    assert growth().bounds_of("桉树") == ()
    assert not hasattr(planted, "points")


@pytest.mark.parametrize("confidence", ["unverified", "conflict", "derived", "blank"])
def test_a_series_that_nobody_read_does_not_load(confidence: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    at = text.index("  huitong-fir-1:")
    changed = text[:at] + text[at:].replace("confidence: verified", f"confidence: {confidence}", 1)
    with pytest.raises(ParameterFileError):
        read_growth(changed.encode(), "x.yaml")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"7": 52.96', '"幼龄林": 52.96', "写作整数"),
        ('"7": 52.96', '"7": 95', "不应减少"),
        ('"7": 52.96', '"12": 52.96', "由小到大"),
        ('"7": 52.96, "11": 91.18, "16": 167.72, "20": 245.8, ', "", "至少应有两个年龄"),
        ("species: 杉木", "species: 铁树", "铁树 未收录"),
        ("      马尾松: {幼龄林", "      铁树: {幼龄林", "铁树 未收录"),
        ("rule: ceil 0.0001", "rule: up 0.0001", "修约"),
        ("origin: 人工\n    rotation", "origin: 半人工\n    rotation", "origin"),
    ],
)
def test_a_file_that_leaves_something_open_does_not_load(old: str, new: str, told: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ParameterFileError, match=told):
        read_growth(text.replace(old, new, 1).encode(), "x.yaml")
