"""Tree equations as data: which there are, for which species, and how a case file chooses one by its id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from rules.carbon.formula import names
from rules.carbon.parameters.sets import Parameter
from rules.carbon.parameters.species import vocabulary
from rules.reading.errors import FieldError
from rules.reading.messages import msg, template
from rules.reading.pydantic_errors import invalid
from rules.values.fields import LongText, Text
from rules.values.quantity import ONE, Quantity, Rounding, plain
from rules.values.records import InForce, Origin, ParameterFileError, Record, RoundingText, record_from

OUT_OF_RANGE = template("{what} {value} {unit} 超出材积式的适用范围 {least}–{most} {unit}")


FOLDER = Path(__file__).parents[2] / "parameters"


_DIGITS = re.compile(r"-?\d{1,6}\.\d{1,20}|-?\d{1,6}")


def _coefficient(value: Any) -> Decimal:
    """A coefficient keeps every printed digit: more than a fact of a case may have."""
    if not isinstance(value, str) or not _DIGITS.fullmatch(value) or not Decimal(value):
        raise invalid("系数应为不等于 0 的十进制数，加引号写出")
    return Decimal(value)


Coefficient = Annotated[Decimal, BeforeValidator(_coefficient)]


def _ordered(value: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    if not 0 <= value[0] < value[1]:
        raise invalid("范围应由小到大")
    return value


Range = Annotated[tuple[Decimal, Decimal], AfterValidator(_ordered)]


class NamedRounding(Record):
    """A rounding with its ground."""

    rule: RoundingText
    ground: LongText


class _Equation(Record):
    title: Text
    species: tuple[Text, ...] = ()
    groups: tuple[Text, ...] = ()
    except_: tuple[Text, ...] = Field(default=(), alias="except")
    coefficients: dict[str, Coefficient]
    diameter_cm: Range | None = None
    height_m: Range | None = None
    origin: Text
    rounding: Text
    note: LongText | None = None


class VolumeFile(Record):
    form: Text
    symbols: dict[str, Text]
    roundings: dict[str, NamedRounding]
    origins: dict[str, Origin]
    equations: dict[str, _Equation]
    withheld: dict[str, LongText]


@dataclass(frozen=True)
class VolumeEquation:
    """A two-variable volume equation: the volume of one tree (m³) from D in cm and H in m.

    ``diameters`` (cm) and ``heights`` (m) are the range that the source states, None where it states none.
    """

    id: str
    title: str
    formula: str
    species: frozenset[str]
    coefficients: Mapping[str, Parameter]
    diameters: tuple[Decimal, Decimal] | None
    heights: tuple[Decimal, Decimal] | None
    rounding: Rounding
    source: str
    in_force: InForce


@dataclass(frozen=True)
class VolumeEquations:
    """All volume equations by id, and those known but withheld, with the reason."""

    shipped: Mapping[str, VolumeEquation]
    withheld: Mapping[str, str]

    def choose(self, id: str, path: str) -> VolumeEquation | FieldError:
        """The equation of that id, or the mistake at ``path`` that names the ones there are."""
        found = self.shipped.get(id.strip())
        if found is not None:
            return found
        known = msg("可用的有：{known}", known=self.shipped)
        reason = self.withheld.get(id.strip())
        if reason is not None:
            told = msg("材积式 {id} 不收录（{reason}），{known}", id=id.strip(), reason=reason, known=known)
            return FieldError(path, told)
        return FieldError(path, msg("没有材积式“{id}”，{known}", id=id[:40], known=known))


@cache
def volume_equations() -> VolumeEquations:
    """The volume equations that ship, read once."""
    return read_volume_equations((FOLDER / "volume_equations.yaml").read_bytes(), "volume_equations.yaml")


def read_volume_equations(content: bytes, where: str) -> VolumeEquations:
    """Volume equations from a file's bytes. Raises ``ParameterFileError`` for what the file leaves open."""
    data = record_from(VolumeFile, content, where)
    if {*names(data.form)} != {*data.symbols, "D", "H"}:
        raise ParameterFileError(f"{where}：form 应由 D、H 与系数 {'、'.join(data.symbols)} 组成")
    return VolumeEquations(
        shipped={id: _volume(id, entry, data, where) for id, entry in data.equations.items()},
        withheld=data.withheld,
    )


def _volume(id: str, entry: _Equation, data: VolumeFile, where: str) -> VolumeEquation:
    if entry.coefficients.keys() != data.symbols.keys():
        raise ParameterFileError(f"{where}：{id} 应有系数 {'、'.join(data.symbols)}")
    for kind, name, known in (
        ("origin", entry.origin, data.origins),
        ("rounding", entry.rounding, data.roundings),
    ):
        if name not in known:
            raise ParameterFileError(f"{where}：{id} 的 {kind} “{name}”没有写明")
    origin, rounding = data.origins[entry.origin], data.roundings[entry.rounding]
    return VolumeEquation(
        id=id,
        title=entry.title,
        formula=data.form,
        species=species_of(id, where, entry.species, entry.groups, entry.except_),
        coefficients={
            symbol: Parameter(
                id=f"{id}.{symbol}",
                group=id,
                symbol=symbol,
                title=title,
                value=Quantity(entry.coefficients[symbol], ONE),
                source=origin.cited,
                confidence=origin.confidence,
                note=entry.note,
                in_force=origin.in_force,
            )
            for symbol, title in data.symbols.items()
        },
        diameters=entry.diameter_cm,
        heights=entry.height_m,
        rounding=Rounding.parse(rounding.rule),
        source=f"{entry.title}；{rounding.ground}",
        in_force=origin.in_force,
    )


def species_of(
    id: str, where: str, species: Sequence[str], groups: Sequence[str] = (), but: Sequence[str] = ()
) -> frozenset[str]:
    """The species that an equation serves: named ones and whole groups of the vocabulary, less the exceptions."""
    known = vocabulary().groups
    of_groups = {name for name, group in known.items() if group in groups}
    unknown = ({*species, *but} - known.keys()) | (set(groups) - set(known.values()))
    if unknown:
        raise ParameterFileError(f"{where}：{id} 的树种或组 {'、'.join(sorted(unknown))} 未收录")
    chosen = frozenset({*species, *of_groups} - {*but})
    if not chosen:
        raise ParameterFileError(f"{where}：{id} 没有适用的树种")
    return chosen


def out_of_range(value: Decimal, known: tuple[Decimal, Decimal] | None, what: str, unit: str) -> str | None:
    """Why a value lies outside the range that the equation's source states; None where it does not."""
    if known is None or known[0] <= value <= known[1]:
        return None
    return msg(
        OUT_OF_RANGE,
        what=what,
        value=plain(value),
        unit=unit,
        least=plain(known[0]),
        most=plain(known[1]),
    )
