"""Area × the sink of a year × the years until it is restored: services by the year, as GB/T 38582-2020 reckons them."""

from __future__ import annotations

from decimal import Decimal

from rules.carbon.context import MeasurementContext, Outcome, StandFacts
from rules.carbon.methods.lines import to_co2
from rules.carbon.methods.stock import area, fraction
from rules.carbon.worksheet import Line
from rules.casefile.measured import AnnualSink
from rules.values.quantity import Quantity, unit


def cannot_measure(context: MeasurementContext, facts: StandFacts) -> str | None:
    """Without a stated sink and its years there is nothing to multiply; no value ships with the method."""
    if facts.stand.annual_sink is None:
        return "没有写明年固碳量与年数（annual_sink）及其来源，本法没有自带的数值"
    return None


def measure_stand(context: MeasurementContext, facts: StandFacts) -> Outcome:
    """The stand's loss in tCO2e over the stated years."""
    sink = facts.stand.annual_sink
    assert sink is not None
    if facts.lost_stock is not None:
        context.remark(f"地块 {facts.stand.id} 的立木蓄积没有进入碳汇损失量：本法以面积、年固碳量与年数计量")
    years = _stated(context, facts, sink, "n", "计算年数", sink.years, "a", "years")
    if sink.tco2e_per_ha_a is not None:
        rate = _stated(
            context, facts, sink, "u", "每公顷年吸收二氧化碳量", sink.tco2e_per_ha_a, "tCO2e/(ha·a)", "tco2e_per_ha_a"
        )
        return Outcome(_product(context, facts, rate, years, "E", "碳汇损失量", "tCO2e"))
    assert sink.tc_per_ha_a is not None
    rate = _stated(context, facts, sink, "u", "每公顷年固碳量", sink.tc_per_ha_a, "tC/(ha·a)", "tc_per_ha_a")
    carbon = _product(context, facts, rate, years, "C", "未实现的固碳量", "tC")
    return Outcome(to_co2(context, carbon, facts.section, "E", "碳汇损失量"))


def _stated(
    context: MeasurementContext,
    facts: StandFacts,
    sink: AnnualSink,
    symbol: str,
    label: str,
    number: Decimal,
    unit_symbol: str,
    field: str,
) -> Line:
    named = sink.years_source if field == "years" else f"{sink.source}，{sink.date.isoformat()}"
    return context.sheet.given(
        symbol,
        label,
        Quantity(number, unit(unit_symbol)),
        section=facts.section,
        source=f"案件文件：{named}",
        path=f"{facts.path}.annual_sink.{field}",
        spread=facts.spread_of(f"annual_sink.{field}"),
    )


def _product(
    context: MeasurementContext, facts: StandFacts, rate: Line, years: Line, symbol: str, label: str, unit_symbol: str
) -> Line:
    terms, formula = {"A": area(context, facts), "u": rate, "n": years}, "A × u × n"
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
        source="面积乘以年固碳量与年数（按年评估服务功能，GB/T 38582-2020）",
    )
