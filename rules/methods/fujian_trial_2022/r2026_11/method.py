"""The published structure: tree layer by species, then shrub and herb, litter, dead wood and soil, each switchable."""

from __future__ import annotations

from rules.methods.contract import Bench, Outcome, StandFacts
from rules.methods.lines import sum_of, to_co2
from rules.methods.pools import by_biome, by_density, by_species_percentage, chosen, soil
from rules.methods.trees import TreeLayer, tree_layer
from rules.worksheet import Line


def measure_stand(bench: Bench, facts: StandFacts) -> Outcome:
    """The pools of one stand as tCO2e, as far as the parameter set and the chosen sources go."""
    trees = tree_layer(bench, facts)
    if trees is None:
        return Outcome(None)
    pools = [
        _shrub_herb(bench, facts, trees),
        _litter(bench, facts, trees),
        _dead_wood(bench, facts, trees),
        _soil(bench, facts),
    ]
    carbon = sum_of(bench, [trees.carbon, *(line for line in pools if line is not None)], facts.section)
    return Outcome(to_co2(bench, carbon, facts.section, "E", "碳汇损失量"), trees.above, trees.below)


def _shrub_herb(bench: Bench, facts: StandFacts, trees: TreeLayer) -> Line | None:
    source = chosen(bench, "shrub_herb", "灌木层与草本层")
    return by_density(bench, facts, trees, "u_zj", "灌木层与草本层") if source else None


def _litter(bench: Bench, facts: StandFacts, trees: TreeLayer) -> Line | None:
    source = chosen(bench, "litter", "枯落物")
    if source == "zhejiang":
        return by_density(bench, facts, trees, "l_zj", "枯落物")
    return by_biome(bench, facts, trees, "l12", "枯落物") if source else None


def _dead_wood(bench: Bench, facts: StandFacts, trees: TreeLayer) -> Line | None:
    source = chosen(bench, "dead_wood", "枯死木")
    if source == "guangdong":
        return by_species_percentage(bench, facts, trees, "w_gd", "枯死木")
    return by_biome(bench, facts, trees, "w12", "枯死木") if source else None


def _soil(bench: Bench, facts: StandFacts) -> Line | None:
    source = chosen(bench, "soil", "土壤有机碳")
    return soil(bench, facts, source) if source else None
