"""Area × the value that the case file states: tonnes where tonnes were agreed, money where an authority fixed yuan."""

from __future__ import annotations

from decimal import Decimal

from rules.carbon.context import MeasurementContext, Outcome, StandFacts
from rules.carbon.methods.stock import area, fraction
from rules.carbon.worksheet import Line
from rules.casefile.measured import AreaValue
from rules.values.quantity import Quantity, unit

NO_VALUE = "没有写明面积价值（area_value）的数值、确定机关、文件和日期，本法没有自带的数值"
_NO_TONNES = "约定的是每亩金额，不是吨数；没有吨数就不产生应认购量"


def cannot_measure(context: MeasurementContext, facts: StandFacts) -> str | None:
    """Without a stated value there is nothing to multiply by; no value ships with the method."""
    if facts.stand.area_value is None:
        return NO_VALUE
    return None


def measure_stand(context: MeasurementContext, facts: StandFacts) -> Outcome:
    """The stand's loss in tCO2e, or as a value in CNY."""
    value = facts.stand.area_value
    assert value is not None
    if facts.lost_stock is not None:
        context.remark(f"地块 {facts.stand.id} 的立木蓄积没有进入结果：本法以面积乘以约定的数值")
    if value.tco2e_per_ha is not None:
        stated = _stated(context, facts, value, "u", "每公顷碳汇损失量", value.tco2e_per_ha, "tCO2e/ha", "tco2e_per_ha")
        terms, formula = {"A": area(context, facts), "u": stated}, "A × u"
        return Outcome(_product(context, facts, terms, formula, "E", "碳汇损失量", "tCO2e", "stand"))
    assert value.cny_per_mu is not None
    context.omit(facts, "碳汇损失量（吨）", _NO_TONNES)
    price = _stated(context, facts, value, "p", "每亩碳汇损失价值", value.cny_per_mu, "CNY/mu", "cny_per_mu")
    terms, formula = {"A_mu": _mu(context, facts), "p": price}, "A_mu × p"
    return Outcome(None, money=_product(context, facts, terms, formula, "W", "碳汇损失价值", "CNY", "money"))


def _stated(
    context: MeasurementContext,
    facts: StandFacts,
    value: AreaValue,
    symbol: str,
    label: str,
    number: Decimal,
    per: str,
    field: str,
) -> Line:
    return context.sheet.given(
        symbol,
        label,
        Quantity(number, unit(per)),
        section=facts.section,
        source=f"{value.authority}，{value.document}，{value.date.isoformat()}",
        path=f"{facts.path}.area_value.{field}",
        spread=facts.spread_of(f"area_value.{field}"),
    )


def _mu(context: MeasurementContext, facts: StandFacts) -> Line:
    """The area in 亩: as stated, else from hectares."""
    stand = facts.stand
    if stand.area_mu is not None:
        return context.given(facts, "A_mu", "面积（亩）", stand.area_mu, "mu", "area_mu")
    return context.sheet.compute(
        "A_mu",
        "面积（亩）",
        "A × q",
        {"A": area(context, facts), "q": context.parameter("mu_per_ha")},
        unit_symbol="mu",
        section=facts.section,
        source="1 公顷 = 15 亩",
    )


def _product(
    context: MeasurementContext,
    facts: StandFacts,
    terms: dict[str, Line],
    formula: str,
    symbol: str,
    label: str,
    unit_symbol: str,
    rounding: str,
) -> Line:
    if facts.stand.damage.lost != 1:
        terms["f"] = fraction(context, facts)
        formula += " × f"
    return context.sheet.compute(
        symbol,
        label,
        formula,
        terms,
        unit_symbol=unit_symbol,
        section=facts.section,
        source="面积乘以约定的数值",
        rounding=context.rounding(rounding),
    )
