"""What would make a rule fire: the change is tried on the whole decision, and it is the least one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from rules.deciding.book import load_lawbook
from rules.deciding.book.types import Rule
from rules.deciding.decide import Decision, RuleEngine, decide
from rules.deciding.explain import CHANGED, FOUND
from rules.deciding.reports import RuleReport
from tests.conftest import Attempts
from tests.rules.law.golden import GoldenCase, all_cases
from tests.rules.law.randomly import random_cases
from tests.rules.law.small import known_facts, lawbook, two_days
from tests.testrun import examples
from tests.told import says

CASES = all_cases()
DAY = datetime.date(2024, 1, 1)


def report(decision: Decision, name: str) -> RuleReport:
    (found,) = [rule for rule in decision.rules if rule.id == name]
    return found


def assert_changes_flip(
    facts: dict[str, Any], conduct: datetime.date, on: datetime.date, tried: Callable[[int], Iterable[int]] = range
) -> None:
    """Every change that a decision tells makes its rule fire in a decision of the changed facts.

    ``tried``: which of so many changes to try; all, where nothing is said.
    """
    told: dict[tuple[str, Any], list[RuleReport]] = {}  # by the change: many rules ask for the same one
    for rule in decide(facts, conduct=conduct, on=on).rules:
        if rule.change is None:
            assert rule.would_fire_if is None
            continue
        assert not rule.fired
        told.setdefault((rule.change.fact.name, rule.change.value), []).append(rule)
    changes = list(told)
    for name, value in (changes[number] for number in tried(len(changes))):
        fired: dict[str, list[bool]] = {}
        for other in decide(facts | {name: value}, conduct=conduct, on=on).rules:
            fired.setdefault(other.outcome.rule.ref, []).append(other.fired)
        for rule in told[name, value]:
            assert fired[rule.outcome.rule.ref] == [True], (rule.id, rule.would_fire_if)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_change_told_of_a_golden_case_flips_its_rule(case: GoldenCase, attempts: Attempts) -> None:
    # Rows of a table ask for much the same changes: of all rows together each is tried many times.
    assert_changes_flip(case.facts, case.conduct, case.on, lambda count: attempts(min(1, count), count))


def test_the_golden_cases_tell_changes_of_every_subject() -> None:
    told = {rule.outcome.rule.file for case in CASES for rule in case.decide().rules if rule.change}
    # a subject that turns on the charge and on what somebody raises has nothing to change
    assert told == {rule.file for rule in load_lawbook().rules if not always_fires(rule)}


def test_what_is_kept_of_other_cases_changes_nothing_that_is_told(attempts: Attempts) -> None:
    """Two engines decide the same cases, one from the first to the last and one from the last to the first."""
    forwards, backwards = RuleEngine(load_lawbook()), RuleEngine(load_lawbook())
    for seed in attempts(1, 100):
        cases = list(random_cases(examples(15, 50), seed=seed))
        first = [forwards.decide(case.facts, case.conduct, case.on).as_json() for case in cases]
        second = [backwards.decide(case.facts, case.conduct, case.on).as_json() for case in reversed(cases)]
        assert first == second[::-1]


def always_fires(rule: Rule) -> bool:
    """Whether it is told only of its charge, and only where somebody has stated what it asks for: then it fires."""
    return all(one.fact == "offence" or one.op == "exists" for one in rule.comparisons)


@settings(max_examples=examples(15, 200), deadline=None)
@given(known_facts(), two_days())
def test_each_change_told_of_any_case_flips_its_rule(
    facts: dict[str, Any], days: tuple[datetime.date, datetime.date]
) -> None:
    assert_changes_flip(facts, *days)


# every rule of the current law, and a case one fact away from it
FELLED: dict[str, Any] = {
    "offence": "滥伐林木",
    "graded_stock_m3": Decimal("18.6493"),
    "saplings": 0,
    "value_cny": Decimal("4960.72"),
}
READY: dict[str, Any] = {
    "loss_tco2e": Decimal("42.90"),
    "site_checked": True,
    "replanting_in_place_possible": False,
    "replanting_elsewhere_possible": False,
    "credits_requested": True,
    "requested_by_party": True,
    "credit_type": "FFCER",
    "opinions_complete": True,
}


@pytest.mark.parametrize(
    ("facts", "rule", "fact", "value"),
    [
        (FELLED, "felling.grade-1.stock", "graded_stock_m3", Decimal("20")),
        (FELLED, "felling.grade-2.stock", "graded_stock_m3", Decimal("100")),
        (FELLED, "felling.grade-1.saplings", "saplings", 1000),
        (FELLED, "felling.grade-1.value", "value_cny", Decimal("50000")),
        # 18.6493 ÷ 20 = 0.932465; 0.067535 × 1000 = 67.535, whole trees: 68
        (FELLED, "felling.grade-1.fold", "saplings", 68),
        # 300 ÷ 1000 = 0.3; 0.7 × 20 = 14
        (
            FELLED | {"graded_stock_m3": Decimal("3"), "saplings": 300},
            "felling.grade-1.fold",
            "graded_stock_m3",
            14,
        ),
        (FELLED | {"graded_stock_m3": None, "saplings": 300}, "felling.grade-1.fold", "graded_stock_m3", 14),
        # 18.6493 ÷ 20 = 0.932465; 4.067535 × 1000 = 4067.535
        (FELLED | {"saplings": None}, "felling.grade-2.fold", "saplings", 4068),
        (READY | {"opinions_complete": False}, "routing.credits", "opinions_complete", True),
        (READY | {"credit_type": "未签发碳汇"}, "routing.credits", "credit_type", "FFCER"),
        (READY | {"credits_requested": False}, "routing.credits", "credits_requested", True),
        (READY | {"loss_tco2e": Decimal("0")}, "routing.credits", "loss_tco2e", Decimal("0.000001")),
        (READY | {"opinions_complete": False}, "duties.retire-credits", "opinions_complete", True),
        (READY, "routing.labour", "labour_requested", True),
        (READY, "routing.in-place", "replanting_in_place_possible", True),
        (READY, "loss.absent", "loss_tco2e", Decimal("0")),
    ],
)
def test_the_least_single_change_is_told(facts: dict[str, Any], rule: str, fact: str, value: Any) -> None:
    change = report(decide(facts, conduct=DAY, on=DAY), rule).change
    assert change is not None
    assert (change.fact.name, change.value) == (fact, value)


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (FELLED, "felling.article"),  # it fires already
        (FELLED | {"saplings": None, "graded_stock_m3": None}, "felling.grade-1.fold"),  # two unknowns
        (READY | {"opinions_complete": False, "credits_requested": False}, "routing.credits"),
        (READY | {"credit_type": "别的", "credits_requested": False}, "duties.retire-credits"),
        (READY, "loss.unmeasured"),  # nobody is asked to forget what was measured
    ],
)
def test_no_change_is_told_where_one_is_not_enough(facts: dict[str, Any], rule: str) -> None:
    assert report(decide(facts, conduct=DAY, on=DAY), rule).change is None


def test_a_change_is_said_in_words_with_what_is_now() -> None:
    decision = decide(FELLED, conduct=DAY, on=DAY)
    told = report(decision, "felling.grade-1.stock").would_fire_if
    assert says(told, CHANGED, fact="认定的立木蓄积", target="达到20立方米", actual="18.6493立方米")
    decision = decide(READY | {"restoration_ordered": None}, conduct=DAY, on=DAY)
    told = report(decision, "routing.labour").would_fire_if
    assert says(told, FOUND, fact="当事人请求劳务代偿", is_so="", actual="不明")
    decision = decide(READY | {"loss_tco2e": Decimal(0)}, conduct=DAY, on=DAY)
    told = report(decision, "routing.money").would_fire_if
    assert says(told, CHANGED, fact="碳汇损失量", target="超过0吨二氧化碳当量", actual="0吨二氧化碳当量")


CHAIN = """
    - id: first
      says: 一
      basis: {text: 新法, article: 第一条}
      in_force: {from: 2010-01-01}
      stage: loss_gate
      when: {fact: trees, above: 5}
      then: {heads: [一, 二]}
    - id: second
      says: 二
      basis: {text: 新法, article: 第二条}
      in_force: {from: 2010-01-01}
      stage: loss_gate
      when: {fact: wild, is: true}
      then: {heads: 二}
    - id: third
      says: 三
      basis: {text: 新法, article: 第三条}
      in_force: {from: 2010-01-01}
      stage: civil_heads
      when: {all: [{fact: heads, includes: 一}, {fact: heads, includes: 二}, {fact: day, above: 2020-01-01}]}
      then: {verdict: 是}
    - id: fourth
      says: 四
      basis: {text: 新法, article: 第四条}
      in_force: {from: 2010-01-01}
      stage: duties
      when: {all: [{fact: verdict, is: 是}, {fact: trees, at_most: 8}]}
      then: {heads: 三}
"""


def test_a_change_is_followed_through_the_conclusions_between(tmp_path: Path) -> None:
    book = lawbook(tmp_path, CHAIN)
    facts: dict[str, Any] = {"trees": 2, "day": datetime.date(2020, 1, 2)}
    change = report(decide(facts, conduct=DAY, on=DAY, lawbook=book), "fourth").change
    assert change is not None
    assert (change.fact.name, change.value) == ("trees", 6)
    # the conclusion that another rule draws of another fact stands when this one changes
    facts |= {"wild": True, "trees": 20}
    change = report(decide(facts, conduct=DAY, on=DAY, lawbook=book), "fourth").change
    assert change is not None
    assert (change.fact.name, change.value) == ("trees", 8)
    facts |= {"trees": 6, "day": datetime.date(2020, 1, 1)}
    change = report(decide(facts, conduct=DAY, on=DAY, lawbook=book), "fourth").change
    assert change is not None
    assert (change.fact.name, change.value) == ("day", datetime.date(2020, 1, 2))


def test_every_rule_has_a_golden_case_in_which_it_fires_and_one_in_which_it_does_not() -> None:
    fired: set[str] = set()
    quiet: set[str] = set()
    for case in CASES:
        for rule in case.decide().rules:
            (fired if rule.fired else quiet).add(rule.outcome.rule.ref)
    assert {rule.ref for rule in load_lawbook().rules} - fired == set()
    raised = {rule.ref for rule in load_lawbook().rules if asks_only_whether_raised(rule)}
    assert {rule.ref for rule in load_lawbook().rules} - quiet - raised == set()


def asks_only_whether_raised(rule: Rule) -> bool:
    """Whether it fires whenever it is told: it asks for nothing but its charge and that somebody raised a matter."""
    return always_fires(rule) and any(one.op == "exists" for one in rule.comparisons)
