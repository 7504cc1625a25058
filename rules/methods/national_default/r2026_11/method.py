"""V × BEF × D × (1 + R) × CF × 44/12, tree layer only."""

from __future__ import annotations

from rules.methods import limits
from rules.methods.contract import Bench, Outcome, StandFacts
from rules.methods.lines import to_co2
from rules.methods.trees import tree_layer

cannot_measure = limits.cannot_measure


def measure_stand(bench: Bench, facts: StandFacts) -> Outcome:
    """The tree layer of one stand as tCO2e."""
    trees = tree_layer(bench, facts)
    if trees is None:
        return Outcome(None)
    emission = to_co2(bench, trees.carbon, facts.section, "E", "碳汇损失量")
    return Outcome(emission, trees.above, trees.below)
