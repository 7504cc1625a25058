"""Seeded faults: each is found, in the rules where it lies, with facts that show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.deciding.book.base import LawError
from rules.deciding.book.lint import EDITIONS_OVERLAP
from rules.deciding.decide import Decision, decide
from rules.deciding.evaluator import LawConflict
from rules.proving import grades
from rules.proving.findings import Case
from rules.reading.messages import Message
from tests.rules.proving.faulty import OLD, book, found, grade, kinds, rule

FIRST = grade("first", "{fact: stock, at_least: 5}", "数量较大")
SECOND = grade("second", "{fact: stock, at_least: 50}", "数量巨大")

BOTH_TEXTS = """
    - {text: 旧法, title: 旧法全称, in_force: {from: 2000-01-01, to: 2009-12-31}, source: 试验, confidence: verified}
    - {text: 新法, title: 新法全称, in_force: {from: 2005-01-01}, source: 试验, confidence: verified}
"""


def decided(folder_book: Any, case: Case) -> Decision:
    return decide(case.facts, conduct=case.conduct, on=case.on, lawbook=folder_book)


def test_a_sound_lawbook_is_proven(tmp_path: Path) -> None:
    assert kinds(found(tmp_path, FIRST, SECOND)) == []


def test_a_rule_that_can_never_fire_is_found_with_its_line(tmp_path: Path) -> None:
    dead = grade("dead", "{fact: stock, at_least: 5}, {fact: stock, below: 3}", "数量巨大")
    (finding,) = found(tmp_path, FIRST, dead)
    assert (finding.kind, finding.places) == ("never_fires", (("dead@2010-01-01", "subject.yaml", 8),))


def test_a_rule_that_asks_for_a_conclusion_that_excludes_it_is_found(tmp_path: Path) -> None:
    drawn = rule("drawn", "{fact: wild, is: true}", "{heads: 三}", stage="loss_gate")
    dead = rule("dead", "{fact: heads, includes: 三}, {fact: wild, is: false}", "{heads: 一}", stage="civil_heads")
    assert kinds(found(tmp_path, drawn, dead)) == [("never_fires", ["dead@2010-01-01"])]


def test_a_derived_quantity_is_the_sum_of_its_terms(tmp_path: Path) -> None:
    few = "{fact: stock, below: 5}, {fact: trees, below: 200}"
    possible = grade("possible", f"{few}, {{fact: fold, at_least: 1.9}}", "数量较大")
    dead = grade("dead", f"{few}, {{fact: fold, at_least: 2}}", "数量较大")
    assert ("never_fires", ["dead@2010-01-01"]) in kinds(found(tmp_path, possible, dead))
    assert ("never_fires", ["possible@2010-01-01"]) not in kinds(found(tmp_path, possible, dead))


def test_a_gap_between_thresholds_is_found_with_facts_on_both_sides(tmp_path: Path) -> None:
    law = (
        grade("first", "{fact: stock, at_least: 5}, {fact: stock, below: 50}", "数量较大"),
        grade("second", "{fact: stock, at_least: 60}", "数量巨大"),
    )
    (finding,) = found(tmp_path, *law)
    assert kinds([finding]) == [("grade_falls", ["first@2010-01-01"])]
    less, more = finding.cases
    made = book(tmp_path, *law)
    # The stock is a number; a fact in general may be a word.
    assert less.facts["stock"] < 50 <= more.facts["stock"] < 60  # type: ignore[operator]
    assert (
        [decided(made, case).grade.value for case in finding.cases]
        == [less.told, more.told]
        == ["数量较大", "未达数量较大"]
    )


def test_a_threshold_that_leaves_out_its_own_mark_is_a_gap(tmp_path: Path) -> None:
    law = (
        grade("first", "{fact: trees, at_least: 5}, {fact: trees, below: 50}", "数量较大"),
        grade("second", "{fact: trees, above: 50}", "数量巨大"),
    )
    (finding,) = found(tmp_path, *law)
    assert (finding.kind, finding.cases[1].facts["trees"]) == ("grade_falls", 50)


def test_thresholds_that_overlap_are_found_with_a_quantity_of_both(tmp_path: Path) -> None:
    law = (
        grade("first", "{fact: stock, at_least: 5}, {fact: stock, below: 60}", "数量较大"),
        grade("second", "{fact: stock, at_least: 50}", "数量巨大"),
    )
    (finding,) = found(tmp_path, *law)
    assert kinds([finding]) == [("overlap", ["first@2010-01-01", "second@2010-01-01"])]
    fired = {report.id for report in decided(book(tmp_path, *law), finding.cases[0]).rules if report.fired}
    assert fired == {"first", "second"}


def test_thresholds_on_different_quantities_do_not_overlap(tmp_path: Path) -> None:
    other = grade("second", "{fact: trees, at_least: 50}", "数量巨大")
    assert kinds(found(tmp_path, FIRST, other)) == []


def test_two_rules_that_contradict_each_other_are_found_with_a_case_that_gets_no_answer(tmp_path: Path) -> None:
    law = (
        rule("yes", "{fact: wild, is: true}", "{verdict: 是}", stage="loss_gate"),
        rule("no", "{fact: kind, is: 甲}", "{verdict: 否}", stage="loss_gate"),
    )
    (finding,) = found(tmp_path, *law)
    assert kinds([finding]) == [("conflict", ["yes@2010-01-01", "no@2010-01-01"])]
    with pytest.raises(LawConflict):
        decided(book(tmp_path, *law), finding.cases[0])


def test_a_gap_between_editions_is_found_unless_a_note_names_its_first_day(tmp_path: Path) -> None:
    gap = "{from: 2000-01-01, to: 2008-12-31}"
    old = rule("r", "{fact: wild, is: true}", "{verdict: 是}", stage="loss_gate", text="旧法", days=gap)
    new = rule("r", "{fact: wild, is: true}", "{verdict: 是}", stage="loss_gate")
    (finding,) = found(tmp_path, old, new)
    assert kinds([finding]) == [("edition_gap", ["r@2000-01-01", "r@2010-01-01"])]
    assert finding.values == {"from": "2009-01-01", "to": "2009-12-31"}
    assert found(tmp_path, old, new + "  note: 2009-01-01 起一年没有规定\n") == []


def test_a_gap_between_grading_texts_is_found(tmp_path: Path) -> None:
    old = grade("old", "{fact: stock, at_least: 5}", "数量较大", text="旧法", days="{from: 2000-01-01, to: 2008-12-31}")
    (finding,) = found(tmp_path, old, FIRST)
    assert kinds([finding]) == [("text_gap", ["old@2000-01-01", "first@2010-01-01"])]
    assert finding.values == {"from": "2009-01-01", "to": "2009-12-31"}


def test_editions_whose_days_overlap_do_not_load(tmp_path: Path) -> None:
    old = grade("first", "{fact: stock, at_least: 5}", "数量较大", text="旧法", days=OLD)
    new = grade("first", "{fact: stock, at_least: 5}", "数量较大", days="{from: 2009-01-01}")
    with pytest.raises(LawError) as caught:
        book(tmp_path, old, new, texts=BOTH_TEXTS)
    (mistake,) = caught.value.mistakes
    assert isinstance(mistake.reason, Message)
    assert (mistake.line, mistake.reason.template) == (8, EDITIONS_OVERLAP)


def test_editions_that_different_days_choose_for_one_case_are_found(tmp_path: Path) -> None:
    old = rule("r", "{fact: wild, is: true}", "{heads: 一}", stage="civil_heads", text="旧法", days=OLD)
    new = rule("r", "{fact: wild, is: true}", "{heads: 二}", stage="civil_heads", selected_by="decision")
    (finding,) = found(tmp_path, old, new)
    assert kinds([finding]) == [("edition_overlap", ["r@2000-01-01", "r@2010-01-01"])]
    assert finding.values == {"conduct": "2000-01-01", "on": "2010-01-01"}


def test_two_texts_that_grade_one_offence_on_one_day_are_found(tmp_path: Path) -> None:
    old = grade("old", "{fact: stock, at_least: 5}", "数量较大", text="旧法", days=OLD)
    new = grade("new", "{fact: stock, at_least: 5}", "数量较大", days="{from: 2005-01-01}")
    (finding,) = found(tmp_path, old, new, texts=BOTH_TEXTS)
    assert kinds([finding]) == [("text_overlap", ["old@2000-01-01", "new@2005-01-01"])]
    assert finding.values == {"day": "2005-01-01"}


def test_a_text_of_which_one_rule_begins_later_is_found(tmp_path: Path) -> None:
    late = grade("late", "{fact: trees, at_least: 50}", "数量巨大", days="{from: 2012-01-01}")
    (finding,) = found(tmp_path, FIRST, late)
    assert kinds([finding]) == [("text_torn", ["late@2012-01-01", "first@2010-01-01"])]
    assert finding.values == {"conduct": "2010-01-01", "on": "2012-01-01"}


def test_a_dead_end_that_names_no_fact_is_found_with_a_case_in_it(tmp_path: Path) -> None:
    law = (
        rule("head", "{fact: wild, is: true}", "{heads: 三}", stage="civil_heads", text="旧法", days=OLD),
        rule("way", "{fact: heads, includes: 三}", "{routes: 原地补植}", stage="routing", approval="尚需准许"),
    )
    (finding,) = found(tmp_path, *law, ways="")
    assert kinds([finding]) == [("unnamed", ["way@2010-01-01"])]
    (case,) = finding.cases
    (route,) = decided(book(tmp_path, *law, ways=""), case).routes
    assert not route.open
    assert not 2000 <= case.conduct.year <= 2009


def test_a_dead_end_behind_a_conclusion_names_the_fact_behind_it(tmp_path: Path) -> None:
    law = (
        rule("head", "{fact: wild, is: true}", "{heads: 三}", stage="loss_gate"),
        rule("way", "{fact: heads, includes: 三}", "{routes: 原地补植}", stage="routing", approval="尚需准许"),
    )
    assert found(tmp_path, *law, ways="") == []


def test_a_route_without_any_law_left_is_found(tmp_path: Path) -> None:
    old = rule(
        "old", "{fact: wild, is: true}", "{routes: 原地补植}", stage="routing", text="旧法", days=OLD, approval="准许"
    )
    (finding,) = found(tmp_path, old, ways="")
    assert (finding.kind, finding.cases[0].on.year) == ("unnamed", 2010)


Answer = Callable[..., Decision]


def answering(monkeypatch: pytest.MonkeyPatch, change: Callable[[Decision], Decision]) -> None:
    """Decisions that answer otherwise than the law has it."""
    monkeypatch.setattr(grades, "decide", lambda *facts, **days: change(decide(*facts, **days)))


def test_an_answer_without_grade_and_reason_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # One expression; a function would take longer to read.
    silent = lambda made: replace(made, grade=replace(made.grade, value=None, reason=" "))  # noqa: E731
    answering(monkeypatch, silent)
    assert "no_reason" in dict(kinds(found(tmp_path, FIRST)))


def test_a_decision_that_fails_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Decision) -> Decision:
        raise ZeroDivisionError("no answer")

    answering(monkeypatch, fail)
    findings = found(tmp_path, FIRST)
    assert {finding.kind for finding in findings} == {"error"}
    assert {finding.values["error"] for finding in findings} == {"ZeroDivisionError: no answer"}


def test_a_decision_that_reads_the_text_otherwise_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, lambda made: replace(made, grade=replace(made.grade, alternatives=())))
    assert "differs" in dict(kinds(found(tmp_path, FIRST)))


def test_a_choice_that_makes_more_of_less_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turned = {"未达数量较大": "数量巨大", "数量较大": "数量较大", "数量巨大": "未达数量较大"}
    answering(
        monkeypatch, lambda made: replace(made, grade=replace(made.grade, value=turned.get(str(made.grade.value))))
    )
    (finding,) = [one for one in found(tmp_path, FIRST, SECOND) if one.kind == "choice_falls"]
    less, more = (case.facts.get("stock", Decimal(0)) for case in finding.cases)
    # As above.
    assert less < more  # type: ignore[operator]
