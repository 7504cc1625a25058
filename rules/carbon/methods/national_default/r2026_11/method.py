"""V × BEF × D × (1 + R) × CF × 44/12, tree layer only."""

from __future__ import annotations

from rules.carbon.context import MeasurementContext, Outcome, StandFacts
from rules.carbon.methods import limits
from rules.carbon.methods.lines import to_co2
from rules.carbon.methods.trees import tree_layer

cannot_measure = limits.cannot_measure


def measure_stand(context: MeasurementContext, facts: StandFacts) -> Outcome:
    """The tree layer of one stand as tCO2e."""
    trees = tree_layer(context, facts)
    if trees is None:
        return Outcome(None)
    emission = to_co2(context, trees.carbon, facts.section, "E", "碳汇损失量")
    return Outcome(emission, trees.above, trees.below)
