"""The law that ships is proven; its formulas, intervals and facts are those that cases are decided by."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from rules.deciding.book import load_lawbook
from rules.deciding.decide import ENDED, rule_engine
from rules.deciding.grading import GRADE, OPEN, Grade
from rules.proving.days import SINCE, Interval, intervals
from rules.proving.edition import UNDECIDED
from rules.proving.law import Law
from rules.proving.proof import prove
from rules.proving.questions import Question, UndecidedError
from rules.proving.symbols import Expr, Symbols
from tests.conftest import Attempts
from tests.rules.law.randomly import RandomCase, random_cases
from tests.rules.proving.faulty import book, grade, kinds

ALL = intervals(load_lawbook().rules)
SOME_DAY = st.dates(SINCE, datetime.date(2035, 1, 1))


def test_the_law_that_ships_is_proven() -> None:
    assert kinds(list(prove(load_lawbook()).findings)) == []


def of(conduct: datetime.date, on: datetime.date) -> list[Interval]:
    return [
        one
        for one in ALL
        if all(
            span.first <= day and (span.last is None or day <= span.last)
            for span, day in ((one.conduct, conduct), (one.decision, on))
        )
    ]


@given(SOME_DAY, SOME_DAY)
def test_all_days_lie_in_one_interval_and_have_its_rules(one: datetime.date, other: datetime.date) -> None:
    conduct, on = sorted((one, other))
    (interval,) = of(conduct, on)
    law = load_lawbook()
    assert law.edition(*interval.days) is law.edition(conduct, on)


def as_model(case: RandomCase, graded: Grade, symbols: Symbols) -> Expr:
    """The facts of a case as the solver has them, and the grade that was decided."""
    known, solver = {ENDED: case.conduct} | load_lawbook().book.normalise(case.facts), z3.Solver()
    for value in load_lawbook().book.conclusions[GRADE].values:
        solver.add(z3.Bool(f"{GRADE} {value}") == z3.BoolVal(value == graded.value))
    for value in UNDECIDED:
        solver.add(z3.Bool(f"{OPEN} {value}") == z3.BoolVal(value == graded.left_open))
    for name, fact in symbols.facts.items():
        if fact.sum or name == "offence":
            continue
        solver.add(symbols.known(name) == z3.BoolVal(name in known))
        if name in known:
            named = fact.type != "string" or known[name] in symbols.words[name]
            solver.add(symbols.value(name) == (symbols.constant(name, known[name]) if named else -1))
    assert solver.check() == z3.sat
    return solver.model()


def test_a_rule_fires_where_its_formula_holds(attempts: Attempts) -> None:
    law, lawbook = Law(load_lawbook()), load_lawbook()
    cases = list(random_cases(400))
    met = 0
    for number in attempts(40, len(cases)):
        case = cases[number]
        if "offence" not in case.facts or case.conduct < SINCE:
            continue
        decision = rule_engine(lawbook).decide(case.facts, case.conduct, case.on)
        fired = {report.outcome.rule.ref for report in decision.rules if report.fired}
        charged = law.charged(str(case.facts["offence"]), *of(case.conduct, case.on))
        model = as_model(case, decision.grade, law.symbols)
        holds = {
            rule.ref for rule in charged.rules if z3.is_true(model.eval(charged.fires(rule), model_completion=True))
        }
        assert holds == fired
        met += len(fired)
    assert met > 0


def test_a_number_of_an_answer_is_a_finite_decimal(tmp_path: Path) -> None:
    symbols = Symbols(book(tmp_path, grade("first", "{fact: stock, at_least: 5}", "数量较大")))
    question = Question(symbols, ["stock"], "盗伐林木")
    known, stock = symbols.known("stock"), symbols.value("stock")
    found = question.read(question.model(known, stock * 3 > 1, stock * 3 <= z3.Q(1001, 1000)))
    assert isinstance(found["stock"], Decimal)
    assert 1 < found["stock"] * 3 <= Decimal("1.001")
    with pytest.raises(UndecidedError):
        question.model(known, stock * 3 == 1)


def test_what_was_asked_of_some_offences_says_nothing_of_rules_that_never_fire(tmp_path: Path) -> None:
    dead = grade("dead", "{fact: stock, at_least: 5}, {fact: stock, below: 3}", "数量巨大")
    made = book(tmp_path, dead)
    assert kinds(list(prove(made, ["盗伐林木"]).findings)) == []
    assert kinds(list(prove(made).findings)) == [("never_fires", ["dead@2010-01-01"])]
