"""The tree layer by stock and species factors: V × BEF × D × (1 + R) × CF, in the steps a person would take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.carbon.context import MeasurementContext, Part, StandFacts
from rules.carbon.methods.lines import share, sum_of
from rules.carbon.methods.tree_mass import by_equation
from rules.carbon.worksheet import Line
from rules.values.quantity import Quantity, plain, total

QUANTITIES = ("BEF", "D", "R", "CF")


@dataclass(frozen=True, slots=True)
class TreeLayer:
    """Carbon of the main layer (tC), whole and by species, and its dry mass above and below ground (t) where known.

    ``above_lines``: the lines that the mass above ground is the sum of; empty where it is not known.
    """

    carbon: Line
    by_species: tuple[tuple[str, Line], ...]
    above: Quantity | None
    below: Quantity | None
    above_lines: tuple[Line, ...] = ()


def tree_layer(context: MeasurementContext, facts: StandFacts) -> TreeLayer | None:
    """The tree layer of a stand; None, with the reason named, where no species has factors.

    By biomass equations where the stand's tally names one, else by its stock, which must be known.
    """
    if facts.counted is not None and facts.counted.biomass is not None:
        return _layer(context, facts, by_equation(context, facts, facts.counted.biomass))
    assert facts.lost_stock is not None
    measured = []
    for part in facts.parts:
        factors = {symbol: context.find(f"{part.species}.{symbol}") for symbol in QUANTITIES}
        present = {symbol: line for symbol, line in factors.items() if line is not None}
        if len(present) == len(QUANTITIES):
            measured.append((part, present))
            continue
        reason = context.parameters.missing.get(f"{part.species}.BEF", f"参数集没有{part.species}的参数")
        if len(facts.parts) == 1:
            context.omit_stand(facts, reason)
        else:
            context.omit(facts, f"{part.species}（份额 {plain(part.share)}）", reason)
    if not measured:
        return None
    return _layer(
        context, facts, [(part.species, *_species(context, facts, part, factors)) for part, factors in measured]
    )


def _layer(context: MeasurementContext, facts: StandFacts, rows: list[tuple[str, Line, Line, Line]]) -> TreeLayer:
    """The whole of several species, each with its mass above ground, below ground and its carbon."""
    carbon = sum_of(context, [row[3] for row in rows], f"{facts.section} · 乔木层", "乔木层碳储量")
    above, below = total((row[1].result for row in rows), "t"), total((row[2].result for row in rows), "t")
    return TreeLayer(carbon, tuple((row[0], row[3]) for row in rows), above, below, tuple(row[1] for row in rows))


def _species(
    context: MeasurementContext, facts: StandFacts, part: Part, factors: Mapping[str, Line]
) -> tuple[Line, Line, Line]:
    """Above-ground mass, below-ground mass and carbon of one species."""
    assert facts.lost_stock is not None
    name = part.species
    section = f"{facts.section} · 乔木层" + (f" · {name}" if len(facts.parts) > 1 else "")
    source = context.declaration.title
    stock = share(context, facts, part, facts.lost_stock, section)
    compute = context.sheet.compute
    above = compute(
        "B_a",
        f"{name}地上生物量",
        "V × BEF × D",
        {"V": stock, "BEF": factors["BEF"], "D": factors["D"]},
        unit_symbol="t",
        section=section,
        source=source,
    )
    below = compute(
        "B_b",
        f"{name}地下生物量",
        "B_a × R",
        {"B_a": above, "R": factors["R"]},
        unit_symbol="t",
        section=section,
        source=source,
    )
    carbon = compute(
        "C",
        f"{name}碳储量",
        "(B_a + B_b) × CF",
        {"B_a": above, "B_b": below, "CF": factors["CF"]},
        unit_symbol="tC",
        section=section,
        source=source,
    )
    return above, below, carbon
