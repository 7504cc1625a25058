"""Stored cases as a rehearsal takes them, and the rehearsal of many of them."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from casework import db
from casework.cli import rules
from casework.rulebook import rehearsing
from rules import blocks
from rules.casefile import parse
from rules.deciding.book import LAW
from tests.casework.office import FACTS, Office

THRESHOLD = "{fact: graded_stock_m3, at_least: 20}]}\n  then: {offence_grade: 数量较大}"


def filed(office: Office, count: int) -> None:
    for number in range(count):
        facts = copy.deepcopy(FACTS)
        facts["parties"][0]["name"] = f"张{number}"
        office.file(facts)


def lowered(tmp_path: Path) -> Path:
    """The law with a lower threshold of felling, which the 18.6493 cubic metres of a case reach."""
    place = tmp_path / "law"
    shutil.copytree(LAW, place)
    file = place / "felling.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(THRESHOLD) == 1
    file.write_text(text.replace(THRESHOLD, THRESHOLD.replace("20", "18")), encoding="utf-8")
    return place


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
    every = [stored.masked() for batch in batches for stored in batch]
    assert len({record.name for record in every}) == 5
    assert [json.loads(record.casefile)["options"]["method"] for record in every][3:] == [
        "national-default",
        "national-default@2026-11",
    ]
    told = [{event["event"] for event in record.events} for record in every]
    assert "受理公诉案件" in told[4]
    assert not [events for events in told[:4] if "受理公诉案件" in events]


def test_who_the_parties_are_is_told_to_nobody_who_rehearses_over_all_cases(office: Office) -> None:
    facts = copy.deepcopy(FACTS)
    facts["parties"] = [{"name": "张某泉", "role": "被告人", "born": "1990-05-06"}]
    facts["opinions"] = [{"by": "被告人张某泉", "view": "同意", "note": "张某泉当庭表示同意"}]
    facts["procedure"] = {"events": [{"event": "拘留", "date": "2025-02-01", "whom": "张某泉"}]}
    office.file(facts)
    with office.app.app_context():
        ((stored,),) = rehearsing.every_case()
    record = stored.masked()
    kept = json.loads(record.casefile)
    assert "张某" not in record.casefile + str(record.events)
    assert kept["parties"] == [{"name": "某甲", "role": "被告人", "born": "1990-05-06"}]
    assert kept["opinions"][0]["by"] == "被告人某甲"
    assert kept["procedure"]["events"][0]["whom"] == "某甲"
    assert parse(kept).stands == parse(facts).stands


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
    monkeypatch.setattr(blocks, "cores", lambda: 2)
    monkeypatch.setattr(rules, "EVERY", 0)
    filed(office, 5)
    place = lowered(tmp_path)
    here, _ = run(office, place)
    monkeypatch.setattr(rules, "FEW", 0)
    there, told = run(office, place)
    assert there == here
    assert (here["totals"]["cases"], here["totals"]["changed"]) == (5, 5)
    assert "已演练 2／5 件\n已演练 4／5 件\n已演练 5／5 件" in told
