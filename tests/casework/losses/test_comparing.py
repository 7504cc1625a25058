"""Two worksheets side by side: which lines differ, whatever their numbers."""

from __future__ import annotations

from typing import Any

from casework.losses.comparing import line_changes
from rules.record.worksheet import LineRecord


def line(no: int, symbol: str, result: str, **more: Any) -> LineRecord:
    common: dict[str, Any] = {"section": "地块 A", "label": symbol, "formula": symbol, "values": {symbol: result}}
    common |= {"unit": "t", "rounding": None, "source": "案卷", "confidence": "stated"}
    return LineRecord.model_construct(no=no, symbol=symbol, result=result, **(common | more))


def names(changes: list[Any]) -> list[tuple[str, str | None, str | None]]:
    return [
        (change.label, change.before and change.before.result, change.after and change.after.result)
        for change in changes
    ]


def test_equal_worksheets_have_no_changes_whatever_their_line_numbers() -> None:
    before = [line(1, "V", "10"), line(2, "B", "5")]
    after = [line(4, "V", "10"), line(7, "B", "5")]
    assert line_changes(before, after) == []


def test_a_changed_a_new_and_a_missing_line_are_told_apart() -> None:
    before = [line(1, "V", "10"), line(2, "B", "5"), line(3, "R", "1")]
    after = [line(1, "V", "12"), line(2, "S", "3"), line(3, "R", "1")]
    assert names(line_changes(before, after)) == [("V", "10", "12"), ("S", None, "3"), ("B", "5", None)]


def test_lines_that_look_alike_are_matched_by_their_order() -> None:
    before = [line(1, "V", "10"), line(2, "V", "20")]
    after = [line(1, "V", "10"), line(2, "V", "21")]
    assert names(line_changes(before, after)) == [("V", "20", "21")]


def test_another_source_or_formula_with_the_same_result_is_a_change() -> None:
    before, after = [line(1, "V", "10")], [line(1, "V", "10", source="现场复测")]
    assert names(line_changes(before, after)) == [("V", "10", "10")]
    assert line_changes(before, [line(1, "V", "10", formula="A × B")])
