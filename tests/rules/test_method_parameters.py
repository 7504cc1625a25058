"""Values of the IPCC and CDM tables, of bamboo and of warming potentials, typed anew from what was published."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from rules.carbon.declaration import Declaration
from rules.carbon.methods.registry import load

FUJIAN: Declaration = load("fujian-trial-2022", "2026-11").declaration
TIER_1: Declaration = load("ipcc-tier1", "2026-11").declaration

# Value and the ± printed beside it, IPCC 2019 refinement, volume 4: tables 2.4, 2.5, 2.6.
FIRE = {
    "g.extra-tropical.ch4": ("4.7", "1.9"), "g.extra-tropical.n2o": ("0.26", "0.07"),
    "g.tropical.ch4": ("6.8", "2.0"), "g.tropical.n2o": ("0.2", None),
    "cf.temperate-all": ("0.45", "0.16"), "cf.temperate-felled": ("0.51", None), "cf.temperate-slash": ("0.62", "0.12"),
    "cf.eucalypt-all": ("0.63", "0.13"), "cf.eucalypt-felled": ("0.49", None), "cf.eucalypt-slash": ("0.68", "0.14"),
    "cf.tropical-primary": ("0.36", "0.13"), "cf.tropical-secondary": ("0.55", "0.06"),
    "cf.tropical-tertiary": ("0.59", None), "cf.shrubland": ("0.72", "0.25"),
    "fuel.temperate-wildfire": ("19.8", "6.3"), "fuel.temperate-felled": ("48.4", "62.7"),
    "fuel.temperate-slash": ("77.5", "65"), "fuel.temperate-all": ("50.4", "53.7"),
    "fuel.eucalypt-wildfire": ("53", "53.6"), "fuel.eucalypt-felled": ("132.6", None),
    "fuel.eucalypt-slash": ("168.4", "168.8"), "fuel.eucalypt-all": ("69.4", "100.8"),
    "fuel.tropical-primary": ("119.6", "50.7"), "fuel.tropical-secondary": ("42.2", "23.6"),
    "fuel.shrubland": ("14.3", "9"),
}  # fmt: skip

# IPCC 2019 refinement, volume 4, tables 2.2, 4.3, 4.4, 4.7, 4.8.
FOREST = {
    "agb.natural-primary": ("323", "157.7"), "agb.natural-secondary": ("258.4", "128.1"),
    "agb.planted-broadleaf": ("180", None), "agb.planted-other": ("100", None),
    "agb.broadleaf-young": ("69.45", "48.89"), "agb.broadleaf-old": ("137.64", "77.29"),
    "agb.conifer-young": ("63.18", "38.07"), "agb.conifer-old": ("127.61", "63.31"),
    "agb.fir-young": ("62.96", "37.38"), "agb.fir-old": ("148.6", "72.32"), "agb.eucalypt-young": ("68.72", "55.05"),
    "agb.masson-young": ("54.75", "40.55"), "agb.masson-old": ("163.45", "66.07"),
    "root.natural-low": ("0.23", None), "root.natural-high": ("0.246", None),
    "ipcc.cf": ("0.47", None), "ipcc.litter": ("8.7", None),
}  # fmt: skip

# Read in transcriptions only: CDM AR-TOOL08, 14, 16 by India's restatements, IPCC 2006 tables 2.3 and 4.4.
TRANSCRIBED = {
    "cf.artool08-3": "0.46", "cf.artool08-6": "0.67", "cf.artool08-11": "0.5", "cf.artool08-18": "0.32",
    "cf.artool08-temperate": "0.45", "shrub.ratio": "0.1", "shrub.root": "0.4", "shrub.cf": "0.47",
    "shrub.least_cover": "0.05", "root.ar14-intercept": "1.085", "root.ar14-slope": "0.9256",
    "soil_lost": "0.1", "soil_threshold": "0.1",
    "root.conifer-low": "0.4", "root.conifer-mid": "0.29", "root.conifer-high": "0.2",
    "root.broadleaf-low": "0.46", "root.broadleaf-mid": "0.23", "root.broadleaf-high": "0.24",
    "root.eucalypt-low": "0.44", "root.eucalypt-mid": "0.28", "root.eucalypt-high": "0.2",
    "soc.wtm-hac-2006": "88", "soc.wtm-lac-2006": "63", "soc.wtm-sandy-2006": "34",
    "soc.tm-hac-2006": "65", "soc.tm-lac-2006": "47", "soc.tm-sandy-2006": "39",
    "soc.tw-hac-2006": "44", "soc.tw-lac-2006": "60", "soc.tw-sandy-2006": "66",
}  # fmt: skip

# ChinaXiv-201704.00158V1 tables 3 and 5; Ouyang 2022; ChinaXiv-201605.00429V1 table 3; Zhang 2014.
BAMBOO = {
    "bamboo.taojiang.1.w": "16.204", "bamboo.taojiang.3.w": "19.258", "bamboo.taojiang.5.w": "23.202",
    "bamboo.taojiang.1.cf": "0.476", "bamboo.taojiang.3.cf": "0.466", "bamboo.taojiang.5.cf": "0.483",
    "bamboo.review.w": "15.6", "bamboo.zhejiang.c": "23.78", "bamboo.managed.c": "40.45",
}  # fmt: skip

WARMING = {"sar": ("21", "310"), "ar4": ("25", "298"), "ar5": ("28", "265"), "ar6": ("27.9", "273")}


def of(declaration: Declaration, id: str) -> tuple[Fraction, Fraction | None, str]:
    found = declaration.shipped.parameters[id]
    error = Fraction(found.spread.error) if found.spread else None
    return Fraction(found.value.value), error, found.confidence


@pytest.mark.parametrize(("id", "printed"), {**FIRE, **FOREST}.items())
def test_a_value_of_the_guidelines_is_as_printed_with_its_spread(id: str, printed: tuple[str, str | None]) -> None:
    value, spread = printed
    expected = (Fraction(value), Fraction(spread) if spread else None, "verified")
    assert of(FUJIAN, id) == of(TIER_1, id) == expected


@pytest.mark.parametrize(("id", "value"), TRANSCRIBED.items())
def test_a_value_that_was_read_in_a_transcription_says_so(id: str, value: str) -> None:
    assert of(FUJIAN, id)[::2] == (Fraction(value), "secondary")


@pytest.mark.parametrize(("id", "value"), BAMBOO.items())
def test_a_value_of_bamboo_is_as_published(id: str, value: str) -> None:
    assert of(FUJIAN, id)[::2] == (Fraction(value), "verified")


@pytest.mark.parametrize(("edition", "values"), WARMING.items())
def test_a_warming_potential_is_that_of_its_report(edition: str, values: tuple[str, str]) -> None:
    assert tuple(of(TIER_1, f"gwp.{edition}.{gas}")[0] for gas in ("ch4", "n2o")) == tuple(map(Fraction, values))


def test_every_choice_of_a_shared_option_has_its_value() -> None:
    for declaration in (FUJIAN, TIER_1):
        known = declaration.shipped.parameters
        fires = set(declaration.options["fire"].choices) - {"off", "stated"}
        soils = {f"soc.{choice}" for choice in declaration.options["soil"].choices if choice != "off"}
        zones = {f"g.{zone}.{gas}" for zone in declaration.options["fire_zone"].choices for gas in ("ch4", "n2o")}
        warming = {f"gwp.{edition}.ch4" for edition in declaration.options["gwp"].choices}
        assert fires | soils | zones | warming <= known.keys()
        assert {key for key in known if key.startswith(("cf.", "fuel."))} == fires
        assert {key for key in known if key.startswith("soc.")} == soils


@pytest.mark.parametrize(("key", "told"), FUJIAN.options["fire"].choices.items())
def test_a_choice_of_fuel_tells_the_value_that_it_means(key: str, told: str) -> None:
    found = FUJIAN.shipped.parameters.get(key)
    numbers = {Fraction(digits) for digits in re.findall(r"\d+(?:\.\d+)?", told.split("（")[0])}
    assert numbers == ({Fraction(found.value.value)} if found else set())
