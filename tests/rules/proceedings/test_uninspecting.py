"""An inspection that was entered by mistake: it counts no more, and what it decided is as it was before."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from rules.proceedings.acts import Act
from rules.proceedings.course import apply, fold
from rules.proceedings.state import Case, Obligation
from tests.rules.proceedings.random_acts import BEGUN, CAST

DAY = datetime.date(2024, 3, 1)
LATER = datetime.date(2024, 6, 1)


def after(*acts: tuple[str, str, str, dict[str, Any]], case: Case = BEGUN) -> Case:
    for who, do, on, args in acts:
        case = apply(case, Act(do, DAY, CAST[who], (on,) if on else (), args, reason="经核对"))
    return case


def planted() -> Case:
    duty = {"kind": "原地补植", "area_mu": 10, "obligors": ["甲"]}
    return after(("judge", "undertake", "", {"o1": duty}), ("officer", "perform", "o1", {"area_mu": 10}))


def inspected(case: Case, **args: Any) -> Case:
    return after(("officer", "inspect", "o1", args), case=case)


def duty_of(case: Case) -> Obligation:
    return case.obligations["o1"]


def void(case: Case, number: int = 0) -> Case:
    """Without an act: the last one, unless its number is said."""
    number = number or len(case.acts)
    return after(("officer", "void", "", {"number": number, "ground": "误将另一地块的结果登记"}), case=case)


def test_a_duty_that_a_mistaken_inspection_proved_is_proven_no_more() -> None:
    before = planted()
    proven = inspected(before, result="合格", rate="90")
    assert duty_of(proven).state == "proven"
    undone = void(proven)
    assert (duty_of(undone).state, duty_of(undone).looks) == (duty_of(before).state, ())
    assert [one.void for one in duty_of(undone).inspections] == [len(undone.acts)]


def test_the_term_that_a_mistaken_inspection_set_is_gone_with_it() -> None:
    before = planted()
    failed = inspected(before, result="不合格", rectify_by=LATER.isoformat())
    assert (duty_of(failed).state, duty_of(failed).term) == ("part_failed", LATER)
    undone = void(failed)
    assert (duty_of(undone).state, duty_of(undone).term) == (duty_of(before).state, None)


def test_what_it_found_counts_no_more() -> None:
    part = inspected(planted(), result="部分合格", area_mu="6")
    assert duty_of(part).done == Decimal(6)
    assert duty_of(void(part)).done == Decimal(10)


def test_what_a_later_inspection_decided_stands() -> None:
    first = inspected(planted(), result="不合格")
    second = inspected(first, result="合格", rate="90")
    undone = void(second, len(first.acts))
    assert duty_of(undone).state == "proven"
    assert [one.act for one in duty_of(undone).looks] == [len(second.acts)]


def test_a_history_of_before_folds_as_it_did() -> None:
    """Acts that were recorded when cancelling an inspection decided nothing say nothing of it."""
    case = void(inspected(planted(), result="合格"))
    stored = [one.as_json() for one in case.acts[len(BEGUN.acts) :]]
    assert duty_of(fold(map(Act.from_json, stored), BEGUN)).state != "proven"
    assert stored[-1].pop("undoes") is True
    assert duty_of(fold(map(Act.from_json, stored), BEGUN)).state == "proven"
