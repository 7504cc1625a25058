"""A price bears the day its own rule asks for, or is refused; what cannot be checked is said."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assess import assess
from rules.casefile import parse
from rules.casefile.options import Price
from rules.reading.errors import InputError
from rules.settlement.prices import NO_DAY, NO_HOLIDAYS, check_price, price_rule, price_rules, trading_days
from tests.rules.cases import case, stand
from tests.told import says, told


def price(rule: str, day: str, cny: str = "58.00") -> Price:
    return Price.model_validate({"cny_per_t": cny, "rule": rule, "source": "交易所公告", "date": day})


def wrong(rule: str, day: str, event: str, cny: str = "58.00") -> list[str]:
    return [error.path for error in check_price(price(rule, day, cny), datetime.date.fromisoformat(event)).errors]


@pytest.mark.parametrize(
    ("day", "event", "refused"),
    [
        ("2022-11-07", "2022-11-08", False),  # Monday before Tuesday
        ("2022-11-08", "2022-11-08", True),
        ("2022-11-09", "2022-11-08", True),
        ("2022-11-04", "2022-11-07", False),  # Friday before Monday
        ("2022-11-06", "2022-11-07", True),  # a Sunday
        ("2022-11-04", "2022-11-08", True),  # Monday lies between
        ("2022-09-30", "2022-10-10", False),  # over the National Day holiday and the made-up weekend
        ("2022-10-08", "2022-10-10", True),  # a Saturday that was worked: the market is closed
        ("2022-09-29", "2022-10-10", True),
    ],
)
def test_the_previous_close_is_of_the_trading_day_before(day: str, event: str, refused: bool) -> None:
    assert wrong("前一交易日收盘价", day, event) == (["date"] if refused else [])


@pytest.mark.parametrize(
    ("day", "refused"),
    [("2022-09-30", True), ("2022-10-01", False), ("2022-10-31", False), ("2022-11-01", True), ("2021-10-15", True)],
)
def test_the_mean_of_the_previous_month_is_of_that_month(day: str, refused: bool) -> None:
    assert wrong("上月均价", day, "2022-11-08") == (["date"] if refused else [])


def test_the_month_before_january_is_december() -> None:
    assert wrong("上月均价", "2022-12-31", "2023-01-01") == []
    assert wrong("上月均价", "2023-01-01", "2023-01-01") == ["date"]


@pytest.mark.parametrize(("day", "refused"), [("2022-11-07", True), ("2022-11-08", False), ("2022-11-09", True)])
def test_the_price_of_the_day_is_of_that_day(day: str, refused: bool) -> None:
    assert wrong("当日价格", day, "2022-11-08") == (["date"] if refused else [])


@pytest.mark.parametrize("rule", ["当地固定价", "CCER 价格", "成交单价"])
def test_other_prices_are_not_later_than_the_day_they_are_taken_for(rule: str) -> None:
    assert wrong(rule, "2022-11-08", "2022-11-08") == []
    assert wrong(rule, "2022-01-01", "2022-11-08") == []
    assert wrong(rule, "2022-11-09", "2022-11-08") == ["date"]


def test_a_fixed_price_has_its_amount() -> None:
    assert wrong("一元碳汇固定价", "2022-11-08", "2022-11-08", "100") == []
    assert wrong("一元碳汇固定价", "2022-11-08", "2022-11-08", "58") == ["cny_per_t"]


def test_an_unlisted_rule_is_told_and_not_refused() -> None:
    checked = check_price(price("院长定价", "2022-11-07"), datetime.date(2022, 11, 8))
    assert checked.errors == ()
    assert "未收录" in checked.warnings[0]
    assert "前一交易日收盘价" in checked.warnings[0]


def test_no_rule_takes_a_price_of_a_later_day() -> None:
    names = [rule.title for rule in price_rules() if rule.cny_per_t is None]
    for name in (*names, "本院另行核定"):
        assert wrong(name, "2024-06-06", "2024-06-05") == ["date"], name
    assert wrong("本院另行核定", "2024-06-05", "2024-06-05") == []


def test_a_year_whose_trading_days_are_not_known_is_told_and_not_guessed() -> None:
    unknown = max(trading_days().off) + 2
    day = next(d for d in (datetime.date(unknown, 3, n) for n in range(1, 9)) if d.weekday() == 0)
    checked = check_price(price("前一交易日收盘价", day.isoformat()), day + datetime.timedelta(days=1))
    assert checked.errors == ()
    assert says(checked.warnings[0], NO_HOLIDAYS, year=unknown)
    stale = check_price(price("前一交易日收盘价", day.isoformat()), day + datetime.timedelta(days=60))
    assert [error.path for error in stale.errors] == ["date"]


def test_without_a_day_to_take_the_price_for_nothing_is_refused() -> None:
    checked = check_price(price("前一交易日收盘价", "2022-11-07"), None)
    assert checked.errors == ()
    assert told(checked.warnings[0], NO_DAY)


def test_every_name_of_a_rule_finds_that_rule_alone() -> None:
    names = [name for rule in price_rules() for name in {rule.id, rule.title, *rule.aliases}]
    assert len(names) == len(set(names))
    assert all(price_rule(name) in price_rules() for name in names)
    assert price_rule("别的") is None


@given(st.dates(datetime.date(2019, 1, 5), datetime.date(2024, 12, 31)))
def test_exactly_one_day_is_the_previous_trading_day(event: datetime.date) -> None:
    days = [event - datetime.timedelta(days=number) for number in range(-3, 20)]
    assert sum(not wrong("前一交易日收盘价", day.isoformat(), event.isoformat()) for day in days) == 1


def settled(**options: Any) -> Any:
    return assess(parse(case(stand(species="硬阔类", standing_stock_m3="18.6493"), **options)))


def test_a_price_dated_against_its_own_rule_is_refused_at_its_field_with_the_reason() -> None:
    stated = {"cny_per_t": "58.00", "rule": "前一交易日收盘价", "source": "交易所", "date": "2022-11-04"}
    with pytest.raises(InputError) as caught:
        settled(price=stated, on="2022-11-08")
    ((path, message),) = [(error.path, error.message) for error in caught.value.errors]
    assert path == "options.price.date"
    assert "即 2022-11-07" in message


def test_the_day_a_price_is_taken_for_may_be_another_than_that_of_the_decision() -> None:
    stated = {"cny_per_t": "58.00", "rule": "前一交易日收盘价", "source": "交易所", "date": "2022-11-04"}
    result = settled(price=stated | {"for": "2022-11-07"}, on="2023-05-01")
    assert result.settlement.amount is not None
    (line,) = [line for line in result.settlement.worksheet.lines if line.symbol == "p"]
    assert "取价基准日 2022-11-07" in line.source
    assert line.result.value == Decimal("58.00")


def test_a_price_dated_against_its_rule_is_refused_even_where_nothing_could_be_measured() -> None:
    stated = {"cny_per_t": "58.00", "rule": "前一交易日收盘价", "source": "交易所", "date": "2022-11-04"}
    for options in ({"price": stated, "on": "2022-11-08"}, {"rounding_order": "whole-first"}):
        with pytest.raises(InputError) as caught:
            assess(parse(case(stand(species="树种不明", area_mu="3"), **options)))
        assert caught.value.errors[0].path.startswith("options.")
