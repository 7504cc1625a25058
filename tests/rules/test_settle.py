"""From the loss to whole credits and money, and the comparison with what was published."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assess import assess
from rules.carbon.measure import measure
from rules.carbon.worksheet import Worksheet, evaluate
from rules.casefile import parse
from rules.reading.errors import InputError
from rules.settlement.loss import loss_of
from rules.settlement.published import NOT_COMPUTED, NOT_REPRODUCED, Comparison, compare_published
from rules.settlement.records import settlement_rules
from rules.settlement.settle import NO_GROUND, NO_MULTIPLIER, NO_PRICE, Settlement, required_credits, settle
from rules.values.quantity import Rounding, quantity
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes
from tests.told import says

PRICE = {"cny_per_t": "58.00", "rule": "前一交易日收盘价", "source": "交易所公告", "date": "2022-11-07"}


def settled(stock: str = "18.6493", species: str = "硬阔类", **options: Any) -> Settlement:
    casefile = parse(case(stand(species=species, standing_stock_m3=stock), **options))
    return settle(casefile, measure(casefile))


def credits_for(loss: str, multiplier: str | None) -> str:
    sheet = Worksheet()
    line = sheet.given("L", "损失量", quantity(loss, "tCO2e"), section="合计", source="公布", path="published")
    return required_credits(sheet, line, Decimal(multiplier) if multiplier else None).text


@pytest.mark.parametrize(
    ("loss", "multiplier", "required"),
    [
        ("47.07", "2", "96"),  # the Nanjing court: 2 × 48, not ceil(94.14) = 95
        ("47.07", None, "48"),
        ("47.07", "1", "48"),
        ("47.00", "2", "94"),
        ("0.00", "2", "0"),
        ("0.01", "3", "3"),
        ("47.07", "1.5", "72"),
        ("46.07", "1.5", "71"),  # 47 × 1.5 = 70.5
        ("57.527", None, "58"),
    ],
)
def test_the_loss_is_rounded_up_to_whole_tonnes_before_it_is_multiplied(
    loss: str, multiplier: str | None, required: str
) -> None:
    assert credits_for(loss, multiplier) == required


@given(st.decimals("0", "9999", places=2), st.decimals("0.1", "9", places=1))
def test_whole_credits_always_cover_the_multiplied_loss(loss: Decimal, multiplier: Decimal) -> None:
    required = Fraction(credits_for(str(loss), str(multiplier)))
    assert required.denominator == 1
    assert required >= Fraction(loss) * Fraction(multiplier)
    assert required < (Fraction(loss) + 1) * Fraction(multiplier) + 1


def test_the_lines_go_on_from_the_measurement_which_stays_as_it_was() -> None:
    casefile = parse(case(stand(standing_stock_m3="10"), price=PRICE, multiplier="2"))
    measurement = measure(casefile)
    before = len(measurement.worksheet.lines)
    first, second = settle(casefile, measurement), settle(casefile, measurement)
    assert len(measurement.worksheet.lines) == before
    assert first.worksheet.as_json() == second.worksheet.as_json()
    assert first.worksheet.lines[:before] == measurement.worksheet.lines
    assert mistakes(first.worksheet.as_json()) == []


def test_the_amount_is_for_whole_credits_and_the_value_for_the_loss_itself() -> None:
    result = settled(price=PRICE, multiplier="2")  # 42.90 t
    assert [line.text for line in (result.required, result.value, result.amount) if line] == [
        "86",
        "2488.20",
        "4988.00",
    ]
    assert result.reasons == {}


def test_a_price_carries_its_rule_source_and_date() -> None:
    (line,) = [line for line in settled(price=PRICE).worksheet.lines if line.symbol == "p"]
    assert line.source == "；".join((PRICE["rule"], PRICE["source"], PRICE["date"]))
    assert line.result.unit.symbol == "CNY/tCO2e"


def test_without_a_price_the_amount_is_missing_with_its_reason() -> None:
    result = settled()
    assert result.amount is None
    assert result.value is None
    assert result.required is not None
    assert result.reasons["amount_cny"] == NO_PRICE


def test_without_a_loss_nothing_is_settled() -> None:
    result = settled(species="福建柏", price=PRICE, multiplier="2")
    assert (result.required, result.value, result.amount) == (None, None, None)
    assert set(result.reasons) == {"required_credits_t", "amount_cny"}


def test_a_missing_multiplier_is_said_to_count_as_one() -> None:
    assert NO_MULTIPLIER in settled().warnings
    assert NO_MULTIPLIER not in settled(multiplier="1").warnings


def test_the_order_of_rounding_and_multiplying_is_said_to_rest_on_one_case() -> None:
    (ground, warning) = settled(multiplier="2").warnings
    twice, order = settlement_rules().multiplier(Decimal(2)), settlement_rules().order(None)
    assert twice is not None
    assert str(twice.note) in ground
    assert order.title in warning
    assert str(order.note) in warning
    assert settled(multiplier="1").warnings == ()


def test_the_order_is_chosen_by_its_id_and_told_on_the_line() -> None:
    # 20.4617 m³ × 2.3004 = 47.07 t: 2 × 48 = 96, but 2 × 47.07 = 94.14, so 95
    by_order = {
        order: settled(stock="20.4617", multiplier="2", rounding_order=order)
        for order in ("ceil-then-multiply", "multiply-then-ceil")
    }
    assert [one.required.text for one in by_order.values() if one.required] == ["96", "95"]
    required = by_order["multiply-then-ceil"].required
    assert required is not None
    assert "先乘倍数后取整" in required.source


def test_an_unknown_order_and_a_multiplier_without_ground_are_told() -> None:
    with pytest.raises(InputError) as caught:
        settled(rounding_order="as-you-like")
    assert [error.path for error in caught.value.errors] == ["options.rounding_order"]
    assert any(says(warning, NO_GROUND, multiplier="1.5") for warning in settled(multiplier="1.5").warnings)


@pytest.mark.parametrize(
    ("formula", "values", "rounding", "unit", "published"),
    [
        ("a ÷ p", {"a": ("23333.01", "CNY"), "p": ("53", "CNY/tCO2e")}, "ceil 1", "tCO2e", "441"),  # 仙游
        ("t × p", {"t": ("441", "tCO2e"), "p": ("53", "CNY/tCO2e")}, "half_up 0.01", "CNY", "23373.00"),
        ("a ÷ p", {"a": ("40000", "CNY"), "p": ("100", "CNY/tCO2e")}, "half_up 1", "tCO2e", "400"),  # 顺昌
        ("t × p", {"t": ("55", "tCO2e"), "p": ("85", "CNY/tCO2e")}, "half_up 1", "CNY", "4675"),  # 西秀
        ("a ÷ p", {"a": ("10666", "CNY"), "p": ("50", "CNY/tCO2e")}, "half_up 0.01", "tCO2e", "213.32"),  # 浮梁
        ("t × p", {"t": ("112", "tCO2e"), "p": ("100", "CNY/tCO2e")}, "half_up 1", "CNY", "11200"),  # 上城
        ("t × p", {"t": ("38.9", "tCO2e"), "p": ("100", "CNY/tCO2e")}, "half_up 1", "CNY", "3890"),  # 海南
        ("t × p", {"t": ("2468", "tCO2e"), "p": ("88", "CNY/tCO2e")}, "half_up 1", "CNY", "217184"),  # 万州
        ("t × p", {"t": ("57.527", "tCO2e"), "p": ("55.30", "CNY/tCO2e")}, "half_up 0.01", "CNY", "3181.24"),  # 八步
        ("t × p", {"t": ("10.469", "tCO2e"), "p": ("58.00", "CNY/tCO2e")}, "half_up 0.001", "CNY", "607.202"),  # 永安
    ],
)
def test_the_arithmetic_of_published_judgments_comes_out_to_the_last_digit(
    formula: str, values: dict[str, tuple[str, str]], rounding: str, unit: str, published: str
) -> None:
    given = {name: quantity(value, symbol) for name, (value, symbol) in values.items()}
    assert str(evaluate(formula, given, unit, Rounding.parse(rounding)).value) == published


def compared(published: dict[str, str], **options: Any) -> dict[str, Comparison]:
    data = case(stand(species="硬阔类", standing_stock_m3="18.6493"), **options)
    casefile = parse({**data, "published": {**published, "source": "试验"}})
    measurement = measure(casefile)
    return {item.quantity: item for item in compare_published(casefile, measurement, settle(casefile, measurement))}


def test_a_published_figure_that_is_not_reproduced_is_told_with_both_numbers() -> None:
    (item,) = compared({"loss_tco2e": "47.07"}).values()
    assert item.as_json() == {
        "quantity": "loss_tco2e",
        "reported": "47.07",
        "computed": "42.90",
        "computed_as": "碳汇损失量合计",
        "agrees": False,
    }
    assert says(item.warning, NOT_REPRODUCED, name="", reported="47.07", unit="t")
    assert "42.90 t" in str(item.warning)


@pytest.mark.parametrize(
    ("reported", "agrees"), [("42.90", True), ("42.9", True), ("43", True), ("42.91", False), ("42", False)]
)
def test_figures_agree_to_the_digits_that_were_published(reported: str, agrees: bool) -> None:
    item = compared({"loss_tco2e": reported})["loss_tco2e"]
    assert item.agrees is agrees
    assert (item.warning is None) is agrees


@pytest.mark.parametrize(
    ("amount", "agrees"), [("2488.20", "碳汇损失价值"), ("2494.00", "认购金额"), ("2494", "认购金额"), ("2500", None)]
)
def test_a_published_amount_may_be_the_value_of_the_loss_or_the_price_of_whole_credits(
    amount: str, agrees: str | None
) -> None:
    item = compared({"amount_cny": amount}, price=PRICE)["amount_cny"]
    assert item.agrees is (agrees is not None)
    assert item.computed is not None
    assert item.computed.label == (agrees or "认购金额")


def test_what_was_published_without_being_computable_is_told_too() -> None:
    item = compared({"amount_cny": "2500"})["amount_cny"]
    assert says(item.warning, NOT_REPRODUCED, reported="2500", computed=NOT_COMPUTED)


def test_nothing_published_is_nothing_compared() -> None:
    assert compared({}) == {}


def test_what_was_published_never_enters_the_computation() -> None:
    data = case(stand(standing_stock_m3="10"), price=PRICE)
    plain, told = parse(data), parse({**data, "published": {"loss_tco2e": "999", "amount_cny": "1"}})
    one, other = (settle(each, measure(each)) for each in (plain, told))
    assert one.worksheet.as_json() == other.worksheet.as_json()


@pytest.mark.parametrize(("type", "step"), [(None, "1"), ("FFCER", "1"), ("林业碳票", "0.01")])
def test_the_loss_that_is_to_be_covered_is_counted_in_steps_of_its_credits(type: str | None, step: str) -> None:
    """林业碳票 are given out to the hundredth of a tonne; where no credit is named, whole tonnes."""
    options = {"credit": {"type": type}} if type else {}
    casefile = parse(case(stand(standing_stock_m3="10"), **options))
    loss = loss_of(assess(casefile, on=datetime.date(2026, 1, 5)).record, casefile.options)
    assert loss.step == Decimal(step)
