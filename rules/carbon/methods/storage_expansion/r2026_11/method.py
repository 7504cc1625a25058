"""V × 1.90 × 0.5 × 0.5 × ratio for all species alike, with understory and soil as optional shares of trunk carbon."""

from __future__ import annotations

from rules.carbon.context import MeasurementContext, Outcome, StandFacts
from rules.carbon.methods import limits
from rules.carbon.methods.lines import sum_of, to_co2

cannot_measure = limits.cannot_measure

_PARAMETERS = {"α": "alpha", "β": "beta"}


def measure_stand(context: MeasurementContext, facts: StandFacts) -> Outcome:
    """The trees of one stand as tCO2e, with the pools that the options switch on."""
    assert facts.lost_stock is not None
    source = context.declaration.title
    trees = context.sheet.compute(
        "C_t",
        "林木碳储量",
        "V × δ × ρ × γ",
        {
            "V": facts.lost_stock,
            "δ": context.parameter("delta"),
            "ρ": context.parameter("rho"),
            "γ": context.parameter("gamma"),
        },
        unit_symbol="tC",
        section=f"{facts.section} · 林木",
        source=source,
    )
    pools = [trees]
    for option, symbol, label in (("understory", "α", "林下植物"), ("soil", "β", "林地")):
        if context.options[option] == "off":
            context.omit_everywhere(
                f"{label}碳", f"未计入（选项“{context.declaration.options[option].title}”选为不计）"
            )
            continue
        pools.append(
            context.sheet.compute(
                f"C_{option[0]}",
                f"{label}碳储量",
                f"{symbol} × C_t",
                {symbol: context.parameter(_PARAMETERS[symbol]), "C_t": trees},
                unit_symbol="tC",
                section=f"{facts.section} · {label}",
                source=source,
            )
        )
    carbon = sum_of(context, pools, facts.section)
    return Outcome(to_co2(context, carbon, facts.section, "E", "碳汇损失量"))
