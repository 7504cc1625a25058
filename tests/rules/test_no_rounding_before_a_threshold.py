"""A grade rests on the exact quantity: never on the unit, the route or the method by which it was stated or measured.

刑法第九十九条: 以上 includes the number itself. So what is exactly 20 m³ is 数量较大 by 法释〔2023〕8号第六条, whether
the file says 20 m³, 5 亩 at 60 m³/ha (5 ÷ 15 × 60), or 13 m³ of timber at an outturn rate of 0.65 (13 ÷ 0.65).
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.assess import Assessment, assess
from rules.carbon.methods.registry import editions
from rules.casefile import parse
from rules.values.exact import lowest, plain
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes
from tests.testrun import examples

DAY = datetime.date(2025, 6, 1)
METHODS = [f"{id}@{edition}" for id, names in editions().items() for edition in names]


def assessed(*stands: dict[str, Any], offence: str = "滥伐林木", **options: Any) -> Assessment:
    data = case(*({**one, "id": f"S{number}", "saplings": 0} for number, one in enumerate(stands)), **options)
    data["case"]["offence"] = offence
    if options.get("method", "").startswith("stated-loss"):
        data["stated_loss"] = {"tonnes": "1", "by": "局", "method": "未写明", "date": "2024-06-01", "paper": "函"}
    data["case"]["conduct"] = {"from": "2024-05-01", "to": "2024-05-02"}
    data["value_cny"] = "0"  # so that the stock alone decides
    return assess(parse(data), DAY)


def grade(*stands: dict[str, Any], **more: Any) -> str | None:
    return assessed(*stands, **more).decision.grade.value


# 5 ÷ 15 × 60 = 20; 2 ÷ 15 × 37.5 = 5. Rounded to six decimals of a hectare they were 19.99998 and 4.9999875.
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("offence", "mu", "per_ha", "threshold"),
    [("滥伐林木", "5", "60", "20"), ("盗伐林木", "2", "37.5", "5"), ("滥伐林木", "25", "60", "100")],
)
def test_an_area_in_mu_reaches_the_threshold_that_it_reaches_exactly(
    method: str, offence: str, mu: str, per_ha: str, threshold: str
) -> None:
    by_area = grade(stand(area_mu=mu, stock_per_ha=per_ha), offence=offence, method=method)
    assert by_area == grade(stand(standing_stock_m3=threshold), offence=offence, method=method)
    just_below = plain(Decimal(threshold) - Decimal("0.0001"))
    assert by_area != grade(stand(standing_stock_m3=just_below), offence=offence, method=method)


def test_a_hair_below_the_threshold_stays_below() -> None:
    # 4.9999999999 ÷ 15 × 60 = 19.9999999996
    assert grade(stand(area_mu="4.9999999999", stock_per_ha="60")) == "未达数量较大"
    # three stands that are 6.6666666666, …6666 and …6667 m³: 19.9999999999
    thirds = ("6.6666666666", "6.6666666666", "6.6666666667")
    assert grade(*(stand(standing_stock_m3=third) for third in thirds)) == "未达数量较大"
    # 20/3 m³ three times is 20, and no decimal is
    assert grade(*(stand(area_mu="1", stock_per_ha="100") for _ in range(3))) == "数量较大"


def test_more_digits_than_a_decimal_context_holds_do_not_lift_a_sum_over_the_threshold() -> None:
    # 12.3456789012 × 1.6199999999 is 19.9999998191…, with 20 decimals; the rest that is missing to 20, less 10⁻¹⁰
    part = Decimal("12.3456789012") * Decimal("1.6199999999")
    act = {
        "date": "2024-01-01",
        "standing_stock_m3": "0.0000001808",
        "saplings": 0,
        "value_cny": "0",
        "dealt_with": False,
    }
    data = case(stand(area_ha="12.3456789012", stock_per_ha="1.6199999999", saplings=0))
    data["case"]["conduct"] = {"from": "2024-05-01", "to": "2024-05-02"}
    data["value_cny"] = "0"  # so that the stock alone decides
    data["particulars"] = {"earlier_acts": [act]}
    assert Fraction(19999999999, 10**9) < Fraction(part) + Fraction("0.0000001808") < 20
    assert assess(parse(data), DAY).decision.grade.value == "未达数量较大"


def test_the_reason_shows_the_fraction_and_the_comparison_multiplied_out() -> None:
    found = assessed(stand(area_mu="10", stock_per_ha="32"))  # 10 ÷ 15 × 32 = 64/3
    texts = [reason.text for rule in found.decision.rules if rule.fired for reason in rule.decided_by]
    assert any("64/3立方米（64 > 20×3）" in text for text in texts)


def test_the_worksheet_says_what_is_graded_and_can_be_redone_by_hand() -> None:
    found = assessed(stand(area_mu="5", stock_per_ha="60"), stand(timber_volume_m3="1", outturn_rate="0.7"))
    (line,) = [line for line in found.worksheet.lines if line.label == "涉案立木蓄积合计"]
    assert line.result.value == Fraction(20) + Fraction(10, 7)
    assert line.text == "150/7"
    assert mistakes(found.worksheet.as_json()) == []


def test_a_damage_fraction_scales_the_carbon_and_not_the_quantity_that_is_graded() -> None:
    part = assessed(stand(standing_stock_m3="20", damage={"type": "部分损伤", "fraction": "0.4"}))
    whole = assessed(stand(standing_stock_m3="20"))
    assert part.decision.grade.value == whole.decision.grade.value == "数量较大"
    assert part.measurement.loss is not None
    assert whole.measurement.loss is not None
    # 20 × 1.634 × 0.307 × 1.246 × 0.520 × 44/12 × 0.4, to two decimals
    exact = (
        Fraction("20") * Fraction("1.634") * Fraction("0.307") * Fraction("1.246") * Fraction("0.52") * Fraction(44, 12)
    )
    assert abs(Fraction(part.measurement.loss.value) - exact * Fraction("0.4")) <= Fraction(1, 200)
    assert abs(Fraction(whole.measurement.loss.value) - exact) <= Fraction(1, 200)
    assert any("0.4" in warning and "受损份额" in warning for warning in part.warnings)
    assert not any("受损份额" in warning for warning in whole.warnings)


def written(value: Fraction) -> str | None:
    """As a case file can state it: at most ten decimals; None where it has more or no end of them."""
    number = lowest(value)
    if isinstance(number, Fraction) or -number.normalize().as_tuple().exponent > 10 or not number:  # type: ignore[operator]
        return None
    return plain(number)


QUANTITIES = st.one_of(
    st.sampled_from([Fraction(2), Fraction(5), Fraction(20), Fraction(100), Fraction(50), Fraction(250)]),
    st.decimals("0.5", "300", places=4).map(Fraction),
).flatmap(lambda mark: st.sampled_from([mark, mark - Fraction(1, 10**6), mark + Fraction(1, 10**6)]))
PER_HA = st.sampled_from(["60", "37.5", "90", "33", "0.7", "123.4", "7"])
RATES = st.sampled_from(["0.65", "0.7", "0.333", "1", "0.9"])


@settings(max_examples=examples(50, 500), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(QUANTITIES, PER_HA, RATES, st.sampled_from(METHODS), st.sampled_from(["滥伐林木", "盗伐林木"]))
def test_a_grade_never_depends_on_the_unit_or_route_by_which_a_quantity_was_stated(
    quantity: Fraction, per_ha: str, rate: str, method: str, offence: str
) -> None:
    routes: list[tuple[dict[str, Any], ...]] = []
    if text := written(quantity):
        routes.append((stand(standing_stock_m3=text),))
        half = written(quantity / 2)
        routes += [(stand(standing_stock_m3=half), stand(standing_stock_m3=half))] if half else []
    if hectares := written(quantity / Fraction(per_ha)):
        routes.append((stand(area_ha=hectares, stock_per_ha=per_ha),))
    if mu := written(quantity / Fraction(per_ha) * 15):
        routes.append((stand(area_mu=mu, stock_per_ha=per_ha),))
    if timber := written(quantity * Fraction(rate)):
        routes.append((stand(timber_volume_m3=timber, outturn_rate=rate),))
    found = {grade(*route, offence=offence, method=method) for route in routes}
    assert len(found) == 1


@settings(max_examples=examples(25, 300), deadline=None)
@given(st.sampled_from(["5", "10", "2.4999999999", "10.0000000001"]), st.sampled_from(["公益林", "商品林"]))
def test_land_taken_is_graded_alike_in_mu_and_in_hectares(mu: str, category: str) -> None:
    hectares = written(Fraction(mu) / 15 * 3)
    taken: dict[str, Any] = {"damage": {"type": "占用"}, "land_category": category}
    thirds = [stand(**taken, area_mu=mu)] * 3
    whole = stand(**taken, area_ha=hectares) if hectares else stand(**taken, area_mu=plain(Decimal(mu) * 3))
    assert grade(*thirds, offence="非法占用农用地") == grade(whole, offence="非法占用农用地")
