"""The case file: what it accepts, and how it tells every mistake."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from rules.casefile import CaseFile, canonical, load, parse
from rules.casefile.base import Part
from rules.casefile.schema import json_schema
from rules.reading.errors import InputError
from rules.reading.pydantic_errors import REASONS
from tests.rules.cases import case, stand


def mistakes(data: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        parse(data)
    return [(error.path, error.message) for error in caught.value.errors]


def put(path: str, value: Any) -> dict[str, Any]:
    """A good case file with one value put at a path such as ``stands.0.age_a``."""
    data: dict[str, Any] = copy.deepcopy(FULL)
    *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    inner: Any = data
    for step in way:
        inner = inner[step]
    inner[last] = value
    return data


FULL: dict[str, Any] = {
    "case": {
        "number": "（2022）闽0627刑初1号",
        "offence": "滥伐林木",
        "conduct": {"from": "2021-12-01", "to": "2022-01-31"},
        "institutions": {"court": "南靖县人民法院"},
    },
    "stated_loss": {
        "tonnes": "47.07",
        "by": "南靖县林业局",
        "method": "未写明",
        "date": "2022-01-30",
        "paper": "测算通知书",
    },
    "parties": [{"name": "张某", "role": "被告人", "first_offence": True}],
    "stands": [
        {
            "id": "A",
            "county": "350627",
            "species": [{"species": "杉木", "share": "0.7"}, {"species": "马尾松", "share": "0.3"}],
            "origin": "人工",
            "age_a": 20,
            "land_category": "商品林",
            "damage": {"type": "采伐", "fraction": "0.5"},
            "standing_stock_m3": "18.6493",
            "area_mu": "3",
            "trees": 110,
            "saplings": 5,
        }
    ],
    "value_cny": "4960.72",
    "bamboo_value_cny": "0",
    "site_check": {"date": "2022-09-20", "replanting_in_place": False, "replanting_elsewhere": False},
    "restoration": {"ordered": "管护", "area_ha": "65.8667", "months": 6},
    "recovery": {"series": "huitong-fir-2", "area_ha": "0.5", "replanted_on": "2023-03-01", "by_year": 2040},
    "particulars": {
        "protected_plants": {"wild_or_cultivated": "野生", "class_2_trees": 3},
        "earlier_acts": [{"date": "2021-10-01", "standing_stock_m3": "3", "dealt_with": False}],
    },
    "claims": {"service_total_cny": "72810", "service_carbon_cny": "10666", "joint": "共同实施"},
    "handling": {"track": "刑事附带民事公益诉讼", "performer_is": "亲友", "performer": "张某父"},
    "request": {"credits": True, "by": "张某", "date": "2022-10-10"},
    "opinions": [{"by": "检察院", "view": "同意", "date": "2022-10-20"}],
    "options": {
        "method": "national-default",
        "parameters": {"ratio": "44/12"},
        "price": {"cny_per_t": "58.00", "rule": "前一交易日收盘价", "source": "交易所", "date": "2022-11-07"},
        "multiplier": "2",
        "credit": {"type": "FFCER"},
        "on": "2022-11-08",
    },
    "procedure": {
        "events": [
            {"event": "诉前公告", "date": "2022-09-01"},
            {"event": "重新鉴定延期审理", "date": "2022-10-12", "until": "2022-10-20", "note": "辩护人申请"},
            {"event": "送达判决书", "date": "2022-11-08", "whom": "张某泉"},
        ]
    },
    "published": {"loss_tco2e": "47.07", "required_credits_t": "96", "source": "裁判文书"},
}


def test_a_full_case_file_comes_back_as_it_was_given() -> None:
    read = parse(FULL)
    assert parse(read.as_json()) == read
    assert canonical(parse(json.loads(json.dumps(read.as_json()))).as_json()) == canonical(read.as_json())
    assert read.stands[0].standing_stock_m3 == Decimal("18.6493")
    assert read.case.conduct.ended.isoformat() == "2022-01-31"


def test_yaml_and_json_give_the_same_case_file() -> None:
    as_yaml = """
    case: {offence: 滥伐林木罪, conduct: {from: 2021-12-01}}
    stands:
      - {id: 1, species: 杉木, damage: {type: 采伐}, standing_stock_m3: 18.6493}
    options: {on: 2022-11-08, parameters: {ratio: 3.67}}
    """
    as_json = {
        "case": {"offence": "滥伐林木", "conduct": {"from": "2021-12-01"}},
        "stands": [{"id": "1", "species": "杉木", "damage": {"type": "采伐"}, "standing_stock_m3": "18.6493"}],
        "options": {"on": "2022-11-08", "parameters": {"ratio": "3.67"}},
    }
    assert load(as_yaml.encode()) == load(json.dumps(as_json).encode())


@given(st.decimals(0, 10**12 - 1, places=10), st.decimals("0.0000000001", 1, places=10))
def test_every_exact_number_survives_the_way_through_json(stock: Decimal, fraction: Decimal) -> None:
    read = parse(case(stand(standing_stock_m3=f"{stock:f}", damage={"type": "采伐", "fraction": f"{fraction:f}"})))
    again = load(json.dumps(read.as_json()).encode())
    assert again == read
    assert again.stands[0].standing_stock_m3 == stock
    assert again.stands[0].damage.lost == fraction


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("case.offence", "偷树", "案由应为"),
        ("case.conduct.to", "2021-11-30", "早于开始日"),
        ("case.conduct.from", "2021-02-29", "真实存在的日期"),
        ("case.conduct.from", "1900-01-01", "1979"),
        ("case.number", "", "不能为空"),
        ("case.number", "a\x07b", "不可见的字符"),
        ("parties.0.role", None, "应为文字"),
        ("parties.0.first_offence", 1, "true 或 false"),
        ("stands.0.id", "A/1", "只能用文字"),
        ("stands.0.county", "3506", "六位"),
        ("stands.0.county", "３５０６２７", "六位"),
        ("stands.0.species", [], "至少"),
        ("stands.0.forest_type", "草地", "应为 乔木林"),
        ("stands.0.damage.fraction", "1.5", "大于 0 且不超过 1"),
        ("stands.0.damage.fraction", "1.01", "大于 0 且不超过 1"),
        ("stands.0.damage.type", "着火", "应为 采伐"),
        ("stands.0.standing_stock_m3", "-1", "不能为负数"),
        ("stands.0.standing_stock_m3", "1,000", "十进制数"),
        ("stands.0.standing_stock_m3", "18 m3", "十进制数"),
        ("stands.0.standing_stock_m3", True, "应为数字"),
        ("stands.0.standing_stock_m3", 18.5, "应为数字"),
        ("stands.0.standing_stock_m3", Decimal("1E+999999999"), "十进制数"),
        ("stands.0.standing_stock_m3", Decimal("NaN"), "十进制数"),
        ("stands.0.trees", "十", "整数"),
        ("stands.0.trees", Decimal("1.5"), "整数"),
        ("stands.0.trees", Decimal("1E+999999999"), "整数"),
        ("stands.0.trees", -1, "整数"),
        ("stands.0.area_mu", 0, "大于 0"),
        ("value_cny", "4960.725", "两位小数"),
        ("options.multiplier", "101", "不能超过 100"),
        ("options.parameters.ratio", True, "应为文字"),
        ("options.price.date", None, "真实存在的日期"),
        ("options.on", "2022-01-30", "早于行为终了日"),
        ("site_check.date", "20220920", "真实存在的日期"),
        ("restoration.ordered", "罚款", "应为 原地补植"),
    ],
)
def test_a_wrong_value_is_told_at_its_path(path: str, value: object, told: str) -> None:
    ((at, message),) = mistakes(put(path, value))
    assert at.replace("[", ".").replace("]", "") == path
    assert told in message


@pytest.mark.parametrize(
    "place", ["", "case.", "stands.0.", "stands.0.damage.", "options.", "options.price.", "published."]
)
def test_an_unknown_key_is_refused_wherever_it_stands(place: str) -> None:
    ((at, message),) = mistakes(put(f"{place}colour", "green"))
    assert at.replace("[", ".").replace("]", "") == f"{place}colour"
    assert message == REASONS["extra_forbidden"]


@pytest.mark.parametrize(
    "path", ["case", "case.offence", "case.conduct", "stands.0.damage", "options.price.source", "parties.0.name"]
)
def test_a_missing_required_value_is_told_at_its_path(path: str) -> None:
    data = copy.deepcopy(FULL)
    *way, last = path.split(".")
    inner: Any = data
    for step in way:
        inner = inner[int(step) if step.isdecimal() else step]
    del inner[last]
    assert [(at.replace("[", ".").replace("]", ""), told) for at, told in mistakes(data)] == [
        (path, REASONS["missing"])
    ]


@pytest.mark.parametrize("data", [None, [], "案件", 5])
def test_what_is_no_mapping_is_no_case_file(data: object) -> None:
    assert mistakes(data)[0][0] == ""


def test_a_key_that_is_no_text_is_refused() -> None:
    assert ("[1]", REASONS["invalid_key"]) in mistakes({**FULL, 1: 2})


def test_every_mistake_is_told_not_only_the_first() -> None:
    data = put("stands.0.standing_stock_m3", "-1")
    data["value_cny"] = "x"
    data["case"]["offence"] = "偷树"
    data["parties"][0]["name"] = ""
    assert {at for at, _ in mistakes(data)} == {
        "stands[0].standing_stock_m3",
        "value_cny",
        "case.offence",
        "parties[0].name",
    }


@pytest.mark.parametrize(
    ("facts", "at"),
    [
        ({"timber_volume_m3": "10"}, "outturn_rate"),
        ({"outturn_rate": "0.65"}, "timber_volume_m3"),
        ({"standing_stock_m3": "72.5682", "timber_volume_m3": "47.1693", "outturn_rate": "0.66"}, "outturn_rate"),
        ({"stock_per_ha": "100"}, "area_ha"),
        ({"standing_stock_m3": "1", "area_ha": "1", "stock_per_ha": "1"}, "stock_per_ha"),
        ({"standing_stock_m3": "1", "tally": {"basis": "dbh", "file": "a.csv"}}, "tally"),
        ({"area_ha": "1", "area_mu": "15", "stock_per_ha": "1"}, "area_mu"),
        ({"damage": {"type": "部分损伤"}, "standing_stock_m3": "1"}, "damage.fraction"),
        ({"tally": {"basis": "dbh"}}, "tally"),
        ({"tally": {"basis": "dbh", "rows": []}}, "tally.rows"),
        ({"tally": {"basis": "dbh", "rows": [{"species": "杉木", "stump_cm": 20}]}}, "tally.rows[0].dbh_cm"),
        ({"tally": {"basis": "stump", "rows": [{"species": "杉木", "dbh_cm": 20}]}}, "tally.rows[0].stump_cm"),
        ({"species": [{"species": "杉木", "share": "0.5"}, {"species": "马尾松", "share": "0.4"}]}, "species"),
        ({"species": [{"species": "杉木", "share": "0.5"}, {"species": "杉木", "share": "0.5"}]}, "species"),
    ],
)
def test_facts_that_do_not_hang_together_are_refused_at_the_field_that_is_wrong(facts: dict[str, Any], at: str) -> None:
    ((path, _),) = mistakes(case(stand(**facts)))
    assert path == f"stands[0].{at}"


def test_stock_and_timber_that_fit_their_rate_are_accepted() -> None:
    read = parse(case(stand(standing_stock_m3="72.5682", timber_volume_m3="47.1693", outturn_rate="0.65")))
    assert read.stands[0].outturn_rate == Decimal("0.65")


def test_a_wrong_rate_is_told_with_the_rate_that_would_fit() -> None:
    facts = {"standing_stock_m3": "72.5682", "timber_volume_m3": "47.1693", "outturn_rate": "0.5"}
    ((_, message),) = mistakes(case(stand(**facts)))
    assert "0.65" in message


def test_two_stands_of_one_name_are_refused_at_the_second() -> None:
    ((path, message),) = mistakes(case(stand(id="A"), stand(id="B"), stand(id="A")))
    assert path == "stands[2].id"
    assert "重复" in message


@pytest.mark.parametrize("written", ["滥伐林木", "滥伐林木罪", " 滥伐林木 "])
def test_an_offence_is_known_by_its_ways_of_writing(written: str) -> None:
    assert parse(put("case.offence", written)).case.offence == "滥伐林木"


plain_data = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@given(plain_data)
def test_the_canonical_text_is_what_the_standard_library_writes_with_sorted_keys(data: Any) -> None:
    assert canonical(data) == json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_the_canonical_text_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": {"d": "汉", "c": None}}) == canonical({"a": {"c": None, "d": "汉"}, "b": 1})
    assert canonical({"a": "汉"}) == '{"a":"汉"}'


def test_the_schema_knows_every_section_and_no_other() -> None:
    schema = json_schema()
    assert set(schema["properties"]) == set(FULL)
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["case"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["case", "stands", "options", "offence", "conduct", "from", "id", "x"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=20,
    )
)
def test_no_data_causes_anything_but_a_case_file_or_told_mistakes(data: Any) -> None:
    try:
        assert isinstance(parse(data), CaseFile)
    except InputError as refused:
        for error in refused.errors:
            assert any("一" <= char <= "鿿" for char in error.message), error.message


KINDS = {"Gt": "greater_than", "Ge": "greater_than_equal", "Lt": "less_than", "Le": "less_than_equal"}


def test_every_bound_of_every_field_has_a_reason_in_our_words() -> None:
    def bounds(annotation: Any) -> Iterator[str]:
        for one in getattr(annotation, "__metadata__", ()):
            yield from (type(each).__name__ for each in getattr(one, "metadata", (one,)))
        for inner in get_args(annotation):
            yield from bounds(inner)

    found = set()
    models: list[type[BaseModel]] = [CaseFile, *Part.__subclasses__()]
    for model in models:
        for field in model.model_fields.values():
            found |= {type(one).__name__ for one in field.metadata} | set(bounds(field.annotation))
    assert "Gt" in found
    assert {KINDS[name] for name in found & KINDS.keys()} <= REASONS.keys()
