"""One last day of a case: its head, the lists and the shelves tell the same, in every course; its line of steps."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from casework.proceedings import overview, tasks
from casework.proceedings.course_line import line
from casework.proceedings.shelves import WATCHING, seated, shelves_of, watching
from rules.proceedings.acts import Act
from rules.proceedings.book import load_table
from rules.proceedings.playing import play
from rules.proceedings.script import script_of
from rules.proceedings.stage import PureStage
from rules.proceedings.state import Case
from tests.rules.proceedings.walking import NAMES, script

OFFENCE = "滥伐林木"


class Days(PureStage):
    """A stage that keeps the case after every act."""

    def __init__(self) -> None:
        super().__init__()
        self.cases: list[Case] = []

    def act(self, act: Act) -> None:
        super().act(act)
        self.cases.append(self.case)


def shelved(case: Case, found: list[tasks.Task]) -> Any:
    opener = SimpleNamespace(id=1, name="", institution=SimpleNamespace(name=case.seats[0].institution))
    places = {seat.institution: n for n, seat in enumerate(case.seats)}
    return shelves_of(case, found, opener, places, [OFFENCE])  # type: ignore[arg-type]


def day_of_head(case: Case) -> datetime.date | None:
    assert case.day is not None
    found = overview._period(case, case.day)
    return found.end if found else None


@pytest.mark.parametrize("name", NAMES)
def test_head_list_and_shelves_tell_the_same_day_after_every_act(name: str) -> None:
    stage = Days()
    list(play(script(name), stage))
    for case in stage.cases:
        found = tasks.as_they_stood(case)
        made = shelved(case, found)
        watched = {WATCHING, watching(case.state), watching("", OFFENCE), watching(case.state, OFFENCE)}
        listed = {day for _place, reader, day in made.days if reader == WATCHING}
        assert all({day for _, reader, day in made.days if reader == one} == listed for one in watched)
        head = day_of_head(case)
        if case.state != "archived":
            assert listed == ({head} if head else set())
        own = {(task.institution, seated(task.seat, task.person)): task for task in found if task.due is not None}
        read = {(case.seats[place].institution, reader) for place, reader, _ in made.days if reader not in watched}
        assert read == set(own)


DECIDED = """
case: 行政决定写明送达日
facts: {offence: 滥伐林木, persons: [甲]}
seats: {bureau: 甲局}
steps:
  - {at: 2025-01-02, do: open_case, by: officer, with: {tracks: [administrative]}}
  - {at: 2025-02-01, do: decide, by: officer, with: {outcome: 责令, o1: 补植 3亩, SERVED paper: 行政决定书}}
"""


@pytest.mark.parametrize(("said", "waits"), [("served: 2025-02-01,", False), ("", True)])
def test_a_decision_that_says_when_it_was_served_waits_for_no_service(said: str, waits: bool) -> None:
    stage = Days()
    list(play(script_of(DECIDED.replace("SERVED", said).encode(), "decided.yaml", Path()), stage))
    found = tasks.tasks_of(stage.case, datetime.date(2025, 6, 1))
    assert any(task.act == "serve" for task in found) is waits


def drawn(case: Case) -> list[tuple[str, str]]:
    assert case.day is not None
    return [(str(mark.name), mark.state) for mark in line(case, case.day)]


def at_the_end(*steps: str) -> Case:
    written = "\n".join(["case: 一例", "facts: {offence: 滥伐林木, persons: [甲]}", SEATS, "steps:", *steps])
    stage = Days()
    played = list(play(script_of(written.encode(), "line.yaml", Path()), stage))
    assert all(step.ok for step in played), [str(step.told) for step in played]
    return stage.case


SEATS = "seats: {procuratorate: 甲院, court: 甲法院, bureau: 甲局}"
PROSECUTED = (
    "  - {at: 2025-01-02, do: prosecute, by: prosecutor, with: {court: 甲法院}}",
    "  - {do: receive, by: judge}",
)
MEASURED = (
    "  - {do: order, by: judge, on: m1, with: {by: 甲局}}",
    "  - {do: submit, by: officer, on: m1, with: {tonnes: 3, own: true}}",
)


def test_a_result_that_was_sent_back_is_not_done() -> None:
    case = at_the_end(*PROSECUTED, *MEASURED, "  - {do: return, by: judge, on: m1, with: {ground: 蓄积有误}}")
    assert [state for _, state in drawn(case)] == ["done", "warn", "waiting", "waiting", "waiting"]


def test_a_case_that_was_not_prosecuted_has_no_judgment_to_wait_for() -> None:
    opened = "  - {at: 2025-01-02, do: open_case, by: prosecutor, with: {tracks: {criminal: examining}}}"
    dropped = "with: {kind: 相对, basis: 刑诉法177(2), approval: 检察长, paper: 决定书}"
    case = at_the_end(opened, f"  - {{do: not_prosecute, by: prosecutor, {dropped}}}")
    assert [state for _, state in drawn(case)] == ["done", "done"]
    assert len(drawn(at_the_end(opened))) == 5


def test_what_was_ruled_on_without_measuring_shows_no_measuring() -> None:
    ruled = "  - {do: rule, by: judge, with: {sentence: 1年, o1: 修复费用 100, due: 2025-03-01}}"
    case = at_the_end(*PROSECUTED, ruled)
    assert [state for _, state in drawn(case)] == ["done", "done", "now"]


def test_a_paper_that_is_owed_is_named_with_its_act() -> None:
    case = at_the_end(*PROSECUTED, "  - {do: rule, by: judge, with: {sentence: 1年}}")
    owed = [task for task in tasks.as_they_stood(case) if task.act == "hand_in"]
    paper = load_table().acts["rule"].called["paper"]
    assert [(paper in task.told, task.about) for task in owed] == [(True, "3")]
