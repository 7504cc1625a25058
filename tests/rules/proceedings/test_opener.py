"""Whoever opens a case has it in hand, also where others of his house could have opened it."""

from __future__ import annotations

import datetime

import pytest

from rules.proceedings.acts import Act, Actor
from rules.proceedings.course import apply, begin
from rules.proceedings.refusals import Refused
from rules.proceedings.seats import assigned
from rules.proceedings.state import Case, Party, Seat

DAY = datetime.date(2026, 3, 2)
HOUSE = "南靖县人民检察院"
FIRST, SECOND = (Actor(name, HOUSE, "procuratorate", ("prosecutor",), sole=False) for name in ("检察官甲", "检察官乙"))


def opened(by: Actor) -> Case:
    case = begin(title="", seats=(Seat("procuratorate", HOUSE),), parties=(Party("甲"),), offences={}, stands={})
    return apply(case, Act("open_case", DAY, by, args={"tracks": {"criminal": "examining"}}))


def test_one_of_several_opens_a_case_and_has_it_in_hand() -> None:
    assert assigned(opened(FIRST), "prosecutor", HOUSE) == (FIRST.name,)


def test_another_of_the_house_does_not_act_in_it() -> None:
    with pytest.raises(Refused) as refused:
        apply(opened(FIRST), Act("prosecute", DAY, SECOND, args={"court": "南靖县人民法院"}))
    assert refused.value.rule == "assigned"
