"""Shares of a difference: exact, order-independent, and whole to the last digit."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.carbon.comparison import method_chain
from rules.carbon.comparison.attribution import MOST, NO_LOSS, Attribution, attribute, shapley, to_digits
from rules.carbon.comparison.differences import ONE_SIDED
from rules.carbon.measure import measure
from rules.casefile import CaseFile, parse
from rules.reading.errors import InputError
from rules.values.quantity import Quantity
from tests.told import told

TIMBER = {"timber_volume_m3": "12.1", "outturn_rate": "0.65"}


def casefile(*stands: dict[str, Any], **more: Any) -> CaseFile:
    facts = [{"id": "A", "species": "马尾松", "damage": {"type": "采伐"}, **stand} for stand in stands]
    return parse({"case": {"offence": "滥伐林木", "conduct": {"from": "2021-12-01"}}, "stands": facts, **more})


def shares(found: Attribution) -> dict[str, Decimal]:
    return {share.change.name: share.told for share in found.shares}


@st.composite
def games(draw: st.DrawFn) -> tuple[int, dict[frozenset[int], Fraction]]:
    """A worth, drawn at random, for every set of one to five players."""
    players = draw(st.integers(1, 5))
    sets = [frozenset(some) for size in range(players + 1) for some in itertools.combinations(range(players), size)]
    worths = draw(st.lists(st.fractions(-100, 100, max_denominator=100), min_size=len(sets), max_size=len(sets)))
    return players, dict(zip(sets, worths, strict=True))


@given(games())
def test_the_shares_add_up_to_the_whole_difference(game: tuple[int, dict[frozenset[int], Fraction]]) -> None:
    players, worth = game
    assert sum(shapley(players, worth.__getitem__)) == worth[frozenset(range(players))] - worth[frozenset()]


@given(games())
def test_a_share_is_the_mean_of_what_is_added_over_every_order(
    game: tuple[int, dict[frozenset[int], Fraction]],
) -> None:
    players, worth = game
    added = [Fraction(0)] * players
    orders = list(itertools.permutations(range(players)))
    for order in orders:
        for place, player in enumerate(order):
            added[player] += worth[frozenset(order[: place + 1])] - worth[frozenset(order[:place])]
    assert shapley(players, worth.__getitem__) == [total / len(orders) for total in added]


@given(games())
def test_a_change_that_never_matters_gets_nothing(game: tuple[int, dict[frozenset[int], Fraction]]) -> None:
    players, worth = game
    found = shapley(players + 1, lambda made: worth[made - {players}])
    assert found == [*shapley(players, worth.__getitem__), 0]


@given(games(), st.randoms())
def test_the_order_of_the_changes_does_not_matter(
    game: tuple[int, dict[frozenset[int], Fraction]], chance: Any
) -> None:
    players, worth = game
    order = list(range(players))
    chance.shuffle(order)
    found = shapley(players, lambda made: worth[frozenset(order[player] for player in made)])
    whole = shapley(players, worth.__getitem__)
    assert found == [whole[player] for player in order]


@given(st.lists(st.fractions(-50, 50, max_denominator=20), min_size=2, max_size=2, unique=True))
def test_changes_that_do_the_same_get_the_same(values: list[Fraction]) -> None:
    found = shapley(3, lambda made: values[0] * len(made & {0, 1}) ** 2 + values[1] * (2 in made))
    assert found[0] == found[1]


@given(
    st.lists(st.fractions(-50, 50, max_denominator=97), min_size=1, max_size=9), st.sampled_from(["0.01", "0.001", "1"])
)
def test_what_is_told_adds_up_and_is_off_by_less_than_one_step(exact: list[Fraction], digit: str) -> None:
    step = Decimal(digit)
    whole = sum(exact)
    last = whole // Fraction(step) * Fraction(step)
    exact[-1] -= whole - last  # the difference of two rounded losses is a multiple of the step
    told = to_digits(exact, Decimal(last.numerator) / Decimal(last.denominator), step)
    assert sum(Fraction(each) for each in told) == last
    assert all(abs(Fraction(one) - other) < Fraction(step) for one, other in zip(told, exact, strict=True))


def test_the_last_cents_go_where_most_was_cut_off() -> None:
    third = Fraction(1, 3)
    assert to_digits([third, third, third], Decimal(1), Decimal("0.01")) == [
        Decimal("0.34"),
        Decimal("0.33"),
        Decimal("0.33"),
    ]
    assert to_digits([Fraction(-1, 2000), Fraction(21, 2000)], Decimal("0.01"), Decimal("0.01")) == [0, Decimal("0.01")]


def test_two_factors_of_a_product_share_what_they_do_together_in_halves() -> None:
    # V = timber ÷ rate: 13 ÷ 0.65 = 20, 10.4 ÷ 0.65 = 16, 13 ÷ 0.8 = 16.25, 10.4 ÷ 0.8 = 13 m³.
    found = attribute(
        casefile({"timber_volume_m3": "13", "outturn_rate": "0.65"}),
        casefile({"timber_volume_m3": "10.4", "outturn_rate": "0.8"}),
    )
    per_m3 = Fraction(found.before.loss.value) / 20 if found.before.loss else Fraction(0)
    timber, rate = found.shares
    assert timber.change.name == "地块 A：原木材积"
    assert abs(timber.exact - per_m3 * Fraction(-(4 + Fraction("3.25")), 2)) < Fraction(1, 100)
    assert abs(rate.exact - per_m3 * Fraction(-(Fraction("3.75") + 3), 2)) < Fraction(1, 100)
    assert timber.told + rate.told == found.difference


def test_the_same_case_file_said_in_other_words_leaves_nothing_to_share_out() -> None:
    one = casefile({"standing_stock_m3": "10"})
    other = casefile({"standing_stock_m3": "10", "species": [{"species": "马尾松", "share": 1}], "saplings": 0})
    found = attribute(one, other)
    assert found.shares == ()
    assert found.difference == 0


def test_another_way_to_the_stock_is_one_change() -> None:
    found = attribute(casefile(TIMBER), casefile({"area_mu": "10", "stock_per_ha": "30", "species": "杉木"}))
    assert set(shares(found)) == {"地块 A：树种组成", "地块 A：原木材积、出材率、面积（亩）、每公顷蓄积"}
    assert found.joined is None


def test_a_partial_damage_comes_with_its_fraction() -> None:
    found = attribute(casefile(TIMBER), casefile({**TIMBER, "damage": {"type": "部分损伤", "fraction": "0.5"}}))
    (name,) = shares(found)
    assert name == "地块 A：受损方式、受损份额"


def test_standard_errors_are_in_the_way_of_no_change() -> None:
    stated = {"timber_volume_m3": {"value": "0.5", "source": "x"}, "outturn_rate": {"value": "0.03", "source": "x"}}
    found = attribute(
        casefile({**TIMBER, "standard_errors": stated}), casefile({"standing_stock_m3": "12", "species": "杉木"})
    )
    assert set(shares(found)) == {"地块 A：树种组成", "地块 A：原木材积、出材率、立木蓄积"}


def test_a_stand_that_only_one_side_lists_is_one_change() -> None:
    found = attribute(
        casefile({"standing_stock_m3": "10"}),
        casefile({"standing_stock_m3": "10"}, {"id": "B", "standing_stock_m3": "4"}),
    )
    assert shares(found) == {ONE_SIDED.format(stand="B"): found.difference}


def test_a_tally_is_one_change() -> None:
    def tally(dbh: str) -> dict[str, Any]:
        rows = [
            {"species": "杉木", "dbh_cm": dbh, "height_m": "15"},
            {"species": "杉木", "dbh_cm": "12", "height_m": "9"},
        ]
        return {"species": "杉木", "tally": {"basis": "dbh", "volume_equation": "LY208-fir", "rows": rows}}

    assert set(shares(attribute(casefile(tally("20")), casefile(tally("22"))))) == {"地块 A：每木检尺表"}


def test_a_stock_beside_its_timber_moves_with_it() -> None:
    """Stock, timber and rate must agree, so none of them can change alone."""
    one = {"standing_stock_m3": "20", "timber_volume_m3": "13", "outturn_rate": "0.65"}
    other = {"standing_stock_m3": "16", "timber_volume_m3": "10.4", "outturn_rate": "0.65"}
    found = attribute(casefile(one), casefile({**other, "species": "杉木"}))
    assert set(shares(found)) == {"地块 A：立木蓄积、原木材积", "地块 A：树种组成"}


def test_an_option_that_says_what_the_method_takes_anyway_is_no_difference() -> None:
    one, other = (
        casefile({"standing_stock_m3": "1000"}, options={"parameters": said}) for said in ({}, {"ratio": "44/12"})
    )
    assert attribute(one, other).shares == attribute(other, one).shares == ()


def test_an_option_of_the_method_and_its_values_are_told_in_words() -> None:
    one, other = (
        casefile({"standing_stock_m3": "1000"}, options={"parameters": {"ratio": ratio}}) for ratio in ("44/12", "3.67")
    )
    found = attribute(one, other)
    assert set(shares(found)) == {"碳与二氧化碳的换算比"}
    (change,) = found.as_json()["changes"]
    (field,) = change["fields"]
    assert (field["before"], field["after"]) == ("按分子量之比，先乘 44 再除以 12", "惯用的两位小数")


def test_naming_the_newest_edition_changes_nothing() -> None:
    one = casefile({"standing_stock_m3": "10"})
    other = casefile({"standing_stock_m3": "10"}, options={"method": one_method(one)})
    assert attribute(one, other).shares == ()


def one_method(case: CaseFile) -> str:
    method = measure(case).method
    return f"{method['id']}@{method['edition']}"


def test_two_methods_part_step_by_step() -> None:
    """马尾松 10 m³: V × BEF × D × (1 + R) × CF × 44/12 against V × 1.90 × 0.5 × 0.5 × 44/12, step by step by hand."""
    case = {"standing_stock_m3": "10"}
    other = casefile(case, options={"method": "storage-expansion", "parameters": {"ratio": "44/12"}})
    found = attribute(casefile(case), other)
    assert found.steps is not None
    assert [step["name"] for step in found.steps] == list(method_chain.NAMES)
    stock, mass, carbon, pools, _ = found.steps
    assert (stock["before"], stock["after"], stock["attributed_tco2e"]) == ("10.000000", "10.000000", "0.000")
    assert Decimal(mass["before"]) == (Decimal("1.472") * Decimal("0.380") * Decimal("1.187")).quantize(
        Decimal("0.000001")
    )
    assert Decimal(mass["after"]) == Decimal("0.95")
    assert (Decimal(carbon["before"]), Decimal(carbon["after"])) == (Decimal("0.46"), Decimal("0.5"))
    assert (pools["before"], pools["after"]) == ("1.000000", "1.000000")
    assert sum(Decimal(step["attributed_tco2e"]) for step in found.steps) == found.difference


def test_pools_that_only_one_method_counts_are_a_step_of_their_own() -> None:
    case = {"standing_stock_m3": "10"}
    options = {"method": "storage-expansion", "parameters": {"understory": "on"}}
    found = attribute(casefile(case, options={"method": "storage-expansion"}), casefile(case, options=options))
    assert set(shares(found)) == {"林下植物碳"}
    steps = attribute(casefile(case), casefile(case, options=options)).steps
    assert steps is not None
    assert Decimal(steps[3]["after"]) == Decimal("1.195")


def test_a_tally_by_biomass_equation_has_no_step_of_stock_to_mass() -> None:
    rows = [{"species": "杉木", "dbh_cm": "20", "height_m": "15"}]
    case = {"species": "杉木", "tally": {"basis": "dbh", "biomass_equation": "LYT2264", "rows": rows}}
    found = attribute(casefile(case), casefile(case, options={"method": "fujian-trial-2022"}))
    assert found.steps is None


def test_another_parameter_set_is_a_change_of_its_own() -> None:
    case = casefile({"standing_stock_m3": "10"})
    shipped = attribute(case, case).before.parameters
    denser = dict(shipped.parameters)
    found = denser["马尾松.D"]
    denser["马尾松.D"] = replace(found, value=Quantity(found.value.value * 2, found.value.unit))
    other = replace(shipped, title="加倍", parameters=denser, sha256="0" * 64)
    told = attribute(case, casefile({"standing_stock_m3": "11"}), sets=(None, other))
    assert set(shares(told)) == {"参数集", "地块 A：立木蓄积"}
    assert sum(share.told for share in told.shares) == told.difference
    assert shares(attribute(case, case, sets=(None, other)))["参数集"] == attribute(case, case).before.loss.value  # type: ignore[union-attr]


def test_more_changes_than_can_be_told_apart_are_joined_by_stand() -> None:
    def side(species: str, more: int) -> CaseFile:
        return casefile(*({"id": f"S{n}", "species": species, "standing_stock_m3": str(n + more)} for n in range(1, 8)))

    found = attribute(side("马尾松", 0), side("杉木", 1))
    assert len(found.shares) == 7
    assert found.joined is not None
    assert str(MOST) in found.joined
    assert sum(share.told for share in found.shares) == found.difference


def test_a_long_worksheet_allows_fewer_changes_to_be_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = casefile(TIMBER), casefile({"timber_volume_m3": "9", "outturn_rate": "0.6", "species": "杉木"})
    assert len(attribute(one, other).shares) == 3
    lines = len(measure(one).worksheet.lines)
    monkeypatch.setattr("rules.carbon.comparison.attribution.MOST_LINES", 8 * lines - 1)
    coarse = attribute(one, other)
    assert len(coarse.shares) == 1
    assert coarse.joined is not None
    assert coarse.shares[0].told == coarse.difference


def test_a_hundred_stands_are_compared_as_a_whole() -> None:
    def side(more: int) -> CaseFile:
        return casefile(*({"id": f"S{n}", "standing_stock_m3": str(n + more)} for n in range(1, 101)))

    found = attribute(side(0), side(1))
    assert len(found.shares) == 1
    assert found.measured == 2
    assert found.shares[0].told == found.difference


def test_a_side_without_loss_is_refused_by_name() -> None:
    with pytest.raises(InputError) as caught:
        attribute(casefile({"standing_stock_m3": "10"}), casefile({"standing_stock_m3": "10", "species": "黄山松"}))
    (error,) = caught.value.errors
    assert told(error.message, NO_LOSS, side="乙方")


@settings(max_examples=15, deadline=None)
@given(st.decimals("1", "99", places=2), st.decimals("1", "99", places=2), st.sampled_from(["杉木", "马尾松", "木荷"]))
def test_the_other_way_round_the_shares_are_the_opposite(one: Decimal, other: Decimal, species: str) -> None:
    first, second = (
        casefile({"standing_stock_m3": str(one)}),
        casefile({"standing_stock_m3": str(other), "species": species}),
    )
    there, back = attribute(first, second), attribute(second, first)
    assert {share.change.name: share.exact for share in there.shares} == {
        share.change.name: -share.exact for share in back.shares
    }
    assert sum(share.told for share in there.shares) == there.difference
