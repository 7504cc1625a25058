"""Stored assessments are worked out again, and whichever no longer gives its result is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from casework import db
from casework.cases import CasefileVersion
from casework.documents.verifying import redone, replay
from casework.documents.verifying.finding import State
from rules.assess import Assessment as Assessed
from rules.assess import assess
from rules.blocks import SCHEDULER_LOST, WorkersLost
from rules.reading.messages import msg
from tests.casework.office import Office

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def measured(office: Office) -> None:
    office.file()
    office.accept()
    office.measure()


def said(office: Office, *arguments: str) -> tuple[int, str]:
    done = office.app.test_cli_runner().invoke(args=["audit", "replay", *arguments])
    return done.exit_code, done.stdout


@one_database
def test_each_stored_assessment_gives_its_result_again(office: Office) -> None:
    measured(office)
    measured(office)
    with office.work():
        found = list(replay.every())
        assert [one.finding.state for one in found] == [State.PASSED] * 2
        assert replay.count() == 2
        assert [one.reference for one in replay.every(found[1].reference)] == [found[1].reference]
    assert said(office)[0] == 0


def test_a_text_that_only_passes_through_comes_as_its_bytes(office: Office) -> None:
    office.file()
    column = CasefileVersion.document
    with office.work():
        read, passed = db.session().execute(select(column, db.undecoded(column))).one()
    assert "滥伐林木" in read
    assert passed == read.encode()


@one_database
def test_an_assessment_that_gives_another_result_is_named(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    measured(office)
    with office.work():
        reference = office.folder.reference

    def otherwise(*given: object, **named: object) -> Assessed:
        made = assess(*given, **named)  # type: ignore[arg-type]  # as the function itself is called
        return replace(made, content={**made.content, "loss_tco2e": "1"})

    monkeypatch.setattr(redone, "assess", otherwise)
    status, told = said(office)
    assert status == 1
    assert f"{reference} 第 1 次" in told
    assert "所载为" in told


@one_database
def test_a_case_that_is_not_there_is_refused(office: Office) -> None:
    status, _ = said(office, "--case", "2020-9999")
    assert status == 1


@one_database
def test_several_processes_work_out_what_one_does(office: Office) -> None:
    measured(office)
    with office.work():
        here, there = list(replay.every()), list(replay.every(processes=2))
        assert here == there
        assert {one.finding.state for one in there} == {State.PASSED}


@one_database
def test_of_a_case_that_shares_its_course_with_another_the_facts_are_told_where_the_records_are(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured(office)
    with office.work():
        (carried,) = [told for some in replay._told(None, 0) for told in some]
        monkeypatch.setattr(replay, "courses", lambda folders: {})
        (shared,) = [told for some in replay._told(None, 0) for told in some]
        assert (carried.measured, shared.course) == (None, None)
        assert carried.stated() == shared.stated()
        assert [one.finding.state for one in replay.every()] == [State.PASSED]


def test_a_text_that_cannot_be_read_is_named_and_the_others_go_on() -> None:
    told = replay.Told("2026-0001", 1, b"{}", b"{}", None, None, None)
    broken = replace(told, number=2, result=b"{", casefile=b"{")
    found = replay.again([told, broken])
    assert [one.finding.state for one in found] == [State.FAILED] * 2
    assert [one.number for one in found] == [1, 2]


@one_database
def test_who_stopped_goes_on_after_the_last_case_that_was_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        measured(office)
    with office.work():
        first, second, third = [one.reference for one in replay.every()]
    sound = redone.finding
    asked: list[object] = []

    def stopped(stated: object) -> object:
        asked.append(stated)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return sound(stated)  # type: ignore[arg-type]  # as the function itself is called

    monkeypatch.setattr(replay, "TOGETHER", 1)
    monkeypatch.setattr(redone, "finding", stopped)
    done = office.app.test_cli_runner().invoke(args=["audit", "replay"])
    assert done.exit_code == 1
    assert done.stderr.strip().endswith(f"--after {first}")
    with office.work():
        assert [one.reference for one in replay.every(after=first)] == [second, third]
    assert said(office, "--after", second)[0] == 0
    assert said(office, "--after", "2020-9999")[0] == 1


@one_database
def test_where_the_processes_are_lost_it_is_told_why_and_after_which_case_it_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        measured(office)
    with office.work():
        found = list(replay.every())

    def lost(*given: object) -> Iterator[replay.Replayed]:
        yield from found[:2]
        raise WorkersLost(msg(SCHEDULER_LOST))

    monkeypatch.setattr(replay, "every", lost)
    done = office.app.test_cli_runner().invoke(args=["audit", "replay"])
    assert done.exit_code == 1
    assert SCHEDULER_LOST in done.stderr
    assert done.stderr.strip().endswith(f"--after {found[0].reference}")
