"""The engine in its harness: exact, isolated, leak-free, the same from any thread, and never silent about a failure."""

from __future__ import annotations

import datetime
import resource
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.deciding.book import LawBook, Stage
from rules.deciding.durable_engine import FAILED, UNFINISHED, Engine, EngineError
from tests.rules.law.small import lawbook
from tests.told import saying

HEAD = """
    - id: {id}
      says: 一条规则
      basis: {{text: 新法, article: 第一条}}
      in_force: {{from: 2010-01-01}}
      stage: loss_gate
      when: {when}
      then: {{heads: {head}}}
"""
DAY = datetime.date(2020, 1, 1)


def stage_of(book: LawBook) -> Stage:
    (stage,) = book.edition(DAY, DAY).stages
    return stage


def rules(*conditions: str) -> str:
    return "".join(
        HEAD.format(id=f"r{number}", when=when, head="一二三"[number % 3]) for number, when in enumerate(conditions)
    )


@pytest.fixture
def engine_of(tmp_path: Path) -> Any:
    """Makes an engine and its stage from conditions."""

    def make(*conditions: str) -> tuple[Engine, Stage]:
        book = lawbook(tmp_path, rules(*conditions))
        return Engine(book.book), stage_of(book)

    return make


@pytest.mark.parametrize(
    ("condition", "stock", "fires"),
    [
        ("at_least: 5", "4.9999", False),
        ("at_least: 5", "4.999999999999999999999999999999", False),
        ("at_least: 5", "5", True),
        ("at_least: 5", "5.000000000000000000000000000001", True),
        ("above: 5", "5", False),
        ("above: 5", "5.000000000000000000000000000001", True),
        ("at_most: 5", "5", True),
        ("at_most: 5", "5.000000000000000000000000000001", False),
        ("below: 5", "5", False),
        ("below: 5", "4.999999999999999999999999999999", True),
        ("is: 5", "5.0", True),
        ("is: 5", "5.00001", False),
        ("at_least: 0.0001", "0.0001", True),
        ("at_least: 0.0001", "0.00009999", False),
        ("at_least: 5", "1E+40", True),
        ("below: 5", "1E-40", True),
        ("below: 5", "1E+16", False),
    ],
)
def test_numbers_cross_to_the_engine_exactly(engine_of: Any, condition: str, stock: str, fires: bool) -> None:
    engine, stage = engine_of(f"{{fact: stock, {condition}}}")
    assert (engine.fired(stage, {"stock": Decimal(stock)}) == {0}) is fires


@pytest.mark.parametrize(
    "condition",
    [
        "{all: [{fact: wild, is: true}, {fact: kind, is_not: 甲}]}",
        "{all: [{fact: wild, is: true}, {not: {fact: kind, in: [甲]}}]}",
        "{all: [{fact: wild, is: true}, {not: {fact: trees, at_least: 5}}]}",
        "{all: [{fact: wild, is: true}, {fact: trees, above: 0}]}",
    ],
)
def test_an_unknown_fact_satisfies_nothing_not_even_a_negation(engine_of: Any, condition: str) -> None:
    engine, stage = engine_of(condition)
    assert engine.fired(stage, {"wild": True}) == frozenset()


def test_an_unknown_fact_is_seen_where_the_rule_asks_whether_it_is_known(engine_of: Any) -> None:
    engine, stage = engine_of("{all: [{fact: wild, is: true}, {fact: trees, exists: false}]}")
    assert engine.fired(stage, {"wild": True}) == {0}
    assert engine.fired(stage, {"wild": True, "trees": 0}) == frozenset()


def test_every_rule_that_holds_fires_once_whichever_way_it_holds(engine_of: Any) -> None:
    engine, stage = engine_of(
        "{any: [{fact: wild, is: true}, {fact: trees, at_least: 5}, {fact: kind, is: 甲}]}",
        "{fact: trees, at_least: 3}",
        "{fact: trees, at_least: 7}",
        "{fact: day, at_least: 2020-01-02}",
    )
    known = {"wild": True, "trees": 6, "kind": "甲", "day": datetime.date(2020, 1, 2)}
    assert engine.fired(stage, known) == {0, 1, 3}


def test_one_evaluation_leaves_nothing_behind_for_the_next(engine_of: Any) -> None:
    engine, stage = engine_of("{all: [{fact: wild, is: true}, {fact: trees, at_least: 5}]}")
    assert engine.fired(stage, {"wild": True}) == frozenset()
    assert engine.fired(stage, {"trees": 9}) == frozenset()
    assert engine.fired(stage, {"wild": True, "trees": 9}) == {0}
    assert engine.fired(stage, {"wild": True, "trees": 1}) == frozenset()


def test_the_library_is_asked_once_of_facts_that_many_cases_have_alike(
    engine_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, stage = engine_of("{fact: wild, is: true}", "{fact: trees, at_least: 5}")
    asked: list[Any] = []
    sound = engine._asked

    def counted(part: Any, known: Any) -> frozenset[int]:
        asked.append(known)
        found: frozenset[int] = sound(part, known)
        return found

    monkeypatch.setattr(engine, "_asked", counted)
    cases: list[dict[str, Any]] = [{"wild": True}, {"wild": False}, {}, {"trees": 4}, {"trees": 5}, {"trees": 6}]
    first = [engine.fired(stage, known) for known in cases]
    assert first == [{0}, frozenset(), frozenset(), frozenset(), {1}, {1}]
    assert [engine.fired(stage, known) for known in cases] == first
    assert engine.fired(stage, {"trees": 0}) == frozenset()  # below the threshold, as 4 is
    assert engine.fired(stage, {"trees": 60}) == {1}  # above it, as 6 is
    assert asked == cases


@pytest.mark.parametrize("op", ["is", "is_not", "at_least", "above", "at_most", "below"])
def test_numbers_at_the_same_place_among_the_thresholds_fire_the_same(engine_of: Any, op: str) -> None:
    known = "{fact: trees, exists: true}"  # for a rule must state something that is
    engine, stage = engine_of(*(f"{{all: [{known}, {{fact: trees, {op}: {mark}}}]}}" for mark in (3, 5, 5, 9)))
    for trees in (*range(11), *range(11)):  # the second time from what was kept
        assert engine.fired(stage, {"trees": trees}) == engine.evaluated(stage, {"trees": trees})


def test_sessions_do_not_pile_up_fired_or_not(engine_of: Any) -> None:
    """The library dies at its 1,025th live session and crashes when one in which nothing fired is deleted."""
    engine, stage = engine_of("{fact: trees, at_least: 5}")
    fired = [engine.evaluated(stage, {"trees": number % 10}) for number in range(6000)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fired += [engine.evaluated(stage, {"trees": number % 10}) for number in range(6000)]
    assert fired == [frozenset({0}) if number % 10 >= 5 else frozenset() for number in range(6000)] * 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4096


def test_a_stage_is_registered_once_however_many_threads_come_first(engine_of: Any) -> None:
    engine, stage = engine_of("{fact: trees, at_least: 5}")
    results: list[frozenset[int]] = []
    start = threading.Barrier(8)
    registered = []
    sound = engine._part

    def slowly(*args: Any) -> Any:
        registered.append(args)
        time.sleep(0.02)
        return sound(*args)

    engine._part = slowly

    def work() -> None:
        start.wait()
        results.extend(engine.evaluated(stage, {"trees": 6}) for _ in range(50))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [frozenset({0})] * 400
    assert len(registered) == 1


def test_a_failure_of_the_library_is_an_error_and_the_next_evaluation_is_sound(
    engine_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, stage = engine_of("{fact: trees, at_least: 5}")
    assert engine.evaluated(stage, {"trees": 6}) == {0}
    with monkeypatch.context() as broken:
        broken.setattr("rules.deciding.durable_engine._library.start_action_for_state", lambda *_: 1 // 0)
        with pytest.raises(EngineError, match=saying(FAILED)):
            engine.evaluated(stage, {"trees": 6})
    assert engine.evaluated(stage, {"trees": 6}) == {0}


def test_an_evaluation_that_stops_early_is_an_error(engine_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, stage = engine_of("{fact: trees, at_least: 5}")
    monkeypatch.setattr("rules.deciding.durable_engine._library.start_action_for_state", lambda *_: None)
    with pytest.raises(EngineError, match=UNFINISHED):
        engine.evaluated(stage, {"trees": 6})


def test_a_fact_the_library_cannot_take_is_an_error(engine_of: Any) -> None:
    engine, stage = engine_of("{fact: kind, is: 甲}")
    with pytest.raises(EngineError):
        engine.evaluated(stage, {"kind": "甲" * 3 + "\ud800"})
    assert engine.evaluated(stage, {"kind": "甲"}) == {0}


def test_no_thread_is_started(engine_of: Any) -> None:
    before = threading.active_count()
    engine, stage = engine_of("{fact: trees, at_least: 5}")
    engine.evaluated(stage, {"trees": 6})
    assert threading.active_count() == before
