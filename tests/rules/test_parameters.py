"""Parameter files: every value with unit, source and confidence; what is wrong with a file is told."""

from __future__ import annotations

import copy
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from rules.carbon.declaration import declare
from rules.carbon.methods.registry import HOME, editions, load
from rules.carbon.parameters.sets import ParameterSet, make_set
from rules.carbon.parameters.species import vocabulary
from rules.reading.errors import InputError
from rules.reading.yaml_reader import read
from rules.values.records import ParameterFileError, SpeciesTable, ValueRecord, parse_record
from tests.rules.recompute import rounded

SETS = [load(id, edition).declaration.shipped for id, all_of_it in editions().items() for edition in all_of_it]
DEFAULT = load("national-default", "2026-11").declaration.shipped

VALUE = {"symbol": "x", "title": "某值", "value": "1", "unit": "t/m3", "source": "某书", "confidence": "verified"}
TABLE: dict[str, Any] = {
    "id": "t",
    "title": "某表",
    "origin": {"source": "某书", "table": "表 1", "confidence": "verified"},
    "quantities": {"D": {"title": "密度", "unit": "t/m3", "plausible": ["0.15", "1.2"]}},
    "species": {"杉木": {"values": {"D": "0.3"}}, "福建柏": {"missing": "未找到"}},
}

# tCO2e per m³ of stock: BEF × D × (1 + R) × CF × 44/12, worked out apart from this program and rounded to four places.
TONNES_PER_M3 = {
    "杉木": "1.1917", "马尾松": "1.1199", "湿地松": "1.6207", "火炬松": "1.5626", "其他松类": "1.5626",
    "柏木": "1.8888", "柳杉": "1.8558", "水杉": "1.0144", "木荷": "2.5965", "栎类": "2.1697",
    "樟": "1.4940", "楠木": "1.8226", "枫香": "2.6889", "檫木": "1.5976", "桉树": "1.7158",
    "相思": "1.4063", "木麻黄": "1.4767", "杨": "1.2197", "泡桐": "1.7450", "桐类": "1.0067",
    "桦": "1.7309", "硬阔类": "2.3004", "软阔类": "1.6105", "杂木": "1.8646", "针叶混": "1.5228",
    "阔叶混": "1.6546", "针阔混": "1.8341", "云南松": "1.6791", "思茅松": "1.2974", "华山松": "1.5860",
}  # fmt: skip


@pytest.mark.parametrize(("species", "tonnes"), TONNES_PER_M3.items())
def test_the_factors_of_a_species_give_its_known_tonnes_per_cubic_metre(species: str, tonnes: str) -> None:
    bef, d, r, cf = (
        Fraction(DEFAULT.parameters[f"{species}.{symbol}"].value.value) for symbol in ("BEF", "D", "R", "CF")
    )
    assert rounded(bef * d * (1 + r) * cf * Fraction(44, 12), "half_up 0.0001") == Fraction(tonnes)


def test_no_other_species_has_factors() -> None:
    assert {parameter.group for parameter in DEFAULT.parameters.values() if parameter.group} == set(TONNES_PER_M3)


# Shrub and herb, and litter, in per cent of tree carbon, as the Zhejiang paper prints them beside its densities.
PERCENT_IN_ZHEJIANG = {
    "樟": ("17.5", "19.7"), "柳杉": ("1.9", "3.1"), "软阔类": ("8.9", "5.0"), "柏木": ("8.5", "5.2"),
    "硬阔类": ("8.0", "9.2"), "木荷": ("11.0", "8.6"), "其他松类": ("17.5", "8.9"), "栎类": ("10.9", "8.9"),
    "针叶混": ("23.2", "12.5"), "针阔混": ("13.8", "9.8"), "马尾松": ("24.9", "9.3"), "杉木": ("9.7", "12.3"),
    "阔叶混": ("13.7", "11.5"), "毛竹": ("4.0", "2.6"),
}  # fmt: skip

# Dead wood in per cent of live carbon, Guangdong, table 7 of its paper.
PERCENT_IN_GUANGDONG = {
    "马尾松": "7.45", "湿地松": "4.25", "杉木": "0.85", "栎类": "2.85", "硬阔类": "4.19", "桉树": "0.24",
    "软阔类": "4.89", "针叶混": "1.36", "阔叶混": "4.19", "针阔混": "1.81",
}  # fmt: skip

# AR-TOOL12 dead wood and litter, AR-TOOL16 share of soil carbon, IPCC 2019 table 2.3 soil reference stocks.
DEFAULTS = {
    "w12.tropical-1000": "2", "l12.tropical-1000": "4", "w12.tropical-1000-1600": "1", "l12.tropical-1000-1600": "1",
    "w12.tropical-1600": "6", "l12.tropical-1600": "1", "w12.tropical-montane": "7", "l12.tropical-montane": "1",
    "w12.temperate": "8", "l12.temperate": "4", "soil_lost": "0.1",
    "soc.wtm-hac": "64", "soc.wtm-lac": "55", "soc.wtm-sandy": "36",
    "soc.tm-hac": "40", "soc.tm-lac": "38", "soc.tm-sandy": "27",
}  # fmt: skip


def in_fujian(id: str) -> Fraction:
    return Fraction(load("fujian-trial-2022", "2026-11").declaration.shipped.parameters[id].value.value)


@pytest.mark.parametrize(("species", "percent"), PERCENT_IN_ZHEJIANG.items())
def test_densities_of_zhejiang_give_the_percentages_printed_beside_them(species: str, percent: tuple[str, str]) -> None:
    tree, shrub, litter = (in_fujian(f"{species}.{symbol}") for symbol in ("t_zj", "u_zj", "l_zj"))
    assert rounded(shrub / tree * 100, "half_up 0.1") == Fraction(percent[0])
    assert rounded(litter / tree * 100, "half_up 0.1") == Fraction(percent[1])


def test_percentages_of_guangdong_and_defaults_of_the_tools_are_as_published() -> None:
    for species, percent in PERCENT_IN_GUANGDONG.items():
        assert in_fujian(f"{species}.w_gd") == Fraction(percent)
    for id, value in DEFAULTS.items():
        assert in_fujian(id) == Fraction(value)


@pytest.mark.parametrize("parameters", SETS, ids=lambda each: each.id)
def test_every_value_names_unit_source_and_confidence(parameters: ParameterSet) -> None:
    for parameter in parameters.parameters.values():
        told = parameter.as_json()
        assert told["source"]
        assert told["title"]
        assert told["confidence"] in ("verified", "secondary", "unverified")
        assert Fraction(told["value"]) > 0


def test_no_factor_of_a_species_is_passed_off_as_verified() -> None:
    assert {DEFAULT.parameters[f"{species}.BEF"].confidence for species in TONNES_PER_M3} == {"unverified"}


@pytest.mark.parametrize("parameters", SETS, ids=lambda each: each.id)
def test_every_species_of_the_vocabulary_has_values_or_a_reason_why_not(parameters: ParameterSet) -> None:
    if not any(key.endswith(".BEF") for key in parameters.parameters):
        # Methods that do not start from species factors.
        assert parameters.id.startswith(("storage-expansion", "ipcc-tier1", "area-value", "stated-loss", "annual-sink"))
        return
    for species in vocabulary().canonical:
        assert (f"{species}.BEF" in parameters.parameters) != (f"{species}.BEF" in parameters.missing)


@pytest.mark.parametrize("parameters", SETS, ids=lambda each: each.id)
def test_tables_name_no_species_outside_the_vocabulary(parameters: ParameterSet) -> None:
    named = {parameter.group for parameter in parameters.parameters.values() if parameter.group}
    assert named <= set(vocabulary().canonical)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"unit": "t/m³"}, "不认识的单位"),
        ({"confidence": "probable"}, "confidence"),
        ({"source": ""}, "source"),
        ({"value": "-1"}, "不能为负数"),
        ({"value": 0.5}, "应为数字"),
        ({"colour": "green"}, "不认识的字段"),
        ({"in_force": {"from": "2022-13-01"}}, "真实存在的日期"),
    ],
)
def test_a_value_that_is_wrong_is_told_with_its_file_and_field(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ParameterFileError, match=told) as caught:
        parse_record(ValueRecord, {**VALUE, **changes}, "x.yaml")
    assert str(caught.value).startswith("x.yaml：")


@pytest.mark.parametrize("field", ["symbol", "title", "value", "unit", "source", "confidence"])
def test_a_value_without_one_of_its_particulars_does_not_load(field: str) -> None:
    with pytest.raises(ParameterFileError, match=f"{field}：缺少必填项"):
        parse_record(ValueRecord, {key: value for key, value in VALUE.items() if key != field}, "x.yaml")


def set_of(**changes: Any) -> ParameterSet:
    table = copy.deepcopy(TABLE)
    table["species"]["杉木"] |= changes
    return make_set(
        id="s",
        title="某集",
        status=None,
        values={"x": parse_record(ValueRecord, VALUE, "x.yaml")},
        tables=(parse_record(SpeciesTable, table, "t.yaml"),),
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"values": {"D": "3"}}, "超出合理范围"),
        ({"values": {}}, "应写数值，或写明为何缺"),
        ({"missing": "未找到"}, "不能都写"),
        ({"values": {"D": "0.3", "R": "0.2"}}, "应写全"),
        ({"doubtful": {"R": "存疑"}}, "没有数值"),
    ],
)
def test_a_table_that_does_not_hang_together_is_told_with_its_species(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ParameterFileError, match=told) as caught:
        set_of(**changes)
    assert "杉木" in str(caught.value)


@pytest.mark.parametrize("limit", ["0.15", "1.2"])
def test_a_value_at_the_end_of_what_is_plausible_is_plausible(limit: str) -> None:
    assert set_of(values={"D": limit}).parameters["杉木.D"].value.value == Decimal(limit)


def test_the_hash_of_a_set_changes_with_every_value_source_and_confidence() -> None:
    base = set_of()
    assert set_of().sha256 == base.sha256
    assert len(base.sha256) == 64
    assert set_of(values={"D": "0.31"}).sha256 != base.sha256
    assert set_of(doubtful={"D": "存疑"}).sha256 != base.sha256
    assert set_of(values={"D": "0.30"}).sha256 == base.sha256


def test_a_missing_value_says_why() -> None:
    assert set_of().missing == {"福建柏.D": "未找到"}


def test_a_source_is_cited_with_its_table() -> None:
    assert set_of().parameters["杉木.D"].source == "某书，表 1"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("桉树", "桉树"),
        ("速生桉", "桉树"),
        ("杨树", "杨"),
        (" 杉木 ", "杉木"),
        ("硬阔", "硬阔类"),
        ("不详", "树种不明"),
    ],
)
def test_a_species_is_known_by_its_aliases(written: str, name: str) -> None:
    assert vocabulary().look_up(written, "x") == name


@pytest.mark.parametrize("written", sorted(vocabulary().ambiguous))
def test_a_name_of_several_species_is_refused_with_the_choices(written: str) -> None:
    with pytest.raises(InputError) as caught:
        vocabulary().look_up(written, "stands[0].species")
    (error,) = caught.value.errors
    assert error.path == "stands[0].species"
    assert all(choice in error.message for choice in vocabulary().ambiguous[written])
    assert len(vocabulary().ambiguous[written]) > 1


def write_edition(folder: Path, **changes: Any) -> Path:
    """The national default's file with some sections replaced, as an edition of its own."""
    import yaml

    content = read((HOME / "national_default" / "r2026_11" / "parameters.yaml").read_bytes())
    home = folder / "some_method" / "r1"
    home.mkdir(parents=True)
    (home / "parameters.yaml").write_text(yaml.safe_dump({**content, **changes}, allow_unicode=True), encoding="utf-8")
    return home


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rounding": {}}, "缺少修约 rounding.total"),
        ({"rounding": {"stock": {"rule": "half_up 0.05", "ground": "x"}}}, "修约应写作"),
        ({"options": {"ratio": {"title": "比", "default": "4", "choices": {"44/12": "x"}}}}, "缺省值不在选项中"),
        ({"parameters": {"M_C": VALUE}}, "重名"),
        ({"method": {"id": "x"}}, "method.edition：缺少必填项"),
    ],
)
def test_an_edition_that_does_not_hang_together_does_not_load(tmp_path: Path, changes: Any, told: str) -> None:
    with pytest.raises(ParameterFileError, match=told) as caught:
        declare(write_edition(tmp_path, **changes))
    assert "some_method/r1/parameters.yaml" in str(caught.value)
