"""How a parameter is written in a file: typed records, unknown keys refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, StringConstraints, ValidationError

from rules.reading.located import FileError, Mistake, mistakes_of
from rules.reading.pydantic_errors import invalid
from rules.reading.yaml_reader import read_located
from rules.record.worksheet import SpreadKind
from rules.values.fields import Amount, Day, LongText, Stock, Text
from rules.values.quantity import Rounding, unit
from rules.values.spread import Spread

Confidence = Literal["verified", "secondary", "unverified"]
"""``verified``: read in the publication. ``secondary``: in a transcription. ``unverified``: commonly quoted only."""


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _unit(value: str) -> str:
    try:
        unit(value)
    except ValueError:
        raise invalid("不认识的单位 {given}", given=value) from None
    return value


def _rounding(value: Any) -> str:
    try:
        return str(Rounding.parse(value))
    except (ValueError, ArithmeticError, AttributeError, TypeError):
        raise invalid("修约应写作“half_up 0.01”，现为 {given}", given=str(value)) from None


UnitSymbol = Annotated[str, AfterValidator(_unit)]
RoundingText = Annotated[str, AfterValidator(_rounding)]


Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"'<>]+$", max_length=500)]
"""Of a text on the web."""


def site(address: str | None) -> str:
    """Whose site an address is on; empty without one."""
    return urlsplit(address).netloc if address else ""


class InForce(Record):
    """From and to, both included; empty where the source states no date."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None

    def on(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


class Origin(Record):
    """Where a value was read and how far it can be trusted."""

    source: LongText
    table: Text | None = None
    edition: Text | None = None
    confidence: Confidence
    in_force: InForce = InForce()

    @property
    def cited(self) -> str:
        """Source, table and edition in one line."""
        return "，".join(part for part in (self.source, self.table, self.edition) if part)


class StandardError(Record):
    """The standard deviation of a value, in its own unit, with a source of its own.

    ``kind`` says which ± the source states; ``at_most`` bounds a value that cannot exceed it (a share: 1).
    """

    value: Amount
    kind: SpreadKind = "standard_error"
    source: LongText
    at_most: Amount | None = None

    @property
    def spread(self) -> Spread:
        return Spread(self.value, self.source, self.kind, high=self.at_most)


class BorrowedError(StandardError):
    """A standard error of a parameter whose own source has none. ``bias``: a known deviation to one side, in words."""

    bias: LongText | None = None

    @property
    def spread(self) -> Spread:
        return Spread(self.value, self.source, self.kind, high=self.at_most, bias=self.bias)


class Errors(RootModel[dict[str, BorrowedError]]):
    """A file of standard errors by parameter id."""


class ValueRecord(Origin):
    """One parameter of a method. ``exact``: so by definition, without any error (15 mu a hectare)."""

    symbol: Text
    title: Text
    value: Stock
    unit: UnitSymbol
    note: LongText | None = None
    standard_error: StandardError | None = None
    exact: bool = False


class Constants(RootModel[dict[str, ValueRecord]]):
    """A file of single values by id."""


class QuantityRecord(Record):
    """What a column of a species table holds. ``plausible``: bounds outside which a value is surely a slip."""

    title: Text
    unit: UnitSymbol
    plausible: tuple[Decimal, Decimal]


class SpeciesRecord(Record):
    """Values of one species or species group; ``values`` is empty where none was found."""

    values: dict[str, Stock] = {}
    note: LongText | None = None
    doubtful: dict[str, LongText] = {}
    """Per quantity: why the value is in doubt, where two transcriptions or an independent figure disagree."""
    missing: LongText | None = None
    """Why there are no values."""
    standard_errors: dict[str, StandardError] = {}
    """Per quantity, where one is stated."""


class SpeciesTable(Record):
    """A table of several quantities by species; every value has the origin stated at its head."""

    id: Text
    title: Text
    origin: Origin
    quantities: dict[str, QuantityRecord]
    species: dict[str, SpeciesRecord]


_R = TypeVar("_R", bound=BaseModel)


class ParameterFileError(ValueError):
    """A parameter file of the system itself is wrong. Says file, field and reason; ``mistakes``: the same as data."""

    def __init__(self, told: str, mistakes: Iterable[Mistake] = ()) -> None:
        super().__init__(told)
        self.mistakes = tuple(mistakes)


def parse_record(model: type[_R], data: Any, where: str) -> _R:
    """``data`` as ``model``. Raises ``ParameterFileError`` with every mistake."""
    try:
        return model.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as problem:
        raise _refused(mistakes_of(problem, data, where)) from None


def read_record(model: type[_R], path: Path, where: str = "") -> _R:
    """The record that a YAML file holds. Raises ``ParameterFileError`` with every mistake and its line.

    ``where``: what the file is called in messages; its name where empty.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise ParameterFileError(f"{where or path.name}：文件无法读取：{problem}") from None
    return record_from(model, content, where or path.name)


def record_from(model: type[_R], content: bytes, where: str) -> _R:
    """The record in the bytes of a YAML file, as ``read_record``."""
    try:
        return parse_record(model, read_located(content, where), where)
    except FileError as problem:
        raise _refused(problem.mistakes) from None


def _refused(mistakes: Iterable[Mistake]) -> ParameterFileError:
    found = tuple(mistakes)
    return ParameterFileError("；".join(map(str, found)), found)
