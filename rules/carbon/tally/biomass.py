"""Biomass equations of single trees as data, in branches of diameter, chosen by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pydantic import Field

from rules.carbon.formula import names
from rules.carbon.parameters.sets import Parameter
from rules.carbon.tally.equations import FOLDER, Coefficient, NamedRounding, species_of
from rules.reading.errors import FieldError
from rules.reading.messages import msg
from rules.values.fields import Amount, LongText, Share, Text
from rules.values.quantity import Quantity, Rounding, unit
from rules.values.records import Origin, ParameterFileError, Record, record_from

SYMBOLS = {"a": "生物量式系数", "b": "胸径的指数", "c": "树高的指数"}
SIDES = {"above_ground": "地上", "below_ground": "地下"}


class _Branch(Record):
    from_: Amount | None = Field(default=None, alias="from")
    below: Amount | None = None
    above_ground: dict[str, Coefficient]
    below_ground: dict[str, Coefficient]
    note: LongText | None = None


class _Carbon(Record):
    above_ground: Share
    below_ground: Share


class _Equation(Record):
    title: Text
    species: tuple[Text, ...]
    branches: tuple[_Branch, ...]
    carbon: _Carbon
    origin: Origin
    rounding: NamedRounding


class BiomassFile(Record):
    form: Text
    equations: dict[str, _Equation]


@dataclass(frozen=True)
class Branch:
    """One range of diameters: ``first`` (cm, included) to ``end`` (not included), None where open.

    ``sides`` maps ``above_ground`` and ``below_ground`` to their coefficients.
    """

    name: str
    first: Decimal | None
    end: Decimal | None
    sides: Mapping[str, Mapping[str, Parameter]]

    def holds(self, diameter: Decimal) -> bool:
        return (self.first is None or self.first <= diameter) and (self.end is None or diameter < self.end)


@dataclass(frozen=True)
class BiomassEquation:
    """Dry mass of one tree (kg) above and below ground from D in cm and H in m, and the carbon in it (tC/t)."""

    id: str
    title: str
    formula: str
    species: frozenset[str]
    branches: tuple[Branch, ...]
    carbon: Mapping[str, Parameter]
    rounding: Rounding
    source: str

    def branch(self, diameter: Decimal) -> Branch:
        """The branch for a diameter; the file's branches cover all."""
        return next(branch for branch in self.branches if branch.holds(diameter))


@cache
def biomass_equations() -> dict[str, BiomassEquation]:
    """The biomass equations that ship, read once."""
    return read_biomass_equations((FOLDER / "biomass_equations.yaml").read_bytes(), "biomass_equations.yaml")


def choose_biomass(id: str, path: str) -> BiomassEquation | FieldError:
    """The equation of that id, or the mistake at ``path`` that names the ones there are."""
    known = biomass_equations()
    found = known.get(id.strip())
    return found or FieldError(path, msg("没有生物量式“{id}”，可用的有：{known}", id=id[:40], known=known))


def read_biomass_equations(content: bytes, where: str) -> dict[str, BiomassEquation]:
    """Biomass equations from a file's bytes. Raises ``ParameterFileError`` for what the file leaves open."""
    data = record_from(BiomassFile, content, where)
    if {*names(data.form)} != {*SYMBOLS, "D", "H"}:
        raise ParameterFileError(f"{where}：form 应由 D、H 与系数 {'、'.join(SYMBOLS)} 组成")
    return {id: _equation(id, entry, data.form, where) for id, entry in data.equations.items()}


def _equation(id: str, entry: _Equation, form: str, where: str) -> BiomassEquation:
    ends = [branch.below for branch in entry.branches]
    if [branch.from_ for branch in entry.branches] != [None, *ends[:-1]] or ends[-1] is not None:
        raise ParameterFileError(f"{where}：{id} 的胸径分段应由小到大、首尾相接")
    branches = []
    for branch in entry.branches:
        name = f"D < {branch.below} cm" if branch.below is not None else f"D ≥ {branch.from_} cm"
        name = "全部胸径" if len(entry.branches) == 1 else name
        sides = {side: _coefficients(id, entry, branch, name, side, where) for side in SIDES}
        branches.append(Branch(name, branch.from_, branch.below, sides))
    return BiomassEquation(
        id=id,
        title=entry.title,
        formula=form,
        species=species_of(id, where, entry.species),
        branches=tuple(branches),
        carbon={
            side: _parameter(
                id, entry, f"carbon.{side}", "CF", f"{named}部分含碳率", getattr(entry.carbon, side), "tC/t"
            )
            for side, named in SIDES.items()
        },
        rounding=Rounding.parse(entry.rounding.rule),
        source=f"{entry.title}；{entry.rounding.ground}",
    )


def _coefficients(id: str, entry: _Equation, branch: _Branch, name: str, side: str, where: str) -> dict[str, Parameter]:
    """The coefficients of one side of the tree in one branch."""
    values: dict[str, Decimal] = getattr(branch, side)
    named = SIDES[side]
    if values.keys() != SYMBOLS.keys():
        raise ParameterFileError(f"{where}：{id} 的{named}部分应有系数 {'、'.join(SYMBOLS)}")
    return {
        symbol: _parameter(
            id, entry, f"{side}.{name}.{symbol}", symbol, f"{named}{title}（{name}）", values[symbol], "1", branch.note
        )
        for symbol, title in SYMBOLS.items()
    }


def _parameter(
    id: str,
    entry: _Equation,
    key: str,
    symbol: str,
    title: str,
    value: Decimal,
    unit_symbol: str,
    note: str | None = None,
) -> Parameter:
    return Parameter(
        id=f"{id}.{key}",
        group=id,
        symbol=symbol,
        title=title,
        value=Quantity(value, unit(unit_symbol)),
        source=entry.origin.cited,
        confidence=entry.origin.confidence,
        note=note,
        in_force=entry.origin.in_force,
    )
