"""Stored cases as a rehearsal takes them, and the rehearsal of many of them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from casework import db
from casework.cli import rules
from casework.rulebook import rehearsing
from rules.lawchange import processes
from tests.casework.office import FACTS, Office
from tests.rules.law.rehearsals import folder


def filed(office: Office, count: int) -> None:
    for number in range(count):
        facts = copy.deepcopy(FACTS)
        facts["parties"][0]["name"] = f"张{number}"
        office.file(facts)


def run(office: Office, *arguments: object) -> tuple[Any, str]:
    """The JSON on the output, and what the error output says."""
    result = office.app.test_cli_runner().invoke(args=["rules", "rehearse", *map(str, arguments), "--stored", "--json"])
    assert result.exit_code == 1, result.output
    return json.loads(result.stdout), result.stderr


def test_every_stored_case_comes_once_in_its_last_version(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsing, "TOGETHER", 2)
    filed(office, 5)
    office.accept()
    office.measure()  # another version: the method is chosen
    with office.app.app_context():
        batches = list(rehearsing.every_case())
        assert rehearsing.count() == 5
    assert [len(batch) for batch in batches] == [2, 2, 1]
    every = [record for batch in batches for record in batch]
    assert len({record.name for record in every}) == 5
    assert [json.loads(record.casefile)["options"]["method"] for record in every][3:] == [
        "national-default",
        "national-default@2026-11",
    ]
    assert [len(record.events) for record in every] == [0, 0, 0, 0, 1]


def test_cases_are_asked_for_together_and_without_a_list_of_them(office: Office) -> None:
    def asked() -> list[int]:
        """How many values each statement was given."""
        found: list[int] = []
        with office.app.app_context():
            listen = db.engine(), "before_cursor_execute", lambda *given: found.append(len(given[3] or ()))
            event.listen(*listen)
            assert list(rehearsing.every_case())
            event.remove(*listen)
        return found

    filed(office, 2)
    few = asked()
    filed(office, 6)
    assert sorted(asked()) == sorted(few)
    assert max(few) < 10


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # the processes read no database
def test_many_stored_cases_are_rehearsed_on_several_processes_with_the_same_result(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsing, "TOGETHER", 2)
    monkeypatch.setattr(processes, "cores", lambda: 2)
    monkeypatch.setattr(rules, "EVERY", 0)
    filed(office, 5)
    place = folder(tmp_path)
    here, _ = run(office, place)
    monkeypatch.setattr(rules, "FEW", 0)
    there, told = run(office, place)
    assert there == here
    assert here["totals"]["cases"] == 5
    assert "已演练 2／5 件\n已演练 4／5 件\n已演练 5／5 件" in told
