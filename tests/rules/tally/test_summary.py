"""What a tally adds up to before it is measured is what its worksheet then says."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.carbon.measure import measure
from rules.carbon.tally.summary import SpeciesSum, summary
from rules.casefile import parse
from rules.reading.errors import InputError
from tests.rules.cases import case, stand

DAY = datetime.date(2022, 11, 8)
TREE = st.fixed_dictionaries(
    {
        "dbh_cm": st.integers(10, 600).map(lambda tenths: str(Decimal(tenths) / 10)),
        "height_m": st.integers(20, 300).map(lambda tenths: str(Decimal(tenths) / 10)),
        "count": st.integers(1, 50),
    }
)


def sums(tally: dict[str, Any], **facts: Any) -> tuple[SpeciesSum, ...]:
    return summary(parse(case(stand(tally={"basis": "dbh", **tally}, **facts))).stands[0], 0, DAY, DAY)


MEANT = {"sizes_reason": "尺寸是随机取的"}
"""Sizes are drawn without regard to each other."""


@given(st.lists(TREE, min_size=1, max_size=12))
def test_the_sums_are_those_of_the_worksheet(trees: list[dict[str, Any]]) -> None:
    rows = [{"species": "杉木", **tree} for tree in trees]
    (by_volume,) = sums({"volume_equation": "LY208-fir", "rows": rows, **MEANT})
    (by_mass,) = sums({"biomass_equation": "LYT2264", "rows": rows, **MEANT})
    tally = {"basis": "dbh", "rows": rows, **MEANT}
    measured = measure(parse(case(stand(tally={**tally, "volume_equation": "LY208-fir"}))))
    weighed = measure(parse(case(stand(tally={**tally, "biomass_equation": "LYT2264"}))))
    assert measured.stands[0].standing_stock is not None
    assert by_volume.volume_m3 == measured.stands[0].standing_stock.value
    told = weighed.stands[0].as_json()
    assert told["agb_kg"] is not None
    assert told["bgb_kg"] is not None
    assert (by_mass.above_kg, by_mass.below_kg) == (Decimal(told["agb_kg"]), Decimal(told["bgb_kg"]))
    assert by_volume.trees == by_mass.trees == sum(tree["count"] for tree in trees)


def test_species_are_told_apart_in_order_of_appearance() -> None:
    rows = [
        {"species": name, "dbh_cm": "10", "height_m": "6", "count": count}
        for name, count in (("木荷", 2), ("栎", 3), ("木荷", 4))
    ]
    shares = [{"species": "木荷", "share": "0.5"}, {"species": "栎类", "share": "0.5"}]
    found = sums({"volume_equation": "FJ-1823-broad", "rows": rows}, species=shares)
    assert [(item.species, item.groups, item.trees) for item in found] == [("木荷", 1, 6), ("栎类", 1, 3)]
    # 0.0000685634 × 10^1.933221 × 6^0.867885, worked out apart: 0.0278393…; six decimals, times 6 and 3.
    assert [item.volume_m3 for item in found] == [Decimal("0.167034"), Decimal("0.083517")]
    assert found[0].above_kg is None


def test_every_mistake_of_the_tally_is_told() -> None:
    rows = [{"species": "杉木", "dbh_cm": "10"}, {"species": "木荷", "dbh_cm": "10", "height_m": "6"}]
    with pytest.raises(InputError) as caught:
        sums({"volume_equation": "LY208-fir", "rows": rows})
    assert [error.path for error in caught.value.errors] == [
        "stands[0].tally.rows[0].height_m",
        "stands[0].tally.rows[1].species",
    ]


def test_a_species_that_nobody_knows_is_told_at_the_stand() -> None:
    with pytest.raises(InputError) as caught:
        sums({"volume_equation": "LY208-fir", "rows": [{"species": "杉木", "dbh_cm": "9"}]}, species="铁树")
    assert caught.value.errors[0].path == "stands[0].species"
