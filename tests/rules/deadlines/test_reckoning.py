"""What is told beside the end: steps with articles, what was left out, whom it concerns, what the law forbids."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.casefile import parse
from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.barred import against, objections
from rules.deciding.deadlines.calendar import NOT_PUBLISHED
from rules.deciding.deadlines.reckoning import deadlines
from rules.deciding.deadlines.results import Deadline
from rules.reading.errors import InputError
from tests.rules.deadlines.test_golden import events_of
from tests.told import says


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def one(id: str, on: str, **events: Any) -> Deadline:
    (found,) = [item for item in deadlines(events_of(events), day(on)) if item.rule.id == id]
    return found


def test_the_steps_redo_the_end_each_with_its_article() -> None:
    item = one("trial.ordinary", "2024-04-10", 受理公诉案件="2024-03-05", 精神病鉴定=["2024-04-01", "2024-04-06"])
    told = [(step.date and step.date.isoformat(), str(step.basis)) for step in item.steps]
    assert told == [
        ("2024-03-05", "刑事诉讼法第一百零五条第二款"),
        ("2024-05-05", "刑事诉讼法第二百零八条第一款"),
        ("2024-05-10", "刑事诉讼法第一百四十九条"),
    ]
    assert "5 日不计入" in item.steps[2].says
    assert not item.moved
    assert item.days_left == 30


def test_a_holiday_that_moves_the_end_is_named() -> None:
    item = one("review.ordinary", "2024-01-11", 移送审查起诉="2024-01-10")
    assert (item.nominal_end, item.end, item.moved) == (day("2024-02-10"), day("2024-02-18"), True)
    assert "适逢春节" in item.steps[-1].says
    assert str(item.steps[-1].basis) == "刑事诉讼法第一百零五条第四款"


def test_carbon_measurement_is_told_as_not_stopping_the_clock() -> None:
    item = one("trial.ordinary", "2024-04-10", 受理公诉案件="2024-03-05", 碳汇损失计量=["2024-03-10"])
    (span,) = item.counted
    assert (span.days, span.open, str(span.rule.basis)) == (0, True, "刑事诉讼法第一百四十九条")
    assert "不停止审理期限" in span.rule.says
    assert item.excluded == ()


def test_an_appraisal_stops_the_review_of_a_public_interest_case_but_not_the_criminal_one() -> None:
    told = {"诉前公告": "2024-03-01", "移送审查起诉": "2024-04-10", "委托鉴定评估": ["2024-04-15"]}
    civil = one("review.public-interest", "2024-04-25", **told)
    criminal = one("review.ordinary", "2024-04-25", **told)
    assert civil.status == "stopped"
    assert [days for _, days in civil.excluded] == [10]
    assert criminal.status == "running"
    assert criminal.excluded == ()


def test_every_party_has_an_appeal_period_of_its_own() -> None:
    events = [
        ProcedureEvent(event="送达判决书", date=day("2024-03-01"), whom="甲"),
        ProcedureEvent(event="送达判决书", date=day("2024-03-06"), whom="乙"),
        ProcedureEvent(event="上诉或者抗诉", date=day("2024-03-11"), whom="乙"),
    ]
    found = {item.whom: item for item in deadlines(events, day("2024-03-20")) if item.rule.id == "appeal.judgment"}
    assert (found["甲"].end, found["甲"].status) == (day("2024-03-11"), "lapsed")
    assert (found["乙"].end, found["乙"].status) == (day("2024-03-18"), "met")


def test_the_days_left_count_down_and_on_the_last_day_none_is_left() -> None:
    left = [one("appeal.judgment", on, 送达判决书="2024-03-01").days_left for on in ("2024-03-02", "2024-03-11")]
    assert left == [9, 0]
    passed = one("suit.report", "2024-03-08", 提起民事公益诉讼="2024-03-01")
    assert (passed.status, passed.days_left) == ("missed", -2)


def test_the_last_day_in_a_year_without_a_notice_says_so_and_does_not_move() -> None:
    item = one("trial.civil", "2026-09-03", 受理民事公益诉讼="2026-09-02")
    assert (item.end, item.moved) == (day("2027-03-02"), False)
    assert any(says(note, NOT_PUBLISHED, year=2027) for note in item.notes)


@pytest.mark.parametrize(
    ("on", "status"),
    [("2027-01-02", "running"), ("2027-01-03", "unclear"), ("2027-01-12", "unclear"), ("2027-01-13", "missed")],
)
def test_a_last_day_whose_year_is_not_published_is_not_called_overdue_before_it_surely_is(on: str, status: str) -> None:
    item = one("review.ordinary", on, 移送审查起诉="2026-12-02")  # 2027-01-02 is a Saturday
    assert (item.end, item.may_move_to, item.status) == (day("2027-01-02"), day("2027-01-12"), status)
    assert item.as_json()["may_move_to"] == "2027-01-12"


@pytest.mark.parametrize(
    ("sued", "status"), [("2027-01-02", "breached"), ("2027-01-04", "unclear"), ("2027-01-13", "over")]
)
def test_a_suit_on_a_day_to_which_the_notice_may_still_run_is_left_open(sued: str, status: str) -> None:
    item = one("notice.thirty-days", "2027-01-20", 诉前公告="2026-12-03", 提起民事公益诉讼=sued)
    assert (item.end, item.status) == (day("2027-01-02"), status)


def test_a_late_act_is_not_called_late_while_the_last_day_may_still_move() -> None:
    told = {"移送审查起诉": "2026-12-02"}
    late = [one("review.ordinary", "2027-02-01", **told, 提起公诉=on).status for on in ("2027-01-12", "2027-01-13")]
    assert late == ["unclear", "missed"]


def test_in_custody_the_end_is_certain_whatever_the_holidays_will_be() -> None:
    item = one("review.ordinary", "2027-01-03", 拘留="2026-12-01", 移送审查起诉="2026-12-02")
    assert (item.end, item.may_move_to, item.status) == (day("2027-01-02"), None, "missed")
    assert not any("未收录" in note for note in item.notes)


def test_both_limitation_periods_stand_side_by_side_where_the_transition_is_unsettled() -> None:
    told = {"知道损害和责任人": "2025-03-03"}
    general, special = (
        one("limitation.general", "2026-11-23", **told),
        one("limitation.environment", "2026-11-23", **told),
    )
    assert (general.end, special.end) == (day("2028-03-03"), day("2030-03-03"))
    assert special.status == "unclear"
    assert any("没有查到明文" in note and "法官认定" in note for note in special.notes)


def test_a_suit_before_the_notice_ended_is_objected_to_with_the_first_possible_day() -> None:
    events = events_of({"诉前公告": "2024-03-01"})
    suit = ProcedureEvent(event="提起刑事附带民事公益诉讼", date=day("2024-04-01"))
    (found,) = against(events, suit, day("2024-04-01"))
    assert found.possible_from == day("2024-04-02")
    assert "三十日" in found.text
    assert "检察公益诉讼解释第十三条第一款" in found.text
    assert against(events, suit.model_copy(update={"date": day("2024-04-02")}), day("2024-04-02")) == []


def test_a_suit_without_any_notice_is_objected_to() -> None:
    (found,) = objections(events_of({"提起民事公益诉讼": "2024-04-01"}), day("2024-04-02"))
    assert "没有记录诉前公告" in found.says


@pytest.mark.parametrize(
    ("events", "objected"),
    [
        ({"适用速裁程序": "2024-03-01"}, []),
        ({"适用速裁程序": "2024-03-01", "提起附带民事诉讼": "2024-03-02"}, ["fast-track.open-civil"]),
        (
            {"适用速裁程序": "2024-03-01", "提起附带民事诉讼": "2024-03-02", "附带民事达成调解或者和解": "2024-03-03"},
            [],
        ),
        ({"适用简易程序": "2024-03-01", "提起附带民事诉讼": "2024-03-02"}, []),
        (
            {"诉前公告": "2024-01-02", "提起刑事附带民事公益诉讼": "2024-03-01", "适用速裁程序": "2024-03-02"},
            ["fast-track.open-public-interest"],
        ),
    ],
)
def test_the_fast_track_is_barred_while_a_civil_claim_is_open(events: dict[str, Any], objected: list[str]) -> None:
    assert [item.id for item in objections(events_of(events), day("2024-03-10"))] == objected


def test_a_third_supplementary_investigation_is_barred() -> None:
    events = [ProcedureEvent(event="退回补充侦查", date=day(f"2024-0{month}-01")) for month in (3, 5)]
    assert objections(events, day("2024-06-01")) == []
    third = ProcedureEvent(event="退回补充侦查", date=day("2024-07-01"))
    assert [item.id for item in against(events, third, day("2024-07-01"))] == ["supplementary.twice"]


@pytest.mark.parametrize(
    ("event", "path", "reason"),
    [
        ({"event": "开幕", "date": "2024-03-01"}, "procedure.events[0].event", "没有程序事项“开幕”"),
        ({"event": "开庭", "date": "2024-02-30"}, "procedure.events[0].date", "真实存在的日期"),
        ({"event": "开庭", "date": "2024-03-01", "until": "2024-03-02"}, "procedure.events[0]", "不写 until"),
        ({"event": "中止审理", "date": "2024-03-02", "until": "2024-03-01"}, "procedure.events[0]", "早于起日"),
        ({"event": "开庭"}, "procedure.events[0].date", "必填"),
    ],
)
def test_a_wrong_event_of_a_case_file_is_named(event: dict[str, str], path: str, reason: str) -> None:
    head = {"case": {"offence": "滥伐林木", "conduct": {"from": "2024-01-01"}}}
    with pytest.raises(InputError) as refused:
        parse({**head, "procedure": {"events": [event]}})
    (error,) = refused.value.errors
    assert error.path == path
    assert reason in error.message


@pytest.mark.parametrize(("started", "told"), [("2026-09-16", True), ("2026-09-17", False)])
def test_what_happens_after_the_act_was_done_takes_no_part_in_its_period(started: str, told: bool) -> None:
    review = one(
        "review.public-interest",
        "2026-11-20",
        诉前公告="2026-08-12",
        提起刑事附带民事公益诉讼="2026-09-16",
        委托鉴定评估=[started, "2026-11-06"],
    )
    assert bool(review.excluded or review.counted) is told
    assert review.status == "met"
