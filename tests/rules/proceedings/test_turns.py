"""For whom a measuring waits: the bureau that was asked, or, of a report from outside, whoever can hand it in."""

from __future__ import annotations

import datetime

import pytest

from rules.proceedings.acts import Act, Actor
from rules.proceedings.asking import matters, todo
from rules.proceedings.course import apply, begin
from rules.proceedings.state import Case, Party, Seat
from rules.proceedings.turns import turns

DAY = datetime.date(2026, 3, 2)
PROSECUTOR = Actor("检察官甲", "甲院", "procuratorate", ("prosecutor",), True)
OFFICERS = {name: Actor(f"{name}干部", name, "bureau", ("officer",), True) for name in ("甲局", "乙局")}


def ordered(measurer: str, *bureaus: str) -> Case:
    seats = [Seat("procuratorate", "甲院"), *(Seat("bureau", name) for name in bureaus)]
    case = begin(seats=seats, parties=[Party("某甲")], offences={"": ("滥伐林木",)})
    opened = Act("open_case", DAY, PROSECUTOR, (), {"tracks": {"criminal": "examining"}, "persons": ["某甲"]})
    return apply(apply(case, opened), Act("order", DAY, PROSECUTOR, ("m1",), {"measurer": measurer}))


def waiting(case: Case) -> list[tuple[str, str]]:
    """Institution and seat for which the result of the measuring waits."""
    found = [one for one in matters(case, DAY) if one.act == "submit"]
    return [(turn.institution, turn.seat) for one in found for turn in turns(case, one)]


@pytest.mark.parametrize("asked", ["甲局", "乙局"])
def test_an_order_that_names_a_bureau_of_the_case_waits_for_that_bureau_alone(asked: str) -> None:
    case = ordered(asked, "甲局", "乙局")
    assert waiting(case) == [(asked, "officer")]
    mine = {name for name, actor in OFFICERS.items() if any(one.act == "submit" for one in todo(case, actor, DAY))}
    assert mine == {asked}


def test_an_order_to_an_outside_body_waits_for_the_bureaus_that_can_enter_its_report() -> None:
    assert waiting(ordered("某评估公司", "甲局")) == [("甲局", "officer")]


def test_where_no_bureau_takes_part_a_report_waits_for_whoever_asked_for_it() -> None:
    assert waiting(ordered("某评估公司")) == [("甲院", "prosecutor")]
