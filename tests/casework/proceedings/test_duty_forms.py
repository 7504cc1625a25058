"""What a ruling makes of a duty is chosen in its form, and said as the table takes it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from flask import Flask
from wtforms import Form

from casework.web.proceedings.duty_forms import APART, DENIED, ORDERED, SUED_APART, becomes_fields, new_duties, ruled
from rules.proceedings.acts import Act
from rules.proceedings.course import fold
from tests.rules.proceedings.random_acts import BEGUN, CAST

PROMISED = Act(
    "undertake",
    datetime.date(2024, 3, 1),
    CAST["prosecutor"],
    (),
    dict.fromkeys(("o1", "o2", "o3"), "修复费用 300"),
)


def test_what_is_left_to_a_suit_of_its_own_is_not_granted_for_that_reason(app: Flask) -> None:
    case = fold([PROMISED], BEGUN)
    with app.test_request_context():
        made = type("Ruling", (Form,), becomes_fields(case, {name: name for name in case.obligations}))
        chosen = {"becomes_o1": ORDERED, "becomes_o2": APART, "becomes_o3": DENIED, "why_o3": "没有损害"}
        form = made(data=chosen)
        assert ruled(form) == {"ordered": ["o1"], "denied": {"o2": SUED_APART, "o3": "没有损害"}}


def test_no_new_duty_takes_the_name_of_one_that_the_case_has() -> None:
    case = fold([PROMISED], BEGUN)
    grouped = replace(case, obligations={name: one for name, one in case.obligations.items() if name != "o1"})
    said: list[Any] = [
        SimpleNamespace(data_said=lambda: True, spec=lambda: "补植 3"),
        SimpleNamespace(data_said=lambda: True, spec=lambda: "管护 6"),
    ]
    assert new_duties(grouped, said) == {"o1": "补植 3", "o4": "管护 6"}, "o2 and o3 are there"


def test_several_who_sign_are_written_one_after_another() -> None:
    duty = {"obligation_kind": "修复费用", "amount": "300", "obligors": ["甲"]}
    signed = replace(PROMISED, args={"o1": duty, "signed": "甲、乙"})
    assert fold([signed], BEGUN).obligations["o1"].obligors == ("甲",)
