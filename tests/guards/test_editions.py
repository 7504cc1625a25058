"""An edition of a method that was given out keeps its numbers: a change is a new edition in a folder of its own.

Parameters, and every line of the worksheets of its own cases, are held by their hashes in ``given_out.csv``: code that
editions share cannot change what one of them prints. A row is added with a new edition or a new case and never changed
afterwards, because measurements rest on it.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.carbon.measure import Measurement, measure
from rules.carbon.methods.registry import HOME, editions, load
from rules.casefile import canonical, parse
from tests.rules.cases import case

PARAMETERS = "（参数）"
"""The row of an edition's parameters; the others bear the name of a case."""

EDITIONS = [f"{id}@{edition}" for id, all_of_it in editions().items() for edition in all_of_it]


@cache
def given_out() -> dict[tuple[str, str], str]:
    """SHA-256 by edition and case."""
    with Path(__file__).with_name("given_out.csv").open(encoding="utf-8", newline="") as file:
        return {(row["edition"], row["case"]): row["sha256"] for row in csv.DictReader(file)}


def cases(name: str) -> list[dict[str, Any]]:
    id, _, edition = name.partition("@")
    file = HOME / id.replace("-", "_") / f"r{edition.replace('-', '_')}" / "cases.yaml"
    found: list[dict[str, Any]] = yaml.load(file.read_bytes(), yaml.CSafeLoader)
    return found


def measured(name: str, entry: dict[str, Any]) -> Measurement:
    data = case(*entry["stands"], method=name, **entry.get("options", {}))
    return measure(parse(data | ({"stated_loss": entry["stated_loss"]} if "stated_loss" in entry else {})))


def printed(found: Measurement) -> str:
    """The hash of everything that a measurement prints: its lines, and what it left out and why."""
    left_out = [item.as_json() for item in found.left_out]
    told = canonical({"lines": found.worksheet.as_json(), "left_out": left_out})
    return hashlib.sha256(told.encode()).hexdigest()


def now(name: str) -> Iterator[tuple[str, str]]:
    """The hashes of an edition as it stands, by case."""
    id, _, edition = name.partition("@")
    yield PARAMETERS, load(id, edition).declaration.shipped.sha256
    for entry in cases(name):
        yield entry["name"], printed(measured(name, entry))


def differences(name: str, kept: dict[tuple[str, str], str], found: dict[str, str]) -> list[str]:
    """What is no longer as it was given out, one sentence for each row of an edition."""
    told = []
    for (edition, row), hash in kept.items():
        if edition == name and row not in found:
            told.append(f"{name}: the case “{row}” was given out and is gone from cases.yaml")
        elif edition == name and found[row] != hash:
            what = "a parameter" if row == PARAMETERS else f"the worksheet of the case “{row}”"
            told.append(f"{name}: {what} was changed: put the change into a new edition, beside this one")
    new = [row for row in found if (name, row) not in kept]
    return told + [f"{name}: not in given_out.csv yet, add the row: {name},{row},{found[row]}" for row in new]


@pytest.mark.parametrize("name", EDITIONS)
def test_an_edition_gives_what_it_was_given_out_with(name: str) -> None:
    assert differences(name, given_out(), dict(now(name))) == []


def test_every_edition_given_out_is_kept() -> None:
    assert {edition for edition, _ in given_out()} == set(EDITIONS)


def test_no_row_is_there_twice() -> None:
    with Path(__file__).with_name("given_out.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(given_out())


def test_a_changed_formula_label_rounding_or_reason_is_seen() -> None:
    name = EDITIONS[0]
    entry = cases(name)[0]
    found = measured(name, entry)
    kept = {(name, entry["name"]): printed(found)}
    line = found.worksheet.lines[-1]
    others = line._replace(label="别的"), line._replace(formula=f"({line.formula})"), line._replace(source="别处")
    for other in others:
        changed = measured(name, entry)
        changed.worksheet.lines[-1] = other
        (told,) = differences(name, kept, {entry["name"]: printed(changed)})
        assert name in told
        assert entry["name"] in told


def test_a_lost_case_and_a_new_one_are_seen() -> None:
    lost, new = differences("m@1", {("m@1", "旧"): "0"}, {"新": "1"})
    assert "“旧”" in lost
    assert "m@1,新,1" in new
