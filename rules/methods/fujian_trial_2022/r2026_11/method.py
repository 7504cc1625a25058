"""The published structure: tree layer by species, then shrub, herb, litter, dead wood and soil as further pools."""

from __future__ import annotations

from rules.methods.contract import Bench, Outcome, StandFacts
from rules.methods.lines import to_co2
from rules.methods.trees import tree_layer

POOLS = ("灌木层", "草本层", "枯落物", "枯死木", "土壤有机碳")


def measure_stand(bench: Bench, facts: StandFacts) -> Outcome:
    """The pools of one stand as tCO2e, as far as the parameter set goes."""
    trees = tree_layer(bench, facts)
    for pool in POOLS:
        bench.omit_everywhere(pool, "参数集没有这一碳库的参数")
    if trees is None:
        return Outcome(None)
    emission = to_co2(bench, trees.carbon, facts.section, "E", "碳汇损失量")
    return Outcome(emission, trees.above, trees.below)
