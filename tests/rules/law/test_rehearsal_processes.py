"""A rehearsal on several processes says what it says in one."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest

from rules import blocks
from rules.deciding.decide import DISAGREEMENT, rule_engine
from rules.lawchange import processes
from rules.lawchange.processes import Disagreement
from rules.lawchange.record import Record
from rules.lawchange.rehearsal import Part, Rehearsing, rehearse
from tests.rules.law.rehearsals import ON, edition, facts
from tests.told import saying

STOCKS = ("19.9999", "20", "25", "18", "21", "-1", "22.5")
"""Below, at and above the threshold that the second edition raises; one is refused."""


def records() -> list[Record]:
    made = [Record(f"case {stock}", json.dumps(facts(stock)), None, []) for stock in STOCKS]
    event = {"event": "诉前公告", "date": "2024-02-01"}
    return [*made, Record("with events", json.dumps(facts()), None, [event])]


def test_several_processes_say_what_one_says_in_the_same_order(tmp_path: Path) -> None:
    old, new = edition(tmp_path), edition(tmp_path, "threshold")
    every = records()
    *_, made = rehearse([record.given() for record in every], old, new, ON)
    expected = made.as_json()
    assert (expected["totals"]["changed"], expected["totals"]["refused"]) == (3, 1)
    whole = Part()
    for part in processes.rehearsed((every[at : at + 2] for at in range(0, len(every), 2)), old, new, ON, 2):
        assert part.count == 2
        whole.add(part)
    assert whole.as_json(made.difference) == expected


def test_few_batches_are_read_before_their_turn(tmp_path: Path) -> None:
    old, read = edition(tmp_path), count(0)
    batches = ([record] for record in records() if next(read) >= 0)
    parts = processes.rehearsed(batches, old, old, ON, 1)
    assert next(parts).count == 1
    assert next(read) == blocks.AHEAD + 1
    parts.close()


def test_a_disagreement_of_the_evaluators_in_a_process_ends_the_rehearsal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = edition(tmp_path), edition(tmp_path, "threshold")
    engine = rule_engine(new.lawbook).engine
    sound = engine.fired
    monkeypatch.setattr(engine, "fired", lambda stage, known: sound(stage, known) ^ {0})
    monkeypatch.setitem(processes._rehearsing, "one", Rehearsing(old, new, ON))
    found = processes._part(processes.Batch("one", b"", ON, records()[1:2]))
    with pytest.raises(Disagreement, match=saying(DISAGREEMENT)):
        processes._told(found)


def test_a_case_is_read_only_when_its_turn_comes() -> None:
    given = Record("broken", "{", None, []).given()
    with pytest.raises(ValueError, match="Expecting"):
        given.read()
