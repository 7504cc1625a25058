"""The vocabulary of the rules: every fact and conclusion with type, unit and Chinese label, from ``law/facts.yaml``.

``FactBook.normalise`` turns what a caller knows into typed values and refuses everything else; ``derive`` adds the
facts that follow from others by arithmetic (折算合计比).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from rules.casefile.schema import facts_by_path
from rules.deciding.book.base import Entry, Exact, NotEmpty, Remark, Switch, Whole, Words
from rules.deciding.book.conditions import Value
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg
from rules.reading.pydantic_errors import invalid
from rules.values.exact import Number, added, over
from rules.values.fields import Kind

MOST_DECIMALS = 9


def _divides_exactly(number: Decimal) -> Decimal:
    """``number``, where one divided by it has a finite decimal."""
    try:
        if number > 0:
            Context(prec=28, traps=[Inexact]).divide(Decimal(1), number)
            return number
    except Inexact:
        pass
    raise invalid("应为能整除的正数，现为 {value}", value=number)


class Term(Entry):
    """``fact ÷ per``, one addend of a derived fact."""

    fact: Words
    per: Annotated[Exact, AfterValidator(_divides_exactly)]


class Fact(Entry):
    """A fact that rules may ask for.

    ``decimals``: places that thresholds on it may use. ``fixed``: given by the charge, never proposed for change.
    ``sum``: the terms a derived fact is the sum of; such a fact is never given. ``detail``: the fact that says more of
    this one where it is told as a reason. ``raised``: a matter that somebody raises or nobody does; while it is not
    known, rules that cannot hold without it are not told. ``reads``: the fact of the case file that it is read from,
    whose name, type and unit it bears.
    """

    name: Words = Field(validation_alias="fact")
    type: Literal["bool", "string", "date", "integer", "decimal"]
    label: Words
    unit: Remark = ""
    decimals: Annotated[Whole, Field(le=MOST_DECIMALS)] = 0
    fixed: Switch = False
    values: tuple[Words, ...] = ()
    sum: tuple[Term, ...] = ()
    detail: Remark = ""
    raised: Switch = False
    reads: Remark = ""
    note: Remark = Field(default="", exclude=True)

    @property
    def choices(self) -> tuple[Value, ...]:
        """All that it can be, where that can be told one by one."""
        return (True, False) if self.type == "bool" else self.values


READ_AS: Mapping[Kind, tuple[Literal["bool", "string", "date", "integer", "decimal"], int]] = {
    Kind.FLAG: ("bool", 0),
    Kind.TEXT: ("string", 0),
    Kind.CHOICE: ("string", 0),
    Kind.DATE: ("date", 0),
    Kind.COUNT: ("integer", 0),
    Kind.MONEY: ("decimal", 2),
    Kind.NUMBER: ("decimal", 4),
    Kind.SHARE: ("decimal", 4),
}
"""What a fact of the case file is to the law: its type, and the places that a threshold on it may use."""


def _in_the_case_file(path: str) -> str:
    at = facts_by_path().get(path)
    if at is None or at.kind not in READ_AS:
        raise invalid("案件文件没有 {path} 这一项事实", path=path)
    return path


class ReadFact(Entry):
    """A fact that a case file states: the law adds only how it takes it."""

    name: Words = Field(validation_alias="fact")
    reads: Annotated[Words, AfterValidator(_in_the_case_file)]
    fixed: Switch = False
    values: tuple[Words, ...] = ()
    detail: Remark = ""
    raised: Switch = False
    note: Remark = ""

    def fact(self) -> Fact:
        """The fact, with name, type and unit of the case file."""
        at = facts_by_path()[self.reads]
        kind, decimals = READ_AS[at.kind]
        words = at.words if at.kind is Kind.CHOICE else ()
        return Fact(
            **{**self.model_dump(), "values": self.values or tuple(map(str, words))},
            type=kind,
            label=str(at.fact.label),
            unit=str(at.fact.unit.name) if at.fact.unit else "",
            decimals=decimals,
        ).standing_at(self)


class Conclusion(Entry):
    """What rules may conclude. ``merge``: of several rules the highest in ``values`` counts (max), all count (set), or
    they must agree (single). ``unless``: the conclusion beside which it is not told, for that says as much for sure.

    Of reasons for telling no grade: ``no_offence``, those by which none is due at all; ``of_conduct_day``, those that
    leave open what the text of the conduct day comes to and nothing else; ``no_more``, those that ask whether there is
    the offence at all, so that it is never more than the texts say. What they say changes grades and is of the hash.
    """

    name: Words = Field(validation_alias="conclusion")
    label: Words
    merge: Literal["max", "set", "single"]
    values: Annotated[tuple[Words, ...], NotEmpty()]
    unless: Remark = ""
    no_offence: tuple[Words, ...] = ()
    of_conduct_day: tuple[Words, ...] = ()
    no_more: tuple[Words, ...] = ()

    @property
    def marks(self) -> dict[str, tuple[str, ...]]:
        """The values that are marked, by mark."""
        return {"no_offence": self.no_offence, "of_conduct_day": self.of_conduct_day, "no_more": self.no_more}


class Scale(Entry):
    """How the grades of one offence are told.

    ``lowest``: what is said when no mark is reached. ``needs``: the facts without which that cannot be said.
    ``caution``: what every grade of the offence leaves to the judge.
    """

    offence: Words = Field(validation_alias="scale")
    lowest: Words
    needs: tuple[Words, ...] = ()
    caution: Remark = ""
    note: Remark = Field(default="", exclude=True)


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

    def untold(self, conclusion: str, drawn: Collection[str]) -> bool:
        """Whether a conclusion is not told beside these."""
        known = self.conclusions.get(conclusion)
        return known is not None and known.unless in drawn

    @cached_property
    def derived(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts.values() if fact.sum)

    def normalise(self, given: Mapping[str, Any]) -> dict[str, Value]:
        """The known facts, typed; ``None`` and empty text mean not known. Raises ``InputError`` naming each bad one."""
        known: dict[str, Any] = {}
        errors: list[FieldError] = []
        types = self._types
        for name, value in given.items():
            if value is None and name in types:  # what most facts are
                continue
            kind, own = types.get(name), type(value)
            if own is kind and (value if kind is str else kind is not int or 0 <= value < _LONGEST):
                known[name] = value  # of what is known nearly every one; the rest is looked at closely
                continue
            self._take(name, value, known, errors)
        if errors:
            raise InputError(errors)
        return known

    @cached_property
    def _types(self) -> Mapping[str, type]:
        """Of each fact that can be given, the Python type that its values have; of decimals one that needs a look."""
        return {fact.name: _PYTHON[fact.type] for fact in self.facts.values() if not fact.sum}

    def _take(self, name: str, value: object, known: dict[str, Any], errors: list[FieldError]) -> None:
        """One given value, typed, among what is known; or what is wrong with it."""
        fact = self.facts.get(name)
        if fact is None:
            errors.append(FieldError(name, msg("规则词汇表中没有这一事实")))
        elif fact.sum:
            errors.append(FieldError(name, msg("{label}由其他事实推算，不得直接给出", label=fact.label)))
        elif value is not None and value != "":
            typed = typed_value(fact.type, value)
            told = _refusal(fact, value, typed)
            if told is not None:
                errors.append(FieldError(name, told))
            else:
                known[name] = typed

    def derive(self, known: dict[str, Value]) -> dict[str, Value]:
        """``known`` with every derived fact whose terms are all known, exactly; changed in place and returned."""
        for fact in self.derived:
            total = self.total(fact, known)
            if total is not None:
                known[fact.name] = total
        return known

    def total(self, fact: Fact, known: Mapping[str, object]) -> Number | None:
        """A derived fact, exactly; None while one of its terms is not known."""
        values = []
        for term in fact.sum:
            value = known.get(term.fact)
            if value is None or isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
                return None
            values.append(Decimal(value) if isinstance(value, int) else value)
        return added(over(value, term.per) for value, term in zip(values, fact.sum, strict=True))


def _refusal(fact: Fact, given: object, typed: Value | None) -> str | None:
    """Why a given value is no value of the fact; None where it is one."""
    if typed is None:
        return msg("{label}{wanted}，现为 {value!r}", label=fact.label, wanted=_WANTED[fact.type], value=given)
    if fact.type in _NUMBERS:
        assert isinstance(typed, int | Decimal | Fraction)  # in this order: to ask for a Fraction takes longest
        if typed < 0:
            return msg("{label}不得为负，现为 {value}", label=fact.label, value=given)
        if _too_long(typed):
            return msg("{label}位数过多，至多 60 位", label=fact.label)
    return None


_NUMBERS = frozenset({"integer", "decimal"})

_PYTHON: Mapping[str, type] = {
    "bool": bool,
    "string": str,
    "date": datetime.date,
    "integer": int,
    "decimal": object,  # none has this one: a decimal may be endless, negative or too long
}

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
        (isinstance(value, Decimal) and value.is_finite())
        or (isinstance(value, int | Fraction) and not isinstance(value, bool))
    ),
}


def typed_value(kind: str, value: object) -> Value | None:
    """``value`` as the given type, or None when it is not of that type. A whole ``Decimal`` serves as an integer."""
    if kind == "integer" and isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        value = int(value) if value.adjusted() < 40 else None
    if not _CHECKS[kind](value):
        return None
    if kind == "decimal" and not value:
        return Decimal(0)  # without a sign
    if kind == "decimal" and isinstance(value, int):
        return Decimal(value)
    return value  # type: ignore[return-value]  # just checked


def _too_long(number: Number | int) -> bool:
    if isinstance(number, int):
        return number >= _LONGEST
    if isinstance(number, Fraction):
        return False  # worked out here, not stated
    return abs(number.adjusted()) > 60 or (len(str(number)) > 60 and len(number.as_tuple().digits) > 60)


_LONGEST = 10**60
