"""Layers that a survey of this very case has weighed: bamboo, shrubs, economic forest, and saplings."""

from __future__ import annotations

from decimal import Decimal

from rules.carbon.context import MeasurementContext, StandFacts
from rules.carbon.methods.stock import area, fraction
from rules.carbon.methods.trees import TreeLayer
from rules.carbon.tally.trees import kilograms_per_tonne
from rules.carbon.worksheet import Line
from rules.casefile.measured import MeasuredBiomass
from rules.values.quantity import Quantity, unit

_STEMS = {"竹林": ("culms", "culm", "竹株数")}


def measured_layer(context: MeasurementContext, facts: StandFacts, found: MeasuredBiomass) -> TreeLayer:
    """The main layer of a stand without stock, from the biomass that the case file states."""
    stand = facts.stand
    field, base, label = _STEMS.get(stand.forest_type, ("trees", "tree", "株数"))
    count = stand.culms if field == "culms" else stand.trees
    mass, carbon = _mass_and_carbon(
        context, facts, found, "measured_biomass", (field, count, base, label), stand.forest_type, whole_count=True
    )
    above = (mass,) if found.covers == "地上" else ()
    return TreeLayer(carbon, ((facts.parts[0].species, carbon),), None, None, above)


def saplings(context: MeasurementContext, facts: StandFacts) -> Line | None:
    """Carbon of the saplings (tC) by the biomass that the case file states; None where it states none."""
    stand = facts.stand
    found = stand.sapling_biomass
    if found is None:
        return None
    stems = ("saplings", stand.saplings, "tree", "幼树株数")
    return _mass_and_carbon(context, facts, found, "sapling_biomass", stems, "幼树", whole_count=False)[1]


def _mass_and_carbon(
    context: MeasurementContext,
    facts: StandFacts,
    found: MeasuredBiomass,
    at: str,
    stems: tuple[str, int | None, str, str],
    name: str,
    *,
    whole_count: bool,
) -> tuple[Line, Line]:
    """Dry mass (t) and carbon (tC). ``whole_count``: the number is of the whole stand, not only of what was lost."""
    section = f"{facts.section} · {name}"
    origin = f"案件文件：{found.source}" + (f"（{found.date.isoformat()}）" if found.date else "")

    def stated(symbol: str, label: str, value: Decimal, unit_symbol: str, field: str) -> Line:
        quantity = Quantity(value, unit(unit_symbol))
        return context.sheet.given(
            symbol,
            label,
            quantity,
            section=section,
            source=origin,
            path=f"{facts.path}.{at}.{field}",
            spread=facts.spread_of(f"{at}.{field}"),
        )

    if found.t_per_ha is not None:
        formula = "A × b"
        terms = {
            "A": area(context, facts),
            "b": stated("b", f"{name}每公顷生物量（{found.covers}）", found.t_per_ha, "t/ha", "t_per_ha"),
        }
        partly = facts.stand.damage.lost != 1
    else:
        field, count, base, label = stems
        assert count is not None
        assert found.kg_per_stem is not None
        formula = "n × w ÷ q"
        terms = {
            "n": context.given(facts, "n", label, Decimal(count), base, field),
            "w": stated("w", f"{name}每株生物量（{found.covers}）", found.kg_per_stem, f"kg/{base}", "kg_per_stem"),
            "q": context.enter(kilograms_per_tonne()),
        }
        partly = whole_count and facts.stand.damage.lost != 1
    if partly:
        formula += " × f"
        terms["f"] = fraction(context, facts)
    mass = context.sheet.compute(
        "B", f"{name}生物量", formula, terms, unit_symbol="t", section=section, source="调查所得的单位生物量乘以数量"
    )
    share = found.carbon_fraction
    carbon_fraction = (
        stated("CF", f"{name}含碳率", share, "tC/t", "carbon_fraction")
        if share is not None
        else context.parameter("ipcc.cf")
    )
    carbon = context.sheet.compute(
        "C",
        f"{name}碳储量",
        "B × CF",
        {"B": mass, "CF": carbon_fraction},
        unit_symbol="tC",
        section=section,
        source="生物量乘以含碳率",
    )
    if found.covers == "地上":
        context.omit(facts, f"{name}的地下部分", "调查所得的生物量只包括地上部分")
    return mass, carbon
