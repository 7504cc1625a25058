"""Lines that several methods write alike."""

from __future__ import annotations

from collections.abc import Sequence

from rules.carbon.context import MeasurementContext, Part, StandFacts
from rules.carbon.worksheet import Line, Worksheet
from rules.values.quantity import ONE, Quantity, Rounding

BLOCK = 20
"""Addends on one line: more would not fit a page, so longer sums go through subtotals."""


def share(context: MeasurementContext, facts: StandFacts, part: Part, stock: Line, section: str) -> Line:
    """The stock of one species of a mixed stand; the stand's own line where there is only one."""
    if part.share == 1:
        return stock
    if facts.lost_by_species is not None:
        return facts.lost_by_species[part.species]
    given = context.sheet.given(
        "s",
        f"{part.species}所占份额",
        Quantity(part.share, ONE),
        section=section,
        source="案件文件",
        path=part.share_path,
    )
    return context.sheet.compute(
        "V_s",
        f"{part.species}的受损立木蓄积",
        "V × s",
        {"V": stock, "s": given},
        unit_symbol="m3",
        section=section,
        source="按树种份额分配",
    )


def to_co2(context: MeasurementContext, carbon: Line, section: str, symbol: str, label: str) -> Line:
    """The carbon of a stand as tCO2e, by the declared ratio, rounded as the method declares for a stand."""
    rounding = context.rounding("stand")
    if context.options["ratio"] == "44/12":
        formula = "C × M_CO2 ÷ M_C"
        terms = {"C": carbon, "M_CO2": context.parameter("M_CO2"), "M_C": context.parameter("M_C")}
    else:
        formula, terms = "C × r", {"C": carbon, "r": context.parameter("r")}
    return context.sheet.compute(
        symbol,
        label,
        formula,
        terms,
        unit_symbol="tCO2e",
        section=section,
        source=context.declaration.title,
        rounding=rounding,
    )


def sum_of(context: MeasurementContext, pools: Sequence[Line], section: str, label: str = "碳储量合计") -> Line:
    """The carbon of several pools; the pool's own line where there is only one."""
    if len(pools) == 1:
        return pools[0]
    return add_up(context.sheet, pools, "C", label, section=section, source="各项相加", prefix="C_")


def add_up(
    sheet: Worksheet,
    addends: Sequence[Line],
    symbol: str,
    label: str,
    *,
    section: str,
    source: str,
    rounding: Rounding | None = None,
    prefix: str = "x",
) -> Line:
    """The sum of lines of one unit, in blocks of ``BLOCK`` with subtotals where there are more."""
    while len(addends) > BLOCK:
        addends = [
            add_up(
                sheet, addends[start : start + BLOCK], f"{symbol}_p", f"{label}（小计）", section=section, source=source
            )
            for start in range(0, len(addends), BLOCK)
        ]
    terms = {f"{prefix}{number}": line for number, line in enumerate(addends, 1)}
    return sheet.compute(
        symbol,
        label,
        " + ".join(terms),
        terms,
        unit_symbol=addends[0].result.unit.symbol,
        section=section,
        source=source,
        rounding=rounding,
    )
