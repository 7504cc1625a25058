"""The account of a case: every sum is posted with the act that moved it, on two sides, and only ever added."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from rules.proceedings.acts import Act
from rules.proceedings.course import apply
from rules.proceedings.insured import waits_for_rest
from rules.proceedings.ledger import (
    ADVANCE,
    CASH,
    CLAIM,
    DEPOSITS,
    FORFEITED,
    INSURANCE,
    RECEIVABLE,
    REPAIR,
    SPENT,
    balances,
)
from rules.proceedings.moving import carried
from rules.proceedings.other_cases import split_from, taken_in
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case
from rules.proceedings.waiting import matters
from tests.rules.proceedings.random_acts import BEGUN, CAST

DAY = datetime.date(2024, 3, 1)


def after(*acts: tuple[str, str, str, dict[str, Any]], case: Case = BEGUN) -> Case:
    """A case after acts: by whom, what, to what, with what."""
    for who, do, on, args in acts:
        case = apply(case, Act(do, DAY, CAST[who], (on,) if on else (), args, reason="经核对"))
    return case


def left(case: Case) -> dict[tuple[str, str], Decimal]:
    return {key: sum_ for key, sum_ in balances(case.postings).items() if sum_}


PROMISED = ("judge", "undertake", "", {"o1": {"kind": "修复费用", "amount": 300, "obligors": ["甲"]}})
BOUND: tuple[str, str, str, dict[str, Any]] = ("judge", "fix", "o1", {})


def test_a_promise_is_no_claim_yet_and_what_is_fixed_is() -> None:
    case = after(PROMISED)
    assert case.postings == ()
    assert left(after(BOUND, case=case)) == {(RECEIVABLE, "o1"): 300, (CLAIM, "o1"): -300}


def test_what_is_paid_is_at_the_account_and_owed_no_more() -> None:
    case = after(PROMISED, BOUND, ("clerk", "perform", "o1", {"amount": 100}))
    assert left(case) == {(RECEIVABLE, "o1"): 200, (CLAIM, "o1"): -300, (CASH, "o1"): 100}


def test_what_is_paid_before_it_is_fixed_is_paid_in_advance_until_then() -> None:
    case = after(PROMISED, ("clerk", "perform", "o1", {"amount": 100}))
    assert left(case) == {(CASH, "o1"): 100, (ADVANCE, "o1"): -100}
    assert left(after(BOUND, case=case)) == {(RECEIVABLE, "o1"): 200, (CLAIM, "o1"): -300, (CASH, "o1"): 100}


def test_what_is_paid_too_much_can_be_given_back_and_nothing_else_of_it() -> None:
    case = after(PROMISED, BOUND, ("clerk", "perform", "o1", {"amount": 320}))
    assert left(case)[ADVANCE, "o1"] == -20
    case = after(("judge", "refund", "o1", {"amount": 20, "to": "甲", "ground": "多缴"}), case=case)
    assert left(case) == {(CLAIM, "o1"): -300, (CASH, "o1"): 300}


def test_what_is_spent_has_a_purpose_and_leaves_the_account() -> None:
    case = after(PROMISED, BOUND, ("clerk", "perform", "o1", {"amount": 300}))
    case = after(("judge", "spend", "o1", {"amount": 120, "purpose": "某村补植", "to": "某公司"}), case=case)
    assert left(case) == {(CLAIM, "o1"): -300, (CASH, "o1"): 180, (SPENT, "o1"): 120}
    assert [(one.purpose, one.whom) for one in case.postings if one.flow == "spent"] == [("某村补植", "某公司")]


def test_a_deposit_is_held_and_owed_back_until_it_is_returned_or_used() -> None:
    planting = ("judge", "undertake", "", {"o1": {"kind": "原地补植", "area_mu": 3, "obligors": ["甲"], "deposit": 50}})
    case = after(planting, ("clerk", "deposit_paid", "o1", {}))
    assert left(case) == {(CASH, "o1"): 50, (DEPOSITS, "o1"): -50}
    case = after(("judge", "deposit_used", "o1", {"amount": 20, "to": "某公司"}), case=case)
    assert left(case) == {(CASH, "o1"): 30, (DEPOSITS, "o1"): -30}
    assert case.postings[-1].purpose == REPAIR, "nothing is spent without a purpose"


def test_a_deposit_is_kept_only_as_the_instrument_says_and_is_then_spent_for_a_purpose() -> None:
    words = "约定为定金，逾期不补植的不予退还"
    of = {"kind": "原地补植", "area_mu": 3, "obligors": ["甲"], "deposit": 50, "due": "2024-02-01", "forfeit": words}
    case = after(("judge", "undertake", "", {"o1": of}), ("clerk", "deposit_paid", "o1", {"payee": "某专户"}))
    kept: tuple[str, str, str, dict[str, Any]] = (
        "judge",
        "deposit_forfeited",
        "o1",
        {"amount": 30, "ground": "没补植"},
    )
    with pytest.raises(Refused):  # it may still be performed
        after(kept, case=case)
    case = after(("officer", "declare_failed", "o1", {"ground": "逾期"}), kept, case=case)
    assert left(case) == {(CASH, "o1"): 50, (DEPOSITS, "o1"): -20, (FORFEITED, "o1"): -30}
    last = case.postings[-1]
    assert (last.purpose, last.place) == (words, "某专户"), "its ground and where the money is"
    case = after(("judge", "spend", "o1", {"amount": 30, "purpose": "上缴国库", "to": "国库"}), case=case)
    assert left(case)[SPENT, "o1"] == 30
    assert case.postings[-1].place == "某专户"
    for number in (2, 4):  # what rests on it is void first
        with pytest.raises(Refused) as refused:
            after(("clerk" if number == 2 else "judge", "void", "", {"number": number, "ground": "误"}), case=case)
        assert refused.value.rule == "money_not_gone"


def test_a_deposit_that_was_entered_by_mistake_is_posted_back() -> None:
    planting = ("judge", "undertake", "", {"o1": {"kind": "原地补植", "area_mu": 3, "obligors": ["甲"], "deposit": 50}})
    case = after(planting, ("clerk", "deposit_paid", "o1", {"amount": 500}))
    case = after(("clerk", "void", "", {"number": 2, "ground": "多写一个零"}), case=case)
    assert left(case) == {}
    case = after(("clerk", "deposit_paid", "o1", {}), ("judge", "deposit_returned", "o1", {"amount": 50}), case=case)
    with pytest.raises(Refused) as refused:
        after(("clerk", "void", "", {"number": 4, "ground": "误"}), case=case)
    assert refused.value.rule == "money_not_gone"
    case = after(("judge", "void", "", {"number": 5, "ground": "没有退还"}), case=case)
    assert left(case) == {(CASH, "o1"): 50, (DEPOSITS, "o1"): -50}


def test_what_an_insurer_pays_performs_nothing_and_is_spent_for_a_purpose() -> None:
    planting = ("judge", "undertake", "", {"o1": {"kind": "原地补植", "area_mu": 3, "obligors": ["甲"]}})
    case = after(planting, ("clerk", "insurance_paid", "o1", {"amount": 500, "payer": "某保险公司", "payee": "某专户"}))
    assert case.obligations["o1"].state == "undertaken"
    assert left(case) == {(CASH, "o1"): 500, (INSURANCE, "o1"): -500}
    case = after(("judge", "spend", "o1", {"amount": 300, "purpose": "重新补植", "to": "某场"}), case=case)
    assert left(case) == {(CASH, "o1"): 200, (INSURANCE, "o1"): -500, (SPENT, "o1"): 300}
    with pytest.raises(Refused) as refused:  # it is spent in part: first that is void
        after(("clerk", "void", "", {"number": len(case.acts) - 1, "ground": "登记有误"}), case=case)
    assert refused.value.rule == "money_not_gone"
    with pytest.raises(Refused) as refused:
        after(("judge", "refund", "o1", {"amount": 1, "to": "甲", "ground": "多缴"}), case=case)
    assert refused.value.rule == "not_more_than_advance"


def test_what_remains_of_an_insured_planting_is_asked_until_it_is_decided() -> None:
    planting = ("judge", "undertake", "", {"o1": {"kind": "原地补植", "area_mu": 3, "obligors": ["甲"]}})
    payment = ("clerk", "insurance_paid", "o1", {"amount": 500, "payer": "某保险公司", "payee": "某专户"})
    case = after(planting, payment)
    assert asked_to_decide(case) == ["judge"]
    case = after(("judge", "decide_rest", "o1", {"remains": "全部", "ground": "赔款归林木所有人"}), case=case)
    assert (case.obligations["o1"].quantity, case.obligations["o1"].state) == (Decimal(3), "undertaken")
    assert asked_to_decide(case) == []
    case = after(payment, case=case)
    assert asked_to_decide(case) == ["judge"], "another payment, another decision"
    (began,) = carried(case, len(case.acts)).obligations.values()
    assert waits_for_rest(began), "also in the case that it goes to"


def asked_to_decide(case: Case) -> list[str]:
    assert case.day is not None
    return [one.role for one in matters(case, case.day) if one.act == "decide_rest"]


def test_an_entry_that_is_cancelled_is_posted_back_and_stays_to_be_read() -> None:
    case = after(PROMISED, BOUND, ("clerk", "perform", "o1", {"amount": 100}))
    gone = after(("clerk", "void", "", {"number": 3, "ground": "登记有误"}), case=case)
    assert left(gone) == {(RECEIVABLE, "o1"): 300, (CLAIM, "o1"): -300}
    assert gone.postings[: len(case.postings)] == case.postings
    last = gone.postings[-1]
    assert (last.flow, last.reversed) == ("received", True)
    assert last.amount == 100


def test_several_who_owe_one_debt_owe_its_sum_once() -> None:
    case = after(
        ("judge", "undertake", "", {"o1": {"kind": "修复费用", "amount": 300, "obligors": ["甲"]}}),
        ("judge", "undertake", "", {"o2": {"kind": "修复费用", "amount": 300, "obligors": ["乙"]}}),
        ("judge", "group", "g1", {"concerns": ["o1", "o2"], "amount": 300}),
        ("judge", "fix", "o1", {}),
        ("judge", "fix", "o2", {}),
        ("clerk", "perform", "o1", {"amount": 100, "payer": "甲"}),
    )
    assert left(case) == {(RECEIVABLE, "g1"): 200, (CLAIM, "g1"): -300, (CASH, "g1"): 100}


def test_what_is_paid_to_the_seller_of_credits_is_on_no_account_of_an_office() -> None:
    credits = {"kind": "认购碳汇", "tonnes": 10, "price": 20, "obligors": ["甲"]}
    case = after(("judge", "undertake", "", {"o1": credits}), ("officer", "perform", "o1", {"buy": 10, "price": 20}))
    assert case.postings == ()


def test_the_money_of_who_is_tried_apart_leaves_one_account_and_begins_another() -> None:
    case = after(
        ("prosecutor", "prosecute", "", {"court": "甲法院"}),
        ("judge", "receive", "", {}),
        PROMISED,
        BOUND,
        ("clerk", "perform", "o1", {"amount": 100}),
    )
    other = split_from(case, ["甲"], "另案", DAY)
    here = after(("judge", "split", "", {"persons": ["甲"], "case": "另案"}), case=case)
    assert left(here) == {}
    assert left(other) == left(case)
    assert {one.act for one in other.postings} == {0}
    assert left(taken_in(BEGUN, other)) == left(case)
