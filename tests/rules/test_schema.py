"""The facts of a case file: each said once beside its type, named, listed, drawn up as a JSON Schema from there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pytest

from rules.casefile import CaseFile, load
from rules.casefile.base import Part
from rules.casefile.fact import GROUPS, Fact
from rules.casefile.schema import (
    at_most_one,
    fact_at,
    json_schema,
    measured_numbers,
    name_of,
    personal_facts,
    steps,
    walk,
)
from rules.casefile.stand import Damage, Stand
from rules.casefile.walk import STRUCTURE, NoFact, every, parts_of
from rules.closed_lists import LISTS
from rules.reading.messages import msg
from rules.values.fields import Amount, Kind
from tests.rules.cases import example_files

EXAMPLES = example_files()
ALL = tuple(every(parts_of(CaseFile)))


def patterns(data: Any, path: str = "") -> Iterator[str]:
    """The places of plain data, as the walk writes them."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from patterns(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list) and (not data or any(isinstance(value, dict) for value in data)):
        for value in data:
            yield from patterns(value, f"{path}[]")
    else:
        yield path


def test_the_walk_meets_every_field_of_every_part() -> None:
    schema = CaseFile.model_json_schema(by_alias=True)
    met = {at.path.rpartition(".")[2] for at in ALL}
    written = {key for part in (schema, *schema["$defs"].values()) for key in part.get("properties", {})}
    assert met == written
    assert len({at.path for at in ALL}) == len(ALL)


class Silent(Part):
    said: Annotated[Amount | None, Fact(msg("面积"))] = None
    unsaid: Amount | None = None


def test_a_field_of_which_nothing_is_said_is_refused_by_name() -> None:
    with pytest.raises(NoFact, match=r"Silent\.unsaid"):
        parts_of(Silent)


def test_every_fact_has_a_name_in_chinese_and_stands_on_a_page() -> None:
    assert [at.path for at in ALL if not any("一" <= char <= "鿿" for char in at.fact.label)] == []
    assert {at.group for at in ALL} == set(GROUPS)


def test_every_part_names_each_of_its_facts_otherwise() -> None:
    for at in ALL:
        names = [(inner.fact.label, inner.fact.unit) for inner in at.parts]
        assert len(set(names)) == len(names), at.path


@pytest.mark.parametrize("at", [at for at in ALL if at.kind is Kind.CHOICE], ids=lambda at: at.path)
def test_every_value_of_a_closed_list_has_an_official_word(at: Any) -> None:
    words = at.words or LISTS.words(at.fact.listed)
    assert words
    programs = [value for value in words if value.isascii() and value == words[value]]
    assert programs == [] or at.path == "stands[].tally.height_curves{}.form"  # formulas are their own words


def test_every_value_of_every_option_of_a_method_has_an_official_word() -> None:
    options = LISTS.options(None)
    assert {"ratio", "fire", "gwp", "du"} <= options.keys()
    assert [key for key, one in options.items() if not all(one.words.values()) or one.default not in one.words] == []
    assert options["gwp"].words["ar5"] == "IPCC 第五次评估报告（28、265）"
    assert options["fire"].words["off"] == "不计入"


def test_a_flag_says_yes_or_no() -> None:
    flags = [at for at in ALL if at.kind is Kind.FLAG]
    assert len(flags) > 30
    assert all(dict(at.words) == {True: "是", False: "否"} for at in flags)


@pytest.mark.parametrize(
    ("path", "kind", "unit"),
    [
        ("stands[0].standing_stock_m3", Kind.NUMBER, "立方米"),
        ("stands[4].damage.fraction", Kind.SHARE, None),
        ("stands[0].damage.strata[1].share", Kind.SHARE, None),
        ("stands[0].trees", Kind.COUNT, "株"),
        ("value_cny", Kind.MONEY, "元"),
        ("case.conduct.from", Kind.DATE, None),
        ("parties[2].recidivist", Kind.FLAG, None),
        ("parties[2].born", Kind.DATE, None),
        ("stands[0].tally.basis", Kind.CHOICE, None),
        ("options.rounding_order", Kind.CHOICE, None),
        ("options.credit.judge_reason", Kind.LONG_TEXT, None),
        ("case.number", Kind.TEXT, None),
        ("recovery.by_year", Kind.YEAR, None),
        ("stands", Kind.LIST, None),
        ("stands[0].standard_errors", Kind.MAP, None),
        ("stands[0].tally.height_curves.杉木.a", Kind.NUMBER, None),
        ("claims", Kind.GROUP, None),
    ],
)
def test_a_fact_is_found_by_its_place_with_its_kind_and_unit(path: str, kind: Kind, unit: str | None) -> None:
    at = fact_at(path)
    assert at is not None
    assert at.kind is kind
    assert (at.fact.unit.name if at.fact.unit else None) == unit


@pytest.mark.parametrize("path", ["", "nonsense", "stands[0].nonsense", "case.number.more", "stands..id", "["])
def test_where_the_case_file_has_no_fact_none_is_found(path: str) -> None:
    assert fact_at(path) is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("stands[2].damage.fraction", "第3地块 · 受损情况 · 受损份额"),
        ("stands[0].damage.strata[1].fraction", "第1地块 · 受损情况 · 第2层 · 受损份额"),
        ("parties[0].born", "第1名当事人 · 出生日期"),
        ("stands", "地块"),
        ("stands[0].standard_errors.damage.fraction.value", "第1地块 · 标准误 · 受损情况 · 受损份额 · 标准误"),
        ("stands[0].standard_errors.damage.strata[0].fraction", "第1地块 · 标准误 · 受损情况 · 第1层 · 受损份额"),
        ("stands[0].tally.rows[11].dbh_cm", "第1地块 · 每木检尺表 · 第12行 · 胸径"),
        ("stands[0].tally.stump_equations.杉木.slope", "第1地块 · 每木检尺表 · 地径推算胸径的公式 · 杉木 · 斜率"),
        ("options.parameters.gwp", "计量与计价 · 方法的参数项 · 甲烷、氧化亚氮的百年全球增温潜势"),
        ("stands[0].nonsense.more", "第1地块 · nonsense · more"),
    ],
)
def test_a_place_is_told_in_words_from_outside_in(path: str, name: str) -> None:
    assert name_of(path, LISTS) == name


def test_a_name_is_told_in_another_language_part_by_part() -> None:
    english = {"{outer} · {inner}": "{outer} / {inner}", "第{number}地块": "Stand {number}", "林龄": "Age"}
    assert name_of("stands[1].age_a").put(lambda text: english[text], ", ") == "Stand 2 / Age"


def test_the_steps_of_a_path_tell_the_entry_and_the_key() -> None:
    assert [(step.number, step.key) for step in steps("stands[3].standard_errors.age_a.value")] == [
        (None, None),
        (3, None),
        (None, None),
        (None, "age_a"),
        (None, None),
    ]


def test_a_standard_error_can_be_stated_of_every_number_that_a_stand_measures() -> None:
    names = measured_numbers()
    assert names["standing_stock_m3"] == "立木蓄积（立方米）"
    assert names["area_ha"] == "面积（公顷）"
    most = next(mark.max_length for mark in Damage.model_fields["strata"].metadata if hasattr(mark, "max_length"))
    assert [name for name in names if "[" in name] == [f"damage.strata[{n}].fraction" for n in range(most)]
    assert names["damage.strata[9].fraction"] == "受损情况 · 第10层 · 受损份额"
    numbers = {at.path for at in every(parts_of(Stand)) if at.kind in (Kind.NUMBER, Kind.COUNT, Kind.SHARE)}
    never = {path for path in numbers if path.startswith(("tally", "standard_errors", "culm_ages", "species"))}
    assert {path.replace("[0]", "[]") for path in names if "[" not in path or "[0]" in path} == numbers - never - {
        "damage.strata[].share"
    }


@pytest.mark.parametrize(
    ("path", "bounded"),
    [
        ("stands[3].damage.fraction", True),
        ("damage.strata[2].fraction", True),
        ("outturn_rate", True),
        ("sapling_biomass.carbon_fraction", True),
        ("standing_stock_m3", False),
        ("damage.burned_area_ha", False),
        ("no_such", False),
    ],
)
def test_a_share_cannot_exceed_one(path: str, bounded: bool) -> None:
    assert at_most_one(path) is bounded


def test_every_number_that_counts_or_measures_has_its_unit() -> None:
    unitless = {at.path for at in ALL if at.kind in (Kind.NUMBER, Kind.COUNT, Kind.MONEY) and at.fact.unit is None}
    assert unitless == {
        "stands[].standard_errors{}.value",  # in the unit of its number
        "stands[].tally.height_curves{}.a",  # coefficients
        "stands[].tally.height_curves{}.b",
        "stands[].tally.stump_equations{}.slope",
    }


def test_what_tells_of_a_person_is_marked() -> None:
    marks = personal_facts()
    assert {path for path, kind in marks.items() if kind == "name"} == {
        "parties[].name",
        "stands[].persons",
        "particulars.earlier_acts[].persons",
        "handling.successor",
        "handling.performer",
    }
    assert {path for path, kind in marks.items() if kind == "mentioned"} == {
        "request.by",
        "opinions[].by",
        "procedure.events[].whom",
    }
    assert {path for path, kind in marks.items() if kind == "birth"} == {"parties[].born"}
    assert {"parties[].recidivist", "parties[].punished_before", "claims.convicted"} <= {
        path for path, kind in marks.items() if kind == "record"
    }
    long_texts = {at.path for at in walk() if at.kind is Kind.LONG_TEXT}
    assert long_texts == {path for path, kind in marks.items() if kind == "text"}


def test_the_officer_corrects_what_is_found_on_the_ground_and_nobody_the_filing_office() -> None:
    by = {at.path: at.corrected_by for at in walk()}
    assert "officer" in by["stands[].standing_stock_m3"]
    assert "officer" in by["stands[].damage.type"]
    assert "officer" in by["options.multiplier"]
    assert "officer" in by["options.price.for"]
    by_filer = {path for path, hands in by.items() if path.startswith("stands[]") and "officer" not in hands}
    assert by_filer == {"stands[].id", "stands[].county", "stands[].land_category", "stands[].persons"} | {
        path for path in by if path.startswith("stands[].area_value")
    }
    assert by["parties[].born"] == ("prosecutor",)
    assert by["case.institutions.procuratorate"] == ()


def test_whoever_may_add_an_entry_may_correct_all_that_it_holds() -> None:
    for at in every(parts_of(CaseFile)):
        if at.kind in (Kind.LIST, Kind.MAP):
            missing = {inner.path: set(at.corrected_by) - set(inner.corrected_by) for inner in every(at.parts)}
            assert not {path for path, hands in missing.items() if hands}, at.path


def test_sections_with_pages_of_their_own_are_no_fields_of_the_form() -> None:
    entered = {at.path: at.entered for at in walk()}
    assert entered["recovery.series"] == "recovery"
    assert entered["procedure.events[].date"] == "procedure"
    assert entered["stands[].tally.rows[].dbh_cm"] == "upload"
    assert entered["case.institutions.procuratorate"] == "office"
    assert entered["stands[].area_ha"] == "form"


def test_the_json_schema_names_every_leaf_with_unit_and_choices() -> None:
    schema = json_schema(LISTS)
    json.dumps(schema)
    defs = schema["$defs"]
    for at in ALL:
        held = [part["properties"].get(at.key) for part in (schema, *defs.values()) if "properties" in part]
        mine = [one for one in held if one and one.get("title") == at.fact.label]
        assert mine, at.path
        assert [one for one in mine if at.fact.unit is None or one.get("x-unit") == at.fact.unit.name], at.path
        if at.kind is Kind.CHOICE:
            words = at.words or LISTS.words(at.fact.listed)
            wanted = [{"const": value, "title": word} for value, word in words.items()]
            assert [one for one in mine if [c for c in one["oneOf"] if "const" in c] == wanted], at.path
    assert defs["Options"]["properties"]["parameters"]["properties"]["du"]["title"] == LISTS.options(None)["du"].title


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_place_of_an_example_is_in_the_schema(path: Path) -> None:
    known = {at.path for at in ALL if at.kind not in STRUCTURE}
    data = load(path.read_bytes()).as_json()
    for stand in data["stands"]:
        assert set(stand.pop("standard_errors", {})) <= measured_numbers().keys()
    parameters = data.get("options", {}).pop("parameters", {})
    options = LISTS.options(data.get("options", {}).get("method"))
    assert all(value in options[key].words for key, value in parameters.items())
    written = {place for place in patterns(data) if not place.endswith(("stands[].tally.stump_equations", "note"))}
    assert {place for place in written if "_equations." not in place and "_curves." not in place} <= known


def test_numbers_keep_their_type_beside_what_is_said_of_them() -> None:
    casefile = load(EXAMPLES[0].read_bytes())
    assert all(isinstance(stand.standing_stock_m3, Decimal | None) for stand in casefile.stands)
