"""A claim that a stored ruling left open is told to whoever can end it, and what was done of a dropped duty stays."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from rules.proceedings.acts import Act
from rules.proceedings.course import apply, fold
from rules.proceedings.headlines import archivable
from rules.proceedings.performed import statement_of_performance
from rules.proceedings.state import Case
from rules.proceedings.waiting import matters
from tests.rules.proceedings.random_acts import BEGUN, CAST

RULED = datetime.date(2024, 3, 1)
LATER = datetime.date(2024, 4, 1)


def act(at: datetime.date, by: str, do: str, on: tuple[str, ...] = (), reason: str = "", **args: object) -> Act:
    return Act(do, at, CAST[by], on, args, reason)


@pytest.fixture
def left() -> Case:
    """A suit of two claims, and a ruling, as it could be stored, that decided on one of them."""
    begun = datetime.date(2024, 1, 2)
    claims = {"o1": "修复费用 300", "o2": "服务功能损失 200"}
    acts = [
        act(begun, "prosecutor", "open_claim"),
        act(begun, "prosecutor", "notice"),
        act(
            RULED,
            "prosecutor",
            "sue",
            alone=True,
            court="甲法院",
            jurisdiction="指定管辖",
            claims=claims,
            reason="上级指定",
        ),
        act(RULED, "judge", "receive"),
        act(RULED, "judge", "rule", sentence="部分支持", ordered=["o1"], served=str(RULED)),
        act(LATER, "clerk", "take_effect", served=str(RULED)),
        act(LATER, "clerk", "perform", ("o1",), amount=300, receipt="收据"),
    ]
    return fold(acts, BEGUN)


def waiting(case: Case) -> set[tuple[str, str]]:
    return {(one.role, one.act) for one in matters(case, LATER) if one.on == "o2"}


def test_a_claim_that_was_left_waits_for_whoever_can_end_it(left: Case) -> None:
    assert left.obligations["o2"].state == "proposed"
    assert not archivable(left, LATER)
    assert waiting(left) == {("judge", "fix"), ("prosecutor", "drop"), ("officer", "drop")}


@pytest.mark.parametrize(
    ("made", "state"),
    [
        (act(LATER, "judge", "fix", ("o2",), file="补充判决书"), "fixed"),
        (act(LATER, "prosecutor", "drop", ("o2",), ground="另行起诉"), "dropped"),
    ],
)
def test_what_became_of_it_can_be_put_down(left: Case, made: Act, state: str) -> None:
    after = apply(left, made)
    assert after.obligations["o2"].state == state
    assert ("judge", "fix") not in waiting(after)


def test_a_claim_before_the_ruling_is_left_by_nobody(left: Case) -> None:
    assert waiting(fold(left.acts[:4], BEGUN)) == set()


def test_what_was_paid_on_a_dropped_promise_stays_in_the_statement() -> None:
    promised = fold([act(RULED, "prosecutor", "undertake", o1="修复费用 300", o2="补植 3亩")], BEGUN)
    paid = apply(promised, act(RULED, "clerk", "perform", ("o1",), amount=100, receipt="收据"))
    for name in ("o1", "o2"):
        paid = apply(paid, act(LATER, "prosecutor", "drop", (name,), ground="不再继续"))
    assert [(one.id, one.done) for one in statement_of_performance(paid, LATER).lines] == [("o1", Decimal(100))]
