"""The act that says what the former system recorded, and the day that an act names for what happened."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.proceedings.acts import SYSTEM, Act, Actor
from rules.proceedings.clock import happened
from rules.proceedings.course import apply, begin
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Assignment, Case, Party, Seat

DAY = datetime.date(2026, 3, 2)
PROSECUTOR = Actor("甲", "某检察院", "procuratorate", ("prosecutor",), True)
FORMER = Actor("甲", "某检察院", "procuratorate", (SYSTEM,))


@pytest.fixture
def opened() -> Case:
    seats = [Seat("procuratorate", "某检察院"), Seat("court", "某法院")]
    case = begin(seats=seats, parties=[Party("丙")], offences={"": ("滥伐林木",)})
    return apply(case, Act("open_case", DAY, PROSECUTOR, (), {"tracks": {"criminal": "examining"}}))


def taken(case: Case, **said: Any) -> Case:
    return apply(case, Act("take_over", DAY, FORMER, (), said))


def test_everything_named_stands_where_the_old_record_says(opened: Case) -> None:
    states = {"criminal:丙": "withdrawn", "m1": "ordered", "o1": "fixed", "folder": "archived"}
    case = taken(opened, o1={"obligation_kind": "管护", "months": 6}, stands_at=states)
    assert case.tracks["criminal:丙"].state == "withdrawn"
    assert case.measurings["m1"].state == "ordered"
    assert (case.obligations["o1"].kind, case.obligations["o1"].state) == ("管护", "fixed")
    assert case.state == "archived"


def test_proceedings_of_nobody_who_is_named_can_go_before_the_court() -> None:
    case = begin(seats=[Seat("procuratorate", "某检察院"), Seat("court", "某法院")])
    case = apply(case, Act("open_case", DAY, PROSECUTOR, (), {"tracks": {"criminal": "examining"}}))
    case = taken(case, stands_at={"criminal": "prosecuted"})
    judge = Actor("丁", "某法院", "court", ("judge",), True)
    assert apply(case, Act("receive", DAY, judge)).tracks["criminal"].state == "first_instance"


def test_an_entry_is_voided_and_what_was_outstanding_is_asked_of_nobody(opened: Case) -> None:
    case = apply(opened, Act("event", DAY, PROSECUTOR, (), {"event": "诉前公告"}))
    case = apply(case, Act("hearing", DAY, PROSECUTOR, (), {"opinion": "同意"}))
    assert any(one.open for one in case.warnings)
    case = taken(case, number=2, ground="登记有误")
    assert happened(case, "诉前公告") is None
    assert not any(one.open for one in case.warnings)


@pytest.mark.parametrize("seat", ["prosecutor", "judge", "clerk", "officer", "head", "administrator", "supervisor"])
def test_nobody_takes_over_records_by_hand(opened: Case, seat: str) -> None:
    with pytest.raises(Refused) as refusal:
        apply(opened, Act("take_over", DAY, Actor("甲", "某检察院", "procuratorate", (seat,), True), (), {"note": "x"}))
    assert refusal.value.kind == "not_permitted"


def test_who_had_a_case_in_hand_before_it_came_may_act_though_he_is_not_alone() -> None:
    had = [Assignment("甲", "prosecutor", "某检察院", 0), Assignment("乙", "prosecutor", "某检察院", 0)]
    case = begin(seats=[Seat("procuratorate", "某检察院")], parties=[Party("丙")], assignments=had)
    for name in ("甲", "乙"):
        actor = Actor(name, "某检察院", "procuratorate", ("prosecutor",))
        act = "open_case" if name == "甲" else "event"
        args = {"tracks": "criminal"} if name == "甲" else {"event": "诉前公告"}
        case = apply(case, Act(act, DAY, actor, (), args))
    other = Actor("戊", "某检察院", "procuratorate", ("prosecutor",))
    with pytest.raises(Refused, match="戊"):
        apply(case, Act("event", DAY, other, (), {"event": "诉前公告"}))


def test_an_event_is_of_the_day_that_its_act_names(opened: Case) -> None:
    args = {"court": "某法院", "date": "2026-02-20"}
    act = Act("prosecute", DAY, PROSECUTOR, (), args, reason="此前已经起诉，今日补记")
    found = happened(apply(opened, act), "提起公诉")
    assert found is not None
    assert found.at == datetime.date(2026, 2, 20)
