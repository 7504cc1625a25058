"""Every choice of every option of every method, worked out apart from the printed figures and set beside the result.

The figures below are those of the sources, typed here once more; the arithmetic is exact fractions and shares nothing
with the code under test. What rounds, rounds as the method declares: a stand at six places, the loss at two or three.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction as F
from typing import Any, NamedTuple

import pytest

from rules.assess import assess
from rules.carbon.methods.registry import editions, load
from rules.casefile import parse
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes, rounded

FUJIAN, IPCC, NATIONAL, STORAGE = "fujian-trial-2022", "ipcc-tier1", "national-default", "storage-expansion"
RATIOS = {"44/12": F(44, 12), "3.67": F("3.67")}

# Masson pine, as commonly quoted: BEF, D, R, CF. Its forests in Zhejiang (tree layer, understory, litter, tC/ha).
BEF, D, R, CF = F("1.472"), F("0.380"), F("0.187"), F("0.460")
TREES, UNDER, LITTER = F("21.61"), F("5.38"), F("2.0")
CARBON = 100 * BEF * D * (1 + R) * CF
ABOVE = 100 * BEF * D
PINE: dict[str, Any] = {"species": "马尾松", "standing_stock_m3": "100", "area_ha": "2"}

# AR-TOOL12: dead wood and litter as hundredths of tree carbon.
BIOMES = {"tropical-1000": (2, 4), "tropical-1000-1600": (1, 1), "tropical-1600": (6, 1), "tropical-montane": (7, 1)}
BIOMES |= {"temperate": (8, 4)}
# IPCC 2019, tables 4.7 and 4.8, t/ha above ground.
REGION = {"natural-primary": "323.0", "natural-secondary": "258.4", "planted-broadleaf": "180", "planted-other": "100"}
# IPCC 2019 and 2006, table 2.3, tC/ha.
SOILS = {"wtm-hac": 64, "wtm-lac": 55, "wtm-sandy": 36, "wtm-volcanic": 138, "wtm-wetland": 135, "tm-hac": 40}
SOILS |= {"tm-lac": 38, "tm-sandy": 27, "wtm-hac-2006": 88, "wtm-lac-2006": 63, "wtm-sandy-2006": 34}
SOILS |= {"tm-hac-2006": 65, "tm-lac-2006": 47, "tm-sandy-2006": 39, "tw-hac-2006": 44, "tw-lac-2006": 60}
SOILS |= {"tw-sandy-2006": 66}
# IPCC 2019: table 2.4 (product, t/ha), table 2.6 and AR-TOOL08 (fraction), table 2.5 (g/kg); warming potentials.
FUELS = {"temperate-wildfire": "19.8", "temperate-felled": "48.4", "temperate-slash": "77.5", "temperate-all": "50.4"}
FUELS |= {"eucalypt-wildfire": "53.0", "eucalypt-felled": "132.6", "eucalypt-slash": "168.4", "eucalypt-all": "69.4"}
FUELS |= {"tropical-primary": "119.6", "tropical-secondary": "42.2", "shrubland": "14.3"}
BURNED = {"temperate-all": "0.45", "temperate-felled": "0.51", "temperate-slash": "0.62", "eucalypt-all": "0.63"}
BURNED |= {"eucalypt-felled": "0.49", "eucalypt-slash": "0.68", "tropical-primary": "0.36", "shrubland": "0.72"}
BURNED |= {"tropical-secondary": "0.55", "tropical-tertiary": "0.59", "artool08-temperate": "0.45"}
BURNED |= {"artool08-3": "0.46", "artool08-6": "0.67", "artool08-11": "0.50", "artool08-18": "0.32"}
GASES = {"extra-tropical": ("4.7", "0.26"), "tropical": ("6.8", "0.20")}
WARMING = {"sar": ("21", "310"), "ar4": ("25", "298"), "ar5": ("28", "265"), "ar6": ("27.9", "273")}
# 桃江: kg of a culm and its carbon fraction by age.
CULMS = {1: ("16.204", "0.476"), 3: ("19.258", "0.466"), 5: ("23.202", "0.483")}
# The same paper: carbon of a stand (tC/ha, table 8) and its culms per hectare (table 1).
GROVES = {1: ("10.49", 1250), 3: ("11.802", 1300), 5: ("28.226", 2400)}
# IPCC 2019 table 4.8 by species and age (t/ha), and the root ratio of IPCC 2006 table 4.4 for such a mass.
PLANTED = [("杉木", 20, "62.96", "0.29"), ("杉木", 21, "148.6", "0.29"), ("马尾松", 15, "54.75", "0.29")]
PLANTED += [("马尾松", 30, "163.45", "0.20"), ("桉树", 8, "68.72", "0.28"), ("柏木", 20, "63.18", "0.29")]
PLANTED += [("柏木", 40, "127.61", "0.29"), ("木荷", 12, "69.45", "0.46"), ("木荷", 25, "137.64", "0.23")]


BOTH = ("2026-11", "2026-11-28")
ANNUAL = "annual-sink"
SINK = {"tc_per_ha_a": "3.1", "years": "3", "years_source": "方案", "source": "报告", "date": "2022-01-01"}


class Case(NamedTuple):
    method: str
    chosen: dict[str, str]
    facts: dict[str, Any]
    parts: tuple[F, ...]
    """tCO2e of the stand, exactly: of its carbon and of each gas. Until 2026-11-27 each was rounded to six places."""
    editions: tuple[str, ...] = BOTH


def tonnes(carbon: F, ratio: str = "44/12") -> tuple[F, ...]:
    return (carbon * RATIOS[ratio],)


def gases(burned: F, zone: str = "extra-tropical", gwp: str = "ar5") -> tuple[F, ...]:
    pairs = zip(GASES[zone], WARMING[gwp], strict=True)
    return tuple(burned * F(g) / 1000 * F(w) for g, w in pairs)


def pool(share: F) -> F:
    return rounded(CARBON * share, "half_up 0.000001")


def of_fujian() -> Iterator[Case]:
    for ratio in RATIOS:
        yield Case(FUJIAN, {"ratio": ratio}, PINE, tonnes(CARBON, ratio))
    off = {"bamboo": "off", "shrub_herb": "off", "litter": "off", "dead_wood": "off", "soil": "off", "fire": "off"}
    unsaid = {"du": "undeclared", "forest_agb": "undeclared", "biome": "undeclared"}
    yield Case(FUJIAN, {**off, **unsaid}, PINE, tonnes(CARBON))
    yield Case(FUJIAN, {"shrub_herb": "zhejiang"}, PINE, tonnes(CARBON + pool(UNDER / TREES)))
    yield Case(FUJIAN, {"litter": "zhejiang"}, PINE, tonnes(CARBON + pool(LITTER / TREES)))
    yield Case(FUJIAN, {"litter": "ipcc-2019"}, PINE, tonnes(CARBON + 2 * F("8.7")))
    yield Case(FUJIAN, {"dead_wood": "guangdong"}, PINE, tonnes(CARBON * (1 + F("0.0745"))))
    for biome, (dead, litter) in BIOMES.items():
        chosen = {"dead_wood": "ar-tool12", "litter": "ar-tool12", "biome": biome}
        yield Case(FUJIAN, chosen, PINE, tonnes(CARBON * (1 + F(dead + litter, 100))))
    for region, mass in REGION.items():
        shrubs = 2 * F("0.1") * F(mass) * F("0.4") * F("1.4") * F("0.47")
        chosen = {"shrub_herb": "ar-tool14", "forest_agb": region}
        yield Case(FUJIAN, chosen, {**PINE, "shrub_cover": "0.4"}, tonnes(CARBON + shrubs))
    for soil, stock in SOILS.items():
        dug = {**PINE, "damage": {"type": "占用", "soil_disturbed_share": "0.85"}}
        yield Case(FUJIAN, {"soil": soil}, dug, tonnes(CARBON + 2 * F(stock, 10)))


def of_bamboo() -> Iterator[Case]:
    shares = {1: "0.25", 3: "0.45", 5: "0.30"}
    carbon = sum((1250 * F(shares[age]) * F(kg) / 1000 * F(cf) for age, (kg, cf) in CULMS.items()), F(0))
    stems = {"forest_type": "竹林", "species": "毛竹", "culms": 1250}
    by_age = [{"age_a": age, "share": share} for age, share in shares.items()]
    by_du = [{"du": du, "share": share} for du, share in enumerate(shares.values(), 1)]
    of_stands = sum((1250 * F(shares[age]) * F(c) / culms for age, (c, culms) in GROVES.items()), F(0))
    for found, edition in ((carbon, BOTH[0]), (of_stands, BOTH[1])):
        yield Case(FUJIAN, {"bamboo": "taojiang"}, {**stems, "culm_ages": by_age}, tonnes(found), (edition,))
        chosen = {"bamboo": "taojiang", "du": "1-3-5"}
        yield Case(FUJIAN, chosen, {**stems, "culm_ages": by_du}, tonnes(found), (edition,))
    yield Case(FUJIAN, {"bamboo": "review"}, stems, tonnes(1250 * F("15.6") / 1000 * F("0.47")))
    grove = {"forest_type": "竹林", "species": "毛竹", "area_ha": "2.5"}
    for source, density in (("zhejiang", "23.78"), ("managed", "40.45")):
        yield Case(FUJIAN, {"bamboo": source}, grove, tonnes(F("2.5") * F(density)))


def of_fire() -> Iterator[Case]:
    burned = {**PINE, "damage": {"type": "烧毁", "fraction": "0.7"}}
    carbon = tonnes(CARBON * F("0.7"))
    for fuel, mass in FUELS.items():
        yield Case(FUJIAN, {"fire": f"fuel.{fuel}"}, burned, carbon + gases(2 * F(mass)))
    for factor, share in BURNED.items():
        yield Case(FUJIAN, {"fire": f"cf.{factor}"}, burned, carbon + gases(ABOVE * F("0.7") * F(share)))
    surveyed = {**PINE, "damage": {**burned["damage"], "fuel": {"consumed_t_per_ha": "12.5", "source": "火场调查"}}}
    yield Case(FUJIAN, {"fire": "stated"}, surveyed, carbon + gases(2 * F("12.5")))
    for zone in GASES:
        for gwp in WARMING:
            chosen = {"fire": "fuel.temperate-all", "fire_zone": zone, "gwp": gwp}
            yield Case(FUJIAN, chosen, burned, carbon + gases(2 * F("50.4"), zone, gwp))


def of_area() -> Iterator[Case]:
    """Of the pools that the IPCC method shares with the other only the first choice of each kind is repeated."""

    def trees(mass: str, ratio: F) -> F:
        return F("2.4") * F(mass) * (1 + ratio) * F("0.47")

    def tool14(mass: str) -> F:
        value = (Decimal("0.9256") * Decimal(mass).ln() - Decimal("1.085")).exp()
        return rounded(F(value) / F(mass), "half_up 0.0001")

    wild = {"species": "阔叶混", "origin": "天然", "area_ha": "2.4"}
    for kind, mass in (("primary", "323.0"), ("secondary", "258.4")):
        for root, ratio in (("ipcc-2019", F("0.246")), ("temperate-2006", F("0.246")), ("ar-tool14", tool14(mass))):
            yield Case(IPCC, {"natural": kind, "root": root}, wild, tonnes(trees(mass, ratio)))
    for species, age, mass, below in PLANTED:
        planted = {"species": species, "origin": "人工", "area_ha": "2.4", "age_a": age}
        for root, ratio in (("ipcc-2019", F(0)), ("temperate-2006", F(below)), ("ar-tool14", tool14(mass))):
            yield Case(IPCC, {"planted": "species", "root": root}, planted, tonnes(trees(mass, ratio)))
    for weight in RATIOS:
        for species, mass in (("杉木", "100"), ("木荷", "180")):
            planted = {"species": species, "origin": "人工", "area_ha": "2.4"}
            chosen = {"planted": "class", "natural": "undeclared", "litter": "off", "soil": "off", "ratio": weight}
            yield Case(IPCC, chosen, planted, tonnes(trees(mass, F(0)), weight))
    grove = {"species": "杉木", "origin": "人工", "area_ha": "2.4"}
    firs = trees("100", F(0))
    yield Case(IPCC, {"litter": "ipcc-2019", "fire": "off"}, grove, tonnes(firs + F("2.4") * F("8.7")))
    for soil, stock in SOILS.items():
        yield Case(IPCC, {"soil": soil}, {**grove, "damage": {"type": "占用"}}, tonnes(firs + F("2.4") * F(stock, 10)))
    fire: dict[str, Any] = {**grove, "damage": {"type": "烧毁", "fraction": "1"}}
    for fuel, dry in FUELS.items():
        yield Case(IPCC, {"fire": f"fuel.{fuel}"}, fire, tonnes(firs) + gases(F("2.4") * F(dry)))
    for factor, share in BURNED.items():
        yield Case(IPCC, {"fire": f"cf.{factor}"}, fire, tonnes(firs) + gases(240 * F(share)))
    surveyed = {**grove, "damage": {**fire["damage"], "fuel": {"consumed_t_per_ha": "12.5", "source": "火场调查"}}}
    for zone in GASES:
        for gwp in WARMING:
            chosen = {"fire": "stated", "fire_zone": zone, "gwp": gwp}
            yield Case(IPCC, chosen, surveyed, tonnes(firs) + gases(F("2.4") * F("12.5"), zone, gwp))


def of_stock() -> Iterator[Case]:
    for ratio in RATIOS:
        yield Case(NATIONAL, {"ratio": ratio}, PINE, tonnes(CARBON, ratio))
        for under, more in (("off", F(0)), ("on", F("0.195"))):
            for soil, still_more in (("off", F(0)), ("on", F("1.244"))):
                carbon = 33 * F("1.90") * F("0.5") * F("0.5") * (1 + more + still_more)
                chosen = {"ratio": ratio, "understory": under, "soil": soil}
                yield Case(STORAGE, chosen, {"standing_stock_m3": "33"}, tonnes(carbon, ratio))


def of_years() -> Iterator[Case]:
    for ratio in RATIOS:
        facts = {"area_ha": "1.7", "annual_sink": SINK}
        yield Case(ANNUAL, {"ratio": ratio}, facts, tonnes(F("1.7") * F("3.1") * 3, ratio), BOTH[1:])


CASES = [*of_fujian(), *of_bamboo(), *of_fire(), *of_area(), *of_stock(), *of_years()]
BY_EDITION = [(one, edition) for one in CASES for edition in one.editions]


@pytest.mark.parametrize(
    ("one", "edition"), BY_EDITION, ids=lambda it: it if isinstance(it, str) else f"{it.method} {[*it.chosen.values()]}"
)
def test_a_choice_gives_what_its_source_gives_by_hand(one: Case, edition: str) -> None:
    options = {"method": f"{one.method}@{edition}", "parameters": one.chosen, "on": "2026-11-20"}
    result = assess(parse(case(stand(**one.facts), **options))).as_json()
    step = "half_up 0.001" if one.method == STORAGE else "half_up 0.01"
    by_hand = sum((rounded(part, "half_up 0.000001") if edition == BOTH[0] else part for part in one.parts), F(0))
    assert F(result["stands"][0]["loss_tco2e"]) == by_hand
    assert F(result["loss_tco2e"]) == rounded(by_hand, step)
    assert mistakes(result["worksheet"]) == []


def test_no_choice_of_any_method_is_left_untried() -> None:
    tried = {(one.method, option, choice) for one in CASES for option, choice in one.chosen.items()}
    offered = {
        (id, key, choice)
        for id, all_of_it in editions().items()
        for edition in all_of_it
        for key, option in load(id, edition).declaration.options.items()
        for choice in option.choices
    }
    assert offered == tried
