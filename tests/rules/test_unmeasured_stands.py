"""A sum of which a part is not known is not known: of the stock that is graded, and of the carbon that was lost.

The marks are those of 法释〔2023〕8号: 盗伐 5 and 50 m³ or 200 saplings (第四条), 滥伐 20 m³ (第六条).
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.asked import ROUNDED_AWAY
from rules.assess import Assessment, assess
from rules.casefile import parse
from rules.deciding.settling import STOCK_AT_LEAST, STOCK_OPEN
from tests.rules.cases import stand
from tests.told import says

DAY = datetime.date(2026, 11, 1)
OPEN = {"trees": 1000}


def found(*stands: dict[str, Any], offence: str = "盗伐林木", **more: Any) -> Assessment:
    data = {"case": {"offence": offence, "conduct": {"from": "2025-05-01"}}, "stands": list(stands), **more}
    return assess(parse(data), on=DAY)


def told(result: Assessment, text: str, **values: str) -> bool:
    return any(says(one, text, **values) for one in result.warnings)


@pytest.mark.parametrize(
    ("offence", "known", "grade"),
    [
        ("盗伐林木", "1", None),
        ("盗伐林木", "4.9999", None),
        ("盗伐林木", "5", "数量较大"),
        ("盗伐林木", "49.9999", "数量较大"),
        ("盗伐林木", "50", "数量巨大"),
        ("滥伐林木", "19.9999", None),
        ("滥伐林木", "20", "数量较大"),
    ],
)
def test_what_is_known_of_the_stock_is_the_least_it_comes_to(offence: str, known: str, grade: str | None) -> None:
    result = found(stand(**OPEN), stand(id="B", standing_stock_m3=known), offence=offence)
    assert result.decision.grade.value == grade
    text, other = (STOCK_OPEN, STOCK_AT_LEAST) if grade is None else (STOCK_AT_LEAST, STOCK_OPEN)
    assert told(result, text, of="A", known=known)
    assert not told(result, other)


@pytest.mark.parametrize("more", [{"value_cny": "20000"}, {"saplings": 200}])
def test_a_mark_that_is_reached_without_stock_is_reached_beside_an_open_stand(more: dict[str, Any]) -> None:
    saplings = {"saplings": more["saplings"]} if "saplings" in more else {}
    value = {"value_cny": more["value_cny"]} if "value_cny" in more else {}
    result = found(stand(**OPEN), stand(id="B", standing_stock_m3="1", **saplings), **value)
    assert result.decision.grade.value == "数量较大"
    assert told(result, STOCK_AT_LEAST, of="A")


def test_once_every_stand_is_measured_nothing_is_open() -> None:
    measured = [stand(id=id, standing_stock_m3="1", saplings=0) for id in "AB"]
    result = found(*measured, value_cny="100")
    assert result.decision.grade.value == "未达数量较大"
    assert not told(result, STOCK_OPEN)
    assert not told(result, STOCK_AT_LEAST)


def test_bamboo_has_no_stock_that_could_be_open() -> None:
    grove = {"id": "B", "forest_type": "竹林", "species": "毛竹", "damage": {"type": "采伐"}, "culms": 400}
    result = found(stand(standing_stock_m3="1", saplings=0), grove, value_cny="100")
    assert result.decision.grade.value == "未达数量较大"


def test_the_grade_of_one_person_is_open_only_for_the_stands_that_are_charged_to_them() -> None:
    parties = [{"name": name, "role": "被告人"} for name in ("甲某", "乙某")]
    first, second = (
        stand(**OPEN, persons=["甲某"]),
        stand(id="B", standing_stock_m3="1", saplings=0, persons=["甲某", "乙某"]),
    )
    result = found(first, second, parties=parties, value_cny="100")
    assert [one.grade.value for one in result.persons.each] == [None, "未达数量较大"]
    assert result.decision.grade.value is None


@pytest.mark.parametrize(
    ("stands", "carbon"),
    [
        # 0.0001 m³ is a tenth of a litre of wood: with the parameters of any species its loss rounds to 0.00 t.
        ([stand(**OPEN), stand(id="B", standing_stock_m3="0.0001")], "待计量"),
        ([stand(**OPEN), stand(id="B", standing_stock_m3="0")], "待计量"),
        ([stand(**OPEN), stand(id="B", standing_stock_m3="10")], "有损失"),
        ([stand(standing_stock_m3="0")], "无损失"),
        ([stand(standing_stock_m3="0.004")], "有损失"),
    ],
)
def test_no_loss_is_said_only_where_every_stand_is_measured(stands: list[dict[str, Any]], carbon: str) -> None:
    assert found(*stands).decision.conclusions["carbon_loss"] == carbon


@pytest.mark.parametrize(
    # With BEF × D × (1 + R) × CF × 44/12 near 1.2 t a cubic metre, 0.004 m³ is about half of a hundredth of a tonne.
    ("stock", "away"),
    [("0", False), ("0.0000000001", True), ("0.004", True), ("10", False)],
)
def test_a_loss_that_rounds_to_nothing_is_a_loss_and_says_so(stock: str, away: bool) -> None:
    result = found(stand(standing_stock_m3=stock))
    assert result.decision.conclusions["carbon_loss"] == ("无损失" if stock == "0" else "有损失")
    assert told(result, ROUNDED_AWAY, told="0.00") is away
