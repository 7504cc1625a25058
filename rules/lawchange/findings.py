"""What a decision concludes, one finding after another, so that two decisions of one case can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.deciding.book.types import ROUTES
from rules.deciding.decide import Decision
from rules.deciding.explain import cite
from rules.deciding.grading import GRADE
from rules.deciding.prose import CLOSED_ROUTE, OPEN_ROUTE
from rules.deciding.reports import RuleReport
from rules.record.deciding import NOT_DUE, NOT_KNOWN

ABSENT = "无"
GRADE_FOUND = "grade"
"""The key of the grade; ``grade.alternatives`` of what it was chosen from."""

PRESENT = "有"


@dataclass(frozen=True, slots=True)
class Finding:
    """One conclusion in words, with the articles it rests on. ``key`` is the same in every decision."""

    key: str
    label: str
    value: str
    basis: tuple[str, ...] = ()


def findings(decision: Decision) -> dict[str, Finding]:
    """Every finding by its key. What is not concluded has none: it counts as 无."""
    return {finding.key: finding for finding in _findings(decision)}


def absent(like: Finding) -> Finding:
    """The finding where the other decision has ``like``."""
    return Finding(like.key, like.label, ABSENT)


def _findings(decision: Decision) -> Iterator[Finding]:
    yield from _grade(decision)
    yield from _routes(decision)
    for name, held in decision.conclusions.items():
        if name in {GRADE, ROUTES}:
            continue
        conclusion = decision.book.conclusions[name]
        if isinstance(held, str):
            yield Finding(name, conclusion.label, held, _behind(decision.rules, name, held))
        else:
            for value in conclusion.values:
                if value in held:
                    behind = _behind(decision.rules, name, value)
                    yield Finding(f"{name}.{value}", f"{conclusion.label}：{value}", PRESENT, behind)
    for conflict in decision.conflicts:
        yield Finding("conflict", "罪名竞合从重适用", conflict.chosen or NOT_KNOWN, (conflict.basis,))


def _grade(decision: Decision) -> Iterator[Finding]:
    grade = decision.grade
    basis = tuple(sorted(f"{grade.law}{article}" for article in (grade.article or "").split("；"))) if grade.law else ()
    yield Finding(GRADE_FOUND, "数量档次", grade.value or (NOT_DUE if grade.no_offence else NOT_KNOWN), basis)
    read = sorted(
        f"{other['of']}的{other['law']}{'（' + str(other['at']) + '）' if other.get('at') else ''}为{other['value']}"
        f"{'，采用' if other['chosen'] else ''}"
        for other in grade.alternatives
    )
    if read:
        yield Finding("grade.alternatives", "各文本下的数量档次", "；".join(read))


def _routes(decision: Decision) -> Iterator[Finding]:
    own = {report.id: report for report in decision.rules}
    for route in decision.routes:
        basis = tuple(sorted({cite(own[name].outcome.rule) for name in route.rules})) if route.open else ()
        value = f"{OPEN_ROUTE}（{route.approval}）" if route.open else CLOSED_ROUTE
        yield Finding(f"route.{route.route}", f"赔偿方式：{route.route}", value, basis)


def _behind(rules: Sequence[RuleReport], name: str, value: str) -> tuple[str, ...]:
    return tuple(
        sorted({cite(r.outcome.rule) for r in rules if r.fired and value in r.outcome.rule.then.get(name, ())})
    )
