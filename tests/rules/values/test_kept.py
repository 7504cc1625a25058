"""Plain data that is handed out to many: read like any other, changed by nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from rules.casefile import canonical, canonical_part
from rules.values.kept import kept

DATA: dict[str, Any] = {"b": [1, {"c": ["d"]}], "a": {"e": None}}


def test_it_reads_and_is_written_as_what_it_was_made_of() -> None:
    assert kept(DATA) == DATA
    assert canonical(kept(DATA)) == canonical(DATA)
    assert json.dumps(kept(DATA)) == json.dumps(DATA)


def test_its_own_text_stands_for_it_in_a_whole_that_is_written() -> None:
    held = kept(DATA)
    for _ in range(2):
        assert canonical({"z": [canonical_part(held), canonical_part([1])], "a": "b"}) == canonical(
            {"z": [DATA, [1]], "a": "b"}
        )


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(f=1),
        lambda data: data.pop("a"),
        lambda data: data["a"].clear(),
        lambda data: data["a"].setdefault("g", 1),
        lambda data: data["b"].append(1),
        lambda data: data["b"][1]["c"].sort(),
        lambda data: data["b"][1].__setitem__("c", 1),
        lambda data: data["b"].__delitem__(0),
    ],
)
def test_no_part_of_it_can_be_changed(change: Callable[[Any], object]) -> None:
    held = kept(DATA)
    with pytest.raises(TypeError):
        change(held)
    assert held == DATA


def test_a_copy_of_it_is_free() -> None:
    mine = {**kept(DATA)["a"]}
    mine["e"] = 1
    assert kept(DATA) == DATA
