"""A history is all that is kept: written as JSON and read back, it makes the same case at every moment."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from rules.proceedings.acts import Act, Actor
from rules.proceedings.advising import awaited, ordered
from rules.proceedings.course import apply, fold
from rules.proceedings.headlines import headline, next_step
from rules.proceedings.performed import statement_of_performance
from rules.proceedings.playing import play
from rules.proceedings.possible import possible
from rules.proceedings.refusals import Refused
from rules.proceedings.stage import PureStage
from rules.proceedings.state import Case
from rules.proceedings.waiting import todo
from tests.rules.proceedings.random_acts import BEGUN, CAST
from tests.rules.proceedings.walking import NAMES, script

DAY = datetime.date(2024, 3, 1)


def told(case: Case) -> Case:
    """The case as it stands, whatever its history is written with."""
    return replace(case, acts=(), day=None)


@pytest.mark.parametrize("name", NAMES)
def test_a_history_read_back_makes_the_same_case(name: str) -> None:
    stage, empty = PureStage(), PureStage()
    assert list(play(script(name), stage))[-1].ok
    empty.begin(script(name))
    stored = json.dumps([act.as_json() for act in stage.case.acts], ensure_ascii=False)
    again = fold([Act.from_json(one) for one in json.loads(stored)], empty.case)
    assert told(again) == told(stage.case)
    assert [act.number for act in again.acts] == list(range(1, len(again.acts) + 1))


@pytest.mark.parametrize("name", NAMES)
def test_a_case_always_says_where_it_stands(name: str) -> None:
    stage = PureStage()
    for step in play(script(name), stage):
        case = stage.case
        if case.tracks and case.day:
            found = headline(case, case.day)
            assert found is not None, step.told
            assert found.track in case.tracks
        if case.day and case.tracks and any(not one.passages for one in case.tracks.values()):
            raise AssertionError("a track knows by which act it came into its state")


def test_a_track_that_goes_on_is_told_before_one_that_ended() -> None:
    """The suit goes on when the criminal judgment is done."""
    stage = PureStage()
    for _ in play(script("s04-zhangpu-hong.yaml"), stage):
        case = stage.case
        if case.day and any(
            track.kind == "civil" and track.state == "in_performance" for track in case.tracks.values()
        ):
            break
    assert case.day is not None
    told = headline(case, case.day)
    assert told is not None
    assert (told.track, told.state) == ("civil", "in_performance")


def test_the_next_step_and_the_statement_of_performance_are_told_for_a_day() -> None:
    stage = PureStage()
    for step in play(script("s01-nanjing-zhang.yaml"), stage):
        if step.step.do == "perform" and step.step.refused is None:
            break
    case = stage.case
    assert case.day is not None
    step_ = next_step(case, case.day)
    assert step_ is not None
    assert (step_.role, step_.act, step_.on) == ("judge", "rule", "criminal:张某泉")
    lines = {line.id: line for line in statement_of_performance(case, case.day).lines}
    assert (lines["o2"].done, lines["o2"].rest, lines["o2"].state) == (Decimal(96), Decimal(0), "proven")
    assert lines["o2"].papers == ("碳汇注销证明",)
    assert (lines["o1"].done, lines["o1"].held, lines["o1"].due) == (Decimal(0), Decimal(6000), None)


def test_what_may_follow_stays_open_until_it_is_handed_in() -> None:
    case = BEGUN
    assert case.day is not None
    case = apply(case, Act("open_case", case.day, CAST["prosecutor"], (), {"tracks": ["criminal"]}))
    case = apply(case, Act("record_plea", case.day or DAY, CAST["prosecutor"]))
    waiting = {one.rule for one in case.warnings if one.open}
    assert waiting == {"lawyer_named", "paper"}
    assert [one.act for one in todo(case, CAST["prosecutor"], DAY) if one.kind == "paper"] == ["hand_in", "hand_in"]
    handed = {"number": 2, "lawyer": "值班律师", "file": "具结书"}
    case = apply(case, Act("hand_in", case.day or DAY, CAST["prosecutor"], (), handed))
    assert not any(one.open for one in case.warnings)


def test_a_suit_alone_before_a_lower_court_says_why_it_is_there() -> None:
    """检察公益诉讼解释5: alone it belongs to an intermediate court. A suit recorded before that was asked stands."""
    day = datetime.date(2024, 5, 1)
    case = apply(BEGUN, Act("open_claim", DAY, CAST["prosecutor"]))
    case = apply(case, Act("notice", DAY, CAST["prosecutor"]))
    lower = Act("sue", day, CAST["prosecutor"], (), {"court": "甲法院", "claims": ["补植 3亩"]})
    with pytest.raises(Refused) as refused:
        apply(case, lower)
    assert (refused.value.kind, refused.value.rule) == ("reason_wanted", "level_of_court")
    assert fold([lower], case).tracks["civil"].state == "sued"
    designated = {"court": "甲法院", "claims": ["补植 3亩"], "jurisdiction": "指定管辖决定书"}
    for given in (designated, {"court": "中院", "claims": ["补植 3亩"]}):
        told = apply(case, Act("sue", day, CAST["prosecutor"], (), given)).warnings
        assert "level_of_court" not in {one.rule for one in told}


def test_an_approval_is_on_record_with_name_day_and_paper() -> None:
    given = {"kind": "相对", "approval": {"by": "检察长", "on": "2024-02-01", "paper": "审批表"}}
    case = apply(BEGUN, Act("not_prosecute", DAY, CAST["prosecutor"], ("甲",), given))
    (approval,) = case.approvals
    assert (approval.by, approval.at, approval.paper) == ("检察长", datetime.date(2024, 2, 1), "审批表")


def test_who_may_do_what_is_told_with_what_it_lacks() -> None:
    case = apply(BEGUN, Act("prosecute", DAY, CAST["prosecutor"], (), {"court": "甲法院"}))
    judge = {(one.act, one.on): one.lacks for one in possible(case, CAST["judge"], DAY)}
    assert judge[("receive", "criminal:甲")] == ""
    assert ("receive", "criminal:甲") not in {(one.act, one.on) for one in possible(case, CAST["judge2"], DAY)}
    assert judge[("undertake", "o1")]
    assert not any(act == "adopt" for act, _ in judge)


def test_who_supervises_comments_without_a_seat_and_does_nothing_else() -> None:
    above = Actor("督", "省局", "bureau", ("supervisor",))
    case = apply(BEGUN, Act("opinion", DAY, above, (), {"opinion": "请说明逾期", "file": "意见"}))
    assert "省局" not in case.institutions("bureau")
    assert {one.act for one in possible(case, above, DAY)} == {"opinion", "notify"}
    with pytest.raises(Refused) as refused:
        apply(case, Act("prosecute", DAY, above, (), {"court": "甲法院"}))
    assert refused.value.kind == "not_permitted"


def test_a_decision_waits_for_the_measuring_that_was_ordered_for_it_and_a_late_one_for_nothing() -> None:
    stage = PureStage()
    for step in play(script("s01-nanjing-zhang.yaml"), stage):
        if step.step.do == "order":
            break
    case, day = stage.case, stage.case.day
    assert day is not None
    ruling = next(one for one in ordered(case, day) if one.act == "rule")
    measuring = awaited(case, ruling, day)
    assert measuring is not None
    assert (measuring.act, measuring.on) == ("submit", "m1")
    assert awaited(case, replace(ruling, late=True), day) is None
    assert awaited(case, replace(ruling, act="adopt"), day) is None
