"""Thresholds the right way round: whoever reaches a step reaches each lower one, and each lower one alone at first.

A lower step that is written as a band (``below`` the next one) is reached beyond its end too. Each alternative of a
rule is asked about for itself: ``any`` of several quantities is one rule for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import z3

from rules.deciding.book.conditions import Comparison, Condition, Junction, comparisons
from rules.deciding.book.types import Rule
from rules.proving.days import Group
from rules.proving.findings import Finding
from rules.proving.law import Law
from rules.proving.symbols import TRUE, Expr
from rules.proving.thresholds import NUMBERS, Ladder

FLOORS, CEILINGS = ("at_least", "above"), ("below", "at_most")


def turned(law: Law, ladder: Ladder, group: Group) -> Iterator[Finding]:
    """Both faults; a lower rule that is idle because a higher one asks for less is told once, as inverted."""
    named = set[str]()
    for finding in _inverted(law, ladder, group):
        named.update(rule.ref for rule in finding.rules)
        yield finding
    yield from (finding for finding in _idle(law, ladder, group) if finding.rules[0].ref not in named)


def _inverted(law: Law, ladder: Ladder, group: Group) -> Iterator[Finding]:
    """Where a higher step asks for less of a quantity than a lower one that counts it too."""
    for higher in ladder.rules:
        for part in _alternatives(higher.when):
            for value in ladder.values[: ladder.values.index(_step(ladder, higher))]:
                lower = [rule for rule in ladder.rules if _step(ladder, rule) == value]
                same = tuple(rule for rule in lower if _floors(ladder, rule.when) & _floors(ladder, part))
                if not same:
                    continue
                reached = z3.Or(*(_reached(ladder, rule.when, rule) for rule in lower))
                fires = ladder.charged.holds(part, higher.stage)
                case = law.case(ladder.charged, (higher, *lower), group, fires, z3.Not(reached))
                if case is not None:
                    values = {"one": _step(ladder, higher), "other": value}
                    yield Finding("inverted", (higher, *same), ladder.charged.offence, (case,), values)


def _idle(law: Law, ladder: Ladder, group: Group) -> Iterator[Finding]:
    """Where a lower step can be reached, and by one alternative of a rule never without a higher one."""
    charged, values = ladder.charged, ladder.values
    for rule in ladder.rules:
        value = _step(ladder, rule)
        if value == values[-1]:
            continue
        above = ladder.steps[values[values.index(value) + 1]]
        higher = tuple(one for one in ladder.rules if values.index(_step(ladder, one)) > values.index(value))
        question = law.question(charged, (rule, *higher))
        for part in _alternatives(rule.when):
            fires = charged.holds(part, rule.stage)
            if not question.holds(fires) or question.holds(fires, z3.Not(above)):
                continue
            same = tuple(one for one in higher if _floors(ladder, one.when) & _floors(ladder, part))
            case = law.case(charged, (rule, *higher), group, fires)
            if case is not None:
                yield Finding("idle", (rule, *(same or higher)), charged.offence, (case,), {"value": value})


def _step(ladder: Ladder, rule: Rule) -> str:
    return rule.then[ladder.conclusion][0]


def _alternatives(condition: Condition) -> Iterator[Condition]:
    """The ways in which a condition can hold, each a condition without ``any``."""
    if isinstance(condition, Comparison):
        yield condition
    elif not condition.every:
        for part in condition.parts:
            yield from _alternatives(part)
    else:
        for parts in product(*(tuple(_alternatives(part)) for part in condition.parts)):
            yield Junction(True, parts, condition.line)


def _floors(ladder: Ladder, condition: Condition) -> frozenset[str]:
    """The numbers of which the condition asks for so much or more."""
    facts = ladder.charged.symbols.facts
    return frozenset(
        one.fact
        for one in comparisons(condition)
        if one.op in FLOORS and one.fact in facts and facts[one.fact].type in NUMBERS
    )


def _reached(ladder: Ladder, condition: Condition, rule: Rule) -> Expr:
    """A condition without the ends of its bands, and without what a step that others lie above must know of them."""
    charged = ladder.charged
    if isinstance(condition, Comparison):
        facts = charged.symbols.facts
        number = condition.fact in facts and facts[condition.fact].type in NUMBERS
        return TRUE if number and condition.op in (*CEILINGS, "exists") else charged.holds(condition, rule.stage)
    parts = [_reached(ladder, part, rule) for part in condition.parts]
    return z3.And(*parts) if condition.every else z3.Or(*parts)
