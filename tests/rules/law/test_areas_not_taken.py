"""A stand's area is no burned area and no ruined land of the law: where the law's own is open, the case says why."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.assess import assess
from rules.casefile import parse
from rules.deciding.facts.areas import NOT_THE_FIRE, NOT_THE_LAND
from tests.rules.cases import stand
from tests.told import says

DAY = datetime.date(2026, 11, 1)
BURNED = {"type": "烧毁"}
STRATA = [
    {"severity": "未过火", "share": "0.25", "fraction": "0"},
    {"severity": "重度", "share": "0.75", "fraction": "1"},
]


def warned(offence: str, *stands: dict[str, Any], **particulars: Any) -> tuple[str, ...]:
    data = {"case": {"offence": offence, "conduct": {"from": "2026-03-01"}}, "stands": list(stands)}
    return assess(parse(data | ({"particulars": particulars} if particulars else {})), on=DAY).warnings


@pytest.mark.parametrize("offence", ["失火", "放火"])
@pytest.mark.parametrize(
    ("facts", "mu"),
    [
        ({"area_mu": "72.35", "damage": BURNED}, "72.35"),
        ({"area_ha": "4", "damage": BURNED}, "60"),
        ({"area_ha": "4", "damage": BURNED | {"burned_area_ha": "0.3333"}}, "4.9995"),  # 0.3333 × 15
        ({"area_mu": "40", "damage": BURNED | {"strata": STRATA}}, "30"),  # a quarter was spared
    ],
)
def test_the_area_of_a_burned_stand_is_told_and_not_taken(offence: str, facts: dict[str, Any], mu: str) -> None:
    spared = stand(id="B", area_mu="9", damage={"type": "采伐"})
    (told,) = [one for one in warned(offence, stand(**facts), spared) if says(one, NOT_THE_FIRE)]
    assert says(told, NOT_THE_FIRE, stands="A", mu=mu)


@pytest.mark.parametrize("fire", [None, {"burned_other_ha": "1"}, {"burned_forest_ha": "1.9"}])
def test_once_the_burned_forest_is_stated_nothing_is_said_of_the_stands(fire: dict[str, str] | None) -> None:
    told = warned("失火", stand(area_mu="72.35", damage=BURNED), **({"fire": fire} if fire else {}))
    assert any(says(one, NOT_THE_FIRE) for one in told) is (fire is None or "burned_forest_ha" not in fire)


@pytest.mark.parametrize("facts", [{}, {"standing_stock_m3": "3"}])
def test_of_stands_without_an_area_nothing_is_said(facts: dict[str, Any]) -> None:
    assert not [one for one in warned("失火", stand(damage=BURNED, **facts)) if says(one, NOT_THE_FIRE)]


def test_forest_land_is_told_by_its_category_and_together_where_none_is_stated() -> None:
    taken = {"damage": {"type": "占用"}}
    stands = [
        stand(id="A", area_mu="3", land_category="公益林", **taken),
        stand(id="B", area_ha="1", land_category="公益林", **taken),
        stand(id="C", area_mu="2", land_category="商品林", **taken),
    ]
    told = [one for one in warned("非法占用农用地", *stands) if says(one, NOT_THE_LAND)]
    assert [
        says(one, NOT_THE_LAND, stands=ids, mu=mu)
        for one, ids, mu in zip(told, ["A、B", "C"], ["18", "2"], strict=True)
    ]
    (left,) = [
        one for one in warned("非法占用农用地", *stands, forest_land={"public_mu": "18"}) if says(one, NOT_THE_LAND)
    ]
    assert says(left, NOT_THE_LAND, stands="C", mu="2")
    (neither,) = [one for one in warned("非法占用农用地", stand(area_mu="6", **taken)) if says(one, NOT_THE_LAND)]
    assert says(neither, NOT_THE_LAND, stands="A", mu="6")
    (other,) = [
        one
        for one in warned("非法占用农用地", stand(area_mu="6", **taken), forest_land={"public_mu": "0"})
        if says(one, NOT_THE_LAND)
    ]
    assert says(other, NOT_THE_LAND, field="毁坏商品林地面积", stands="A", mu="6")
