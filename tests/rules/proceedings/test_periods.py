"""The acts that people do are the events that the periods of the law begin, stop and end with."""

from __future__ import annotations

import datetime

from rules.deciding.deadlines.results import Deadline
from rules.proceedings.periods import reckoned
from rules.proceedings.playing import play
from rules.proceedings.stage import PureStage
from rules.proceedings.state import Case
from tests.rules.proceedings.walking import script


def case_after(name: str, *, until: str) -> Case:
    """The case of a script before the first act of a name that is done."""
    stage = PureStage()
    for step in play(script(name), stage):
        if step.step.do == until and step.step.refused is None:
            break
    return stage.case


def running(case: Case, on: datetime.date) -> dict[str, Deadline]:
    return {one.rule.id: one for one in reckoned(case, on) if one.start is not None}


def test_the_notice_before_a_suit_runs_thirty_days_and_the_review_after_it() -> None:
    case = case_after("s04-zhangpu-hong.yaml", until="notice")
    found = running(case, datetime.date(2022, 9, 20))
    assert found["notice.thirty-days"].nominal_end == datetime.date(2022, 10, 5)
    assert found["notice.thirty-days"].status == "running"


def test_the_trial_begins_with_reception_and_ends_with_the_judgment() -> None:
    received = case_after("s06-youxi-lin.yaml", until="receive")
    trial = running(received, datetime.date(2024, 6, 10))["trial.ordinary"]
    assert (trial.start, trial.status) == (datetime.date(2024, 6, 1), "running")
    judged = case_after("s06-youxi-lin.yaml", until="rule")
    closed = running(judged, datetime.date(2024, 12, 4))["trial.ordinary"].closed_by
    assert closed is not None
    assert closed.date == datetime.date(2024, 12, 4)


def test_the_time_to_appeal_begins_with_service() -> None:
    case = case_after("c3-remitted.yaml", until="serve")
    found = running(case, datetime.date(2025, 2, 12))["appeal.judgment"]
    assert found.start == datetime.date(2025, 2, 10)
    assert found.end == datetime.date(2025, 2, 20)


def test_an_appraisal_is_a_span_from_the_order_to_the_report() -> None:
    case = case_after("s16-bijiang.yaml", until="submit")
    spans = [(one.name, one.at, one.until) for one in case.happened if one.until]
    assert spans == [("委托鉴定评估", datetime.date(2025, 4, 1), datetime.date(2025, 6, 1))]


def test_a_penalty_is_decided_within_ninety_days_of_filing() -> None:
    case = case_after("s14-jixi.yaml", until="open_case")
    found = running(case, datetime.date(2023, 9, 5))["penalty.decision"]
    assert (found.start, found.status) == (datetime.date(2023, 9, 4), "running")
    assert found.nominal_end == datetime.date(2023, 12, 3)
