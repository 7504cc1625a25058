"""省级数额: what is said of a figure that was not read in the original, and of one that is not on record."""

from __future__ import annotations

from typing import Any

import pytest

from rules.assess import assess
from rules.casefile import parse
from rules.deciding.book import load_lawbook
from rules.deciding.figures_told import NOT_CARRIED, SECOND_HAND
from tests.rules.cases import stand
from tests.told import says

FUJIAN, ANHUI, CHONGQING, GUANGDONG = "350627", "340621", "500112", "440103"


def warnings(offence: str, county: str, **more: Any) -> tuple[str, ...]:
    data = {
        "case": {"offence": offence, "conduct": {"from": "2024-03-01"}},
        "stands": [stand(standing_stock_m3="6", county=county)],
        "options": {"on": "2024-09-01"},
    }
    return assess(parse({**data, **more})).warnings


@pytest.mark.parametrize(
    ("offence", "county", "province"),
    [("盗窃", FUJIAN, "福建省"), ("盗窃", ANHUI, "安徽省"), ("盗伐林木", FUJIAN, None), ("盗窃", CHONGQING, None)],
)
def test_a_figure_read_at_second_hand_is_marked_so(offence: str, county: str, province: str | None) -> None:
    told = [one for one in warnings(offence, county, value_cny="5000") if says(one, SECOND_HAND)]
    assert [says(one, SECOND_HAND, province=province) for one in told] == ([True] if province else [])
    figure = load_lawbook().figures["larceny.grade-1.value"]
    assert all(figure.source_in(str(province)) in one for one in told)


@pytest.mark.parametrize(
    ("offence", "county", "province"),
    [
        ("非法采矿", CHONGQING, "重庆市"),
        ("破坏性采矿", CHONGQING, "重庆市"),
        ("非法采矿", FUJIAN, None),
        ("盗窃", CHONGQING, None),
        ("盗窃", GUANGDONG, "广东省"),
    ],
)
def test_a_figure_that_a_province_has_and_this_book_has_not_is_named(
    offence: str, county: str, province: str | None
) -> None:
    found = [one for one in warnings(offence, county) if says(one, NOT_CARRIED)]
    assert [says(one, NOT_CARRIED, province=province) for one in found] == ([True] if province else [])
