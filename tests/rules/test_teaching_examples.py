"""The invented cases: marked as such, one for each kind of loss, each with the sum to key into a calculator."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from rules.casefile import load
from rules.measure import measure
from rules.settle import settle
from tests.rules.recompute import Reader, mistakes, rounded

FOLDER = Path(__file__).parents[2] / "examples" / "teaching"
FILES = sorted(FOLDER.glob("*.yaml"))

GASES = "(4.7 × 28 + 0.26 × 265) ÷ 1000"
BY_HAND = {
    "bamboo": "1250 ÷ 1000 × (0.25 × 16.204 × 0.476 + 0.45 × 19.258 × 0.466 + 0.30 × 23.202 × 0.483)"
    " × (1 + 0.94 ÷ 23.78 + 0.63 ÷ 23.78) × 44 ÷ 12",
    "fire": "3.2 × 120 × (0.35 + 0.45 × 0.2) × 1.634 × 0.307 × 1.246 × 0.520 × 44 ÷ 12"
    f" + 3.2 × 0.8 × 19.8 × {GASES}"
    " + 95.5 × 0.7 × (0.6 × 1.472 × 0.380 × 1.187 × 0.460 + 0.4 × 1.894 × 0.598 × 1.258 × 0.497) × 44 ÷ 12"
    f" + 0.8 × 19.8 × {GASES}",
    "converted-land": "(88.4 × 1.514 × 0.482 × 1.262 × 0.490 + 260 × 0.75 ÷ 1000 × 0.47"
    " + 1.24 × 0.10 × 258.4 × 0.4 × 1.40 × 0.47 + 1.24 × 55 × 0.1) × 44 ÷ 12",
    "orchard-and-shrubs": "(0.8 × 21.5 × 0.6 × 0.48 + 640 × 4.2 ÷ 1000 × 0.47"
    " + 0.9 × 0.10 × 258.4 × 0.7 × 1.40 × 0.47) × 44 ÷ 12",
    "ipcc-tier1": "(0.6 × 258.4 × 0.5 × 1.246 + 0.42 × 148.6 × 1.29) × 0.47 × 44 ÷ 12",
    "area-value": "1.4 × 85.5",
    "rival-prosecution": "12.1 ÷ 0.65 × 1.472 × 0.380 × 1.187 × 0.460 × 44 ÷ 12"
    " + 12.5 ÷ 15 × 60 × 0.8 × 1.634 × 0.307 × 1.246 × 0.520 × 44 ÷ 12",
    "rival-defence": "(10.8 ÷ 0.7 + 11 ÷ 15 × 60 × 0.5) × 1.634 × 0.307 × 1.246 × 0.520 × 44 ÷ 12",
}


def test_every_kind_of_loss_has_an_example() -> None:
    assert [path.stem for path in FILES] == sorted(BY_HAND)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_invented_case_says_so_and_states_nothing_as_published(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# 教学示例：全部数据为虚构，不是公布的案件")
    assert load(path.read_bytes()).published is None
    assert f"`teaching/{path.name}`" in (FOLDER.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_invented_case_gives_what_its_sum_gives(path: Path) -> None:
    casefile = load(path.read_bytes())
    result = measure(casefile)
    assert result.loss is not None
    by_hand, _ = Reader(BY_HAND[path.stem], {}).value()
    assert rounded(by_hand, str(result.declaration.roundings["total"])) == Fraction(result.loss.value)
    assert mistakes(settle(casefile, result).worksheet.as_json()) == []


def test_a_value_in_yuan_beside_tonnes_is_told_and_not_mixed_in() -> None:
    result = measure(load((FOLDER / "area-value.yaml").read_bytes()))
    assert result.money_line is not None
    assert result.money_line.text == "936.00"
    assert any("936.00 元" in warning for warning in result.warnings)
