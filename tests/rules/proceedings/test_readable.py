"""What a course rests on must be readable before it is recorded; what is recorded is read as far as it can be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from rules.proceedings.acts import Act
from rules.proceedings.argument_types import sums_in
from rules.proceedings.course import apply, fold
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case
from tests.rules.proceedings.random_acts import BEGUN, CAST
from tests.rules.proceedings.test_ledger import DAY, PROMISED, after

PLANTED = ("judge", "undertake", "", {"o1": {"kind": "补植", "trees": 300, "obligors": ["甲"]}})
WORKED = ("judge", "undertake", "", {"o1": {"kind": "劳务代偿", "days": 30, "obligors": ["甲"]}})


@pytest.mark.parametrize(
    ("written", "sum_"),
    [
        ("5000", Decimal(5000)),
        ("5,000元", Decimal(5000)),
        ("人民币五千元整", Decimal(5000)),
        ("1.5万元", Decimal(15000)),
        ("甲：10,000元；乙：5000", {"甲": Decimal(10000), "乙": Decimal(5000)}),
        ("甲：5000，乙：3000", {"甲": Decimal(5000), "乙": Decimal(3000)}),
        ({"甲": 5000}, {"甲": Decimal(5000)}),
    ],
)
def test_a_sum_is_read_as_people_write_it(written: Any, sum_: Any) -> None:
    assert sums_in(written) == sum_


@pytest.mark.parametrize("written", ["酌情", "-5", "5只", "甲：酌情", "甲：5000，乙", "", True])
def test_words_are_no_sum(written: Any) -> None:
    assert not is_sum(written)


def is_sum(written: Any) -> bool:
    try:
        sums_in(written)
    except ValueError:
        return False
    return True


UNREADABLE: list[tuple[tuple[Any, ...], str, str, dict[str, Any], str]] = [
    (PROMISED, "judge", "perform", {"amount": -5}, "amount"),
    (PLANTED, "officer", "inspect", {"result": "pass", "rate": "880"}, "rate"),
    (WORKED, "officer", "inspect", {"result": "pass", "quantity": "差不多"}, "quantity"),
    (PLANTED, "officer", "inspect", {"result": "part", "rectify_by": "尽快"}, "rectify_by"),
    (PLANTED, "judge", "fix_payment", {"amount": 1, "approval": {"by": "院长", "on": "昨天"}}, "approval"),
]


@pytest.mark.parametrize(("promise", "who", "do", "args", "argument"), UNREADABLE)
def test_what_cannot_be_read_is_refused_by_its_argument(
    promise: Any, who: str, do: str, args: dict[str, Any], argument: str
) -> None:
    case = after(promise)
    who = "clerk" if do == "perform" else who
    with pytest.raises(Refused) as raised:
        apply(case, Act(do, DAY, CAST[who], ("o1",), args))
    assert (raised.value.kind, raised.value.rule) == ("missing", argument)
    assert raised.value.opens


def test_a_fine_that_was_recorded_in_words_is_still_told() -> None:
    begun = apply(BEGUN, Act("prosecute", DAY, CAST["prosecutor"], (), {"court": CAST["judge"].institution}))
    begun = apply(begun, Act("receive", DAY, CAST["judge"], (), {}))
    ruling = Act("rule", DAY, CAST["judge"], (), {"sentence": "1年", "fine": "酌情"}, number=3)
    with pytest.raises(Refused) as raised:
        apply(begun, ruling)
    assert raised.value.rule == "fine"
    case: Case = fold([*begun.acts, ruling], BEGUN)
    assert case.acts[-1].args["fine"] == "酌情"


def test_a_figure_of_work_that_was_found_counts_as_it_is_written() -> None:
    case = after(WORKED, ("officer", "inspect", "o1", {"result": "部分合格", "quantity": "12日"}))
    assert case.obligations["o1"].done == 12


def test_a_promise_without_signature_or_paper_leaves_its_paper_owed() -> None:
    case = after(("judge", "undertake", "", {"o1": {"kind": "认购碳汇", "tonnes": 96, "obligors": ["甲"]}}))
    owed = [one for one in case.warnings if one.open]
    assert [(one.act, one.rule) for one in owed] == [(len(case.acts), "paper")]
    brought = after(("judge", "hand_in", "", {"number": len(case.acts), "file": "承诺书"}), case=case)
    assert not [one for one in brought.warnings if one.open]
