"""The worksheet: the calculation as a person would write it on paper, line by line.

Three kinds of line: an ``input`` (a fact of the case), a ``parameter`` (a value with source and confidence) and a
``computed`` line (a formula over earlier lines). Every line carries formula, values, unit, rounding and result, so an
independent program can recompute each one from the line alone. A computed line is exact unless it names a rounding:
where there is no finite decimal it shows the fraction (5 亩 ÷ 15 = 1/3 公顷).
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from rules.carbon.arithmetic import EXACT_NUMBERS, WORKING_NUMBERS, unit_of
from rules.carbon.formula import names, without_end, work_out
from rules.record.worksheet import LineRecord
from rules.values.exact import Number, from_text
from rules.values.quantity import Quantity, Rounding, UnitError, plain, unit
from rules.values.spread import Spread

Kind = Literal["input", "parameter", "computed"]


class WorksheetError(ValueError):
    """A line cannot stand as written: a power or logarithm without a rounding, wrong unit, unknown reference."""


class Line(NamedTuple):
    """One numbered line. ``refs`` maps each value's name in the formula to the line it comes from."""

    no: int
    kind: Kind
    section: str
    """Where the line stands, e.g. ``地块 A · 乔木层``."""
    symbol: str
    label: str
    """What the symbol means, in Chinese."""
    formula: str
    values: tuple[tuple[str, Quantity], ...]
    refs: tuple[tuple[str, int], ...]
    result: Quantity
    rounding: Rounding | None
    source: str
    confidence: str
    """``verified | secondary | unverified`` for a parameter, ``stated`` for an input, ``computed`` otherwise."""
    empirical: bool = False
    """True for a fitted equation, whose numbers go in without units and whose result gets the declared one."""
    path: str = ""
    """Of an input: where it stands in the case file. Of a parameter: its id."""
    spread: Spread | None = None
    """The standard error of an input or a parameter, or of what an equation gives; None where none is stated."""
    exact: bool = False
    """True for a parameter that is so by definition, such as 15 mu a hectare."""

    @property
    def substituted(self) -> str:
        """The formula with the values in place of the names, as one would key it into a calculator."""
        return substitute(self.formula, dict(self.values))

    def as_json(self) -> dict[str, Any]:
        """The line's JSON twin; decimals as strings. ``spread`` and ``exact`` stand only where there is something."""
        digits = {name: plain(value.value) for name, value in self.values}
        data: dict[str, Any] = {
            "no": self.no,
            "kind": self.kind,
            "section": self.section,
            "symbol": self.symbol,
            "label": self.label,
            "formula": self.formula,
            "values": digits,
            "value_units": {name: value.unit.symbol for name, value in self.values},
            "refs": dict(self.refs),
            "substituted": _filled(self.formula, digits),
            "unit": self.result.unit.symbol,
            "rounding": str(self.rounding) if self.rounding else None,
            "rounding_text": self.rounding.chinese if self.rounding else None,
            "result": self.text,
            "source": self.source,
            "confidence": self.confidence,
            "empirical": self.empirical,
            "path": self.path,
        }
        if self.spread is not None:
            data["spread"] = self.spread.as_json()
        if self.exact:
            data["exact"] = True
        return data

    @classmethod
    def of(cls, record: LineRecord) -> Line:
        """The line that was stored as this record."""
        return cls(
            no=record.no,
            kind=record.kind,
            section=record.section,
            symbol=record.symbol,
            label=record.label,
            formula=record.formula,
            values=tuple(
                (name, Quantity(from_text(value), unit(record.value_units[name])))
                for name, value in record.values.items()
            ),
            refs=tuple(record.refs.items()),
            result=Quantity(_result(record), unit(record.unit)),
            rounding=Rounding.parse(record.rounding) if record.rounding else None,
            source=record.source,
            confidence=record.confidence,
            empirical=record.empirical,
            path=record.path,
            spread=Spread.of(record.spread) if record.spread else None,
            exact=record.exact,
        )

    @property
    def text(self) -> str:
        """The result's digits: as rounded where a rounding is named, else without idle zeros, or the fraction."""
        return format(self.result.value, "f") if self.rounding else plain(self.result.value)


def _result(record: LineRecord) -> Number:
    return Decimal(record.result) if record.rounding else from_text(record.result)


_TOKEN = re.compile(r"(\d+(?:\.\d+)?|[^\W\d]\w*)")


@lru_cache(maxsize=4096)
def _tokens(formula: str) -> tuple[str, ...]:
    """The formula cut at its names and numbers, all parts kept."""
    return tuple(_TOKEN.split(formula))


def substitute(formula: str, values: Mapping[str, Quantity]) -> str:
    """Put the values in place of the names; a negative value or a fraction goes into parentheses."""
    return _filled(formula, {name: plain(value.value) for name, value in values.items()})


def _filled(formula: str, digits: Mapping[str, str]) -> str:
    alone = digits.get(formula)  # of an input or a parameter
    if alone is not None and alone[0] != "-" and "/" not in alone:
        return alone
    put = {name: f"({text})" if text.startswith("-") or "/" in text else text for name, text in digits.items()}
    return "".join([put.get(token, token) for token in _tokens(formula)])


@dataclass(slots=True)
class Worksheet:
    """Lines in the order they were written. Only ever appended to."""

    lines: list[Line] = field(default_factory=list)

    def given(
        self,
        symbol: str,
        label: str,
        value: Quantity,
        *,
        section: str,
        source: str,
        path: str,
        spread: Spread | None = None,
    ) -> Line:
        """An input line: a fact of the case, stated at ``path`` of the case file."""
        return self._append("input", symbol, label, value, section, source, "stated", path, spread)

    def parameter(
        self,
        symbol: str,
        label: str,
        value: Quantity,
        *,
        section: str,
        source: str,
        confidence: str,
        path: str,
        spread: Spread | None = None,
        exact: bool = False,
    ) -> Line:
        """A parameter line: a value of the parameter set, with where it was read and how far it can be trusted."""
        return self._append("parameter", symbol, label, value, section, source, confidence, path, spread, exact)

    def compute(
        self,
        symbol: str,
        label: str,
        formula: str,
        terms: Mapping[str, Line],
        *,
        unit_symbol: str,
        section: str,
        source: str,
        rounding: Rounding | None = None,
        empirical: bool = False,
        spread: Spread | None = None,
    ) -> Line:
        """A computed line. ``terms`` names the earlier lines whose results the formula uses; ``spread`` is the error
        that a fitted equation adds to what it gives.

        Raises ``WorksheetError`` when a power or logarithm needs a rounding and none is named, ``UnitError`` when the
        result has another unit than declared.
        """
        values = {name: terms[name].result for name in names(formula)}
        result = evaluate(formula, values, unit_symbol, rounding, empirical=empirical)
        line = Line(
            no=len(self.lines) + 1,
            kind="computed",
            section=section,
            symbol=symbol,
            label=label,
            formula=formula,
            values=tuple(values.items()),
            refs=tuple((name, terms[name].no) for name in values),
            result=result,
            rounding=rounding,
            source=source,
            confidence="computed",
            empirical=empirical,
            spread=spread,
        )
        self.lines.append(line)
        return line

    def _append(
        self,
        kind: Kind,
        symbol: str,
        label: str,
        value: Quantity,
        section: str,
        source: str,
        confidence: str,
        path: str,
        spread: Spread | None,
        exact: bool = False,
    ) -> Line:
        line = Line(
            no=len(self.lines) + 1,
            kind=kind,
            section=section,
            symbol=symbol,
            label=label,
            formula=symbol,
            values=((symbol, value),),
            refs=(),
            result=value,
            rounding=None,
            source=source,
            confidence=confidence,
            path=path,
            spread=spread,
            exact=exact,
        )
        self.lines.append(line)
        return line

    @classmethod
    def of(cls, records: Iterable[LineRecord]) -> Worksheet:
        """The worksheet that was stored as these records."""
        return cls([Line.of(record) for record in records])

    @property
    def records(self) -> tuple[LineRecord, ...]:
        """All lines as they are stored."""
        return tuple(LineRecord.from_json(line) for line in self.as_json())

    def as_json(self) -> list[dict[str, Any]]:
        """All lines' JSON twins."""
        return [line.as_json() for line in self.lines]


def evaluate(
    formula: str,
    values: Mapping[str, Quantity],
    unit_symbol: str,
    rounding: Rounding | None,
    *,
    empirical: bool = False,
) -> Quantity:
    """The value of a formula, exact or rounded by name, in the declared unit."""
    declared = unit(unit_symbol)
    # the numbers of a fitted equation go in without units, and what it gives has the declared one
    found = declared if empirical else unit_of(formula, tuple([values[name].unit for name in names(formula)]))
    if found != declared:
        raise UnitError(f"{formula!r} gives {found.symbol}, the line declares {declared.symbol}")
    arithmetic = WORKING_NUMBERS if rounding and without_end(formula) else EXACT_NUMBERS
    try:
        result = work_out(formula, {name: value.value for name, value in values.items()}, arithmetic)
    except decimal.Inexact:
        raise WorksheetError(f"{formula!r} has no finite result: the line must name a rounding") from None
    except (decimal.InvalidOperation, decimal.DivisionByZero):
        raise WorksheetError(f"{formula!r} cannot be computed with {_shown(values)}") from None
    return Quantity(rounding.apply(result) if rounding else result, declared)


def _shown(values: Mapping[str, Quantity]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())
