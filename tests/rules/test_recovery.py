"""Recovery of a loss: from printed ages only, along straight lines, never before the first nor after the last."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assess import assess
from rules.carbon.recovery import (
    FORGONE_UNKNOWN,
    NO_AREA,
    NO_LOSS,
    NOT_ASKED,
    NOT_LISTED,
    SERIES_ENDS,
    Recovery,
    recover,
)
from rules.carbon.worksheet import Worksheet
from rules.casefile import parse
from rules.reading.errors import InputError
from rules.values.quantity import quantity
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes
from tests.told import says

# Printed: ChinaXiv-201806.00072V1, table 2, tree layer with roots, t/ha.
FIRST = {7: "52.96", 11: "91.18", 16: "167.72", 20: "245.8", 25: "311.38"}
SECOND = {7: "40.06", 11: "75.65", 16: "116.67", 20: "163.09", 25: "210.24"}
CF = Fraction("0.47") * 44 / 12


def mass(series: dict[int, str], age: int) -> Fraction:
    """Biomass at an age on the straight line between the printed ages around it, worked out apart."""
    low, high = max(a for a in series if a <= age), min(a for a in series if a >= age)
    below, above = Fraction(series[low]), Fraction(series[high])
    return below if low == high else below + (above - below) * (age - low) / (high - low)


def asked(wish: dict[str, Any], *stands: dict[str, Any]) -> Any:
    fir = stand(origin="人工", age_a=12, area_ha="1.5", standing_stock_m3="180")
    return parse({**case(*(stands or (fir,))), "recovery": {"series": "huitong-fir-2", **wish}})


def found(wish: dict[str, Any], *stands: dict[str, Any], loss: str | None = "240.48") -> Recovery:
    sheet = Worksheet()
    line = None
    if loss is not None:
        line = sheet.given("L", "碳汇损失量", quantity(loss, "tCO2e"), section="合计", source="测试", path="test")
    return recover(asked(wish, *stands), line, sheet)


PLANTED = {"area_ha": "2", "replanted_on": "2023-03-01"}


def test_the_first_year_whose_stock_reaches_the_loss_is_the_year_of_recovery() -> None:
    result = found(PLANTED)
    # 2 ha × 75.65 t/ha × 0.47 × 44/12 = 260.74 at 11 years; a year before it is 230.07, less than 240.48.
    assert result.recovered is not None
    assert (result.recovered.age, result.recovered.year, result.recovered.line.text) == (11, 2034, "260.74")
    assert not result.no_later
    before = next(point for point in result.points if point.age == 10)
    assert before.line.text == "230.07"


def test_a_loss_that_the_first_printed_age_covers_is_made_good_no_later_than_then() -> None:
    result = found(PLANTED, loss="100")
    assert result.recovered is not None
    assert result.recovered.age == 7
    assert result.no_later


def test_a_loss_beyond_the_last_printed_age_is_said_and_not_guessed() -> None:
    result = found(PLANTED, loss="800")
    assert result.recovered is None
    # 2 × 210.24 × 0.47 × 44/12 = 724.63.
    assert result.recovered_reason is not None
    assert "25 年时为 724.63" in result.recovered_reason
    assert "不作推算" in result.recovered_reason


def test_the_area_and_the_trees_by_a_given_year() -> None:
    result = found({**PLANTED, "by_year": 2041, "trees_per_ha": "2500"})
    # At 18 years 116.67 + (163.09 − 116.67) × 2/4 = 139.88 t/ha; 240.48 × 12 ÷ (139.88 × 0.47 × 44) = 0.99759… ha.
    assert result.needed is not None
    assert (result.needed.age, result.needed.area.text) == (18, "0.9976")
    assert result.needed.trees is not None
    assert result.needed.trees.text == "2494"


def test_without_a_density_no_number_of_trees_is_told() -> None:
    result = found({**PLANTED, "by_year": 2041})
    assert result.needed is not None
    assert result.needed.trees is None


@pytest.mark.parametrize("year", [2024, 2029, 2049, 2100])
def test_a_year_outside_the_printed_ages_is_said_and_not_guessed(year: int) -> None:
    result = found({**PLANTED, "by_year": year})
    assert result.needed is None
    assert result.needed_reason is not None
    assert says(result.needed_reason, NOT_LISTED, first=7, last=25)


def test_the_sink_forgone_is_the_growth_the_stand_would_have_had_until_recovery() -> None:
    result = found({**PLANTED, "forgone_series": "huitong-fir-1"})
    # Destroyed in 2022 at 12 years, made good in 2034, at 24:
    # (245.8 + 65.58 × 4/5) − (91.18 + 76.54/5) = 191.776 t/ha on 1.5 ha.
    (item,) = result.forgone
    assert item.line is not None
    assert (item.age, item.until, item.line.text, item.complete) == (12, 24, "495.74", True)
    assert result.forgone_total is item.line


def test_where_the_series_ends_before_the_recovery_the_rest_is_named_as_not_counted() -> None:
    result = found({**PLANTED, "forgone_series": "huitong-fir-1"}, stand(age_a=18, area_ha="1"))
    (item,) = result.forgone
    assert (item.age, item.until, item.complete) == (18, 25, False)
    assert item.reason is not None
    assert item.reason == SERIES_ENDS.format(last=25, end=30, years=5)
    assert any(says(warning, FORGONE_UNKNOWN, stand="A", reason=item.reason) for warning in result.warnings)


def test_only_the_damaged_share_of_a_stand_forgoes_its_growth_and_mu_are_converted() -> None:
    part = {"age_a": 12, "area_mu": "45", "damage": {"type": "部分损伤", "fraction": "0.5"}}
    result = found({**PLANTED, "forgone_series": "huitong-fir-1"}, stand(**part))
    # 45 mu are 3 ha; half of them is the 1.5 ha of the whole stand above.
    assert result.forgone_total is not None
    assert result.forgone_total.text == "495.74"


def test_of_a_fire_only_what_its_strata_lost_forgoes_its_growth() -> None:
    # 0.45 × 1 + 0.25 × 0.2 + 0.3 × 0 is the half of 3 ha again.
    strata = [
        {"severity": "重度", "share": "0.45", "fraction": "1"},
        {"severity": "轻度", "share": "0.25", "fraction": "0.2"},
        {"severity": "未过火", "share": "0.3", "fraction": "0"},
    ]
    burned = stand(age_a=12, area_ha="3", damage={"type": "烧毁", "strata": strata})
    result = found({**PLANTED, "forgone_series": "huitong-fir-1"}, burned)
    assert result.forgone_total is not None
    assert result.forgone_total.text == "495.74"
    assert mistakes(result.worksheet.as_json()) == []


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"species": "木荷"}, "序列只适用于杉木"),
        ({"species": [{"species": "杉木", "share": "0.5"}, {"species": "木荷", "share": "0.5"}]}, "有几个树种"),
        ({"species": "松"}, "可能指几个树种"),
        ({"origin": "天然"}, "起源为天然"),
        ({"area_ha": None}, "没有写明面积"),
        ({"age_a": None}, "没有写明林龄"),
        ({"age_a": 5}, "低于序列最早的 7 年"),
        ({"age_a": 25}, "已到序列最后的 25 年"),
    ],
)
def test_a_stand_the_series_does_not_fit_is_left_out_with_the_reason(facts: dict[str, Any], why: str) -> None:
    given = {"age_a": 12, "area_ha": "1", **facts}
    one = stand(**{key: value for key, value in given.items() if value is not None})
    result = found({**PLANTED, "forgone_series": "huitong-fir-1"}, one)
    (item,) = result.forgone
    assert item.line is None
    assert item.reason is not None
    assert why in item.reason
    assert result.forgone_total is None


def test_an_age_given_for_the_recovery_stands_in_for_that_of_the_stand() -> None:
    result = found({**PLANTED, "forgone_series": "huitong-fir-1", "start_age_a": 12}, stand(area_ha="1.5"))
    assert result.forgone_total is not None
    assert result.forgone_total.text == "495.74"


def test_stands_are_added_and_the_total_is_never_added_to_the_loss() -> None:
    one = stand(age_a=12, area_ha="1.5")
    result = found({**PLANTED, "forgone_series": "huitong-fir-1"}, one, {**one, "id": "B"})
    assert result.forgone_total is not None
    assert result.forgone_total.text == "991.48"
    by_number = {line.no: line for line in result.worksheet.lines}
    assert result.loss is not None
    using_loss = [line for line in by_number.values() if result.loss.no in dict(line.refs).values()]
    assert all("+ L" not in line.formula and "L +" not in line.formula for line in using_loss)
    assert any("不相加" in warning for warning in result.warnings)


def test_without_the_growth_of_what_was_destroyed_no_sink_forgone_is_told() -> None:
    result = found(PLANTED)
    assert result.forgone == ()
    assert result.forgone_reason is not None
    assert "forgone_series" in result.forgone_reason


def test_without_a_year_of_recovery_the_sink_forgone_has_no_end() -> None:
    result = found({"forgone_series": "huitong-fir-1"})
    assert result.forgone_reason is not None
    assert "没有起止" in result.forgone_reason
    assert result.recovered_reason == NO_AREA


def test_without_a_loss_the_growth_is_shown_and_nothing_else() -> None:
    result = found({**PLANTED, "by_year": 2041}, loss=None)
    assert len(result.points) == 19
    assert (result.recovered, result.needed) == (None, None)
    assert result.recovered_reason == result.needed_reason == NO_LOSS


def test_the_rotation_must_be_named() -> None:
    with pytest.raises(InputError) as caught:
        found({"series": "huitong-fir", "forgone_series": "杉木"})
    assert [error.path for error in caught.value.errors] == ["recovery.series", "recovery.forgone_series"]
    assert all("第一代" in error.message and "第二代" in error.message for error in caught.value.errors)


def test_a_replanting_before_the_harm_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        found({"replanted_on": "2021-01-01"})
    assert caught.value.errors[0].path == "recovery.replanted_on"


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        ({"by_year": 2040}, "recovery.replanted_on"),
        ({"by_year": 2023, "replanted_on": "2023-03-01"}, "recovery.by_year"),
        ({"by_year": 3000, "replanted_on": "2023-03-01"}, "recovery.by_year"),
        ({"area_ha": "-2"}, "recovery.area_ha"),
        ({"trees_per_ha": "0"}, "recovery.trees_per_ha"),
        ({"area": "2"}, "recovery.area"),
    ],
)
def test_a_wrong_wish_is_refused_at_its_field(wish: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as caught:
        asked(wish)
    assert [error.path for error in caught.value.errors] == [path]


def test_a_case_file_without_the_section_says_that_nothing_was_asked() -> None:
    result = assess(parse(case(stand(standing_stock_m3="10")))).as_json()
    assert result["recovery"] == {"series": None, "reason": NOT_ASKED}
    assert not any(line["section"].startswith("恢复") for line in result["worksheet"])


def test_every_line_can_be_redone_from_its_text() -> None:
    result = assess(asked({**PLANTED, "by_year": 2041, "trees_per_ha": "2500", "forgone_series": "huitong-fir-1"}))
    told = result.as_json()
    assert mistakes(told["worksheet"]) == []
    recovery = told["recovery"]
    by_number = {line["no"]: line for line in told["worksheet"]}
    assert by_number[recovery["recovered"]["line"]]["result"] == recovery["recovered"]["stock_tco2e"]
    assert by_number[recovery["by"]["line"]]["result"] == recovery["by"]["area_ha"]
    assert [by_number[point["line"]]["result"] for point in recovery["years"]] == [
        point["stock_tco2e"] for point in recovery["years"]
    ]


AREAS = st.integers(1, 100_000).map(lambda n: Decimal(n).scaleb(-2))
LOSSES = st.integers(1, 10_000_000).map(lambda n: Decimal(n).scaleb(-2))


@given(AREAS, LOSSES)
def test_the_year_of_recovery_is_the_first_and_lies_within_the_printed_ages(area: Decimal, loss: Decimal) -> None:
    result = found({**PLANTED, "area_ha": str(area)}, loss=str(loss))
    assert [point.age for point in result.points] == list(range(7, 26))
    stocks = {point.age: point.line.result.value for point in result.points}
    for age, stock in stocks.items():
        assert abs(Fraction(stock) - Fraction(area) * mass(SECOND, age) * CF) <= Fraction(1, 200)
    if result.recovered is None:
        assert stocks[25] < loss
    else:
        assert stocks[result.recovered.age] >= loss
        assert all(stock < loss for age, stock in stocks.items() if age < result.recovered.age)


@given(LOSSES, st.integers(7, 25))
def test_the_area_needed_makes_the_loss_good_and_not_much_more(loss: Decimal, age: int) -> None:
    result = found({"replanted_on": "2023-03-01", "by_year": 2023 + age}, loss=str(loss))
    assert result.needed is not None
    area = Fraction(result.needed.area.result.value)
    per_hectare = mass(SECOND, age) * CF
    assert area * per_hectare >= Fraction(loss)
    assert (area - Fraction(1, 10_000)) * per_hectare < Fraction(loss)


@given(st.integers(7, 24), AREAS, st.integers(2024, 2048))
def test_the_sink_forgone_is_linear_in_area_and_stops_at_the_last_printed_age(
    age: int, area: Decimal, year: int
) -> None:
    wish = {"replanted_on": "2023-03-01", "by_year": year, "forgone_series": "huitong-fir-1"}
    result = found(wish, stand(age_a=age, area_ha=str(area)))
    if result.needed is None:
        assert result.forgone == ()
        return
    (item,) = result.forgone
    last = min(age + year - 2022, 25)
    assert item.line is not None
    assert item.until == last
    expected = Fraction(area) * (mass(FIRST, last) - mass(FIRST, age)) * CF
    assert abs(Fraction(item.line.result.value) - expected) <= Fraction(1, 200)
