"""A loss is rounded once on its way to credits: what a report shows of it does not stand before the ceiling.

National default of 杉木: V × 1.634 × 0.307 × 1.246 × 0.520 × 44/12 = V × 1.1917447… t/m³, as every worksheet says.
30.2105 m³ are 36.00320 t: reported as 36.00, and 37 whole tonnes.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from rules.assess import Assessment, assess
from rules.casefile import parse
from rules.settlement.credit_types import credit_types
from rules.settlement.settle import PART_ALONE, ROUNDED_UP
from rules.values.exact import from_text
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes
from tests.told import says

DAY = datetime.date(2024, 11, 20)
PER_CUBIC_METRE = Fraction("1.634") * Fraction("0.307") * Fraction("1.246") * Fraction("0.520") * Fraction(44, 12)
PRICE = {"cny_per_t": "50", "rule": "约定", "source": "协议", "date": "2024-11-20"}


def assessed(*stocks: str, credit: str = "FFCER", **options: Any) -> Assessment:
    stands = [stand(id=f"S{number}", standing_stock_m3=stock) for number, stock in enumerate(stocks)]
    more = {"multiplier": "1", "price": PRICE, "credit": {"type": credit}, "method": "national-default", **options}
    return assess(parse(case(*stands, **more)), on=DAY)


def figures(result: Assessment) -> tuple[str | None, ...]:
    record = result.record
    return record.loss_tco2e, record.required_credits_t, record.loss_value_cny, record.amount_cny


def test_whole_tonnes_are_of_the_loss_and_not_of_its_report() -> None:
    result = assessed("30.2105")
    exact = Fraction("30.2105") * PER_CUBIC_METRE
    assert 36 < exact < Fraction("36.005")
    # The value is that of the reported loss, as the court of 贺州 reckoned: 36.00 × 50; the amount 37 × 50.
    assert figures(result) == ("36.00", "37", "1800.00", "1850.00")
    assert any(says(one, ROUNDED_UP, told="36.00", required="37", otherwise="36") for one in result.warnings)
    assert mistakes(result.worksheet.as_json()) == []


def test_the_twin_of_the_result_keeps_every_digit() -> None:
    told = assessed("30.2105").record.loss_exact_tco2e
    assert told is not None
    assert Fraction(from_text(told)) == Fraction("30.2105") * PER_CUBIC_METRE


@pytest.mark.parametrize(("credit", "required", "amount"), [("FFCER", "1", "50.00"), ("一元碳汇", "0.01", "0.50")])
def test_a_loss_that_is_reported_as_nothing_still_asks_for_the_least_credit(
    credit: str, required: str, amount: str
) -> None:
    # 0.004 m³ are 0.00477 t.
    assert figures(assessed("0.004", credit=credit)) == ("0.00", required, "0.24", amount)


def test_no_loss_asks_for_nothing() -> None:
    assert figures(assessed("0")) == ("0.00", "0", "0.00", "0.00")


def test_stands_are_added_before_anything_is_rounded() -> None:
    # Each is 12.0005… t, together 36.0016: rounded one by one they would be 36.00.
    result = assessed("10.0697", "10.0697", "10.0697")
    exact = 3 * Fraction("10.0697") * PER_CUBIC_METRE
    assert 36 < exact < Fraction("36.005")
    assert figures(result)[:2] == ("36.00", "37")


def test_a_report_that_was_rounded_up_asks_for_no_more() -> None:
    result = assessed("30.203")  # 35.9943 t, reported as 35.99
    assert figures(result)[:2] == ("35.99", "36")
    result = assessed("30.2065")  # 35.9984 t, reported as 36.00
    assert figures(result)[:2] == ("36.00", "36")
    assert not any(says(one, ROUNDED_UP) for one in result.warnings)


def test_the_multiplier_takes_the_same_loss_in_either_order() -> None:
    assert figures(assessed("30.2105", multiplier="2"))[1] == "74"  # 37 × 2
    # 36.0032… × 2 = 72.0065…
    assert figures(assessed("30.2105", multiplier="2", rounding_order="multiply-then-ceil"))[1] == "73"


@pytest.mark.parametrize("credit", sorted(credit_types()))
def test_every_type_rounds_the_loss_by_its_own_rule_alone(credit: str) -> None:
    rule = credit_types()[credit].rounding.rounding
    exact = Fraction("30.2105") * PER_CUBIC_METRE
    required = figures(assessed("30.2105", credit=credit))[1]
    assert required is not None
    steps = Fraction(Decimal(required)) / Fraction(rule.to)
    assert rule.mode == "ceil"
    assert steps.denominator == 1
    assert steps - 1 < exact / Fraction(rule.to) <= steps


def test_nothing_is_to_be_bought_while_what_was_measured_is_nothing_and_the_rest_is_open() -> None:
    # 0.001 m³ are 0.00119… t, reported as 0.00; what the other stand lost is not known
    stands = [stand(id="A", standing_stock_m3="0.001"), stand(id="B")]
    record = assess(parse(case(*stands, price=PRICE, method="national-default")), on=DAY).record
    assert (record.loss_tco2e, record.required_credits_t, record.amount_cny) == ("0.00", None, None)
    assert record.missing["required_credits_t"] == PART_ALONE
    assert not any(route.open for route in record.routes)
