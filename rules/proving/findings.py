"""What a proof found against the law: a fault, the rules it lies in, and cases that show it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rules.deciding.book.types import Rule
from rules.proving.questions import Facts

Kind = Literal[
    "never_fires",
    "conflict",
    "no_reason",
    "error",
    "differs",
    "grade_falls",
    "choice_falls",
    "inverted",
    "idle",
    "overlap",
    "edition_gap",
    "edition_overlap",
    "text_gap",
    "text_overlap",
    "text_torn",
    "unnamed",
]
"""``never_fires``: no facts of any interval fire a rule. ``conflict``: two rules conclude different things where one
is due. ``no_reason``: neither a grade nor a reason. ``error``: the decision ends in an error. ``differs``: the
readings of the decision are not those shown. ``grade_falls``: more of a quantity, and a lower grade by one text;
``choice_falls``: by the text chosen. ``inverted``: a higher step is reached with less of a quantity than a lower one
that counts it. ``idle``: a lower step is never reached by a rule without a higher one. ``overlap``: two thresholds on
the same quantities with different grades hold of one quantity and neither includes the other. ``edition_gap``,
``text_gap``: days without a rule, or a grading text, between two that have one. ``edition_overlap``: two editions of
a rule apply to one case. ``text_overlap``: two texts grade one offence on one day. ``text_torn``: of the text of the
decision day only the rules that are new are read. ``unnamed``: a closed route names no fact and no day."""


@dataclass(frozen=True, eq=False)
class Case:
    """Facts by the names of the vocabulary, with the days. ``told``: what they lead to.

    ``asked``: the facts that count; those of them that are not among ``facts`` must not be known.
    """

    facts: Facts
    conduct: datetime.date
    on: datetime.date
    told: str = ""
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Finding:
    """One fault. ``values``: what is told of it beyond the rules: conclusions, days, quantities."""

    kind: Kind
    rules: tuple[Rule, ...]
    offence: str = ""
    cases: tuple[Case, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        """What the fault is known by, whichever interval shows it."""
        return (self.kind, *(rule.ref for rule in self.rules), *self.values.values())

    @property
    def places(self) -> tuple[tuple[str, str, int], ...]:
        """The rules with file and line."""
        return tuple((rule.ref, rule.file, rule.line) for rule in self.rules)
