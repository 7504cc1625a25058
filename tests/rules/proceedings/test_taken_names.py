"""A new duty that took the name of another is found in what is stored; what is only said again of a duty is not."""

from __future__ import annotations

import datetime

from rules.proceedings.acts import Act, Actor
from rules.proceedings.course import apply, begin
from rules.proceedings.state import Case, Party, Seat
from rules.proceedings.taken_names import taken_names

DAY = datetime.date(2026, 3, 2)
PROSECUTOR = Actor("检察官甲", "甲院", "procuratorate", ("prosecutor",), True)
FINE = {"obligation_kind": "修复费用", "amount": "900", "obligors": ["乙"]}


def promised() -> Case:
    begun = begin(seats=[Seat("procuratorate", "甲院")], parties=[Party("甲"), Party("乙")], day=DAY)
    said = {"obligation_kind": "原地补植", "area_mu": "3", "obligors": ["甲"]}
    return apply(begun, Act("propose", DAY, PROSECUTOR, args={"o1": said}))


def names(act: Act) -> list[str]:
    return [one.name for one in taken_names(promised(), act)]


def test_a_new_duty_under_the_name_of_another_is_named() -> None:
    assert names(Act("propose", DAY, PROSECUTOR, args={"o1": FINE, "o2": FINE})) == ["o1"]
    same_kind = {"obligation_kind": "原地补植", "area_mu": "5", "obligors": ["乙"]}
    assert names(Act("propose", DAY, PROSECUTOR, args={"o1": same_kind})) == ["o1"]


def test_what_is_said_again_of_a_duty_is_not() -> None:
    more = {"obligation_kind": "原地补植", "area_mu": "5", "obligors": ["甲"]}
    assert names(Act("propose", DAY, PROSECUTOR, args={"o1": more})) == []
    assert names(Act("propose", DAY, PROSECUTOR, ("o1",), {"o1": FINE})) == []
    assert names(Act("propose", DAY, PROSECUTOR, args={"o1": {"area_mu": "4"}, "o2": FINE})) == []
