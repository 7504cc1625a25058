"""What must hold for every case, whatever its numbers."""

from __future__ import annotations

import functools
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.carbon.measure import Measurement, lost_stock_total, measure
from rules.carbon.methods.registry import load
from rules.casefile import parse
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes
from tests.rules.test_parameters import TONNES_PER_M3
from tests.testrun import examples

METHODS = ["national-default", "storage-expansion", "fujian-trial-2022"]
STOCKS = st.decimals("0", "99999", places=4)
SPECIES = st.sampled_from(sorted(TONNES_PER_M3))
FRACTIONS = st.decimals("0.0001", "1", places=4)


@st.composite
def stands(draw: st.DrawFn) -> dict[str, Any]:
    """A stand by any of the ways to state its stock, of one or two species, whole or in part."""
    facts: dict[str, Any] = {"damage": {"type": draw(st.sampled_from(["采伐", "毁坏", "占用", "烧毁"]))}}
    facts["damage"]["fraction"] = str(draw(FRACTIONS))
    way = draw(st.sampled_from(["stock", "timber", "area"]))
    if way == "stock":
        facts["standing_stock_m3"] = str(draw(STOCKS))
    elif way == "timber":
        facts |= {"timber_volume_m3": str(draw(STOCKS)), "outturn_rate": str(draw(st.decimals("0.3", "1", places=3)))}
    else:
        facts |= {"stock_per_ha": str(draw(st.decimals("1", "900", places=2)))}
        facts["area_mu"] = str(draw(st.decimals("0.01", "9999", places=2)))
    first, second = draw(st.lists(SPECIES, min_size=2, max_size=2, unique=True))
    share = draw(st.decimals("0.01", "0.99", places=2))
    mixed = [{"species": first, "share": str(share)}, {"species": second, "share": str(1 - share)}]
    return stand(species=draw(st.sampled_from([first, mixed])), **facts)


@st.composite
def options(draw: st.DrawFn) -> dict[str, Any]:
    """A method with any of its declared choices."""
    method = draw(st.sampled_from(METHODS))
    declared = load(method, "2026-11").declaration.options
    chosen = {key: draw(st.sampled_from(sorted(option.choices))) for key, option in declared.items()}
    return {"method": method, "parameters": chosen}


def measured(rows: list[dict[str, Any]], chosen: dict[str, Any]) -> Measurement:
    return measure(parse(case(*({**row, "id": f"S{number}"} for number, row in enumerate(rows)), **chosen)))


def exact(result: Measurement) -> Fraction:
    assert result.loss_exact is not None
    return Fraction(result.loss_exact.value)


def carbon(result: Measurement) -> Fraction:
    """The exact carbon that the first stand's emission was converted from."""
    (emission,) = (row.emission for row in result.stands if row.emission)
    return Fraction(dict(emission.values)["C"].value)


slow = functools.partial(settings, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slow(max_examples=examples(60, 600))
@given(st.lists(stands(), min_size=1, max_size=4), options())
def test_every_line_can_be_redone_from_its_own_text(rows: list[dict[str, Any]], chosen: dict[str, Any]) -> None:
    lines = measured(rows, chosen).worksheet.as_json()
    assert len(lines) > len(rows)
    assert mistakes(lines) == []


@slow()
@given(st.lists(stands(), min_size=2, max_size=5), options())
def test_the_loss_of_stands_is_the_sum_of_their_losses(rows: list[dict[str, Any]], chosen: dict[str, Any]) -> None:
    assert exact(measured(rows, chosen)) == sum(exact(measured([row], chosen)) for row in rows)


@slow()
@given(st.lists(stands(), min_size=2, max_size=5), options(), st.randoms(use_true_random=False))
def test_the_order_of_stands_does_not_matter(
    rows: list[dict[str, Any]], chosen: dict[str, Any], shuffler: random.Random
) -> None:
    mixed = rows[:]
    shuffler.shuffle(mixed)
    first, second = measured(rows, chosen), measured(mixed, chosen)
    assert first.loss == second.loss
    assert exact(first) == exact(second)
    assert lost_stock_total(first) == lost_stock_total(second)


@slow()
@given(SPECIES, STOCKS, st.integers(1, 1000), st.sampled_from(METHODS))
def test_carbon_is_proportional_to_the_stock(species: str, stock: Decimal, times: int, method: str) -> None:
    one = measured([stand(species=species, standing_stock_m3=str(stock))], {"method": method})
    many = measured([stand(species=species, standing_stock_m3=str(stock * times))], {"method": method})
    assert carbon(many) == carbon(one) * times


@slow()
@given(SPECIES, STOCKS, FRACTIONS, FRACTIONS, st.sampled_from(METHODS))
def test_a_greater_damage_never_gives_a_smaller_loss(
    species: str, stock: Decimal, one: Decimal, other: Decimal, method: str
) -> None:
    less, more = (
        measured(
            [stand(species=species, standing_stock_m3=str(stock), damage={"type": "采伐", "fraction": str(part)})],
            {"method": method},
        )
        for part in sorted((one, other))
    )
    assert exact(less) <= exact(more)
    assert carbon(more) * Fraction(min(one, other)) == carbon(less) * Fraction(max(one, other))


@slow()
@given(st.integers(1, 99), STOCKS, st.sampled_from(METHODS))
def test_splitting_a_stand_by_shares_of_one_kind_keeps_its_carbon(percent: int, stock: Decimal, method: str) -> None:
    # 火炬松 and 其他松类 carry the same factors under two names.
    part = Decimal(percent) / 100
    mixed = [{"species": "火炬松", "share": str(part)}, {"species": "其他松类", "share": str(1 - part)}]
    whole = measured([stand(species="其他松类", standing_stock_m3=str(stock))], {"method": method})
    split = measured([stand(species=mixed, standing_stock_m3=str(stock))], {"method": method})
    assert carbon(split) == carbon(whole)


@slow()
@given(stands(), options())
def test_every_line_carries_a_unit_and_a_source(row: dict[str, Any], chosen: dict[str, Any]) -> None:
    for line in measured([row], chosen).worksheet.as_json():
        assert line["unit"]
        assert line["source"]
        assert line["label"]
        assert line["section"]


@slow()
@given(st.lists(stands(), min_size=1, max_size=3), options())
def test_the_total_is_the_exact_sum_rounded_once_as_the_method_declares(
    rows: list[dict[str, Any]], chosen: dict[str, Any]
) -> None:
    result = measured(rows, chosen)
    assert result.loss is not None
    half = Fraction(result.declaration.roundings["total"].to) / 2
    assert -half < Fraction(result.loss.value) - exact(result) <= half
