"""The vocabulary of the rules: every fact and conclusion with type, unit and Chinese label, from ``law/facts.yaml``.

``FactBook.normalise`` turns what a caller knows into typed values and refuses everything else; ``derive`` adds the
facts that follow from others by arithmetic (折算合计比).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact, localcontext
from functools import cached_property
from typing import Any

from rules.deciding.book.conditions import Value
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg

TYPES = ("bool", "string", "date", "integer", "decimal")
MERGES = ("max", "set", "single")


@dataclass(frozen=True, slots=True)
class Term:
    """``fact ÷ per``, one addend of a derived fact."""

    fact: str
    per: Decimal


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that rules may ask for.

    ``decimals``: places that thresholds on it may use. ``fixed``: given by the charge, never proposed for change.
    ``sum``: the terms a derived fact is the sum of; such a fact is never given. ``detail``: the fact that says more of
    this one where it is told as a reason. ``raised``: a matter that somebody raises or nobody does; while it is not
    known, rules that cannot hold without it are not told. ``reads``: the fact of the case file that it is read from,
    whose name, type and unit it bears.
    """

    name: str
    type: str
    label: str
    unit: str = ""
    decimals: int = 0
    fixed: bool = False
    values: tuple[str, ...] = ()
    sum: tuple[Term, ...] = ()
    detail: str = ""
    raised: bool = False
    reads: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What rules may conclude. ``merge``: of several rules the highest in ``values`` counts (max), all count (set), or
    they must agree (single)."""

    name: str
    label: str
    merge: str
    values: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """How the grades of one offence are told.

    ``lowest``: what is said when no mark is reached. ``needs``: the facts without which that cannot be said.
    ``caution``: what every grade of the offence leaves to the judge.
    """

    offence: str
    lowest: str
    needs: tuple[str, ...] = ()
    caution: str = ""
    line: int = 0


@dataclass(frozen=True)
class FactBook:
    """All facts and conclusions by name, and the scale of each graded offence."""

    facts: Mapping[str, Fact]
    conclusions: Mapping[str, Conclusion]
    scales: Mapping[str, Scale] = field(default_factory=dict)

    @cached_property
    def read(self) -> Mapping[str, str]:
        """The facts that are read from a case file as it states them, each with its place there."""
        return {fact.name: fact.reads for fact in self.facts.values() if fact.reads and "[]" not in fact.reads}

    @cached_property
    def derived(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts.values() if fact.sum)

    def normalise(self, given: Mapping[str, object]) -> dict[str, Value]:
        """The known facts, typed; ``None`` and empty text mean not known. Raises ``InputError`` naming each bad one."""
        known: dict[str, Value] = {}
        errors: list[FieldError] = []
        for name, value in given.items():
            fact = self.facts.get(name)
            if fact is None:
                errors.append(FieldError(name, msg("规则词汇表中没有这一事实")))
            elif fact.sum:
                errors.append(FieldError(name, msg("{label}由其他事实推算，不得直接给出", label=fact.label)))
            elif value is not None and value != "":
                typed = typed_value(fact.type, value)
                if typed is None:
                    told = msg(
                        "{label}{wanted}，现为 {value!r}", label=fact.label, wanted=_WANTED[fact.type], value=value
                    )
                    errors.append(FieldError(name, told))
                elif isinstance(typed, Decimal | int) and not isinstance(typed, bool) and typed < 0:
                    told = msg("{label}不得为负，现为 {value}", label=fact.label, value=value)
                    errors.append(FieldError(name, told))
                elif isinstance(typed, Decimal | int) and _too_long(Decimal(typed)):
                    errors.append(FieldError(name, msg("{label}位数过多，至多 60 位", label=fact.label)))
                else:
                    known[name] = typed
        if errors:
            raise InputError(errors)
        return known

    def derive(self, known: dict[str, Value]) -> dict[str, Value]:
        """``known`` with every derived fact whose terms are all known, exactly; changed in place and returned."""
        for fact in self.derived:
            total = self.total(fact, known)
            if total is not None:
                known[fact.name] = total
        return known

    def total(self, fact: Fact, known: Mapping[str, object]) -> Decimal | None:
        """A derived fact, exactly; None while one of its terms is not known."""
        values = []
        for term in fact.sum:
            value = known.get(term.fact)
            if not isinstance(value, Decimal | int):
                return None
            values.append(value)
        with localcontext(_EXACT):
            return sum((Decimal(value) / term.per for value, term in zip(values, fact.sum, strict=True)), Decimal(0))


_WANTED = {
    "bool": msg("应为是或否"),
    "string": msg("应为非空文字"),
    "date": msg("应为日期"),
    "integer": msg("应为整数"),
    "decimal": msg("应为十进制数（不得用浮点数）"),
}

_CHECKS: dict[str, Any] = {
    "bool": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str) and value != "",
    "date": lambda value: isinstance(value, datetime.date) and not isinstance(value, datetime.datetime),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "decimal": lambda value: (
        (isinstance(value, Decimal) and value.is_finite()) or (isinstance(value, int) and not isinstance(value, bool))
    ),
}


def typed_value(kind: str, value: object) -> Value | None:
    """``value`` as the given type, or None when it is not of that type. A whole ``Decimal`` serves as an integer."""
    if kind == "integer" and isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        value = int(value) if value.adjusted() < 40 else None
    if not _CHECKS[kind](value):
        return None
    if kind == "decimal" and isinstance(value, int):
        return Decimal(value)
    return value  # type: ignore[return-value]  # just checked


def _too_long(number: Decimal) -> bool:
    return len(number.as_tuple().digits) > 60 or abs(number.adjusted()) > 60


_EXACT = Context(prec=200, traps=[Inexact])
"""Terms have at most 60 digits, so their sums are exact here; a rounding would raise."""
