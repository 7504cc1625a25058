"""What a method edition declares about itself, read from its ``parameters.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field, RootModel

from rules.carbon.parameters.sets import ParameterSet, make_set
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg
from rules.values.fields import LongText, Text
from rules.values.quantity import Rounding
from rules.values.records import (
    BorrowedError,
    Constants,
    Errors,
    InForce,
    ParameterFileError,
    Record,
    RoundingText,
    SpeciesTable,
    ValueRecord,
    read_record,
)

TABLES = Path(__file__).parents[1] / "parameters"
OPTIONS = Path(__file__).parent / "methods" / "options"


class _Rounding(Record):
    rule: RoundingText
    ground: LongText


class _Option(Record):
    title: Text
    default: Text
    choices: dict[str, LongText]


class _Method(Record):
    id: Text
    edition: Text
    title: Text
    formula: Text
    scope: LongText
    needs_species: bool
    biomass_route: bool = False
    measured_biomass: bool = False
    whole_case: bool = False
    fire_pools_by_area: bool = False
    status: LongText | None = None
    structure_status: LongText | None = None
    requires: tuple[Text, ...] = ()
    """Single values of the method's own without which it can measure nothing; shared constants always are."""


class _Set(Record):
    id: Text
    title: Text
    status: LongText | None = None


class Correction(Record):
    """The edition that this one puts right, and what was wrong with it, each error in a sentence without its stop."""

    edition: Text
    errors: tuple[LongText, ...] = Field(min_length=1)


class MethodFile(Record):
    method: _Method
    in_force: InForce
    corrects: Correction | None = None
    parameter_set: _Set
    rounding: dict[str, _Rounding]
    options: dict[str, _Option]
    shared_options: tuple[Text, ...] = ()
    """Files of ``rules/methods/options`` whose options the method offers after its own."""
    tables: tuple[Text, ...] = ()
    """Species tables of ``rules/parameters`` that the set contains."""
    constants: tuple[Text, ...] = ()
    """Files of single values of ``rules/parameters`` that the set contains."""
    errors: tuple[Text, ...] = ()
    """Files of standard errors of ``rules/parameters`` for parameters of the set that have none of their own."""
    parameters: dict[str, ValueRecord] = Field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """A choice the case file may make: ``choices`` maps what may be written to what it means."""

    title: str
    default: str
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Declaration:
    """Identity, roundings and options of a method edition, and the parameter set that ships with it.

    ``needs_species``: whether the loss depends on which species it is. ``biomass_route``: whether a tally may be
    measured by a biomass equation instead of its stock. ``measured_biomass``: whether biomass that a survey of the case
    found is used. ``status``: printed with every result made with the shipped
    set; ``structure_status``: with every result made with another. ``tables``: the species tables of the set.
    ``in_force``: the days of measurement on which the edition counts where a case file names none, and with them the
    days of the edition that it ``corrects``. ``whole_case``: the loss is of the case as a whole and not of its stands.
    ``fire_pools_by_area``: in a fire, pools on the ground are lost with the area that burned and not with the trees
    that died. ``constants``: ids of the conversions that methods share; ``requires``: every id that a set must have.
    """

    id: str
    edition: str
    title: str
    formula: str
    scope: str
    needs_species: bool
    biomass_route: bool
    status: str | None
    roundings: Mapping[str, Rounding]
    grounds: Mapping[str, str]
    options: Mapping[str, Option]
    shipped: ParameterSet
    structure_status: str | None = None
    tables: tuple[SpeciesTable, ...] = ()
    constants: frozenset[str] = frozenset()
    requires: frozenset[str] = frozenset()
    measured_biomass: bool = False
    in_force: InForce = field(default_factory=InForce)
    corrects: Correction | None = None
    whole_case: bool = False
    fire_pools_by_area: bool = False

    @property
    def name(self) -> str:
        """``national-default@2026-11``: how a case file and a parameter set name the edition."""
        return f"{self.id}@{self.edition}"

    @property
    def title_with_edition(self) -> str:
        """``国家方法学缺省参数法（2026-11 版）``."""
        return f"{self.title}（{self.edition} 版）"

    def status_with(self, parameters: ParameterSet) -> str | None:
        """What is printed of the method beside a result made with this set."""
        return self.status if parameters.provenance == "shipped" else self.structure_status

    def choose(self, given: Mapping[str, str]) -> dict[str, str]:
        """The value of every option, defaults filled in. Raises ``InputError`` for what the method does not declare."""
        errors = []
        chosen = {key: option.default for key, option in self.options.items()}
        for key, value in given.items():
            at = f"options.parameters.{key}"
            option = self.options.get(key)
            if option is None:
                known = list(self.options) or msg("无")
                told = msg("方法 {id} 没有参数项“{key}”，可用的有：{known}", id=self.id, key=key[:40], known=known)
                errors.append(FieldError(at, told))
            elif value not in option.choices:
                told = msg(
                    "{title}应为 {known} 之一，现为 {value}",
                    title=option.title,
                    known=list(option.choices),
                    value=value[:40],
                )
                errors.append(FieldError(at, told))
            else:
                chosen[key] = value
        if errors:
            raise InputError(errors)
        return chosen


def declare(folder: Path) -> Declaration:
    """Read an edition's ``parameters.yaml`` and the tables it names. Raises ``ParameterFileError``."""
    where = f"{folder.parent.name}/{folder.name}/parameters.yaml"
    data = read_record(MethodFile, folder / "parameters.yaml", where)
    options = _options(data, where)
    head = data.method
    values, constants = _with_constants(data, where)
    unknown = [id for id in head.requires if id not in values]
    if unknown:
        raise ParameterFileError(f"{where}：method.requires 所列 {'、'.join(unknown)} 没有数值")
    tables = tuple(_table(name) for name in data.tables)
    return Declaration(
        id=head.id,
        edition=head.edition,
        title=head.title,
        formula=head.formula,
        scope=head.scope,
        needs_species=head.needs_species,
        biomass_route=head.biomass_route,
        status=head.status,
        roundings={name: Rounding.parse(entry.rule) for name, entry in data.rounding.items()},
        grounds={name: entry.ground for name, entry in data.rounding.items()},
        options={key: Option(entry.title, entry.default, entry.choices) for key, entry in options.items()},
        shipped=_shipped(data, values, tables),
        structure_status=head.structure_status,
        tables=tables,
        constants=constants,
        requires=constants | set(head.requires),
        measured_biomass=head.measured_biomass,
        in_force=data.in_force,
        corrects=data.corrects,
        whole_case=head.whole_case,
        fire_pools_by_area=head.fire_pools_by_area,
    )


def _shipped(data: MethodFile, values: Mapping[str, ValueRecord], tables: tuple[SpeciesTable, ...]) -> ParameterSet:
    named = data.parameter_set
    return make_set(
        id=named.id, title=named.title, status=named.status, values=values, tables=tables, errors=_errors(data)
    )


def _options(data: MethodFile, where: str) -> dict[str, _Option]:
    """The method's own options and those it shares, once the rounding that every method needs is there."""
    if "total" not in data.rounding:
        raise ParameterFileError(f"{where}：缺少修约 rounding.total")
    options = {**data.options, **_shared(data, where)}
    for key, option in options.items():
        if option.default not in option.choices:
            raise ParameterFileError(f"{where}：options.{key} 的缺省值不在选项中")
    return options


class OptionFile(RootModel[dict[str, _Option]]):
    """A file of options by key."""


def _shared(data: MethodFile, where: str) -> dict[str, _Option]:
    found: dict[str, _Option] = {}
    for name in data.shared_options:
        found |= read_record(OptionFile, OPTIONS / f"{name}.yaml").root
    twice = found.keys() & data.options.keys()
    if twice:
        raise ParameterFileError(f"{where}：选项 {'、'.join(sorted(twice))} 与共用选项重名")
    return found


def _table(name: str) -> SpeciesTable:
    return read_record(SpeciesTable, TABLES / f"{name}.yaml")


def _errors(data: MethodFile) -> dict[str, BorrowedError]:
    found: dict[str, BorrowedError] = {}
    for name in data.errors:
        found |= read_record(Errors, TABLES / f"{name}.yaml").root
    return found


CONVERSIONS = "conversions"
"""The file of constants that every result rests on: molar masses, 亩 per hectare."""


def _with_constants(data: MethodFile, where: str) -> tuple[dict[str, ValueRecord], frozenset[str]]:
    """Every single value of the set, and the ids of those that are conversions."""
    values: dict[str, ValueRecord] = {}
    conversions: frozenset[str] = frozenset()
    for name in data.constants:
        found = read_record(Constants, TABLES / f"{name}.yaml").root
        values |= found
        if name == CONVERSIONS:
            conversions = frozenset(found)
    twice = values.keys() & data.parameters.keys()
    if twice:
        raise ParameterFileError(f"{where}：参数 {'、'.join(sorted(twice))} 与共用参数重名")
    return values | data.parameters, conversions
