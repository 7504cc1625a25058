"""Saplings that nobody speaks of are not known: 未达 is not told, and a mark that is reached is the least.

法释〔2023〕8号 arts 4, 6, 8: 盗伐 5 m³, 200 saplings or both together; 滥伐 and 收购 20 m³, 1000 saplings.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.assess import Assessment, assess
from rules.casefile import parse
from rules.deciding.settling import SAPLINGS_AT_LEAST, SAPLINGS_OPEN
from tests.rules.cases import stand
from tests.rules.tally.test_standing import row, tally
from tests.told import says

DAY = datetime.date(2024, 6, 3)
BOUGHT = "非法收购、运输盗伐、滥伐的林木"
LOWEST = {"盗伐林木": "未达数量较大", "滥伐林木": "未达数量较大", BOUGHT: "未达情节严重"}


def found(*stands: dict[str, Any], offence: str = "盗伐林木", **particulars: Any) -> Assessment:
    data = {
        "case": {"offence": offence, "conduct": {"from": "2024-03-01"}},
        "parties": [{"name": "甲", "role": "被告人"}],
        "stands": list(stands),
        "value_cny": "100",
        "particulars": particulars,
    }
    return assess(parse(data), DAY)


def told(made: Assessment, wording: str, of: str = "A") -> bool:
    return any(says(warning, wording, of=of) for warning in made.warnings)


@pytest.mark.parametrize(("offence", "stock"), [("盗伐林木", "4.9999"), ("滥伐林木", "19.9999"), (BOUGHT, "19.9999")])
def test_a_little_below_the_mark_one_sapling_would_reach_it(offence: str, stock: str) -> None:
    """4.9999 ÷ 5 and 1 ÷ 200 are more than one together; likewise of the others."""
    made = found(stand(standing_stock_m3=stock), offence=offence)
    assert made.decision.grade.value is None
    assert told(made, SAPLINGS_OPEN)
    assert found(stand(standing_stock_m3=stock, saplings=0), offence=offence).decision.grade.value == LOWEST[offence]
    assert found(stand(standing_stock_m3=stock, saplings=1), offence=offence).decision.grade.value != LOWEST[offence]


def test_none_that_is_stated_and_a_tally_leave_nothing_open() -> None:
    for one in (stand(standing_stock_m3="4", saplings=0), stand(tally=tally(row("10", "6", 3)))):
        made = found(one)
        assert made.decision.grade.value == "未达数量较大"
        assert not told(made, SAPLINGS_OPEN)


def test_a_mark_that_the_stock_reaches_is_the_least() -> None:
    made = found(stand(standing_stock_m3="6"))
    assert made.decision.grade.value == "数量较大"
    assert told(made, SAPLINGS_AT_LEAST)


def test_what_is_stated_of_one_stand_counts_as_the_least_of_all() -> None:
    """200 saplings are 数量较大, whatever stand B had; 100 and 2 m³ of B are not (0.5 + 0.4)."""
    other = stand(id="B", standing_stock_m3="2")
    made = found(stand(standing_stock_m3="0", saplings=200), other)
    assert made.decision.grade.value == "数量较大"
    assert told(made, SAPLINGS_AT_LEAST, of="B")
    open_ = found(stand(standing_stock_m3="0", saplings=100), other)
    assert open_.decision.grade.value is None
    assert told(open_, SAPLINGS_OPEN, of="B")


def test_an_earlier_act_that_says_nothing_of_them_leaves_them_open() -> None:
    act = {"date": "2023-12-01", "standing_stock_m3": "1", "value_cny": "0", "dealt_with": False}
    own = stand(standing_stock_m3="3", saplings=0)
    assert found(own, earlier_acts=[act]).decision.grade.value is None
    assert found(own, earlier_acts=[act | {"saplings": 0}]).decision.grade.value == "未达数量较大"


def test_each_person_is_graded_by_what_is_said_of_his_stands() -> None:
    data = {
        "case": {"offence": "盗伐林木", "conduct": {"from": "2024-03-01"}},
        "parties": [
            {"name": name, "role": "被告人", "charges": [{"offence": "盗伐林木", "value_cny": "100"}]}
            for name in ("甲", "乙")
        ],
        "stands": [
            stand(standing_stock_m3="4", saplings=0, persons=["甲"]),
            stand(id="B", standing_stock_m3="4", persons=["乙"]),
        ],
    }
    grades = {one.name: one.grade.value for one in assess(parse(data), DAY).record.persons}
    assert grades == {"甲": "未达数量较大", "乙": None}


def test_an_offence_that_is_not_graded_by_saplings_says_nothing_of_them() -> None:
    made = found(stand(standing_stock_m3="4"), offence="盗窃")
    assert not told(made, SAPLINGS_OPEN)
    assert not told(made, SAPLINGS_AT_LEAST)


@pytest.mark.parametrize("purchase", [{}, {"in_forest_area": False}])
def test_an_earlier_purchase_of_which_the_old_text_says_nothing_is_open_where_a_reading_is_itself_open(
    purchase: dict[str, bool],
) -> None:
    """法释〔2000〕36号 art. 11 speaks of purchases in a forest area alone and not of adding earlier ones; the text of
    2023 adds them. 10 m³ alone reach no mark of either, 30.0001 m³ do of the later: it turns on the act."""
    act = {"date": "2018-04-07", "standing_stock_m3": "20.0001", "saplings": 4999, "dealt_with": False}
    data = {
        "case": {"offence": BOUGHT, "conduct": {"from": "2020-11-22"}},
        "parties": [{"name": "甲", "role": "被告人"}],
        "stands": [stand(standing_stock_m3="10", saplings=200)],
        "value_cny": "2000",
        "particulars": {"earlier_acts": [act], "purchase": purchase},
    }
    assert assess(parse(data), datetime.date(2026, 8, 15)).decision.grade.value is None
