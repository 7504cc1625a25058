"""What must hold of bamboo, burned stands, shrubs, surveyed biomass and measurement by area, whatever the numbers."""

from __future__ import annotations

import functools
import itertools
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.carbon.measure import Measurement, measure
from rules.carbon.methods.registry import load
from rules.carbon.worksheet import Worksheet
from rules.casefile import parse
from rules.values.quantity import BASE_UNITS, Quantity, UnitError, unit
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes
from tests.testrun import examples

slow = functools.partial(settings, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FRACTIONS = st.decimals("0.0001", "1", places=4)
AREAS = st.decimals("0.01", "9999", places=2)
COUNTS = st.integers(1, 100_000)
FIRES = st.sampled_from(sorted(load("fujian-trial-2022", "2026-11").declaration.options["fire"].choices))
METHODS = {
    "bamboo": "fujian-trial-2022",
    "shrubs": "fujian-trial-2022",
    "surveyed": "fujian-trial-2022",
    "burned": "fujian-trial-2022",
    "by area": "ipcc-tier1",
    "agreed": "area-value",
}
CHOICES: dict[str, dict[str, str]] = {
    "bamboo": {"bamboo": "taojiang", "du": "1-3-5", "shrub_herb": "zhejiang", "litter": "zhejiang"},
    "shrubs": {"shrub_herb": "ar-tool14", "forest_agb": "natural-secondary", "litter": "ipcc-2019"},
    "surveyed": {"soil": "wtm-lac"},
    "burned": {},
    "by area": {"natural": "secondary", "root": "temperate-2006", "litter": "ipcc-2019", "soil": "tm-lac"},
    "agreed": {},
}


@st.composite
def shares(draw: st.DrawFn, most: int) -> list[str]:
    """Shares that add up to one exactly."""
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=1, max_size=most - 1, unique=True)))
    edges = [0, *cuts, 100]
    return [str(Decimal(b - a) / 100) for a, b in itertools.pairwise(edges)]


@st.composite
def bamboo(draw: st.DrawFn) -> dict[str, Any]:
    parts = draw(shares(3))
    ages: list[dict[str, Any]] = [{"age_a": 1}, {"age_a": 3}, {"age_a": 5}, {"du": 2}, {"du": 3}]
    chosen = draw(st.permutations(ages))[: len(parts)]
    mix = [{**age, "share": share} for age, share in zip(chosen, parts, strict=True)]
    return {"species": "毛竹", "forest_type": "竹林", "culms": draw(COUNTS), "culm_ages": mix}


@st.composite
def shrubs(draw: st.DrawFn) -> dict[str, Any]:
    cover = str(draw(st.decimals("0.05", "1", places=2)))
    return {"species": "灌木林", "forest_type": "灌木林", "area_ha": str(draw(AREAS)), "shrub_cover": cover}


@st.composite
def surveyed(draw: st.DrawFn) -> dict[str, Any]:
    found = {"covers": draw(st.sampled_from(["全株", "地上"])), "source": "样地调查"}
    found[draw(st.sampled_from(["t_per_ha", "kg_per_stem"]))] = str(draw(st.decimals("0.1", "300", places=2)))
    facts = {"area_ha": str(draw(AREAS)), "trees": draw(COUNTS)}
    return {"species": "经济林", "forest_type": "经济林", "measured_biomass": found, **facts}


@st.composite
def burned(draw: st.DrawFn) -> dict[str, Any]:
    parts = draw(shares(4))
    strata = [
        {"severity": draw(st.sampled_from(["轻度", "中度", "重度"])), "share": share, "fraction": str(draw(FRACTIONS))}
        for share in parts[1:]
    ]
    strata.append({"severity": "未过火", "share": parts[0], "fraction": "0"})
    stock = str(draw(st.decimals("0", "9999", places=3)))
    fuel = {"consumed_t_per_ha": "12.5", "source": "火场调查"}
    damage = {"type": "烧毁", "strata": strata, "fuel": fuel}
    return {"species": "杉木", "standing_stock_m3": stock, "area_ha": str(draw(AREAS)), "damage": damage}


@st.composite
def by_area(draw: st.DrawFn) -> dict[str, Any]:
    first, second = draw(st.lists(st.sampled_from(["杉木", "木荷", "桉树", "松"]), min_size=2, max_size=2, unique=True))
    parts = draw(shares(2))
    mixed = [{"species": first, "share": parts[0]}, {"species": second, "share": parts[-1]}]
    species = mixed if len(parts) == 2 else first
    return {"species": species, "origin": draw(st.sampled_from(["天然", "人工"])), "area_mu": str(draw(AREAS))}


@st.composite
def agreed(draw: st.DrawFn) -> dict[str, Any]:
    told = {"authority": "某县林业局", "document": "示例文件", "date": "2022-01-01"}
    value = {"tco2e_per_ha": str(draw(st.decimals("0.01", "999", places=2))), **told}
    return {"species": "未公布", "area_mu": str(draw(AREAS)), "area_value": value}


KINDS = {
    "bamboo": bamboo(),
    "shrubs": shrubs(),
    "surveyed": surveyed(),
    "burned": burned(),
    "by area": by_area(),
    "agreed": agreed(),
}
FRACTIONED = [kind for kind in KINDS if kind != "burned"]


def measured(kind: str, rows: list[dict[str, Any]], **parameters: str) -> Measurement:
    stands = (stand(**{**row, "id": f"S{number}"}) for number, row in enumerate(rows))
    chosen = {**CHOICES[kind], **parameters}
    return measure(parse(case(*stands, method=METHODS[kind], parameters=chosen)))


def exact(result: Measurement) -> Fraction:
    assert result.loss_exact is not None
    return Fraction(result.loss_exact.value)


def harmed(row: dict[str, Any], fraction: Decimal) -> dict[str, Any]:
    return {**row, "damage": {"type": "占用", "fraction": str(fraction)}}


@pytest.mark.parametrize("kind", KINDS)
@slow(max_examples=examples(20, 400))
@given(data=st.data())
def test_every_line_can_be_redone_from_its_own_text(kind: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(KINDS[kind], min_size=1, max_size=3))
    fire = {"fire": data.draw(FIRES)} if kind == "burned" else {}
    lines = measured(kind, rows, **fire).worksheet.as_json()
    assert len(lines) > len(rows)
    assert mistakes(lines) == []


@pytest.mark.parametrize("kind", KINDS)
@slow(max_examples=examples(15, 300))
@given(data=st.data())
def test_the_loss_of_stands_is_the_sum_of_their_losses_in_any_order(kind: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(KINDS[kind], min_size=2, max_size=4))
    fire = {"fire": data.draw(FIRES)} if kind == "burned" else {}
    whole = exact(measured(kind, rows, **fire))
    assert whole == sum(exact(measured(kind, [row], **fire)) for row in rows)
    assert whole == exact(measured(kind, rows[::-1], **fire))


@pytest.mark.parametrize("kind", FRACTIONED)
@slow(max_examples=examples(15, 300))
@given(data=st.data(), one=FRACTIONS, other=FRACTIONS)
def test_a_greater_damage_never_gives_a_smaller_loss(
    kind: str, data: st.DataObject, one: Decimal, other: Decimal
) -> None:
    row = data.draw(KINDS[kind])
    less, more = (exact(measured(kind, [harmed(row, part)])) for part in sorted((one, other)))
    assert less <= more


@slow(max_examples=examples(25, 600))
@given(burned(), FIRES, FRACTIONS)
def test_a_stratum_that_lost_more_never_gives_a_smaller_loss(row: dict[str, Any], fire: str, worse: Decimal) -> None:
    first = row["damage"]["strata"][0]
    low, high = sorted((Decimal(first["fraction"]), worse))
    rest = row["damage"]["strata"][1:]

    def loss(fraction: Decimal) -> Fraction:
        damage = {**row["damage"], "strata": [{**first, "fraction": str(fraction)}, *rest]}
        return exact(measured("burned", [{**row, "damage": damage}], fire=fire))

    assert loss(low) <= loss(high)


@slow(max_examples=examples(25, 600))
@given(burned(), FIRES, st.randoms(use_true_random=False))
def test_the_order_of_strata_does_not_matter(row: dict[str, Any], fire: str, shuffler: random.Random) -> None:
    strata = row["damage"]["strata"][:]
    shuffler.shuffle(strata)
    other = {**row, "damage": {**row["damage"], "strata": strata}}
    assert exact(measured("burned", [row], fire=fire)) == exact(measured("burned", [other], fire=fire))


@slow(max_examples=examples(25, 600))
@given(bamboo(), st.randoms(use_true_random=False))
def test_the_order_of_ages_does_not_matter(row: dict[str, Any], shuffler: random.Random) -> None:
    ages = row["culm_ages"][:]
    shuffler.shuffle(ages)
    assert exact(measured("bamboo", [row])) == exact(measured("bamboo", [{**row, "culm_ages": ages}]))


def carbon(result: Measurement) -> Fraction:
    """The exact carbon that the only stand's emission was converted from."""
    (emission,) = (row.emission for row in result.stands if row.emission)
    return Fraction(dict(emission.values)["C"].value)


@slow(max_examples=examples(25, 600))
@given(bamboo(), st.integers(1, 90))
def test_carbon_of_bamboo_is_proportional_to_its_culms(row: dict[str, Any], times: int) -> None:
    plain = {"shrub_herb": "off", "litter": "off"}
    many = {**row, "culms": row["culms"] * times}
    assert carbon(measured("bamboo", [many], **plain)) == carbon(measured("bamboo", [row], **plain)) * times


@slow(max_examples=examples(25, 600))
@given(st.sampled_from(["shrubs", "by area"]), st.data(), st.integers(1, 100))
def test_carbon_is_proportional_to_the_area(kind: str, data: st.DataObject, times: int) -> None:
    row = data.draw(KINDS[kind])
    row = {key: value for key, value in row.items() if key != "area_mu"} | {"area_ha": "1.25"}
    many = {**row, "area_ha": str(Decimal("1.25") * times)}
    assert carbon(measured(kind, [many])) == carbon(measured(kind, [row])) * times


@slow(max_examples=examples(25, 600))
@given(burned(), FIRES)
def test_a_fire_only_adds_to_the_carbon_stock_lost(row: dict[str, Any], fire: str) -> None:
    result = measured("burned", [row], fire=fire)
    stock = exact(measured("burned", [row]))
    assert exact(result) >= stock
    added = [line for line in result.worksheet.lines if line.symbol in ("E_CH4", "E_N2O")]
    assert exact(result) - stock == sum(Fraction(line.result.value) for line in added)
    assert len(added) == (0 if fire == "off" else 2)


@given(st.sampled_from(sorted(BASE_UNITS)), st.sampled_from(sorted(BASE_UNITS)), st.sampled_from("+−"))
def test_unlike_units_are_never_added(one: str, other: str, sign: str) -> None:
    sheet = Worksheet()
    a, b = (
        sheet.given(name, name, Quantity(Decimal(1), unit(symbol)), section="s", source="s", path=name)
        for name, symbol in (("a", one), ("b", other))
    )
    terms = {"a": a, "b": b}
    if one == other:
        line = sheet.compute("c", "c", f"a {sign} b", terms, unit_symbol=one, section="s", source="s")
        assert line.result.unit == unit(one)
        return
    with pytest.raises(UnitError):
        sheet.compute("c", "c", f"a {sign} b", terms, unit_symbol=one, section="s", source="s")
    assert len(sheet.lines) == 2
