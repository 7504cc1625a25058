"""The tree layer of a tally by biomass equations: dry mass of every tree, in place of stock and species factors."""

from __future__ import annotations

from rules.carbon.context import MeasurementContext, StandFacts
from rules.carbon.methods.stock import fraction
from rules.carbon.methods.tally_lines import mass_by_species
from rules.carbon.tally.biomass import BiomassEquation
from rules.carbon.tally.trees import kilograms_per_tonne
from rules.carbon.worksheet import Line


def by_equation(
    context: MeasurementContext, facts: StandFacts, equation: BiomassEquation
) -> list[tuple[str, Line, Line, Line]]:
    """Per species: dry mass above ground and below ground (t) and carbon (tC) of what was lost."""
    context.remark(
        f"地块 {facts.stand.id} 的乔木层按生物量式 {equation.id} 计量，不用立木蓄积、生物量扩展因子与木材密度换算"
    )
    found = []
    for species, sides in mass_by_species(context, facts).items():
        section = f"{facts.section} · 乔木层" + (f" · {species}" if len(facts.parts) > 1 else "")
        above = _tonnes(context, facts, sides["above_ground"], "B_a", f"{species}地上生物量", section)
        below = _tonnes(context, facts, sides["below_ground"], "B_b", f"{species}地下生物量", section)
        carbon = context.sheet.compute(
            "C",
            f"{species}碳储量",
            "B_a × CF_a + B_b × CF_b",
            {
                "B_a": above,
                "B_b": below,
                "CF_a": context.enter(equation.carbon["above_ground"]),
                "CF_b": context.enter(equation.carbon["below_ground"]),
            },
            unit_symbol="tC",
            section=section,
            source=equation.title,
        )
        found.append((species, above, below, carbon))
    return found


def _tonnes(context: MeasurementContext, facts: StandFacts, mass: Line, symbol: str, label: str, section: str) -> Line:
    """A mass in tonnes, after the damage fraction."""
    terms, formula, source = {"W": mass, "q": context.enter(kilograms_per_tonne())}, "W ÷ q", "1 吨 = 1000 千克"
    if facts.stand.damage.lost != 1:
        terms["f"] = fraction(context, facts)
        formula, source = "W ÷ q × f", "1 吨 = 1000 千克，乘以受损份额"
    return context.sheet.compute(symbol, label, formula, terms, unit_symbol="t", section=section, source=source)
