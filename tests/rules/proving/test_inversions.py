"""Thresholds turned round: a higher step that asks for less, or for the same, than a lower one."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.casefile import parse
from rules.deciding.decide import decide
from rules.proving.proof import prove
from rules.proving.stated import casefile_of
from tests.rules.proving.faulty import book, changed, found, grade, kinds

LOW, HIGH = "数量较大", "数量巨大"

INVERTED = {
    "higher_below_lower": ("{fact: stock, at_least: 20}", "{fact: stock, at_least: 15}"),
    # 万元 written where the lower step counts 元
    "swapped_units": ("{fact: stock, at_least: 50000}", "{fact: stock, at_least: 25}"),
    "one_of_several_quantities": (
        "{any: [{fact: stock, at_least: 20}, {fact: trees, at_least: 1000}]}",
        "{any: [{fact: stock, at_least: 100}, {fact: trees, at_least: 500}]}",
    ),
    "the_mark_itself": ("{fact: trees, above: 50}", "{fact: trees, at_least: 50}"),
    "a_sum": ("{fact: fold, at_least: 5}", "{fact: fold, at_least: 1}"),
    "lower_asks_for_more_beside_it": (
        "{fact: stock, at_least: 5}, {fact: trees, at_least: 5}",
        "{fact: stock, at_least: 50}",
    ),
}

IDLE = {
    "equal": ("{fact: stock, at_least: 20}", "{fact: stock, at_least: 20}"),
    "equal_in_one_of_several": (
        "{any: [{fact: stock, at_least: 20}, {fact: trees, at_least: 1000}]}",
        "{any: [{fact: stock, at_least: 100}, {fact: trees, at_least: 1000}]}",
    ),
}

SOUND = {
    "in_order": ("{fact: stock, at_least: 5}", "{fact: stock, at_least: 50}"),
    "bands": ("{fact: stock, at_least: 5}, {fact: stock, below: 50}", "{fact: stock, at_least: 50}"),
    "other_quantities": ("{fact: stock, at_least: 5}", "{fact: trees, at_least: 2}"),
    "several_quantities_and_their_sum": (
        "{any: [{fact: stock, at_least: 5}, {fact: trees, at_least: 200}, {fact: fold, at_least: 1}]}",
        "{any: [{fact: stock, at_least: 50}, {fact: trees, at_least: 2000}, {fact: fold, at_least: 10}]}",
    ),
}


def pair(lower: str, higher: str) -> tuple[str, str]:
    return grade("lower", lower, LOW), grade("higher", higher, HIGH)


@pytest.mark.parametrize("steps", INVERTED.values(), ids=INVERTED)
def test_a_higher_step_that_asks_for_less_is_found_with_a_case_that_reaches_it_alone(
    tmp_path: Path, steps: tuple[str, str]
) -> None:
    # Two rules of several quantities each may overlap besides.
    (finding,) = [one for one in found(tmp_path, *pair(*steps)) if one.kind != "overlap"]
    assert kinds([finding]) == [("inverted", ["higher@2010-01-01", "lower@2010-01-01"])]
    (case,) = finding.cases
    fired = decide(case.facts, conduct=case.conduct, on=case.on, lawbook=book(tmp_path, *pair(*steps))).rules
    assert {report.id: report.fired for report in fired if report.id in {"lower", "higher"}} == {
        "lower": False,
        "higher": True,
    }


@pytest.mark.parametrize("steps", IDLE.values(), ids=IDLE)
def test_a_lower_step_that_is_never_reached_alone_is_found_with_a_case_of_both(
    tmp_path: Path, steps: tuple[str, str]
) -> None:
    (finding,) = found(tmp_path, *pair(*steps))
    assert kinds([finding]) == [("idle", ["lower@2010-01-01", "higher@2010-01-01"])]
    (case,) = finding.cases
    decided = decide(case.facts, conduct=case.conduct, on=case.on, lawbook=book(tmp_path, *pair(*steps)))
    assert decided.grade.value == HIGH


@pytest.mark.parametrize("steps", SOUND.values(), ids=SOUND)
def test_steps_in_order_are_proven(tmp_path: Path, steps: tuple[str, str]) -> None:
    assert found(tmp_path, *pair(*steps)) == []


def test_an_inverted_step_of_the_law_that_ships_is_shown_by_a_case_file() -> None:
    # 二十立方米 is 数量较大, so 15 立方米 must not be 数量巨大.
    law = changed("felling.yaml", "{fact: graded_stock_m3, at_least: 100}", "{fact: graded_stock_m3, at_least: 15}")
    (finding,) = prove(law, ["滥伐林木"]).findings
    assert finding.kind == "inverted"
    assert [rule.id for rule in finding.rules] == ["felling.grade-2.stock", "felling.grade-1.stock"]
    (case,) = finding.cases
    data = casefile_of(case, law)
    assert data is not None
    assert parse(data).case.offence == "滥伐林木"
    assert 15 <= case.facts["graded_stock_m3"] < 20  # type: ignore[operator]  # a number, though a fact may be a word
