"""Conditions of a rule: comparisons of one fact, joined by all, any and not.

A fact that is not known satisfies no comparison, stated or negated: 事实不明，不触发. Only ``exists`` asks whether it
is known. ``not`` is carried down to the comparisons when a condition is built, so none is left in the tree.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

Value = str | bool | int | Decimal | Fraction | datetime.date
"""A known fact; a fraction where the number has no finite decimal. A set-valued conclusion is held as ``frozenset``
beside them."""

Values = Mapping[str, Value | frozenset[str]]
"""What is known, by name. A name that is absent is not known."""

Test = Callable[[Values], bool]

NEGATION = {
    "is": "is_not",
    "in": "not_in",
    "at_least": "below",
    "above": "at_most",
    "includes": "excludes",
    "exists": "exists",
}
NEGATION |= {negated: stated for stated, negated in NEGATION.items()}

ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": operator.ge,
    "above": operator.gt,
    "at_most": operator.le,
    "below": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact against one value. ``line`` is where it stands in its rule file; ``figure`` names a declared figure."""

    fact: str
    op: str
    value: Value | tuple[Value, ...]
    line: int = 0
    figure: str | None = None

    @property
    def positive(self) -> bool:
        """True when the comparison states what a fact is, not what it is not."""
        return self.op not in {"is_not", "not_in", "excludes"} and not (self.op == "exists" and self.value is False)

    def negated(self) -> Comparison:
        value = (not self.value) if self.op == "exists" else self.value
        return Comparison(self.fact, NEGATION[self.op], value, self.line, self.figure)

    def test(self) -> Test:
        """A function that says whether the comparison holds of what is known."""
        fact, op, wanted = self.fact, self.op, self.value
        if op == "exists":
            return (lambda known: fact in known) if wanted else (lambda known: fact not in known)
        if op in {"includes", "excludes"}:
            inside = op == "includes"

            def member(known: Values) -> bool:
                held = known.get(fact)
                return isinstance(held, frozenset) and (wanted in held) is inside

            return member
        if op in {"in", "not_in"}:
            choices = frozenset(wanted) if isinstance(wanted, tuple) else frozenset({wanted})
            listed = op == "in"
            return lambda known: fact in known and (known[fact] in choices) is listed
        if op in {"is", "is_not"}:
            same = op == "is"
            return lambda known: fact in known and (known[fact] == wanted) is same
        compare = ORDERED[op]
        return lambda known: fact in known and compare(known[fact], wanted)


@dataclass(frozen=True, slots=True)
class Junction:
    """``all`` or ``any`` of several conditions."""

    every: bool
    parts: tuple[Condition, ...]
    line: int = 0

    @property
    def positive(self) -> bool:
        """True when whatever satisfies the condition states at least one thing that is."""
        return (any if self.every else all)(part.positive for part in self.parts)

    def negated(self) -> Junction:
        return Junction(not self.every, tuple(part.negated() for part in self.parts), self.line)

    def test(self) -> Test:
        tests = tuple(part.test() for part in self.parts)
        if self.every:
            if len(tests) == 2:
                first, second = tests
                return lambda known: first(known) and second(known)

            def every(known: Values) -> bool:
                for test in tests:  # noqa: SIM110  # tried many times for each case; twice as fast as all()
                    if not test(known):
                        return False
                return True

            return every

        def some(known: Values) -> bool:
            for test in tests:  # noqa: SIM110  # as above
                if test(known):
                    return True
            return False

        return some


Condition = Comparison | Junction


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison in reading order."""
    if isinstance(condition, Comparison):
        yield condition
    else:
        for part in condition.parts:
            yield from comparisons(part)


def required(condition: Condition) -> Iterator[Comparison]:
    """The comparisons without which the condition cannot hold."""
    if isinstance(condition, Comparison):
        yield condition
    elif condition.every or len(condition.parts) == 1:
        for part in condition.parts:
            yield from required(part)


def canonical(condition: Condition) -> object:
    """Plain data of the condition, the same for the same meaning whatever the order of its parts."""
    if isinstance(condition, Comparison):
        value = condition.value
        shown = sorted(map(_plain, value)) if isinstance(value, tuple) else _plain(value)
        return [condition.fact, condition.op, shown]
    if len(condition.parts) == 1:
        return canonical(condition.parts[0])
    return {"all" if condition.every else "any": sorted((canonical(part) for part in condition.parts), key=repr)}


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
