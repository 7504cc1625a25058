"""Growth as sources print it: biomass by age in series, and mean densities of age groups that are only bounds."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from rules.carbon.parameters.sets import Parameter, of_record
from rules.carbon.parameters.species import vocabulary
from rules.reading.errors import FieldError
from rules.reading.messages import msg
from rules.values.fields import Amount, LongText, Text
from rules.values.quantity import Quantity, Rounding, unit
from rules.values.records import (
    Constants,
    Origin,
    ParameterFileError,
    Record,
    RoundingText,
    ValueRecord,
    read_record,
    record_from,
)

FILE = Path(__file__).parents[2] / "parameters" / "growth.yaml"
CONVERSIONS = Path(__file__).parents[2] / "parameters" / "conversions.yaml"

UNIT = "t/ha"
"""Of a point of a series: dry mass of the tree layer."""


class _Rounding(Record):
    rule: RoundingText
    ground: LongText


class _Series(Origin):
    title: Text
    species: Text
    region: Text
    origin: Literal["天然", "人工"]
    rotation: Text | None = None
    quantity: Text
    points: dict[str, Amount]
    note: LongText | None = None


class _Table(Record):
    origin: Literal["天然", "人工"]
    table: Text
    species: dict[str, dict[str, Amount]]


class _AgeGroups(Record):
    title: Text
    unit: Text
    source: LongText
    confidence: Literal["verified", "secondary"]
    note: LongText | None = None
    tables: tuple[_Table, ...]


class GrowthFile(Record):
    carbon_fraction: ValueRecord
    roundings: dict[Literal["stock", "area", "trees"], _Rounding]
    series: dict[str, _Series]
    age_groups: _AgeGroups


@dataclass(frozen=True, slots=True)
class Series:
    """Biomass of the tree layer (t/ha) by age in whole years, as a source prints it. ``points`` by rising age."""

    id: str
    title: str
    species: str
    region: str
    origin: str
    rotation: str | None
    quantity: str
    points: Mapping[int, Parameter]
    source: str
    confidence: str
    note: str | None

    @property
    def first(self) -> int:
        return next(iter(self.points))

    @property
    def last(self) -> int:
        return list(self.points)[-1]

    def between(self, age: int) -> tuple[int, int] | None:
        """The printed ages around ``age``, twice the same where it is printed itself; None outside of them all."""
        if age in self.points:
            return age, age
        ages = list(self.points)
        return next(((low, high) for low, high in itertools.pairwise(ages) if low < age < high), None)

    def as_json(self) -> dict[str, str | int | None]:
        return {
            "id": self.id,
            "title": self.title,
            "species": self.species,
            "region": self.region,
            "origin": self.origin,
            "rotation": self.rotation,
            "quantity": self.quantity,
            "first_age_a": self.first,
            "last_age_a": self.last,
            "source": self.source,
            "confidence": self.confidence,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Bounds:
    """Mean carbon density (tC/ha) of the tree layer by age group, for one species and origin. No curve of growth."""

    species: str
    origin: str
    groups: Mapping[str, Decimal]
    source: str


@dataclass(frozen=True)
class Growth:
    """Everything of the file: series by id, bounds, conversions, roundings with their grounds."""

    series: Mapping[str, Series]
    bounds: tuple[Bounds, ...]
    constants: Mapping[str, Parameter]
    """``CF`` (tC/t); ``M_CO2`` and ``M_C``, whose ratio is tCO2e per tC; ``mu_per_ha``."""
    roundings: Mapping[str, Rounding]
    grounds: Mapping[str, str]
    note: str | None
    """What is to be said of the bounds."""

    def choose(self, id: str, path: str) -> Series | FieldError:
        """The series of that id, or the mistake at ``path`` that names the ones there are, rotations included."""
        found = self.series.get(id.strip())
        if found is not None:
            return found
        known = [f"{each.id}（{each.title}）" for each in self.series.values()]
        return FieldError(
            path, msg("没有生长序列“{id}”，须写明是哪一条、第几代，可用的有：{known}", id=id[:40], known=known)
        )

    def bounds_of(self, species: str) -> tuple[Bounds, ...]:
        """The bounds known for a species by its canonical name."""
        return tuple(each for each in self.bounds if each.species == species)


@cache
def growth() -> Growth:
    """The growth data that ship, read once."""
    return read_growth(FILE.read_bytes(), FILE.name)


def read_growth(content: bytes, where: str) -> Growth:
    """Growth data from a file's bytes. Raises ``ParameterFileError`` for what the file leaves open."""
    data = record_from(GrowthFile, content, where)
    conversions = read_record(Constants, CONVERSIONS).root
    constants = {"CF": of_record("growth.CF", data.carbon_fraction)}
    for key in ("M_CO2", "M_C", "mu_per_ha"):
        constants[key] = of_record(key, conversions[key])
    return Growth(
        series={id: _series(id, entry, where) for id, entry in data.series.items()},
        bounds=tuple(_bounds(data.age_groups, where)),
        constants=constants,
        roundings={name: Rounding.parse(entry.rule) for name, entry in data.roundings.items()},
        grounds={name: entry.ground for name, entry in data.roundings.items()},
        note=data.age_groups.note,
    )


def _known(species: str, where: str) -> str:
    if species not in vocabulary().canonical:
        raise ParameterFileError(f"{where}：树种 {species} 未收录")
    return species


def _series(id: str, entry: _Series, where: str) -> Series:
    ages = list(entry.points)
    if any(not age.isdecimal() for age in ages) or len(ages) < 2:
        raise ParameterFileError(f"{where}：{id} 至少应有两个年龄，写作整数")
    values = list(entry.points.values())
    numbers = [int(age) for age in ages]
    if numbers != sorted(set(numbers)) or values != sorted(values):
        raise ParameterFileError(f"{where}：{id} 的年龄应由小到大，生物量不应减少")
    if entry.confidence == "unverified":
        raise ParameterFileError(f"{where}：{id} 未经核实，不收录")
    return Series(
        id=id,
        title=entry.title,
        species=_known(entry.species, where),
        region=entry.region,
        origin=entry.origin,
        rotation=entry.rotation,
        quantity=entry.quantity,
        points={
            age: Parameter(
                id=f"{id}.{age}",
                group=entry.title,
                symbol=f"G_{age}",
                title=f"{age} 年生{entry.quantity}",
                value=Quantity(value, unit(UNIT)),
                source=entry.cited,
                confidence=entry.confidence,
                note=entry.note,
                in_force=entry.in_force,
            )
            for age, value in zip(numbers, values, strict=True)
        },
        source=entry.cited,
        confidence=entry.confidence,
        note=entry.note,
    )


def _bounds(data: _AgeGroups, where: str) -> list[Bounds]:
    return [
        Bounds(
            _known(species, where),
            table.origin,
            groups,
            f"{data.title}（{table.origin}林），{data.source}，{table.table}",
        )
        for table in data.tables
        for species, groups in table.species.items()
    ]
