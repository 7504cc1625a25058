"""For whom a measuring waits: the bureau that was asked, or, of a report from outside, whoever can hand it in."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from rules.proceedings.acts import Act, Actor
from rules.proceedings.asking import Matter, matters, todo
from rules.proceedings.clock import next_look
from rules.proceedings.course import apply, begin
from rules.proceedings.state import Case, Inspection, Obligation, Party, Performance, Recusal, Seat
from rules.proceedings.turns import ARCHIVE, is_to_act, turns
from rules.reading.messages import msg

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


def test_what_waits_for_somebody_who_stepped_aside_is_for_nobody_to_do() -> None:
    case = ordered("某评估公司")
    aside = replace(case, recusals=(Recusal("检察官甲", "甲院", DAY, 3, stops=True),))
    for one, acts in ((case, True), (aside, False)):
        found = [turn for matter in matters(one, DAY) for turn in turns(one, matter) if turn.seat == "prosecutor"]
        assert {turn.acts for turn in found} == {acts}
        assert {turn.aside for turn in found} == {not acts}


@pytest.mark.parametrize(
    ("seats", "follows"),
    [
        (("procuratorate", "court", "bureau"), "officer"),
        (("procuratorate", "authority"), "officer"),
        (("procuratorate", "court"), "judge"),
        (("procuratorate",), "prosecutor"),
    ],
)
def test_a_duty_is_followed_by_one_seat_also_where_no_bureau_takes_part(seats: tuple[str, ...], follows: str) -> None:
    case = begin(seats=[Seat(kind, kind) for kind in seats], parties=[])
    roles = ("officer", "judge", "prosecutor")
    waiting = [Matter(msg(ARCHIVE), role, "obligation", "o1", "perform") for role in roles]
    assert [one.role for one in waiting if is_to_act(case, one)] == [follows]


PLANTED = datetime.date(2023, 3, 10)
PLANTING = Obligation(
    "o1",
    "补植",
    "proven",
    years=3,
    performances=(Performance(4, PLANTED, "某甲", Decimal(12), "area_mu"),),
    inspections=(Inspection(5, datetime.date(2024, 3, 12), "干部", "pass", Decimal(88), 1),),
)


def test_what_was_planted_is_looked_at_again_when_its_years_of_tending_are_over() -> None:
    assert next_look(PLANTING) == datetime.date(2026, 3, 10)
    case = begin(seats=[Seat("bureau", "甲局")], parties=[]).owing(PLANTING)
    before, after = datetime.date(2026, 3, 9), datetime.date(2026, 3, 11)
    (ahead,), (late,) = matters(case, before), matters(case, after)
    assert (ahead.act, ahead.role, ahead.until, ahead.ahead, ahead.late) == ("inspect", "officer", LOOK, True, False)
    assert (late.ahead, late.late) == (False, True)
    assert not is_to_act(case, ahead)
    assert is_to_act(case, late)


LOOK = datetime.date(2026, 3, 10)


@pytest.mark.parametrize(
    "changed",
    [
        {"years": None},
        {"years": 1},
        {"state": "performing"},
        {"inspections": ()},
        {"inspections": (*PLANTING.inspections, Inspection(6, LOOK, "干部", "pass"))},
        {"inspections": (*PLANTING.inspections, Inspection(6, PLANTED, "干部", "pass", year=3))},
    ],
)
def test_nothing_is_looked_at_again_that_was_or_that_no_paper_wants_tended(changed: dict[str, Any]) -> None:
    assert next_look(replace(PLANTING, **changed)) is None
