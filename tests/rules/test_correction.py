"""Corrections: a hand changes the facts it may correct, whatever else is sent; stale standard errors go."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from rules.casefile import load, parse
from rules.casefile.correction import corrected, without_stale_errors
from rules.casefile.fact import FILER, MEASURER, Hand
from rules.casefile.schema import fact_at
from rules.casefile.stand import Stand
from rules.casefile.walk import every, parts_of
from tests.rules.cases import example_files

EXAMPLES = example_files()

STAND: dict[str, Any] = {
    "id": "A",
    "species": [{"species": "杉木", "share": "1"}],
    "damage": {"type": "采伐", "fraction": "0.5"},
    "standing_stock_m3": "18.6493",
    "trees": 110,
    "land_category": "商品林",
    "standard_errors": {
        "standing_stock_m3": {"value": "1.2", "source": "鉴定意见书"},
        "damage.fraction": {"value": "0.1", "source": "现场"},
    },
}
CASE: dict[str, Any] = {
    "case": {"offence": "滥伐林木", "conduct": {"from": "2024-03-01"}},
    "parties": [{"name": "张某", "role": "被告人"}],
    "stands": [STAND],
}


def after(hand: Hand = MEASURER, **changed: Any) -> dict[str, Any]:
    """The first stand as it is once a hand wants it so; ``None`` takes a fact away."""
    wanted = copy.deepcopy(CASE)
    stand = {**wanted["stands"][0], **changed}
    wanted["stands"] = [{key: value for key, value in stand.items() if value is not None}]
    (found,) = corrected(CASE, wanted, hand)["stands"]
    return dict(found)


@pytest.mark.parametrize("hand", [FILER, MEASURER])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_facts_sent_back_as_they_are_are_left_as_they_are(path: Path, hand: Hand) -> None:
    data = load(path.read_bytes()).as_json()
    before = copy.deepcopy(data)
    assert parse(corrected(data, copy.deepcopy(data), hand)) == parse(data)
    assert data == before


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_where_nothing_is_wanted_of_a_stand_only_what_the_officer_may_not_correct_is_left(path: Path) -> None:
    data = load(path.read_bytes()).as_json()
    left = corrected(data, {"stands": [{} for _ in data["stands"]]}, MEASURER)
    assert {key: value for key, value in left.items() if key not in ("stands", "options")} == {
        key: value for key, value in data.items() if key not in ("stands", "options")
    }
    # A tally comes from a sheet, and goes by another one.
    not_hers = {at.key for at in parts_of(Stand) if all(MEASURER not in one.corrected_by for one in every((at,)))}
    for stand, old in zip(left["stands"], data["stands"], strict=True):
        assert {key: value for key, value in stand.items() if value} == {
            key: value for key, value in old.items() if key in {*not_hers, "tally"}
        }


def test_the_same_number_in_other_digits_is_no_correction_and_keeps_its_standard_error() -> None:
    assert after(standing_stock_m3="18.64930", trees="110") == STAND


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"standing_stock_m3": "20"}, {"damage.fraction"}),
        ({"standing_stock_m3": None}, {"damage.fraction"}),
        ({"damage": {"type": "采伐"}}, {"standing_stock_m3"}),
        ({"damage": {"type": "采伐", "fraction": "0.50"}}, {"standing_stock_m3", "damage.fraction"}),
        ({"standing_stock_m3": "20", "damage": {"type": "采伐", "fraction": "0.4"}}, set()),
        ({"standard_errors": None}, set()),
    ],
)
def test_a_standard_error_goes_with_the_number_it_stood_beside(changed: dict[str, Any], errors: set[str]) -> None:
    assert set(after(**changed).get("standard_errors", {})) == errors


def test_a_standard_error_stated_anew_stays_beside_the_new_number() -> None:
    anew = {"standing_stock_m3": {"value": "1.2", "source": "复测报告"}}
    assert after(standing_stock_m3="20", standard_errors=anew)["standard_errors"] == anew


def test_the_filing_office_corrects_what_the_officer_may_not() -> None:
    assert fact_at("stands[0].land_category") is not None
    assert after(land_category="公益林")["land_category"] == "商品林"
    assert after(FILER, land_category="公益林")["land_category"] == "公益林"


def test_of_a_stand_changed_elsewhere_the_stale_errors_are_taken_too() -> None:
    changed = {**copy.deepcopy(STAND), "damage": {"type": "采伐"}}
    without_stale_errors(STAND, changed)
    assert set(changed["standard_errors"]) == {"standing_stock_m3"}
