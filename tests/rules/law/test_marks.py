"""Every number that a rule compares with is met by golden cases: at it, the next value below, the next above.

Whatever the stage and the subject. A case meets a number when the rule turns on that comparison alone: with the
comparison held it fires, without it it does not, and the value lies no further off than one step.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from rules.deciding.book import load_lawbook
from rules.deciding.book.conditions import ORDERED, Comparison, Condition, Values
from rules.deciding.book.factbook import Fact
from rules.deciding.book.types import Rule
from rules.reading.errors import InputError
from tests.rules.law.golden import all_cases
from tests.rules.law.test_thresholds import RULES, TOLD

LAW = load_lawbook()
FACTS = LAW.book.facts
MEASURED_STEP = Decimal("0.001")
"""How near a sum of measured numbers must come to its mark; a sum of counted ones, one whole of the finest term."""

MARKS = [
    (rule, comparison) for rule in LAW.rules for comparison in rule.comparisons if comparison.op in ORDERED
]  # a missing figure of a province stands here twice, once for each end of its range


def _step(fact: Fact) -> Any:
    if fact.type == "date":
        return datetime.timedelta(days=1)
    kinds = {FACTS[term.fact].type for term in fact.sum}
    if not kinds:
        return Decimal(1) if fact.type == "integer" else Decimal(1).scaleb(-fact.decimals)
    return min(1 / term.per for term in fact.sum) if kinds == {"integer"} else MEASURED_STEP


def _sides(comparison: Comparison) -> set[str]:
    """Where a value can lie; a number of a case is never below nothing (``test_no_fact_is_below_nothing``)."""
    return {"at", "above"} if comparison.value == 0 else {"below", "at", "above"}


def _holds(condition: Condition, known: Values, one: Comparison, held: bool) -> bool:
    """The condition with one comparison of it taken as given."""
    if isinstance(condition, Comparison):
        return held if condition is one else condition.test()(known)
    return (all if condition.every else any)(_holds(part, known, one, held) for part in condition.parts)


@cache
def _met() -> dict[str, list[tuple[Values, bool]]]:
    """By rule: what was known when it was looked at, and whether it fired, over all golden cases."""
    met: dict[str, list[tuple[Values, bool]]] = {}
    for case in all_cases():
        for report in case.decide().rules:
            met.setdefault(report.outcome.rule.ref, []).append((report.outcome.known, report.fired))
    return met


@pytest.mark.parametrize(("rule", "mark"), MARKS, ids=lambda item: getattr(item, "ref", ""))
def test_every_number_of_every_rule_is_met_at_it_just_below_and_just_above(rule: Rule, mark: Comparison) -> None:
    limit: Any = mark.value
    found: dict[str, set[bool]] = {}
    for known, fired in _met()[rule.ref]:
        actual: Any = known.get(mark.fact)
        if actual is None or abs(actual - limit) > _step(FACTS[mark.fact]):
            continue
        if _holds(rule.when, known, mark, True) and not _holds(rule.when, known, mark, False):
            side = "below" if actual < limit else "at" if actual == limit else "above"
            found.setdefault(side, set()).add(fired)
    assert set(found) == _sides(mark)
    fires = {"at_least": {"at", "above"}, "above": {"above"}, "at_most": {"below", "at"}, "below": {"below"}}[mark.op]
    assert found == {side: {side in fires} for side in _sides(mark)}


def test_every_number_on_record_is_among_the_marks_that_are_met() -> None:
    marks = {(rule.name, mark.value) for rule, mark in MARKS}
    told = {(row["规则"], Decimal(row["规则所比的数"])) for row in TOLD}
    assert told <= marks
    assert {name for name, _ in told} <= set(RULES)


NUMBERS = [fact for fact in FACTS.values() if fact.type in {"integer", "decimal"} and not fact.sum]


@pytest.mark.parametrize("fact", NUMBERS, ids=lambda fact: fact.name)
def test_no_fact_is_below_nothing(fact: Fact) -> None:
    with pytest.raises(InputError, match="不得为负"):
        LAW.book.normalise({fact.name: -1 if fact.type == "integer" else Decimal("-0.000001")})
