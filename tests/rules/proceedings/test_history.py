"""A history is all that is kept: written as JSON and read back, it makes the same case at every moment."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from rules.proceedings.acts import Act
from rules.proceedings.asking import headline, next_step, statement_of_performance
from rules.proceedings.course import fold
from rules.proceedings.playing import play
from rules.proceedings.stage import PureStage
from rules.proceedings.state import Case
from tests.rules.proceedings.walking import NAMES, script


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
