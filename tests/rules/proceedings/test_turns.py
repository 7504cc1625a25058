"""For whom a measuring waits: the bureau that was asked, or, of a report from outside, whoever can hand it in."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from rules.proceedings.acts import Act, Actor
from rules.proceedings.clock import next_look
from rules.proceedings.course import apply, begin
from rules.proceedings.state import Case, Inspection, Obligation, Party, Performance, Recusal, Seat
from rules.proceedings.turns import ARCHIVE, is_to_act, turns
from rules.proceedings.waiting import SUCCESSION, Matter, matters, todo
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
        own = [matter for matter in matters(one, DAY) if matter.act not in SUCCESSION]
        found = [turn for matter in own for turn in turns(one, matter) if turn.seat == "prosecutor"]
        assert {turn.acts for turn in found} == {acts}
        assert {turn.aside for turn in found} == {not acts}


JUDGE = Actor("法官甲", "甲法院", "court", ("judge",))
CLERK = Actor("书记员甲", "甲法院", "court", ("clerk",))


def recused(*, granted: bool | None) -> Case:
    """A judge of two courts' case is asked to step aside."""
    seats = [Seat("procuratorate", "甲院"), Seat("court", "甲法院"), Seat("court", "乙法院")]
    case = begin(seats=seats, parties=[Party("某甲")], offences={"": ("滥伐林木",)}, day=DAY)
    return replace(case, recusals=(Recusal("法官甲", "甲法院", DAY, 1, stops=True, granted=granted),))


@pytest.mark.parametrize(("granted", "act"), [(None, "decide_recusal"), (True, "assign")])
def test_a_recusal_waits_at_the_institution_of_who_steps_aside_for_others_there(granted: bool | None, act: str) -> None:
    case = recused(granted=granted)
    found = [matter for matter in matters(case, DAY) if matter.act == act]
    assert {turn.institution for matter in found for turn in turns(case, matter)} == {"甲法院"}
    assert all(turn.acts for matter in found for turn in turns(case, matter))
    assert act in [one.act for one in todo(case, CLERK, DAY)]
    assert act in [one.act for one in todo(case, replace(JUDGE, name="法官乙"), DAY)]
    assert todo(case, JUDGE, DAY) == ()
    assert act not in [one.act for one in todo(case, replace(CLERK, institution="乙法院"), DAY)]


def test_a_recusal_is_decided_where_who_is_named_sits_and_watched_by_who_asked() -> None:
    """民诉法49: the president of the court decides on a judge, who asked at the procuratorate does not."""
    prosecutor = Actor("检察官甲", "甲院", "procuratorate", ("prosecutor",))
    ruled = Act("receive", DAY, JUDGE, ("civil",), number=1)
    asked = Act("recuse", DAY, prosecutor, args={"persons": ["法官甲"], "ground": "同学"})
    begun = begin(seats=[Seat("procuratorate", "甲院"), Seat("court", "甲法院")], parties=[Party("某甲")], day=DAY)
    case = apply(replace(begun, acts=(ruled,)), asked)
    found = [turn for one in matters(case, DAY) if one.act == "decide_recusal" for turn in turns(case, one)]
    assert {turn.institution for turn in found if turn.acts} == {"甲法院"}
    assert {(turn.institution, turn.people) for turn in found if not turn.acts} == {("甲院", ("检察官甲",))}


def test_a_recusal_is_decided_within_three_days_and_then_waits_no_more() -> None:
    fourth = DAY + datetime.timedelta(days=4)
    assert {one.until for one in matters(recused(granted=None), DAY)} == {DAY + datetime.timedelta(days=3)}
    assert all(one.late for one in matters(recused(granted=None), fourth))
    assert matters(recused(granted=False), DAY) == ()


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


@pytest.mark.parametrize("changed", [{}, {"years": None}])
def test_a_look_may_set_the_day_of_the_next_itself(changed: dict[str, Any]) -> None:
    first = replace(PLANTING.inspections[0], again=datetime.date(2025, 4, 1))
    found = replace(PLANTING, inspections=(first,), **changed)
    assert next_look(found) == datetime.date(2025, 4, 1)
    assert next_look(replace(found, inspections=(first, Inspection(6, LOOK, "干部", "pass")))) is None


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
