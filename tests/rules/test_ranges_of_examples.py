"""The published examples that are measured by species factors show a range, and the range says what it leaves out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.assess import assess
from rules.carbon.uncertainty import CHANCE_ALONE
from rules.casefile import load

FOLDER = Path(__file__).parents[2] / "examples"


def told(name: str) -> dict[str, Any]:
    return assess(load((FOLDER / f"{name}.yaml").read_bytes())).as_json()


# Relative variance of V × BEF × D × (1 + R) × CF to the first order, V without error: D 0.0423 ÷ 0.307, BEF 0.108,
# R 0.198 × 0.246 ÷ 1.246, CF 0.02 of 杉木; of 桉树 0.0802 ÷ 0.578, 0.117, 0.25 × 0.221 ÷ 1.221, 0.02.
@pytest.mark.parametrize(
    ("name", "relative"),
    [("2022-fujian-xinluo-chen", "0.1805"), ("2022-fujian-yongan-deng", "0.1884")],
)
def test_a_published_case_has_the_range_that_its_borrowed_errors_give(name: str, relative: str) -> None:
    found = told(name)
    span, loss = found["loss_range"], Decimal(found["loss_tco2e"])
    assert abs(Decimal(span["first_order"]["standard_error"]) - loss * Decimal(relative)) <= loss * Decimal("0.001")
    assert Decimal(span["low"]) < loss < Decimal(span["high"])
    # 90 % of a normal lies within 1.645 standard errors; the product is a little skewed
    half = (Decimal(span["high"]) - Decimal(span["low"])) / 2
    assert abs(half - Decimal("1.645") * loss * Decimal(relative)) <= half * Decimal("0.05")


@pytest.mark.parametrize(
    "name",
    [
        "2022-fujian-xinluo-chen",
        "2022-fujian-yongan-deng",
        "2022-fujian-nanjing-zhang",
        "2025-fujian-changting-cheng",
        "2022-guizhou-leishan-luo",
        "2022-jiangxi-jinggangshan-deng",
        "2022-shaanxi-ankang-yang",
        "2022-sichuan-chongzhou-mou",
        "2023-yunnan-lancang-xie",
    ],
)
def test_a_range_says_that_its_errors_are_borrowed_and_what_it_leaves_out(name: str) -> None:
    span = told(name)["loss_range"]
    assert span["low"] is not None
    assert all(item["source"].startswith("借用") for item in span["covered"])
    assert any("standing_stock_m3" in item["path"] for item in span["not_covered"])
    assert CHANCE_ALONE in span["notes"]


def test_a_known_bias_is_told_beside_the_range_and_is_not_in_it() -> None:
    assert any("幼树低 4 %，大树高 26 %" in note for note in told("2022-fujian-xinluo-chen")["loss_range"]["notes"])


def test_the_published_nanjing_figure_is_outside_the_range_of_the_computed_one() -> None:
    assert Decimal(told("2022-fujian-nanjing-zhang")["loss_range"]["high"]) < Decimal("47.07")
