"""The two evaluators: they agree on every condition and every case, and a difference stops everything."""

from __future__ import annotations

import datetime
import threading
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.deciding.book import Stage, load_lawbook
from rules.deciding.book.base import Period
from rules.deciding.book.conditions import Comparison, Condition, Junction
from rules.deciding.book.factbook import Conclusion, Fact, FactBook
from rules.deciding.book.types import Rule
from rules.deciding.decide import EvaluatorDisagreement, RuleEngine, decide
from rules.deciding.durable_engine import Engine
from rules.deciding.evaluator import KnownFacts, Oracle
from rules.deciding.reports import RuleReport
from tests.conftest import Attempts
from tests.rules.law.randomfiles import random_files
from tests.rules.law.randomly import random_cases
from tests.rules.law.small import known_facts, two_days
from tests.testrun import examples

BOOK = FactBook(
    {
        "number": Fact(name="number", type="decimal", label="数", decimals=2),
        "count": Fact(name="count", type="integer", label="个数"),
        "flag": Fact(name="flag", type="bool", label="是否"),
        "word": Fact(name="word", type="string", label="词"),
        "day": Fact(name="day", type="date", label="日"),
    },
    {
        "single": Conclusion(name="single", label="单一", merge="single", values=("甲", "乙")),
        "several": Conclusion(name="several", label="多项", merge="set", values=("甲", "乙", "丙")),
    },
)
DATES = [datetime.date(2020, 1, day) for day in (1, 2, 3)]
VALUES: dict[str, list[Any]] = {
    "number": [Decimal("0"), Decimal("0.01"), Decimal("1"), Decimal("1.5")],
    "count": [0, 1, 2],
    "flag": [True, False],
    "word": ["甲", "乙", "丙"],
    "day": DATES,
    "single": ["甲", "乙"],
}
KNOWN: dict[str, list[Any]] = VALUES | {
    "number": [*VALUES["number"], Decimal("0.005"), Decimal("0.015"), Decimal("1.50000000001"), Decimal("1E+30")],
    "count": [0, 1, 2, 3, 2**60],
    "several": [frozenset({"甲"}), frozenset({"甲", "丙"}), frozenset({"乙", "丙"})],
}


@st.composite
def comparison(draw: st.DrawFn) -> Comparison:
    name = draw(st.sampled_from([*VALUES, "several"]))
    if draw(st.integers(0, 5)) == 0:
        return Comparison(name, "exists", draw(st.booleans()))
    if name == "several":
        return Comparison(name, draw(st.sampled_from(["includes", "excludes"])), draw(st.sampled_from("甲乙丙")))
    ops = ["is", "is_not", "in", "not_in"]
    if name in {"number", "count", "day"}:
        ops += ["at_least", "above", "at_most", "below"]
    op = draw(st.sampled_from(ops))
    if op in {"in", "not_in"}:
        return Comparison(name, op, tuple(draw(st.lists(st.sampled_from(VALUES[name]), min_size=1, unique=True))))
    return Comparison(name, op, draw(st.sampled_from(VALUES[name])))


conditions: st.SearchStrategy[Condition] = st.recursive(
    comparison(),
    lambda inner: st.builds(
        lambda every, parts, deny: Junction(every, tuple(parts)).negated() if deny else Junction(every, tuple(parts)),
        st.booleans(),
        st.lists(inner, min_size=1, max_size=3),
        st.booleans(),
    ),
    max_leaves=8,
)

loadable = conditions.map(
    lambda condition: condition if condition.positive else Junction(True, (Comparison("flag", "is", True), condition))
)
"""What passes the lint: with only negative conditions the library loops or misfires."""

worlds = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in KNOWN.items()})


def rule(number: int, condition: Condition) -> Rule:
    return Rule(
        id=f"r{number}",
        says="",
        text="",
        article="",
        in_force=Period(start=DATES[0]),
        stage="loss_gate",
        selected_by="decision",
        when=condition,
        then={},
        confidence="verified",
        note="",
        file="",
        line=number,
    )


# each example registers a rule set for good, so few examples of many rules and many worlds
@settings(max_examples=examples(6, 60), deadline=None)
@given(st.lists(loadable, min_size=20, max_size=40), st.lists(worlds, min_size=30, max_size=60))
def test_both_evaluators_agree_on_any_condition_that_may_be_loaded_and_any_facts(
    written: list[Condition], known: list[dict[str, Any]]
) -> None:
    stage = Stage("loss_gate", tuple(rule(number, one) for number, one in enumerate(written)), "digest")
    engine = Engine(BOOK)
    tests = [one.when.test() for one in stage.rules]
    for world in known:
        assert engine.fired(stage, world) == {number for number, test in enumerate(tests) if test(world)}


@given(conditions, worlds)
def test_a_negation_never_holds_together_with_what_it_denies(condition: Condition, known: dict[str, Any]) -> None:
    assert not (condition.test()(known) and condition.negated().test()(known))
    assert condition.negated().negated() == condition


@given(conditions, st.fixed_dictionaries({name: st.sampled_from(values) for name, values in KNOWN.items()}))
def test_when_everything_is_known_a_condition_or_its_negation_holds(
    condition: Condition, known: dict[str, Any]
) -> None:
    assert condition.test()(known) is not condition.negated().test()(known)


@settings(max_examples=examples(40, 3000), deadline=None)
@given(known_facts(), two_days())
def test_both_evaluators_agree_on_any_case_under_the_law_of_any_day(
    facts: dict[str, Any], days: tuple[datetime.date, datetime.date]
) -> None:
    decision = decide(facts, conduct=days[0], on=days[1])  # raises where they differ
    assert decision.as_json() == decide(facts, conduct=days[0], on=days[1]).as_json()


SUBJECTS = {rule.file for rule in load_lawbook().rules}


def test_case_files_of_one_seed_agree_and_every_subject_fires_in_some() -> None:
    """The benchmark ``agreement`` decides 50,000 of them."""
    fired: set[str] = set()
    for number, case in enumerate(random_files(2500)):
        if number >= examples(300, 2500) and fired == SUBJECTS:
            break
        decision = case.decide()  # raises where the evaluators differ
        fired |= {rule.outcome.rule.file for rule in decision.rules if rule.fired}
    assert fired == SUBJECTS


def test_case_files_of_other_seeds_agree(attempts: Attempts) -> None:
    for number in attempts(1, 250):
        decisions = [
            case.decide() for case in random_files(examples(60, 200), seed=number)
        ]  # raises where the evaluators differ
        assert any(rule.fired for decision in decisions for rule in decision.rules), f"none fires of seed {number}"


def test_facts_of_one_seed_agree_and_every_subject_fires_in_some() -> None:
    """Facts that no case file can state together are decided alike too."""
    fired: set[str] = set()
    for number, case in enumerate(random_cases(2500)):
        if number >= examples(300, 2500) and fired == SUBJECTS:
            break
        decision = decide(case.facts, conduct=case.conduct, on=case.on)
        fired |= {rule.outcome.rule.file for rule in decision.rules if rule.fired}
    assert fired == SUBJECTS


def test_the_same_seed_draws_the_same_cases() -> None:
    assert list(random_cases(50)) == list(random_cases(50))
    assert list(random_cases(50)) != list(random_cases(50, seed=1))
    assert list(random_files(50)) == list(random_files(50))
    assert list(random_files(50)) != list(random_files(50, seed=1))


@settings(max_examples=examples(10, 300), deadline=None)
@given(st.lists(two_days(), min_size=1, max_size=10))
def test_an_edition_has_the_rules_of_its_days_whichever_days_were_asked_before(
    asked: list[tuple[datetime.date, datetime.date]],
) -> None:
    law = load_lawbook()
    edges = [law.rules[number].in_force for number in range(0, len(law.rules), 40)]
    ends = [edge.end or edge.start for edge in edges]
    for conduct, on in [*asked, *((edge.start, end) for edge, end in zip(edges, ends, strict=True))]:
        for late in (datetime.timedelta(0), datetime.timedelta(days=1)):
            found = law.edition(conduct, on + late).rules
            assert set(found) == {one for one in law.rules if one.in_force_on(conduct, on + late)}


@settings(max_examples=examples(25, 2000), deadline=None)
@given(known_facts(), two_days())
def test_no_text_is_used_before_it_is_in_force(
    facts: dict[str, Any], days: tuple[datetime.date, datetime.date]
) -> None:
    conduct, on = days
    decision = decide(facts, conduct=conduct, on=on)
    assert all(rule.outcome.rule.in_force.start <= on for rule in decision.rules)
    texts = load_lawbook().texts
    assert decision.grade.law is None or texts[decision.grade.law].in_force.start <= on


def test_eight_threads_decide_as_one() -> None:
    files = list(random_files(examples(24, 120)))
    alone = [case.decide().as_json() for case in files]
    together: dict[int, list[Any]] = {}

    def work(number: int) -> None:
        together[number] = [case.decide().as_json() for case in files]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[number] for number in range(8)] == [alone] * 8


FELLED: dict[str, Any] = {
    "offence": "滥伐林木",
    "graded_stock_m3": Decimal("25"),
    "saplings": 0,
    "value_cny": Decimal("0"),
}
DAY = datetime.date(2024, 1, 1)


def test_a_rule_the_engine_misses_stops_the_decision_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    court = RuleEngine(load_lawbook())
    sound = court.engine.fired
    monkeypatch.setattr(court.engine, "fired", lambda stage, known: frozenset(sorted(sound(stage, known))[:-1]))
    with pytest.raises(EvaluatorDisagreement, match=r"felling\.article") as caught:
        court.decide(FELLED, DAY, DAY)
    assert caught.value.rules == ("felling.article",)


def test_a_rule_the_plain_evaluator_misses_stops_the_decision_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    court = RuleEngine(load_lawbook())
    sound = court.repeat

    def misses(stage: Stage, oracle: Oracle, known: KnownFacts) -> list[RuleReport]:
        return [
            RuleReport(replace(report.outcome, fired=False), court.reports)
            if report.id == "felling.grade-1.stock"
            else report
            for report in sound(stage, oracle, known)
        ]

    monkeypatch.setattr(court, "repeat", misses)
    with pytest.raises(EvaluatorDisagreement) as caught:
        court.decide(FELLED, DAY, DAY)
    assert caught.value.rules == ("felling.grade-1.stock",)


def test_a_rule_the_engine_invents_stops_the_decision_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    court = RuleEngine(load_lawbook())
    sound = court.engine.fired
    monkeypatch.setattr(
        court.engine, "fired", lambda stage, known: sound(stage, known) | ({2} if stage.name == "loss_gate" else set())
    )
    with pytest.raises(EvaluatorDisagreement, match="loss_gate"):
        court.decide(FELLED, DAY, DAY)
