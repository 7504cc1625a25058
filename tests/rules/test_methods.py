"""Every method edition against its own readable cases, each with the sum to key into a calculator."""

from __future__ import annotations

import datetime
import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.carbon.measure import measure
from rules.carbon.methods import registry
from rules.carbon.methods.registry import EDITION_AFTER, EDITION_NAMED, EDITION_OF_DAY, HOME, editions, load
from rules.casefile import parse
from rules.reading.errors import InputError
from tests.rules.cases import case
from tests.rules.recompute import Reader, mistakes, rounded
from tests.told import says

EDITIONS = [(id, edition) for id, all_of_it in editions().items() for edition in all_of_it]


def folder(id: str, edition: str) -> Path:
    return HOME / id.replace("-", "_") / f"r{edition.replace('-', '_')}"


def cases() -> list[Any]:
    found = []
    for id, edition in EDITIONS:
        content = yaml.safe_load((folder(id, edition) / "cases.yaml").read_text(encoding="utf-8"))
        found += [pytest.param(id, edition, entry, id=f"{id}@{edition} {entry['name']}") for entry in content]
    return found


def measured(id: str, edition: str, entry: dict[str, Any]) -> Any:
    data = case(*entry["stands"], method=f"{id}@{edition}", **entry.get("options", {}))
    return measure(parse(data | ({"stated_loss": entry["stated_loss"]} if "stated_loss" in entry else {})))


@pytest.mark.parametrize(("id", "edition", "entry"), cases())
def test_a_case_gives_what_its_sum_gives(id: str, edition: str, entry: dict[str, Any]) -> None:
    result = measured(id, edition, entry)
    assert result.loss_text == entry["loss_tco2e"]
    if entry["loss_tco2e"] is not None and "by_hand" in entry:
        by_hand, _ = Reader(entry["by_hand"], {}).value()
        rule = str(load(id, edition).declaration.roundings["total"])
        assert rounded(by_hand, rule) == Fraction(entry["loss_tco2e"])
        assert abs(by_hand - Fraction(result.loss_exact.value)) < Fraction(2, 10**4)
    if "value_cny" in entry:
        assert result.money_line is not None
        assert result.money_line.text == entry["value_cny"]
    told = [line.text for symbol in entry.get("lines", {}) for line in result.worksheet.lines if line.symbol == symbol]
    assert told == list(entry.get("lines", {}).values())


@pytest.mark.parametrize(("id", "edition", "entry"), cases())
def test_a_case_names_what_it_leaves_out(id: str, edition: str, entry: dict[str, Any]) -> None:
    result = measured(id, edition, entry)
    named = [item.what for item in result.left_out]
    if "left_out" in entry:
        assert named == entry["left_out"]
    assert all(item.reason for item in result.left_out)


@pytest.mark.parametrize(("id", "edition", "entry"), cases())
def test_every_line_of_a_case_can_be_redone_from_its_text(id: str, edition: str, entry: dict[str, Any]) -> None:
    result = measured(id, edition, entry)
    lines = result.worksheet.as_json()
    assert mistakes(lines) == []
    assert lines or any(item.whole_stand for item in result.left_out)


@pytest.mark.parametrize(("id", "edition"), EDITIONS)
def test_an_edition_has_a_method_parameters_and_at_least_three_cases(id: str, edition: str) -> None:
    assert {path.name for path in folder(id, edition).iterdir()} >= {"method.py", "parameters.yaml", "cases.yaml"}
    assert len([entry for entry in cases() if entry.values[:2] == (id, edition)]) >= 3


@pytest.mark.parametrize(("id", "edition"), EDITIONS)
def test_an_edition_declares_its_roundings_with_their_ground(id: str, edition: str) -> None:
    declaration = load(id, edition).declaration
    assert "total" in declaration.roundings
    assert all(declaration.grounds[name] for name in declaration.roundings)


def test_the_methods_are_known() -> None:
    known = {"national-default", "storage-expansion", "fujian-trial-2022", "ipcc-tier1", "area-value"}
    assert set(editions()) >= known | {"stated-loss", "annual-sink"}


def test_the_latest_edition_is_taken_unless_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "editions", lambda: {"a": ("2024-01", "2026-11"), "b": ("2025-05",)})
    assert registry.named("a") == ("a", "2026-11")
    assert registry.named("a@2024-01") == ("a", "2024-01")
    with pytest.raises(InputError, match="a@2024-01、a@2026-11"):
        registry.named("a@2025-05")


@pytest.mark.parametrize(
    ("day", "edition", "ground"),
    [
        ("2026-11-01", "2026-11", EDITION_OF_DAY),
        ("2026-11-27", "2026-11", EDITION_OF_DAY),
        ("2026-11-28", "2026-11-28", EDITION_OF_DAY),
        ("2027-03-01", "2026-11-28", EDITION_OF_DAY),
        ("2022-04-30", "2026-11-28", EDITION_AFTER),
    ],
)
def test_the_edition_is_that_of_the_day_of_measurement_and_the_ground_is_recorded(
    day: str, edition: str, ground: str
) -> None:
    row = {"id": "A", "species": "杉木", "damage": {"type": "采伐"}, "standing_stock_m3": "1"}
    data = case(row, method="national-default", on=day)
    data["case"]["conduct"] = {"from": "2022-01-01"}
    found = measure(parse(data))
    assert found.method["edition"] == edition
    assert says(found.method["edition_ground"], ground, day=day)
    named = measure(parse(data | {"options": {"method": "national-default@2026-11", "on": day}}))
    assert named.method["edition"] == "2026-11"
    assert named.method["edition_ground"] == EDITION_NAMED


@pytest.mark.parametrize("id", editions())
def test_the_editions_of_a_method_follow_each_other_without_gap_or_overlap(id: str) -> None:
    periods = [load(id, name).declaration.in_force for name in editions()[id]]
    for before, after in itertools.pairwise(periods):
        assert before.to is not None
        assert after.from_ == before.to + datetime.timedelta(days=1)
    assert periods[-1].to is None
    assert periods[0].from_ is not None


def test_a_pool_left_out_of_every_stand_is_named_once() -> None:
    rows = [{"id": id, "species": "杉木", "damage": {"type": "采伐"}, "standing_stock_m3": "1"} for id in "AB"]
    result = measured("fujian-trial-2022", "2026-11", {"stands": rows})
    assert [(item.stand, item.what) for item in result.left_out] == [
        (None, "灌木层与草本层"),
        (None, "枯落物"),
        (None, "枯死木"),
        (None, "土壤有机碳"),
    ]


def test_the_fujian_structure_is_never_shown_without_saying_that_its_parameters_are_rebuilt() -> None:
    entry = {"stands": [{"id": "A", "species": "硬阔类", "damage": {"type": "采伐"}, "standing_stock_m3": "1"}]}
    result = measured("fujian-trial-2022", "2026-11", entry)
    assert result.method["status"] == "参数依国家方法学重建，待与办法原文核对"
    assert any("参数依国家方法学重建，待与办法原文核对" in warning for warning in result.warnings)
    assert result.method["parameter_set"]["frozen"] is False
