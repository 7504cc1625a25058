"""Every method edition against its own readable cases, each with the sum to key into a calculator."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from rules.carbon.declaration import Correction
from rules.carbon.measure import measure
from rules.carbon.methods import registry
from rules.carbon.methods.cautions import SUPERSEDED
from rules.carbon.methods.registry import (
    EDITION_BEFORE_ALL,
    EDITION_CORRECTED,
    EDITION_NAMED,
    EDITION_OF_DAY,
    EDITION_OF_SET,
    HOME,
    editions,
    load,
    superseded,
)
from rules.casefile import parse
from rules.reading.errors import InputError
from tests.rules.cases import case
from tests.rules.recompute import Reader, mistakes, rounded
from tests.told import says

EDITIONS = [(id, edition) for id, all_of_it in editions().items() for edition in all_of_it]


def folder(id: str, edition: str) -> Path:
    return HOME / id.replace("-", "_") / f"r{edition.replace('-', '_')}"


@cache
def cases() -> list[Any]:
    found = []
    for id, edition in EDITIONS:
        content = yaml.load((folder(id, edition) / "cases.yaml").read_bytes(), yaml.CSafeLoader)
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


def culms(method: str, day: str) -> dict[str, Any]:
    """A thousand culms of one year, by the figures of 桃江."""
    row = {
        "id": "A",
        "species": "毛竹",
        "forest_type": "竹林",
        "damage": {"type": "采伐"},
        "culms": 1000,
        "culm_ages": [{"age_a": 1, "share": "1"}],
    }
    data = case(row, method=method, on=day, parameters={"bamboo": "taojiang"})
    data["case"]["conduct"] = {"from": "2022-01-01"}
    return data


@pytest.mark.parametrize(
    ("day", "ground"),
    [
        ("2022-04-30", EDITION_BEFORE_ALL),
        ("2025-11-10", EDITION_BEFORE_ALL),
        ("2026-10-31", EDITION_BEFORE_ALL),
        ("2026-11-01", EDITION_CORRECTED),
        ("2026-11-10", EDITION_CORRECTED),
        ("2026-11-27", EDITION_CORRECTED),
        ("2026-11-28", EDITION_OF_DAY),
        ("2027-03-01", EDITION_OF_DAY),
    ],
)
def test_an_edition_known_to_be_wrong_never_counts_unnamed(day: str, ground: str) -> None:
    """10.49 tC/ha ÷ 1250 culms × 1000 culms × 44/12 = 30.7707 t."""
    found = measure(parse(culms("fujian-trial-2022", day)))
    assert found.loss_text == "30.77"
    assert found.method["edition"] == "2026-11-28"
    assert says(found.method["edition_ground"], ground, day=day)
    assert not [warning for warning in found.warnings if says(warning, SUPERSEDED)]


@pytest.mark.parametrize("day", ["2025-11-10", "2026-11-10", "2026-11-29"])
def test_an_edition_known_to_be_wrong_reckons_as_before_where_it_is_named_and_says_what_is_wrong(day: str) -> None:
    """16.204 kg × 0.476 × 1000 culms × 44/12 = 28.2814 t."""
    found = measure(parse(culms("fujian-trial-2022@2026-11", day)))
    assert found.loss_text == "28.28"
    assert found.method["edition_ground"] == EDITION_NAMED
    wrong = load("fujian-trial-2022", "2026-11-28").declaration.corrects
    assert wrong is not None
    name, told = "fujian-trial-2022@2026-11", "；".join(wrong.errors)
    assert says(found.warnings[0], SUPERSEDED, name=name, by="2026-11-28", errors=told)


@pytest.mark.parametrize("id", [id for id, known in editions().items() if len(known) > 1])
def test_every_edition_that_is_corrected_warns(id: str) -> None:
    old, new = editions()[id]
    row = {"id": "A", "species": "杉木", "damage": {"type": "采伐"}, "standing_stock_m3": "1"}
    warned = {
        edition: [
            told for told in measure(parse(case(row, method=f"{id}@{edition}"))).warnings if says(told, SUPERSEDED)
        ]
        for edition in (old, new)
    }
    assert len(warned[old]) == 1
    assert warned[new] == []


def test_a_set_of_an_edition_known_to_be_wrong_warns_too() -> None:
    old = load("national-default", "2026-11").declaration
    given = dataclasses.replace(old.shipped, method=old.name)
    row = {"id": "A", "species": "杉木", "damage": {"type": "采伐"}, "standing_stock_m3": "1"}
    found = measure(parse(case(row, method="national-default")), parameter_set=given)
    assert found.method["edition_ground"] == EDITION_OF_SET
    assert says(found.warnings[0], SUPERSEDED, name=old.name)


def test_what_is_corrected_twice_is_said_with_both_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    def declared(edition: str) -> Any:
        corrects = {"2": Correction(edition="1", errors=("甲",)), "3": Correction(edition="2", errors=("乙",))}
        return SimpleNamespace(declaration=SimpleNamespace(corrects=corrects.get(edition)))

    monkeypatch.setattr(registry, "editions", lambda: {"a": ("1", "2", "3", "4")})
    monkeypatch.setattr(registry, "load", lambda id, edition: declared(edition))
    assert superseded("a", "1") == registry.Superseded("3", ("甲", "乙"))
    assert superseded("a", "2") == registry.Superseded("3", ("乙",))
    assert superseded("a", "3") is None
    assert superseded("a", "4") is None


@pytest.mark.parametrize("id", editions())
def test_an_edition_corrects_one_that_was_given_out_before_it(id: str) -> None:
    known = editions()[id]
    for name in known:
        correction = load(id, name).declaration.corrects
        assert correction is None or correction.edition in known[: known.index(name)]


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
