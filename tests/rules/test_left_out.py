"""What is known of and not used: told with its reason, and truly not used."""

from __future__ import annotations

import pytest

from rules.carbon.methods.registry import editions, load
from rules.carbon.parameters.left_out import Part, left_out
from rules.carbon.tally.biomass import biomass_equations
from rules.carbon.tally.equations import volume_equations
from rules.values.records import ParameterFileError, parse_record

ENTRIES = [item for part in left_out() for item in part.entries]
SHIPPED = [
    parameter
    for id, all_of_it in editions().items()
    for edition in all_of_it
    for parameter in load(id, edition).declaration.shipped.parameters.values()
]


def test_nothing_is_told_twice() -> None:
    assert len({item.what for item in ENTRIES}) == len(ENTRIES)


def test_every_equation_that_is_withheld_is_among_what_is_left_out() -> None:
    told = " ".join(item.what for item in ENTRIES)
    assert set(volume_equations().withheld) == {"FJ-1823-fourth", "LY208-masson", "AH-masson"}
    for name in ("DB35/T 1823-2019 第四式", "LY 208-77 或 DB52/T 703", "DB34/T 3345"):
        assert name in told


def test_what_disagrees_or_was_not_found_is_no_parameter() -> None:
    assert {parameter.confidence for parameter in SHIPPED} <= {"verified", "secondary", "unverified"}
    assert set(biomass_equations()) == {"LYT2264"}
    used = {parameter.group for parameter in SHIPPED}
    assert not used & {"黄山松", "栲类", "福建柏", "台湾杉", "刨花楠", "杂竹", "灌木林", "经济林"}


@pytest.mark.parametrize("key", ["what", "source", "confidence", "why"])
def test_an_entry_without_its_reason_or_source_does_not_load(key: str) -> None:
    entry = {"what": "某值", "source": "某处", "confidence": "verified", "why": "不适用"}
    with pytest.raises(ParameterFileError, match=key):
        parse_record(Part, {"part": "某部", "entries": [{**entry, key: ""}]}, "x.yaml")
