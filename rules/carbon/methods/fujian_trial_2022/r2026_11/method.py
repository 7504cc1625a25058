"""The published structure: tree layer with bamboo by species, then shrub and herb, litter, dead wood and soil, each
switchable; stands without trees by what was surveyed or by their shrubs; other gases where a stand burned."""

from __future__ import annotations

from collections.abc import Callable

from rules.carbon.context import MeasurementContext, Outcome, StandFacts
from rules.carbon.methods import limits
from rules.carbon.methods.bamboo import bamboo_layer
from rules.carbon.methods.fire import emission
from rules.carbon.methods.ground import on_the_ground
from rules.carbon.methods.lines import sum_of
from rules.carbon.methods.measured import measured_layer, saplings
from rules.carbon.methods.pools import by_area, by_biome, by_density, by_species_percentage, chosen, soil
from rules.carbon.methods.shrubs import shrubs_by_cover, why_not
from rules.carbon.methods.trees import TreeLayer, tree_layer
from rules.carbon.worksheet import Line

AR_TOOL14 = "ar-tool14"
_UNDER = "灌木层与草本层"
NO_SURVEY = "经济林不以立木蓄积计量，单位面积或单株的参数没有找到；有调查所得生物量的写在 measured_biomass"
NO_SURVEYED_SHRUBS = "没有调查所得的生物量（measured_biomass），也没有选定按盖度计量（选项“{title}”）"


def cannot_measure(context: MeasurementContext, facts: StandFacts) -> str | None:
    """Why nothing of the stand can be measured; what has no stock is looked at layer by layer."""
    stand = facts.stand
    if stand.forest_type != "乔木林" or (facts.lost_stock is None and stand.sapling_biomass is not None):
        return None
    return limits.cannot_measure(context, facts)


def measure_stand(context: MeasurementContext, facts: StandFacts) -> Outcome:
    """The pools of one stand as tCO2e, as far as the parameter set and the chosen sources go."""
    main = _main_layer(context, facts)
    young = saplings(context, facts)
    if main is None and (young is None or _left_out_whole(context, facts)):
        return Outcome(None)
    pools = [main.carbon] if main else []
    pools += [line for line in (young, *_beside(context, facts, main)) if line is not None]
    carbon = sum_of(context, pools, facts.section)
    total = emission(context, facts, carbon, main.above_lines if main else ())
    return Outcome(total, main.above if main else None, main.below if main else None)


def _left_out_whole(context: MeasurementContext, facts: StandFacts) -> bool:
    return any(entry.whole_stand and entry.stand == facts.stand.id for entry in context.left_out)


def _main_layer(context: MeasurementContext, facts: StandFacts) -> TreeLayer | None:
    """The layer that the stand is named for: trees, bamboo, shrubs or the crop of an economic forest."""
    stand, found = facts.stand, facts.stand.measured_biomass
    if stand.forest_type == "竹林":
        return bamboo_layer(context, facts)
    if found is not None:
        return measured_layer(context, facts, found)
    if stand.forest_type == "灌木林":
        return _shrubland(context, facts)
    if stand.forest_type == "经济林":
        context.omit_stand(facts, NO_SURVEY)
        return None
    if facts.lost_stock is None and stand.sapling_biomass is not None and facts.counted is None:
        context.omit(facts, "乔木层", "没有写明立木蓄积，只计幼树")
        return None
    return tree_layer(context, facts)


def _shrubland(context: MeasurementContext, facts: StandFacts) -> TreeLayer | None:
    reason = (
        why_not(context, facts)
        if context.options["shrub_herb"] == AR_TOOL14
        else NO_SURVEYED_SHRUBS.format(title=context.declaration.options["shrub_herb"].title)
    )
    if reason:
        context.omit_stand(facts, f"灌木林不以立木蓄积计量；{reason}")
        return None
    carbon = shrubs_by_cover(context, facts)
    assert carbon is not None
    return TreeLayer(carbon, ((facts.parts[0].species, carbon),), None, None)


def _beside(context: MeasurementContext, facts: StandFacts, main: TreeLayer | None) -> list[Line | None]:
    """The pools beside the main layer. Those that are a share of tree carbon need trees or bamboo."""
    woody = main if facts.stand.forest_type in ("乔木林", "竹林") else None
    return [
        _shrub_herb(context, facts, woody),
        _litter(context, facts, woody),
        _dead_wood(context, facts, woody),
        _soil(context, facts),
    ]


def _shrub_herb(context: MeasurementContext, facts: StandFacts, woody: TreeLayer | None) -> Line | None:
    source = chosen(context, "shrub_herb", _UNDER)
    if source == AR_TOOL14:
        context.omit_everywhere("草本层", "AR-TOOL14 只有灌木的参数")
        return shrubs_by_cover(context, facts) if facts.stand.forest_type != "灌木林" else None
    return _of_trees(
        context, facts, woody, _UNDER, lambda trees: by_density(context, facts, trees, "u_zj", _UNDER), source
    )


def _litter(context: MeasurementContext, facts: StandFacts, woody: TreeLayer | None) -> Line | None:
    source, pool = chosen(context, "litter", "枯落物"), "枯落物"
    if source == "ipcc-2019":
        return by_area(context, facts, "ipcc.litter", pool)
    if source == "zhejiang":
        return _of_trees(
            context, facts, woody, pool, lambda trees: by_density(context, facts, trees, "l_zj", pool), source
        )
    return _of_trees(context, facts, woody, pool, lambda trees: by_biome(context, facts, trees, "l12", pool), source)


def _dead_wood(context: MeasurementContext, facts: StandFacts, woody: TreeLayer | None) -> Line | None:
    source, pool = chosen(context, "dead_wood", "枯死木"), "枯死木"
    if source == "guangdong":
        return _of_trees(
            context,
            facts,
            woody,
            pool,
            lambda trees: by_species_percentage(context, facts, trees, "w_gd", pool),
            source,
        )
    return _of_trees(context, facts, woody, pool, lambda trees: by_biome(context, facts, trees, "w12", pool), source)


def _of_trees(
    context: MeasurementContext,
    facts: StandFacts,
    woody: TreeLayer | None,
    pool: str,
    measure: Callable[[TreeLayer], Line | None],
    source: str | None,
) -> Line | None:
    """A pool that is a share of tree carbon; None, with the reason named, on a stand without trees."""
    if source is None:
        return None
    if woody is None:
        context.omit(facts, pool, "所选参数按乔木层碳储量折算，本地块没有计量乔木层")
        return None
    ground = on_the_ground(context, facts, woody, pool)
    return measure(ground) if ground is not None else None


def _soil(context: MeasurementContext, facts: StandFacts) -> Line | None:
    source = chosen(context, "soil", "土壤有机碳")
    return soil(context, facts, source) if source else None
