"""申请执行: instalments and persons each in their own measure; programmes that are barred."""

from __future__ import annotations

import datetime

import pytest

from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.barred import objections
from rules.deciding.deadlines.reckoning import deadlines

DAY = datetime.date.fromisoformat


def at(event: str, day: str, whom: str | None = None) -> ProcedureEvent:
    return ProcedureEvent(event=event, date=DAY(day), whom=whom)


def ends(*events: ProcedureEvent) -> list[datetime.date | None]:
    found = deadlines(events, DAY("2024-12-31"))
    return [item.end for item in found if item.rule.id == "enforcement.application"]


def test_the_time_to_apply_runs_from_the_last_instalment() -> None:
    """民事诉讼法第二百五十条第二款: 分期履行的，从最后一期履行期限届满之日起计算."""
    assert ends(at("履行期限届满", "2024-03-05"), at("履行期限届满", "2024-09-03")) == [DAY("2026-09-03")]


def test_every_debtor_has_the_time_of_his_own_last_instalment() -> None:
    told = [
        at("履行期限届满", "2024-03-05", "甲"),
        at("履行期限届满", "2024-06-03", "乙"),
        at("履行期限届满", "2024-09-03", "甲"),
    ]
    assert sorted(str(end) for end in ends(*told)) == ["2026-06-03", "2026-09-03"]


@pytest.mark.parametrize(
    ("program", "fact", "barred"),
    [
        ("适用速裁程序", "查明有未成年被告人", "fast-track.minor"),
        ("适用速裁程序", "部分共同被告人不认罪或者有异议", "fast-track.objection"),
        ("适用速裁程序", "辩护人作无罪辩护", "fast-track.innocence"),
        ("适用简易程序", "部分共同被告人不认罪或者有异议", "summary.objection"),
        ("适用简易程序", "辩护人作无罪辩护", "summary.innocence"),
    ],
)
def test_a_programme_is_barred_by_what_excludes_it(program: str, fact: str, barred: str) -> None:
    events = [at("受理公诉案件", "2024-03-05"), at(program, "2024-03-05")]
    assert not objections(events, DAY("2024-03-06"))
    assert [one.id for one in objections([*events, at(fact, "2024-03-06")], DAY("2024-03-06"))] == [barred]


def test_a_minor_may_be_tried_by_the_summary_programme() -> None:
    """刑事诉讼法第二百一十五条 does not name minors; 第二百二十三条第二项 does."""
    events = [
        at("受理公诉案件", "2024-03-05"),
        at("适用简易程序", "2024-03-05"),
        at("查明有未成年被告人", "2024-03-06"),
    ]
    assert not objections(events, DAY("2024-03-06"))
