"""No class or grade is told that something not yet known could raise, unless the decision says that it is open.

Every scale is a maximum: of several criteria that one counts by which it is highest. So a lower step is sure only when
all that could raise it is known. A class of fires is then told as the least (至少); a grade says which quantities are
not known, and is not told where a choice (特定区域, 林区, 野生) decides by which marks the known ones are read.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from typing import Any

from rules.deciding.book import load_lawbook
from rules.deciding.decide import Decision, decide
from rules.deciding.grading import GRADE
from tests.conftest import Attempts
from tests.rules.law.randomly import RandomCase, choices

LAW = load_lawbook()
BOOK = LAW.book
VALUES = choices(LAW)
STEPPED = [one.name for one in BOOK.conclusions.values() if one.merge == "max"]
DAYS = [
    (datetime.date.fromisoformat(conduct), datetime.date.fromisoformat(on))
    for conduct, on in (
        ("2005-03-01", "2007-03-01"),
        ("2010-03-01", "2012-03-01"),
        ("2018-03-01", "2019-03-01"),
        ("2022-03-01", "2024-06-01"),
        ("2024-03-01", "2024-06-01"),
        ("2026-03-01", "2026-06-01"),
    )
]
"""Of the act and of the decision: in each of them another text grades."""


def told(decision: Decision) -> dict[str, str]:
    """The steps that are told, by conclusion."""
    held = {name: decision.conclusions.get(name) for name in STEPPED} | {GRADE: decision.grade.value}
    return {name: str(value) for name, value in held.items() if value is not None}


def criteria(name: str, case: RandomCase) -> list[str]:
    """The facts that rules of the offence turn on which draw a step on these days."""
    drawing = [rule for rule in LAW.edition(case.conduct, case.on).rules if name in rule.then]
    own = [rule for rule in drawing if not rule.offences or case.facts["offence"] in rule.offences]
    asked = {term for rule in own for one in rule.comparisons for term in given(one.fact)}
    return sorted(one for one in asked if not BOOK.facts[one].raised)


def given(name: str) -> list[str]:
    """The facts that somebody states to tell this one; of a conclusion none."""
    fact = BOOK.facts.get(name)
    if fact is None or fact.fixed:
        return []
    return [term.fact for term in fact.sum] or [name]


def said_open(decision: Decision, offence: str, name: str, fact: str) -> bool:
    """Whether the decision tells that the step counts what is known alone, and names the fact. Of a choice that the
    grade needs it is not enough to say so."""
    if name != GRADE:
        return name.endswith("_least")
    chosen = BOOK.facts[fact].choices and fact in BOOK.scales[offence].needs
    return not chosen and any(BOOK.facts[fact].label in warning for warning in decision.grade.warnings)


def raised(case: RandomCase) -> Iterator[tuple[str, str, Any, str, str]]:
    """What is told, with a fact and a value of it by which more would be told."""
    decision = decide(case.facts, conduct=case.conduct, on=case.on)
    for name, value in told(decision).items():
        rank = BOOK.conclusions[name].values.index
        unknown = [fact for fact in criteria(name, case) if fact not in case.facts]
        for fact in unknown:
            if said_open(decision, case.facts["offence"], name, fact):
                continue
            for known in VALUES[fact]:
                again = decide(case.facts | {fact: known}, conduct=case.conduct, on=case.on)
                after = told(again).get(name)
                if after is not None and rank(after) > rank(value):
                    yield name, fact, known, value, after


def drawn(number: int) -> RandomCase:
    """A case in which half of what the steps of its offence turn on is known, near the marks."""
    draw = random.Random(number)  # noqa: S311  # facts for a test
    conduct, on = draw.choice(DAYS)
    case = RandomCase({"offence": draw.choice([*sorted(BOOK.scales), "放火", "失火"])}, conduct, on)
    asked = sorted({fact for name in STEPPED for fact in criteria(name, case)})
    known = {fact: draw.choice(VALUES[fact]) for fact in asked if draw.random() < 0.5}
    return RandomCase(case.facts | known, conduct, on)


def test_no_step_is_told_that_a_fact_could_raise(attempts: Attempts) -> None:
    for number in attempts(60, 3000):
        case = drawn(number)
        assert not list(raised(case)), case
