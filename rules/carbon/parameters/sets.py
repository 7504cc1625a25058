"""Parameter sets: every value a method edition may use, by id, hashed as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from rules.casefile import canonical
from rules.values.quantity import Quantity, plain, unit
from rules.values.records import BorrowedError, InForce, ParameterFileError, SpeciesTable, ValueRecord
from rules.values.spread import Spread

ERROR_OF_NOTHING = "{table}：{name} 的标准误所指的量没有数值"

Provenance = Literal["shipped", "file", "register"]
"""``shipped``: with the method edition. ``file``: given for one calculation, checked by nobody. ``register``: entered
by one officer, verified by a second, frozen."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value. ``group`` is what it belongs to on paper: a species, or empty for a value of the whole method."""

    id: str
    group: str
    symbol: str
    title: str
    value: Quantity
    source: str
    confidence: str
    note: str | None
    in_force: InForce
    spread: Spread | None = None
    exact: bool = False

    @property
    def name(self) -> str:
        """``杉木生物量扩展因子 BEF``: how a mistake names it."""
        return f"{self.group}{self.title} {self.symbol}"

    def as_json(self) -> dict[str, Any]:
        """Plain data; ``spread`` and ``exact`` stand only where there is something."""
        data: dict[str, Any] = {
            "id": self.id,
            "symbol": self.symbol,
            "title": self.title,
            "value": plain(self.value.value),
            "unit": self.value.unit.symbol,
            "source": self.source,
            "confidence": self.confidence,
            "note": self.note,
            "in_force": self.in_force.model_dump(mode="json", by_alias=True),
        }
        if self.spread is not None:
            data["spread"] = self.spread.as_json()
        if self.exact:
            data["exact"] = True
        return data


@dataclass(frozen=True)
class ParameterSet:
    """The parameters of a method edition. ``missing`` says, by parameter id, why there is none.

    ``status`` is printed with every result made with the set; ``frozen`` is true once a second person has verified it.
    ``method`` is the edition (``id@edition``) that the set belongs to, None for a shipped set.
    """

    id: str
    title: str
    status: str | None
    frozen: bool
    parameters: Mapping[str, Parameter]
    missing: Mapping[str, str]
    sha256: str
    method: str | None = None
    provenance: Provenance = "shipped"
    other_periods: Mapping[str, tuple[Parameter, ...]] = field(default_factory=dict)
    """By parameter id: the same parameter in force at other times than the one in ``parameters``."""
    verification: Mapping[str, str] | None = None
    """Of a frozen set: ``entered_by``, ``verified_by`` (institution and name), ``frozen_on`` (date)."""

    def find(self, id: str, day: date) -> Parameter | None:
        """The parameter in force on ``day``, or None."""
        found = self.parameters.get(id)
        if found is None or found.in_force.on(day):
            return found
        return next((other for other in self.other_periods.get(id, ()) if other.in_force.on(day)), None)

    def as_json(self) -> dict[str, Any]:
        """What a result says of the set it was made with."""
        return {
            "id": self.id,
            "title": self.title,
            "sha256": self.sha256,
            "status": self.status,
            "frozen": self.frozen,
            "provenance": self.provenance,
            "verification": dict(self.verification) if self.verification else None,
        }


def make_set(
    *,
    id: str,
    title: str,
    status: str | None,
    values: Mapping[str, ValueRecord],
    tables: tuple[SpeciesTable, ...],
    frozen: bool = False,
    errors: Mapping[str, BorrowedError] = MappingProxyType({}),
) -> ParameterSet:
    """A set from a method's own values and shared tables. Its hash covers every value with source and confidence.

    ``errors``: standard errors by parameter id, for those whose own source states none.
    """
    parameters = {key: of_record(key, record) for key, record in values.items()}
    missing: dict[str, str] = {}
    for table in tables:
        for parameter in _of_table(table):
            parameters[parameter.id] = parameter
        missing |= {
            f"{name}.{symbol}": row.missing
            for name, row in table.species.items()
            if row.missing
            for symbol in table.quantities
        }
    for key, parameter in parameters.items():
        if parameter.spread is None and key in errors:
            parameters[key] = replace(parameter, spread=errors[key].spread)
    told = canonical({"id": id, "parameters": [parameters[key].as_json() for key in sorted(parameters)]})
    return ParameterSet(id, title, status, frozen, parameters, missing, hashlib.sha256(told.encode()).hexdigest())


def of_record(key: str, record: ValueRecord) -> Parameter:
    """The parameter of that id that a file's record states."""
    return Parameter(
        id=key,
        group="",
        symbol=record.symbol,
        title=record.title,
        value=Quantity(record.value, unit(record.unit)),
        source=record.cited,
        confidence=record.confidence,
        note=record.note,
        in_force=record.in_force,
        spread=record.standard_error.spread if record.standard_error else None,
        exact=record.exact,
    )


def _of_table(table: SpeciesTable) -> list[Parameter]:
    result = []
    for name, row in table.species.items():
        if row.values and set(row.values) != set(table.quantities):
            raise ParameterFileError(f"{table.id}：{name} 应写全 {'、'.join(table.quantities)}")
        if bool(row.values) == bool(row.missing):
            raise ParameterFileError(f"{table.id}：{name} 应写数值，或写明为何缺（missing），不能都写或都不写")
        if not row.doubtful.keys() <= row.values.keys():
            raise ParameterFileError(f"{table.id}：{name} 的存疑说明所指的量没有数值")
        if not row.standard_errors.keys() <= row.values.keys():
            raise ParameterFileError(ERROR_OF_NOTHING.format(table=table.id, name=name))
        for symbol, value in row.values.items():
            column = table.quantities[symbol]
            low, high = column.plausible
            if not low <= value <= high:
                raise ParameterFileError(f"{table.id}：{name} {symbol} = {value}，超出合理范围 {low}–{high}")
            notes = [text for text in (row.doubtful.get(symbol), row.note) if text]
            result.append(
                Parameter(
                    id=f"{name}.{symbol}",
                    group=name,
                    symbol=symbol,
                    title=column.title,
                    value=Quantity(value, unit(column.unit)),
                    source=table.origin.cited,
                    confidence=table.origin.confidence,
                    note="；".join(notes) or None,
                    in_force=table.origin.in_force,
                    spread=row.standard_errors[symbol].spread if symbol in row.standard_errors else None,
                )
            )
    return result
