"""What is paid by instalments: each of them is a line of its own, and what comes in meets the first that fell due."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from rules.proceedings.instalments import Instalment, instalments, together
from rules.proceedings.ledger import RECEIVABLE, balances, lines_of
from rules.proceedings.state import Case
from tests.rules.proceedings.test_ledger import BOUND, DAY, after

FIRST, LAST = datetime.date(2024, 6, 1), datetime.date(2024, 9, 1)
PARTS = [{"date": LAST, "amount": 200}, {"date": FIRST, "amount": 100}]
PROMISED: tuple[str, str, str, dict[str, Any]] = (
    *("judge", "undertake", ""),
    {"o1": {"kind": "修复费用", "amount": 300, "obligors": ["甲"], "instalments": PARTS}},
)


def told(case: Case) -> list[tuple[datetime.date, Any, Any, Any]]:
    """The day, the sum, what came in and the rest of each, in yuan."""
    return [(one.due, one.amount, one.received, one.rest) for one in instalments(lines_of(case.postings))]


def test_each_instalment_is_a_line_and_a_promise_has_none() -> None:
    assert after(PROMISED).postings == ()
    case = after(PROMISED, BOUND)
    assert [(one.flow, one.due, one.amount) for one in case.postings] == [
        ("fixed", FIRST, Decimal(100)),
        ("fixed", LAST, Decimal(200)),
    ]
    assert balances(case.postings)[RECEIVABLE, "o1"] == 300


def test_what_comes_in_meets_the_first_and_goes_on_to_the_next() -> None:
    case = after(PROMISED, BOUND, ("clerk", "perform", "o1", {"amount": 150}))
    assert told(case) == [(FIRST, 100, 100, 0), (LAST, 200, 50, 150)]
    void = after(("clerk", "void", "", {"number": 3, "ground": "登记有误"}), case=case)
    assert told(void) == [(FIRST, 100, 0, 100), (LAST, 200, 0, 200)]


def test_what_was_paid_before_it_was_fixed_counts_and_too_much_meets_nothing() -> None:
    case = after(PROMISED, ("clerk", "perform", "o1", {"amount": 120}))
    assert told(case) == []
    case = after(BOUND, case=case)
    assert told(case) == [(FIRST, 100, 100, 0), (LAST, 200, 20, 180)]
    case = after(("clerk", "perform", "o1", {"amount": 200}), case=case)
    assert told(case) == [(FIRST, 100, 100, 0), (LAST, 200, 200, 0)]


def test_what_is_waived_is_owed_no_more_and_was_not_received() -> None:
    case = after(PROMISED, BOUND, ("clerk", "perform", "o1", {"amount": 30}))
    case = after(("judge", "waive", "o1", {"ground": "死亡，没有遗产"}), case=case)
    released: list[Any] = [(one.received, one.released, one.rest) for one in instalments(lines_of(case.postings))]
    assert released == [(30, 70, 0), (0, 200, 0)]


def test_it_is_late_from_the_day_after_its_last_day_while_something_is_open() -> None:
    open_, paid = (Instalment("o1", 1, FIRST, Decimal(100), Decimal(sum_), Decimal()) for sum_ in (99, 100))
    assert (open_.late(FIRST), open_.late(FIRST + datetime.timedelta(days=1)), paid.late(LAST)) == (0, 1, 0)
    assert DAY < FIRST


def of_two(first: dict[str, Any], second: dict[str, Any]) -> Case:
    """A debt of two persons, each with a duty of his own, that both have fixed."""
    owe = [("o1", "甲", first), ("o2", "乙", second)]
    made = [("judge", "undertake", "", {key: {"kind": "修复费用", "obligors": [who], **of}}) for key, who, of in owe]
    group = ("judge", "group", "g1", {"concerns": ["o1", "o2"], "amount": 300})
    return after(*made, group, ("judge", "fix", "o1", {}), ("judge", "fix", "o2", {}))


def test_each_instalment_of_a_joint_debt_is_owed_once_whoever_pays_it() -> None:
    own = {"amount": 300, "instalments": PARTS}
    case = of_two(own, own)
    assert told(case) == [(FIRST, 100, 0, 100), (LAST, 200, 0, 200)]
    case = after(("clerk", "perform", "o2", {"amount": 150, "payer": "乙"}), case=case)
    assert told(case) == [(FIRST, 100, 100, 0), (LAST, 200, 50, 150)]
    assert {one.owed for one in instalments(lines_of(case.postings))} == {"g1"}
    case = after(("clerk", "perform", "o1", {"amount": 150, "payer": "甲"}), case=case)
    assert told(case) == [(FIRST, 100, 100, 0), (LAST, 200, 200, 0)]


def test_shares_of_one_debt_fall_due_together_and_one_who_owes_it_in_one_sum_has_one_day() -> None:
    parts = [{"date": FIRST, "amount": 40}, {"date": LAST, "amount": 60}]
    case = of_two({"amount": 100, "instalments": parts}, {"amount": 200, "due": FIRST.isoformat()})
    assert told(case) == [(FIRST, 240, 0, 240), (LAST, 60, 0, 60)]
    at_once = {"amount": 300, "due": FIRST.isoformat()}
    assert told(of_two(at_once, at_once)) == [], "nobody was given instalments"


def test_of_a_joint_debt_each_day_asks_for_what_whoever_owes_most_by_then_owes() -> None:
    one = ((FIRST, Decimal(100)), (LAST, Decimal(200)))
    other = ((FIRST, Decimal(250)), (LAST, Decimal(50)))
    assert together([one, other], whole=True) == ((FIRST, Decimal(250)), (LAST, Decimal(50)))
    assert together([one, other], whole=False) == ((FIRST, Decimal(350)), (LAST, Decimal(250)))
    assert together([one, ()], whole=True) == one, "who has no day stays out of it"
