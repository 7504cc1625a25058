"""The loss with some changes made, from the stands that they touch: the same as measuring the whole case file."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.carbon.comparison import coalitions as subject
from rules.carbon.comparison.attribution import attribute
from rules.carbon.comparison.coalitions import CoalitionValue, Stands
from rules.carbon.comparison.differences import applied, as_casefile, differences, plain_facts
from rules.carbon.measure import measure
from rules.casefile import CaseFile, load, parse
from rules.values.exact import nearest

TEACHING = Path(__file__).resolve().parents[2] / "examples" / "teaching"
SPECIES = ("杉木", "马尾松", "木荷")

stocks = st.decimals("0.5", "300", places=3)


def casefile(*stands: dict[str, Any], method: str = "national-default") -> CaseFile:
    facts = [{"damage": {"type": "采伐"}, **stand} for stand in stands]
    options = {"method": method}
    return parse(
        {"case": {"offence": "滥伐林木", "conduct": {"from": "2025-01-05"}}, "stands": facts, "options": options}
    )


def unlike(one: CaseFile, other: CaseFile) -> list[tuple[int, ...]]:
    """Combinations of the changes between two case files that are not worth what the case file so changed measures."""
    facts = (plain_facts(one, "shipped"), plain_facts(other, "shipped"))
    changes = differences(one, other)
    ends = tuple(measure(side) for side in (one, other))
    assert all(end.loss is not None for end in ends)
    losses = [nearest(end.loss.value) for end in ends if end.loss]
    stands = Stands(facts, {"shipped": None})
    worth = CoalitionValue(stands, changes, (losses[0], losses[1]), frozenset())
    found = []
    for size in range(len(changes) + 1):
        for made in itertools.combinations(range(len(changes)), size):
            whole = measure(parse(as_casefile(applied(*facts, [changes[number] for number in made]))))
            assert whole.loss is not None
            # The ends are known beforehand: both are added up from their stands here as well.
            if {worth(frozenset(made)), worth._sum(frozenset(made))} != {Fraction(whole.loss.value)}:
                found.append(made)
    return found


@pytest.mark.parametrize("pair", [("rival-prosecution", "rival-defence"), ("rival-defence", "rival-prosecution")])
def test_the_rival_examples_are_worth_what_they_measure(pair: tuple[str, str]) -> None:
    one, other = (load((TEACHING / f"{name}.yaml").read_bytes()) for name in pair)
    assert unlike(one, other) == []


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(stocks, stocks, st.sampled_from(SPECIES), st.sampled_from(SPECIES)), min_size=1, max_size=3),
    st.sampled_from(["national-default", "fujian-trial-2022", "storage-expansion"]),
    st.booleans(),
)
def test_a_sum_of_stands_is_worth_what_the_whole_measures(
    rows: list[tuple[Decimal, Decimal, str, str]], method: str, one_more: bool
) -> None:
    def side(number: int) -> list[dict[str, Any]]:
        return [
            {"id": f"S{at}", "species": row[2 + number], "standing_stock_m3": str(row[number])}
            for at, row in enumerate(rows)
        ]

    more = [{"id": "more", "species": "杉木", "standing_stock_m3": "3"}] if one_more else []
    assert unlike(casefile(*side(0)), casefile(*side(1), *more, method=method)) == []


def twelve() -> tuple[CaseFile, CaseFile]:
    def side(species: str, more: int) -> CaseFile:
        return casefile(*({"id": f"S{n}", "species": species, "standing_stock_m3": str(n + more)} for n in range(1, 7)))

    return side("马尾松", 0), side("杉木", 1)


def test_twelve_changes_on_six_stands_measure_each_stand_in_its_four_states(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = []

    def counted(casefile: CaseFile, **more: Any) -> Any:
        measured.append([stand.id for stand in casefile.stands])
        return measure(casefile, **more)

    monkeypatch.setattr(subject, "measure", counted)
    found = attribute(*twelve())
    assert len(found.shares) == 12
    assert found.measured == 2**12
    assert {len(stands) for stands in measured} == {1}
    assert len(measured) <= 6 * (4 + 2)  # each state, and the two ends once more for their lines


@pytest.mark.parametrize("changes", range(1, 13))
def test_the_shares_told_add_up_to_the_difference_to_the_last_digit(changes: int) -> None:
    one, other = (side.as_json() for side in twelve())
    mixed = parse({**one, "stands": [dict(stand) for stand in one["stands"]]}).as_json()
    for number in range(changes):
        stand, key = number // 2, ("species", "standing_stock_m3")[number % 2]
        mixed["stands"][stand][key] = other["stands"][stand][key]
    there, back = attribute(parse(one), parse(mixed)), attribute(parse(mixed), parse(one))
    assert len(there.shares) == changes
    assert sum((share.told for share in there.shares), Decimal(0)) == there.difference
    assert sum((share.exact for share in there.shares), Fraction(0)) == Fraction(there.difference)
    assert [share.exact for share in there.shares] == [-share.exact for share in back.shares]


def test_a_stand_that_the_other_method_cannot_measure_is_compared_as_it_is_left_out() -> None:
    stands = ({"id": "A", "species": "杉木", "standing_stock_m3": "9"}, {"id": "B", "species": "杉木", "area_mu": "4"})
    found = attribute(casefile(*stands), casefile(*stands, method="storage-expansion"))
    assert [stand for stand in found.as_json()["after"]["left_out"] if stand["whole_stand"]]
    assert sum(share.told for share in found.shares) == found.difference
