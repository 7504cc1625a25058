"""V × 1.90 × 0.5 × 0.5 × ratio for all species alike, with understory and soil as optional shares of trunk carbon."""

from __future__ import annotations

from rules.methods import limits
from rules.methods.contract import Bench, Outcome, StandFacts
from rules.methods.lines import sum_of, to_co2

cannot_measure = limits.cannot_measure

_PARAMETERS = {"α": "alpha", "β": "beta"}


def measure_stand(bench: Bench, facts: StandFacts) -> Outcome:
    """The trees of one stand as tCO2e, with the pools that the options switch on."""
    assert facts.stock is not None
    source = bench.declaration.title
    trees = bench.sheet.compute(
        "C_t",
        "林木碳储量",
        "V × δ × ρ × γ",
        {
            "V": facts.stock,
            "δ": bench.parameter("delta"),
            "ρ": bench.parameter("rho"),
            "γ": bench.parameter("gamma"),
        },
        unit_symbol="tC",
        section=f"{facts.section} · 林木",
        source=source,
    )
    pools = [trees]
    for option, symbol, label in (("understory", "α", "林下植物"), ("soil", "β", "林地")):
        if bench.options[option] == "off":
            bench.omit_everywhere(f"{label}碳", f"未计入（选项“{bench.declaration.options[option].title}”选为不计）")
            continue
        pools.append(
            bench.sheet.compute(
                f"C_{option[0]}",
                f"{label}碳储量",
                f"{symbol} × C_t",
                {symbol: bench.parameter(_PARAMETERS[symbol]), "C_t": trees},
                unit_symbol="tC",
                section=f"{facts.section} · {label}",
                source=source,
            )
        )
    carbon = sum_of(bench, pools, facts.section)
    return Outcome(to_co2(bench, carbon, facts.section, "E", "碳汇损失量"))
