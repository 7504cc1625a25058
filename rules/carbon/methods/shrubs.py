"""Shrubs by crown cover, as CDM AR-TOOL14 reckons them: cover × a tenth of the region's forest biomass."""

from __future__ import annotations

from rules.carbon.context import MeasurementContext, StandFacts
from rules.carbon.methods.ground import burned_ground, lost_with_the_ground
from rules.carbon.methods.pools import UNDECLARED, choices_told
from rules.carbon.methods.stock import area, fraction
from rules.carbon.worksheet import Line
from rules.values.quantity import plain

FOREST_UNDECLARED = "须声明当地森林的地上生物量取哪一行（{choices}）"
TOO_SPARSE = "灌木盖度 {cover} 不足 {least}，按 AR-TOOL14 计为零"

POOL = "灌木层"


def shrubs_by_cover(context: MeasurementContext, facts: StandFacts) -> Line | None:
    """Carbon of the shrubs (tC); None, with the reason named, where it cannot be told or the cover counts as none."""
    reason = why_not(context, facts)
    if reason:
        context.omit(facts, POOL, reason)
        return None
    cover = facts.stand.shrub_cover
    assert cover is not None
    section = f"{facts.section} · {POOL}"
    terms = {
        "k_s": context.parameter("shrub.ratio"),
        "b_a": context.parameter(f"agb.{context.options['forest_agb']}"),
        "κ": context.given(facts, "κ", "灌木盖度", cover, "1", "shrub_cover"),
    }
    per_hectare = context.sheet.compute(
        "b_s",
        "每公顷灌木地上生物量",
        "k_s × b_a × κ",
        terms,
        unit_symbol="t/ha",
        section=section,
        source="CDM AR-TOOL14：比例乘以当地森林每公顷地上生物量与灌木盖度",
    )
    burned = lost_with_the_ground(context, facts)
    carbon = {
        "A": burned_ground(context, facts) if burned else area(context, facts),
        "b_s": per_hectare,
        "R_s": context.parameter("shrub.root"),
        "CF_s": context.parameter("shrub.cf"),
    }
    formula = "A × b_s × (1 + R_s) × CF_s"
    if facts.stand.damage.lost != 1 and not burned:
        carbon["f"] = fraction(context, facts)
        formula += " × f"
    return context.sheet.compute(
        "C_p", f"{POOL}碳储量", formula, carbon, unit_symbol="tC", section=section, source="CDM AR-TOOL14"
    )


def why_not(context: MeasurementContext, facts: StandFacts) -> str | None:
    """Why the shrubs of the stand cannot be measured, or count as none."""
    stand = facts.stand
    if stand.shrub_cover is None:
        return "没有写明灌木盖度（shrub_cover）"
    if stand.area_ha is None and stand.area_mu is None:
        return "没有写明面积"
    if context.options["forest_agb"] == UNDECLARED:
        return FOREST_UNDECLARED.format(choices=choices_told(context, "forest_agb"))
    least = context.parameters.find("shrub.least_cover", context.day)
    if least is not None and stand.shrub_cover < least.value.value:
        return TOO_SPARSE.format(cover=plain(stand.shrub_cover), least=plain(least.value.value))
    return None
