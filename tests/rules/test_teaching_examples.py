"""The invented cases: marked as such, one for each kind of loss, each with the sum to key into a calculator."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from rules.assess import assess
from rules.carbon.measure import measure
from rules.casefile import load
from tests.rules.recompute import Reader, mistakes, rounded

FOLDER = Path(__file__).parents[2] / "examples" / "teaching"
FILES = sorted(FOLDER.glob("*.yaml"))

GASES = "(4.7 × 28 + 0.26 × 265) ÷ 1000"
BY_HAND = {
    "bamboo": "1250 ÷ 1000 × (0.25 × 10490 ÷ 1250 + 0.45 × 11802 ÷ 1300 + 0.30 × 28226 ÷ 2400)"
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
    "several-persons": "(30 + 25 + 12) × 1.634 × 0.307 × 1.246 × 0.520 × 44 ÷ 12",
    "replanting": "180 × 1.634 × 0.307 × 1.246 × 0.520 × 44 ÷ 12",
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
    found, _ = Reader(BY_HAND[path.stem], {}).value()
    assert rounded(found, str(result.declaration.roundings["total"])) == Fraction(result.loss.value)
    assert mistakes(assess(casefile).worksheet.as_json()) == []


def by_hand(text: str, rule: str) -> str:
    """A sum as a calculator gives it, rounded by name, as text with its places."""
    value, _ = Reader(text, {}).value()
    places = {"half_up 0.01": 2, "ceil 0.0001": 4, "ceil 1": 0}[rule]
    return f"{float(rounded(value, rule)):.{places}f}"


def test_the_replanting_is_told_with_its_years_area_trees_and_money() -> None:
    told = assess(load((FOLDER / "replanting.yaml").read_bytes())).as_json()
    recovery = told["recovery"]
    # Ten years after planting two hectares hold more than the loss of 214.51, nine years after less.
    nine, ten = (f"2 × (40.06 + (75.65 − 40.06) × {years} ÷ 4) × 0.47 × 44 ÷ 12" for years in (2, 3))
    stocks = {point["year"]: point["stock_tco2e"] for point in recovery["years"]}
    assert (stocks[2036], stocks[2037]) == (by_hand(nine, "half_up 0.01"), by_hand(ten, "half_up 0.01"))
    assert float(stocks[2036]) < 214.51 <= float(stocks[2037])
    assert recovery["recovered"]["year"] == 2037
    area = by_hand("214.51 × 12 ÷ (75.65 × 0.47 × 44)", "ceil 0.0001")
    assert recovery["by"]["area_ha"] == area
    assert recovery["by"]["trees"] == by_hand(f"{area} × 2500", "ceil 1")
    # The destroyed stand was 12 years old and would have been 23: 245.8 + 3/5 of the way to 311.38.
    grown = "(245.8 + (311.38 − 245.8) × 3 ÷ 5) − (91.18 + (167.72 − 91.18) ÷ 5)"
    assert recovery["forgone_tco2e"] == by_hand(f"1.5 × ({grown}) × 0.47 × 44 ÷ 12", "half_up 0.01")
    # 214.51 t are 215 whole credits, twice that 430; at 58 yuan.
    assert (told["required_credits_t"], told["amount_cny"]) == ("430", by_hand("215 × 2 × 58", "half_up 0.01"))


def test_a_value_in_yuan_beside_tonnes_is_told_and_not_mixed_in() -> None:
    result = measure(load((FOLDER / "area-value.yaml").read_bytes()))
    assert result.money_line is not None
    assert result.money_line.text == "936.00"
    assert any("936.00 元" in warning for warning in result.warnings)


def test_each_of_several_persons_answers_for_his_own_stands() -> None:
    told = assess(load((FOLDER / "several-persons.yaml").read_bytes())).record
    first, second = told.persons
    # 30 + 25 m³ against 50 m³; of the fire 2 ha against 2 ha
    assert [(one.offence, one.graded_stock_m3, one.grade.value) for one in first.charges] == [
        ("盗伐林木", "55", "数量巨大"),
        ("失火", "12", "达到立案追诉标准"),
    ]
    assert (second.charges[0].graded_stock_m3, second.grade.value) == ("30", "数量较大")
    assert (first.circumstances, len(second.circumstances)) == ((), 2)  # accessory; first offence, plea and restoration
    assert (told.grade.value, told.offences) == ("数量巨大", ("盗伐林木", "失火"))
    joint, alone = told.loss_rests_on.groups
    assert ((joint.persons, joint.stands), (alone.persons, alone.stands)) == (
        (("示例庚", "示例辛"), ("A",)),
        (("示例庚",), ("C", "B")),
    )
