"""What a tally adds up to, species by species, before it is measured: number, volume, dry mass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.carbon.parameters.sets import Parameter
from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.biomass import SIDES
from rules.carbon.tally.check import counted
from rules.carbon.tally.trees import Counted, Trees
from rules.carbon.tally.young import Sapling, sapling_on
from rules.carbon.worksheet import evaluate
from rules.casefile.stand import Stand
from rules.reading.errors import FieldError, InputError
from rules.values.exact import nearest
from rules.values.quantity import EXACT, Quantity, Rounding, quantity


@dataclass(frozen=True, slots=True)
class SpeciesSum:
    """One species of a tally: ``groups`` of equal trees, ``trees`` in them, ``young`` of these 幼树; ``volume_m3`` of
    all of them and ``above_kg``, ``below_kg`` of dry mass where the tally names an equation for them."""

    species: str
    groups: int
    trees: int
    volume_m3: Decimal | None
    above_kg: Decimal | None
    below_kg: Decimal | None
    young: int = 0


def summary(stand: Stand, index: int, day: date, ended: date) -> tuple[SpeciesSum, ...]:
    """The sums of the stand's tally, equal to those of its worksheet. ``day``: equations must be in force on it;
    ``ended``: when the conduct ended, whose law says what 幼树 is.

    Raises ``InputError`` with every mistake of the tally at its path below ``stands[index]``.
    """
    errors: list[FieldError] = []
    species = []
    for number, part in enumerate(stand.species):
        at = f"stands[{index}].species" + (f"[{number}].species" if len(stand.species) > 1 else "")
        try:
            species.append(vocabulary().look_up(part.species, at))
        except InputError as problem:
            errors.extend(problem.errors)
    found = counted(stand, index, species, day, errors) if not errors else None
    if errors:
        raise InputError(errors)
    if found is None:
        return ()
    names = dict.fromkeys(trees.species for trees in found.groups)
    sapling = sapling_on(ended)
    return tuple(
        _sum(found, name, [trees for trees in found.groups if trees.species == name], sapling) for name in names
    )


def _sum(found: Counted, name: str, groups: list[Trees], sapling: Sapling | None) -> SpeciesSum:
    volume: Decimal | None = None
    masses: dict[str, Decimal] = {}
    for trees in groups:
        if found.volume is not None:
            one = _one(found.volume.formula, found.volume.coefficients, trees, found.volume.rounding, "m3")
            volume = _add(volume, one, trees.count)
        if found.biomass is not None:
            for side, coefficients in found.biomass.branch(trees.dbh).sides.items():
                one = _one(found.biomass.formula, coefficients, trees, found.biomass.rounding, "kg")
                masses[side] = _add(masses.get(side), one, trees.count)
    above, below = (masses.get(side) for side in SIDES)
    young = sum(trees.count for trees in groups if sapling is not None and trees.dbh <= sapling.at_most_cm)
    return SpeciesSum(name, len(groups), sum(trees.count for trees in groups), volume, above, below, young)


def _one(
    formula: str, coefficients: Mapping[str, Parameter], trees: Trees, rounding: Rounding, unit_symbol: str
) -> Decimal:
    """The volume or mass of one tree, rounded as on its worksheet line."""
    terms: dict[str, Quantity] = {symbol: each.value for symbol, each in coefficients.items()}
    terms |= {"D": quantity(trees.dbh, "cm"), "H": quantity(trees.height, "m")}
    return nearest(evaluate(formula, terms, unit_symbol, rounding, empirical=True).value)


def _add(so_far: Decimal | None, one: Decimal, count: int) -> Decimal:
    return EXACT.add(so_far or Decimal(0), EXACT.multiply(one, Decimal(count)))
