"""The golden tables: each line of each subject decides as the lawyer wrote it."""

from __future__ import annotations

from typing import Any

import pytest

from rules.deciding.book import LAW, NOT_SUBJECTS, load_lawbook
from rules.deciding.book.conditions import ORDERED
from rules.deciding.book.types import Rule
from rules.deciding.decide import Decision
from tests.rules.law.golden import CONCLUSION_BY_LABEL, GoldenCase, all_cases, files

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_case_decides_as_the_table_says(case: GoldenCase) -> None:
    decision = case.decide()
    assert case.expected, "这一行什么也没有检验"
    for key, wanted in case.expected.items():
        if key in OF_GRADE:
            _grade_holds(case, decision, key, wanted)
        elif key in OF_RULES:
            _rules_hold(decision, key, wanted)
        elif key in OF_ROUTES:
            _routes_hold(decision, key, wanted)
        else:
            pytest.fail(f"表中有不认识的一栏：{key}")


OF_GRADE = ("档次", "适用", "幅度下限", "幅度上限")
OF_RULES = ("起作用的规则", "起作用", "不起作用", "依据", "结论", "提示")
OF_ROUTES = ("开放", "关闭", "理由")


def _grade_holds(case: GoldenCase, decision: Decision, key: str, wanted: Any) -> None:
    grade = decision.grade
    match key:
        case "档次":
            assert grade.value == wanted
        case "适用":
            assert grade.law == wanted
            assert [a["law"] for a in grade.alternatives if a["chosen"]] == ([wanted] * _chosen(grade) or [])
        case _:
            assert [a["value"] for a in grade.alternatives if a.get("at") == key] == [wanted]
            ends = {case.expected["幅度下限"], case.expected["幅度上限"]}
            assert grade.value == (ends.pop() if len(ends) == 1 else None)


def _rules_hold(decision: Decision, key: str, wanted: Any) -> None:
    fired = {rule.id for rule in decision.rules if rule.fired}
    match key:
        case "起作用的规则":
            assert {name for name in fired if ".grade-" in name} == set(wanted)
        case "起作用":
            assert set(wanted) <= fired
        case "不起作用":
            assert set(wanted) <= {rule.id for rule in decision.rules if not rule.fired}
        case "依据":
            for name, text in wanted.items():
                assert [r.outcome.rule.text for r in decision.rules if r.id == name] == [text]
        case "结论":
            for label, value in wanted.items():
                held = decision.as_json()["conclusions"].get(CONCLUSION_BY_LABEL[label])
                assert held == value, label
        case _:
            assert any(wanted in warning for warning in decision.warnings), decision.warnings


def _routes_hold(decision: Decision, key: str, wanted: Any) -> None:
    routes = {route.route: route for route in decision.routes}
    match key:
        case "开放":
            assert [name for name, route in routes.items() if route.open] == wanted
        case "关闭":
            assert all(not routes[name].open and routes[name].reasons for name in wanted)
        case _:
            for name, text in wanted.items():
                assert text in "\n".join(routes[name].reasons), name


def _chosen(grade: Any) -> int:
    return sum(1 for alternative in grade.alternatives if alternative["chosen"])


def test_every_subject_has_its_table() -> None:
    subjects = {path.stem for path in LAW.glob("*.yaml") if path.name not in NOT_SUBJECTS}
    assert {name.removesuffix("_cases.yaml") for name in files()} == subjects


def test_thresholds_are_the_only_ordered_comparisons_of_grades_beside_the_fold_exclusion() -> None:
    """The 折算 item asks that no number alone reaches the mark: exactly marks of its own grade and text."""
    rules = [rule for rule in load_lawbook().rules if rule.stage == "grade"]
    for rule in rules:
        marks = {c.fact: c.value for c in rule.comparisons if c.op in ORDERED and c.op != "at_least"}
        if ".fold" not in rule.id:
            assert all(c.op == "above" and c.value == 0 for c in rule.comparisons if c.fact in marks), rule.id
            continue
        own = {c.fact: c.value for other in rules if _beside(rule, other) for c in other.comparisons}
        terms = {term.fact for c in rule.comparisons for term in load_lawbook().book.facts[c.fact].sum}
        assert terms <= set(marks), rule.id
        assert {name: own.get(name) for name in marks} == marks, rule.id


def _beside(rule: Rule, other: Rule) -> bool:
    """Whether the other rule is a plain item of the same grade in the same text."""
    grade = rule.id.partition(".fold")[0]
    return other.text == rule.text and other.id.startswith(f"{grade}.") and ".fold" not in other.id
