"""What a case file answers: what is asked of it, what is known, in words, page by page."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from rules.casefile import CaseFile, parse
from rules.casefile.answers import BY_DEFAULT, Answer, answers, asked, changes, in_words, read
from rules.casefile.schema import fact_at, walk
from rules.casefile.walk import every, parts_of
from rules.closed_lists import LISTS
from rules.values.fields import Kind
from tests.told import says

SMALL: dict[str, Any] = {
    "case": {"offence": "滥伐林木", "conduct": {"from": "2024-03-01"}},
    "parties": [{"name": "张某", "role": "被告人"}],
    "stands": [{"id": "A", "species": "杉木", "damage": {"type": "采伐"}, "standing_stock_m3": "18.6493"}],
}


def case(**changed: Any) -> dict[str, Any]:
    data: dict[str, Any] = copy.deepcopy(SMALL)
    for path, value in changed.items():
        *way, last = [int(step) if step.isdecimal() else step for step in path.split("__")]
        inner: Any = data
        for step in way:
            inner = inner.setdefault(step, {}) if isinstance(inner, dict) else inner[step]
        inner[last] = value
    return data


def asked_paths(data: dict[str, Any]) -> set[str]:
    return {answer.path for answer in asked(data, LISTS)}


def texts(data: dict[str, Any] | CaseFile) -> dict[str, str]:
    return {leaf.path: leaf.text for page in read(data, LISTS) for leaf in page.leaves()}


@pytest.mark.parametrize(
    ("offence", "group"),
    [
        ("滥伐林木", "felling"),
        ("非法收购、运输盗伐、滥伐的林木", "purchase"),
        ("危害国家重点保护植物", "protected_plants"),
        ("非法占用农用地", "forest_land"),
        ("失火", "fire"),
        ("故意毁坏财物", "destruction"),
        ("非法采矿", "mining"),
    ],
)
def test_a_group_is_asked_of_the_offence_that_needs_it(offence: str, group: str) -> None:
    paths = asked_paths(case(case__offence=offence))
    asked_groups = {path.split(".")[1] for path in paths if path.startswith("particulars.")}
    assert group in asked_groups
    others = {"felling", "purchase", "forest_land", "fire", "destruction", "mining"} - {group}
    assert not asked_groups & others


def test_circumstances_are_asked_of_the_offences_whose_rules_turn_on_them() -> None:
    def circumstances(offence: str) -> set[str]:
        paths = asked_paths(case(case__offence=offence))
        return {path.rpartition(".")[2] for path in paths if path.startswith("particulars.circumstances.")}

    assert "core_area_land" in circumstances("非法占用农用地")
    assert "core_area_land" not in circumstances("盗伐林木")
    assert {"dead_trees", "national_park"} <= circumstances("盗伐林木")
    assert {"refunded_all", "repentant_all"} <= circumstances("非法采矿")
    assert circumstances("失火") == set()


def test_an_earlier_act_is_asked_for_what_its_offence_is_graded_by() -> None:
    act = [{"date": "2023-05-01", "dealt_with": False}]

    def of(offence: str) -> set[str]:
        paths = asked_paths(case(case__offence=offence, particulars__earlier_acts=act))
        return {path.rpartition(".")[2] for path in paths if "earlier_acts" in path}

    assert of("滥伐林木") == {
        "date",
        "discovered",
        "standing_stock_m3",
        "saplings",
        "value_cny",
        "dealt_with",
    }
    assert of("非法采矿") == {"date", "mineral_value_cny", "resource_damage_cny", "dealt_with"}
    assert of("盗窃") == {"date", "discovered", "value_cny", "dealt_with"}


@pytest.mark.parametrize(
    ("changed", "present", "absent"),
    [
        ({"stands__0__forest_type": "竹林"}, {"culms", "measured_biomass.covers"}, set()),
        ({}, {"damage.fraction"}, {"culms", "damage.severity", "damage.fuel.source", "area_value.document"}),
        ({"stands__0__damage__type": "烧毁"}, {"damage.severity", "damage.strata", "damage.fuel.source"}, {"culms"}),
        ({"stands__0__damage__type": "占用"}, {"damage.soil_disturbed_share"}, {"damage.severity"}),
        ({"options__method": "area-value@2026-11"}, {"area_value.document"}, set()),
    ],
)
def test_a_stand_is_asked_by_its_forest_its_damage_and_the_method(
    changed: dict[str, Any], present: set[str], absent: set[str]
) -> None:
    inner = {path.removeprefix("stands[0].") for path in asked_paths(case(**changed))}
    assert present <= inner
    assert not absent & inner


def test_a_party_is_asked_what_the_law_asks_of_one_who_answers_and_a_victim_is_not() -> None:
    def party(**stated: Any) -> set[str]:
        return {p.rpartition(".")[2] for p in asked_paths(case(parties=[stated])) if p.startswith("parties[0]")}

    deciding = {"born", "recidivist", "unit", "organiser", "hired", "first_offence", "pleaded_guilty"}
    assert deciding <= party(name="张某", role="被告人")
    assert party(name="李某", role="被害人") == {"name", "role"}
    assert not {"born", "recidivist", "hired"} & party(name="某公司", role="被告单位", unit=True)
    assert "profit_share" not in party(name="张某", role="被告人", hired=False)
    assert {"profit_share", "high_wage", "punished_before"} <= party(name="张某", role="被告人", hired=True)
    assert "profit_share" in party(name="张某", role="被告人", hired="是"), "a draft holds what was typed"


def test_an_empty_draft_is_asked_for_the_head_of_the_case_and_not_for_particulars() -> None:
    paths = asked_paths({})
    assert {"case.offence", "case.conduct.from", "parties", "stands"} <= paths
    assert not [path for path in paths if path.startswith(("particulars", "claims", "published"))]


def test_what_is_brought_up_is_asked_and_what_nobody_raised_is_not() -> None:
    assert not [path for path in asked_paths(case()) if path.startswith("claims")]
    raised = asked_paths(case(claims={"punitive": True}))
    assert {"claims.punitive_multiple", "claims.intent"} <= raised
    assert "claims.punitive" in asked_paths(case(claims={})), "a group that was opened"


def test_what_is_not_known_says_so_and_never_no_or_nought() -> None:
    told = texts(parse(SMALL))
    for path in (
        "parties[0].recidivist",
        "parties[0].born",
        "stands[0].saplings",  # counted as none, yet nobody said so
        "request.credits",
        "particulars.circumstances.national_park",
        "particulars.felling.allowed_error_m3",
    ):
        assert told[path] == "未查明"
    assert told["stands[0].forest_type"].startswith("未查明")
    assert "opinions" in told


def test_what_is_stated_is_told_in_official_words() -> None:
    data = case(
        parties__0__recidivist=False,
        stands__0__saplings=0,
        options__rounding_order="multiply-then-ceil",
        options__method="fujian-trial-2022",
        options__parameters={"gwp": "ar5", "fire": "off"},
    )
    told = texts(parse(data))
    assert told["parties[0].recidivist"] == "否"
    assert told["stands[0].saplings"] == "0"
    assert told["options.rounding_order"] == "先乘倍数后取整"
    assert told["options.method"] == "福建刑事司法林业碳汇损失量计量（试行）已公布结构"
    assert told["options.parameters.gwp"] == "IPCC 第五次评估报告（28、265）"
    assert told["options.parameters.fire"] == "不计入"
    assert says(told["options.parameters.du"], BY_DEFAULT, default="未声明")


def test_the_rows_of_a_tally_are_counted_and_its_basis_is_told_in_words() -> None:
    tally = {"basis": "stump", "rows": [{"species": "杉木", "stump_cm": "20", "height_m": "9"}] * 3}
    data = case()
    data["stands"][0] |= {"tally": tally}
    del data["stands"][0]["standing_stock_m3"]
    told = texts(data)
    assert told["stands[0].tally.rows"] == "3 项"
    assert told["stands[0].tally.basis"] == "按地径"
    assert "stands[0].tally.rows[0].stump_cm" not in told


def test_another_way_of_answering_is_not_told_as_unknown() -> None:
    told = texts(case(stands__0__area_ha="1.2"))
    assert told["stands[0].area_ha"] == "1.2"
    assert {"stands[0].area_mu", "stands[0].timber_volume_m3", "stands[0].outturn_rate"}.isdisjoint(told)
    unknown = case()
    del unknown["stands"][0]["standing_stock_m3"]
    told = texts(unknown)
    assert told["stands[0].standing_stock_m3"] == told["stands[0].timber_volume_m3"] == "未查明"
    assert "stands[0].area_mu" in asked_paths(case(stands__0__area_ha="1.2")), "a form must still offer it"


def test_whatever_is_stated_is_read_though_it_was_not_asked() -> None:
    data = case(
        parties__0__role="被害人",
        parties__0__recidivist=True,
        particulars__mining={"penalties_two_years": 2},
        stands__0__culms=30,
    )
    told = texts(data)
    assert told["parties[0].recidivist"] == "是"
    assert told["particulars.mining.penalties_two_years"] == "2"
    assert told["stands[0].culms"] == "30"


def test_every_fact_that_was_asked_is_read_but_other_ways_of_answering() -> None:
    for offence in ("滥伐林木", "失火", "非法占用农用地", "非法采矿"):
        data = case(case__offence=offence)
        unused = {answer.path for answer in asked(data, LISTS) if answer.state == "unused"}
        assert asked_paths(data) - unused == texts(data).keys()


def test_what_is_read_stands_on_its_own_page_in_the_order_of_the_pages() -> None:
    data = case(
        particulars__earlier_acts=[{"date": "2023-05-01", "dealt_with": False}],
        particulars__penal_fine={"amount_cny": "2000"},
    )
    pages = {page.group.key: [leaf.path for leaf in page.leaves()] for page in read(data, LISTS)}
    assert list(pages) == [
        "head",
        "parties",
        "stands",
        "site",
        "particulars",
        "repeated",
        "sanctions",
        "request",
        "options",
    ]
    assert "particulars.earlier_acts[0].date" in pages["repeated"]
    assert pages["sanctions"] == ["particulars.penal_fine.amount_cny", "particulars.penal_fine.months"]
    assert all(path.startswith("particulars.") for path in pages["particulars"])


def full(at: Any) -> Any:
    """Some value for a fact, whatever it holds."""
    match at.kind:
        case Kind.GROUP:
            return {inner.key: full(inner) for inner in at.parts}
        case Kind.LIST:
            return [full_of(at.parts)]
        case Kind.MAP:
            return {"杉木": full_of(at.parts)} if at.parts else {"ratio": "3.67"}
        case Kind.CHOICE:
            return next(iter(at.words or LISTS.words(at.fact.listed)))
        case Kind.FLAG:
            return True
        case Kind.DATE:
            return "2024-01-02"
        case Kind.COUNT | Kind.NUMBER | Kind.MONEY | Kind.SHARE:
            return "1"
        case _:
            return "文字"


def full_of(parts: Any) -> dict[str, Any]:
    return {at.key: full(at) for at in parts}


def test_where_everything_is_stated_every_path_of_the_schema_is_read() -> None:
    told = texts(full_of(parts_of(CaseFile)))
    for at in walk():
        if ".tally.rows[]" in at.path or at.path == "options.parameters":
            continue
        concrete = at.path.replace("[]", "[0]").replace("{}", ".杉木")
        assert concrete in told, at.path
    assert told["options.parameters.ratio"] == "惯用的两位小数"


def test_the_answers_tell_the_whole_tree_asked_or_not() -> None:
    def paths(answer: Answer) -> set[str]:
        return {answer.path}.union(*(paths(inner) for inner in answer.answers))

    found = set[str]().union(*(paths(answer) for answer in answers({})))
    assert {"claims.joint", "particulars.fire.deaths"} <= found
    assert {at.path for at in every(parts_of(CaseFile)) if "[" not in at.path and "{" not in at.path} <= found


def test_changes_between_versions_are_told_by_name_and_in_words() -> None:
    before = case(parties__0__recidivist=False, options__method="national-default")
    after = case(
        stands__0__standing_stock_m3="20", options__method="national-default", options__parameters={"ratio": "3.67"}
    )
    after["parties"].append({"name": "李某", "role": "被害人"})
    told = {change.path: (change.name, change.before, change.after) for change in changes(before, after, LISTS)}
    assert told == {
        "parties[0].recidivist": ("第1名当事人 · 累犯", "否", None),
        "parties[1].name": ("第2名当事人 · 姓名或名称", None, "李某"),
        "parties[1].role": ("第2名当事人 · 身份", None, "被害人"),
        "stands[0].standing_stock_m3": ("第1地块 · 立木蓄积", "18.6493", "20"),
        "options.parameters.ratio": ("计量与计价 · 方法的参数项 · 碳与二氧化碳的换算比", None, "惯用的两位小数"),
    }


def test_a_value_that_no_list_knows_is_told_as_it_was_written() -> None:
    at = fact_at("options.rounding_order")
    assert at is not None
    assert in_words(at, "later", LISTS) == "later"
    assert in_words(at, None, LISTS) == at.fact.unstated != ""


@pytest.mark.parametrize("data", [{"parties": None, "stands": None}, {"stands": ["x"], "options": {"method": "none"}}])
def test_a_draft_that_is_not_whole_yet_can_be_asked(data: dict[str, Any]) -> None:
    assert asked(data, LISTS)
    assert read(data, LISTS)
