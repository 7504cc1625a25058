"""What a report of a loss leaves to the legal analysis, and how that tells its reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from casework.documents.common import on_paper
from casework.documents.kinds.legal_analysis import FEW, NOT_AMONG, reasons_told
from casework.documents.kinds.loss_report import is_of_law
from rules import assess as assessing
from rules.casefile import load
from tests.rules.cases import example_files


@pytest.mark.parametrize("path", example_files(), ids=lambda path: path.stem)
def test_a_caution_about_the_law_is_known_from_one_about_the_measurement(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_law: list[str] = []

    def heard(measured: Any, settled: Any, recovered: Any, compared: Any, asked: Any, credit: Any) -> tuple[str, ...]:
        of_law.extend(map(str, asked.warnings))
        return told(measured, settled, recovered, compared, asked, credit)

    told = assessing._warnings
    monkeypatch.setattr(assessing, "_warnings", heard)
    warnings = set(map(str, assessing.assess(load(path.read_bytes())).warnings))
    wrong = [one for one in warnings if is_of_law(one) != (one in of_law)]
    assert wrong == []


def test_many_exceptions_of_a_rule_are_counted_and_days_are_in_words() -> None:
    every = [f"理由：不能确定{NOT_AMONG}第{at}种" for at in range(1, FEW + 2)]
    told = reasons_told(["行为终了日：2022-01-31", *every])
    assert told.count("不能确定") == 1
    assert f"{FEW + 1}种" in told
    assert "2022年1月31日" in told
    assert reasons_told(every[:FEW]) == "；".join(every[:FEW])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("公布的 47.07 t 未能复现", "公布的47.07吨未能复现"),
        ("木材密度为 0.485 t/m³，宜先核对", "木材密度为0.485 t/m³，宜先核对"),
        ("损失量（2022-11-08）：96 t，二倍", "损失量（2022年11月8日）：96吨，二倍"),
    ],
)
def test_days_and_tonnes_of_a_sentence_are_in_words_on_paper(text: str, told: str) -> None:
    assert on_paper(text) == told
