"""The acts that people do are the events that the periods of the law begin, stop and end with."""

from __future__ import annotations

import datetime
from pathlib import Path

from rules.deciding.deadlines.results import Deadline
from rules.proceedings.periods import reckoned, to_meet
from rules.proceedings.playing import play
from rules.proceedings.script import script_of
from rules.proceedings.stage import PureStage
from rules.proceedings.state import Case
from rules.proceedings.waiting import matters
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


PENALTY = """
case: 处罚、申请执行
facts: {persons: [甲]}
seats: {procuratorate: 甲院, court: 甲法院, bureau: 甲局}
steps:
  - {at: 2025-01-02, by: officer, do: open_case}
  - {at: 2025-02-03, by: officer, do: decide, with: {o1: 罚款 100, o2: 恢复林地 2亩, served: 2025-02-03}}
  - {by: officer, do: serve, on: administrative}
  - {at: 2025-02-10, by: officer, do: perform, on: o1, with: {receipt: 收据}}
  - {at: 2025-09-01, by: officer, do: urge}
  - {at: 2025-09-20, by: officer, do: apply, with: {court: 甲法院}}
  - {at: 2025-09-22, by: judge, do: receive}
"""

APPEALED = """
case: 上诉、不起诉
facts: {offence: 滥伐林木, persons: [甲, 乙]}
seats: {procuratorate: 甲院, court: 甲法院, court2: 中院}
people: {judge2: court2}
steps:
  - {at: 2025-01-02, by: prosecutor, do: open_case, with: {C: examining}}
  - {by: prosecutor, do: not_prosecute, with: {persons: [乙], kind: 相对, article: 177(2), approval: 检察长}}
  - {at: 2025-01-06, by: prosecutor, do: serve, on: "criminal:乙"}
  - {by: prosecutor, do: serve, on: "criminal:乙", with: {to: 被害人}}
  - {by: prosecutor, do: prosecute, with: {persons: [甲], court: 甲法院}}
  - {by: judge, do: receive}
  - {at: 2025-02-03, by: judge, do: rule, with: {sentence: 1年}}
  - {by: clerk, do: serve, on: "criminal:甲"}
  - {at: 2025-02-05, by: clerk, do: appeal, with: {by: 甲, court: 中院}}
  - {at: 2025-02-17, by: judge2, do: receive}
"""


def after(course: str) -> Case:
    stage = PureStage()
    steps = list(play(script_of(course.encode(), "course.yaml", Path()), stage))
    assert [str(step.told) for step in steps if not step.ok] == []
    return stage.case


def test_a_fine_is_paid_and_an_application_received_by_the_acts_that_say_so() -> None:
    found = running(after(PENALTY), datetime.date(2025, 9, 23))
    paid, received = found["penalty.payment"].closed_by, found["compulsion.acceptance"].closed_by
    assert paid is not None
    assert paid.date == datetime.date(2025, 2, 10)
    assert received is not None
    assert received.date == datetime.date(2025, 9, 22)
    assert found["compulsion.ruling"].start == datetime.date(2025, 9, 22)


def test_the_second_instance_begins_with_reception_there_and_complaints_with_service() -> None:
    found = running(after(APPEALED), datetime.date(2025, 2, 18))
    assert found["trial.second"].start == datetime.date(2025, 2, 17)
    assert found["nonprosecution.suspect"].start == datetime.date(2025, 1, 6)
    assert found["nonprosecution.victim"].nominal_end == datetime.date(2025, 1, 13)


WITHDRAWN = """
case: 撤回起诉
facts: {offence: 滥伐林木, persons: [甲]}
seats: {procuratorate: 县检察院, court: 县法院, bureau: 县林业局}
steps:
  - {at: 2024-01-10, by: prosecutor, do: prosecute, with: {court: 县法院}}
  - {by: judge, do: receive}
  - {at: 2024-02-10, by: prosecutor, do: withdraw_prosecution, with: {ground: 证据不足, approval: 检察长}}
  - {by: judge, do: allow}
"""


def test_the_thirty_days_after_a_withdrawal_are_the_prosecutors_and_late_after_their_last() -> None:
    """Of 2024-02-10, in a leap year, the thirtieth day after is Monday the eleventh of March (规则424, 刑诉法105)."""
    case, last = after(WITHDRAWN), datetime.date(2024, 3, 11)
    for day, late in ((last, False), (last + datetime.timedelta(days=1), True)):
        (matter,) = [one for one in matters(case, day) if one.act == "not_prosecute"]
        assert (matter.role, matter.until, matter.late) == ("prosecutor", last, late)
    tasks = [one for one in to_meet(case, last) if one.period.deadline.rule.id == "withdrawal.nonprosecution"]
    assert [(one.seat, one.place, one.until) for one in tasks] == [("prosecutor", "县检察院", last)]
