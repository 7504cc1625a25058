"""A rule of law as data, the text it rests on, and the figure a province was free to set."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from rules.deciding.book.base import Basis, Entry, Exact, Period, Words
from rules.deciding.book.conditions import Comparison, Condition, canonical, comparisons, required
from rules.reading.pydantic_errors import invalid
from rules.values.records import Confidence

StageName = Literal["qualification", "grade", "loss_gate", "civil_heads", "credit_eligibility", "routing", "duties"]
SelectedBy = Literal["conduct", "decision", "both"]

ROUTES = "routes"
"""The conclusion that names the routes of compensation that are open."""

CONCURRENCE = "concurrence"
"""The conclusion that two offences meet, and which provision then applies."""

STAGES: Mapping[StageName, SelectedBy] = {
    "qualification": "conduct",
    "grade": "both",
    "loss_gate": "decision",
    "civil_heads": "conduct",
    "credit_eligibility": "decision",
    "routing": "decision",
    "duties": "decision",
}
"""The stages in order, with the date that chooses their rules unless a rule says otherwise by ``selected_by``.

``both``: the text in force at the conduct and the one in force at the decision are both evaluated (从旧兼从轻)."""

ENDS = {"low": "幅度下限", "high": "幅度上限"}
"""The two ends of the range in which a missing provincial figure lies."""


PROVINCE = "province"
"""The fact where the act was done: a province's figure binds there and nowhere else."""

PROVINCES = "provinces"
"""The fact that it was done in several, in words."""

_DOUBT: Sequence[str] = ("verified", "secondary", "unverified")


def doubted(first: str, second: str) -> str:
    """The worse of two marks of confidence."""
    return max(first, second, key=_DOUBT.index)


class Elsewhere(Entry):
    """The figure of another province, where it was read and how well."""

    province: Words
    value: Exact
    reason: Words
    confidence: Confidence


class NotCarried(Entry):
    """A figure that a province has set and that is not on record: ``reason`` says which and why."""

    province: Words
    reason: Words


class Figure(Entry):
    """A number that each province sets inside a range of the national text. ``value`` is None where it is not known.

    ``others``: those of other provinces. ``confidence``: how well ``value`` was read. ``not_carried``: of provinces
    that are known to have set one which is not on record, or to have set several.
    """

    id: Words = Field(validation_alias="figure")
    label: Words
    unit: Words
    range: tuple[Exact, Exact]
    province: Words
    value: Exact | None = None
    basis: Basis
    reason: Words
    confidence: Confidence = "verified"
    others: tuple[Elsewhere, ...] = ()
    not_carried: tuple[NotCarried, ...] = ()

    @model_validator(mode="after")
    def _in_range(self) -> Self:
        low, high = self.range
        if low >= high:
            raise invalid("幅度颠倒：{low} 至 {high}", low=low, high=high)
        for value, _ in self.of_provinces.values():
            if not low <= value <= high:
                raise invalid("本省数额 {value} 不在幅度 {low} 至 {high} 内", value=value, low=low, high=high)
        return self

    @property
    def of_provinces(self) -> dict[str, tuple[Decimal, Confidence]]:
        """By province: the figure that is known there, and how well it was read."""
        own = {} if self.value is None else {self.province: (self.value, self.confidence)}
        return own | {other.province: (other.value, other.confidence) for other in self.others}

    def source_in(self, province: str) -> str:
        """Where the figure of a province was read."""
        return next((other.reason for other in self.others if other.province == province), self.reason)

    @property
    def low(self) -> Decimal:
        return self.range[0]

    @property
    def high(self) -> Decimal:
        return self.range[1]

    def stated(self) -> dict[str, object]:
        plain = self.model_dump(exclude={"range", "basis"})
        return {**plain, "low": self.low, "high": self.high, **self.basis.as_json()}


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule in one edition.

    ``end_of_range``: "low" or "high" when the rule was made from a missing provincial figure, once for each end of the
    range it may lie in; empty otherwise. ``province``: where its figure binds; ``not_in``: the provinces whose figures
    are known, so that the range says nothing of them; ``suffix``: tells it from its kin. ``then``: conclusion name to
    the values concluded. ``approval``: whose decision a route still needs.
    """

    id: str
    says: str
    text: str
    article: str
    in_force: Period
    stage: str
    selected_by: str
    when: Condition
    then: Mapping[str, tuple[str, ...]]
    confidence: str
    note: str
    file: str
    line: int
    approval: str = ""
    end_of_range: str = ""
    province: str = ""
    not_in: tuple[str, ...] = ()
    suffix: str = ""

    @cached_property
    def ref(self) -> str:
        """The name that no other rule has: id, edition, and the end of the range."""
        return f"{self.name}@{self.in_force.start.isoformat()}"

    @cached_property
    def name(self) -> str:
        """The id, with ``/low`` or ``/high`` for the ends of a missing figure, or the other province of a figure."""
        own = self.end_of_range or self.suffix
        return f"{self.id}/{own}" if own else self.id

    def binds(self, province: object) -> bool:
        """Whether its figure says anything of acts done in a province; None: it is not known where."""
        return (not self.province or self.province == province) and province not in self.not_in

    @cached_property
    def _days(self) -> dict[str, str | None]:
        return self.in_force.as_json()

    @cached_property
    def at(self) -> str:
        """The end of the range the rule stands for, as it is read; empty when it rests on no missing figure."""
        return ENDS.get(self.end_of_range, "")

    def report(self) -> dict[str, object]:
        """What is told of the rule in every decision: id, says, stage, basis, in_force, confidence, note, at.

        Where a rule stands for one end of a missing figure, ``says`` tells so too: it is what people read.
        """
        return {
            "id": self.name,
            "says": f"{self.says}（按{self.at}）" if self.at else self.says,
            "at": self.at or None,
            "stage": self.stage,
            "basis": {"text": self.text, "article": self.article},
            "in_force": {**self._days},
            "confidence": self.confidence,
            "note": self.note or None,
        }

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        return tuple(comparisons(self.when))

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """The declared figures that it compares with."""
        return tuple(comparison.figure for comparison in self.comparisons if comparison.figure)

    @cached_property
    def offences(self) -> frozenset[str]:
        """The offences it is about; empty when about any."""
        found: frozenset[str] | None = None
        for comparison in required(self.when):
            if comparison.fact == "offence" and comparison.op in {"is", "in"}:
                value = comparison.value
                named = frozenset(str(one) for one in (value if isinstance(value, tuple) else (value,)))
                found = named if found is None else found & named
        return found or frozenset()

    def in_force_on(self, conduct: datetime.date, decision: datetime.date) -> bool:
        """Whether the rule is to be looked at for a conduct and a decision of these days."""
        if self.selected_by == "conduct":
            return conduct in self.in_force
        if self.selected_by == "decision":
            return decision in self.in_force
        return conduct in self.in_force or decision in self.in_force

    def as_data(self) -> dict[str, object]:
        """What the rule means, as plain data: what its edition's hash is taken of."""
        return {
            "ref": self.ref,
            "says": self.says,
            "basis": [self.text, self.article],
            "in_force": self.in_force.as_json(),
            "stage": self.stage,
            "selected_by": self.selected_by,
            "when": canonical(self.when),
            "then": {name: sorted(values) for name, values in self.then.items()},
            "confidence": self.confidence,
            "note": self.note,
            "approval": self.approval,
        }
