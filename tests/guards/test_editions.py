"""An edition of a method that was given out keeps its numbers: a change is a new edition in a folder of its own."""

from __future__ import annotations

import pytest

from rules.carbon.methods.registry import editions, load

# What each edition was given out with: the hash of every value, unit, source and confidence of its parameters.
# A line is added with a new edition and never changed afterwards: measurements rest on it.
GIVEN_OUT = {
    "area-value@2026-11": "828096b830a226bd6cd5ecdaf026190f29983d73bafe88e89295045014df721f",
    "fujian-trial-2022@2026-11": "fc29d03126e70ef7e5339fe40e81f9d2930e59bb270d1401c40292f3f3cc138a",
    "ipcc-tier1@2026-11": "40bdaccf5049282ef32c74fa2fe4b0b5e9c1324162acdd79b5a3fb5863d41650",
    "national-default@2026-11": "e6890917c8e8f5c3019b0598d820a3e60b46db3b2d78c09a26607074a342719b",
    "storage-expansion@2026-11": "e7f14b2092080f96b359cade34e6e3af2026428f56c0933cc0fb3def4b6be92c",
}


def test_every_edition_is_kept_and_none_is_unknown() -> None:
    assert {f"{id}@{edition}" for id, all_of_it in editions().items() for edition in all_of_it} == GIVEN_OUT.keys()


@pytest.mark.parametrize("name", GIVEN_OUT)
def test_the_parameters_of_an_edition_are_those_it_was_given_out_with(name: str) -> None:
    id, _, edition = name.partition("@")
    assert load(id, edition).declaration.shipped.sha256 == GIVEN_OUT[name], (
        "a parameter was changed: put the change into a new edition, beside this one"
    )
