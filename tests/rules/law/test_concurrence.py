"""344 against 345 and other pairs: both readings are graded, the heavier is chosen with its ground, or nothing is."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.deciding.book import load, load_lawbook
from rules.deciding.book.base import LawError
from rules.deciding.concurrence import NO_GRADE, NO_RULE, NOT_AS_CHARGED
from rules.deciding.decide import NOT_WEIGHED, Decision, decide
from tests.rules.law.small import TEXTS, write
from tests.told import says

NOW = datetime.date(2024, 6, 1)


def decided(offence: str, conduct: datetime.date = NOW, **facts: Any) -> Decision:
    given = {
        name: Decimal(value) if isinstance(value, str) and value[0].isdigit() else value
        for name, value in facts.items()
    }
    return decide({"offence": offence, **given}, conduct=conduct, on=NOW)


def plants(second: int, stock: str = "0") -> dict[str, Any]:
    return {
        "wild_or_cultivated": "野生",
        "class_1_trees": 0,
        "class_1_stock_m3": "0",
        "class_2_trees": second,
        "class_2_stock_m3": stock,
    }


def felled(stock: str) -> dict[str, Any]:
    return {"graded_stock_m3": stock, "saplings": 0, "value_cny": "0"}


@pytest.mark.parametrize(
    ("offence", "stock", "trees", "chosen", "ground"),
    [
        # 344: 二株入罪、十株情节严重；345(1): 5、50、250 m³；345(2): 20、100 m³
        ("盗伐林木", "10", 10, "危害国家重点保护植物", "法定主刑较重"),
        ("盗伐林木", "10", 2, "危害国家重点保护植物", "附加刑为应当并处"),
        ("盗伐林木", "50", 10, None, "法定刑相同"),
        ("盗伐林木", "50", 2, "盗伐林木", "法定主刑较重"),
        ("盗伐林木", "250", 10, "盗伐林木", "法定主刑较重"),
        ("盗伐林木", "1", 2, "危害国家重点保护植物", "只有危害国家重点保护植物达到标准"),
        ("滥伐林木", "20", 1, "滥伐林木", "只有滥伐林木达到标准"),
        ("滥伐林木", "1", 1, None, "都没有达到标准"),
    ],
)
def test_the_heavier_provision_is_chosen_with_its_ground(
    offence: str, stock: str, trees: int, chosen: str | None, ground: str
) -> None:
    (conflict,) = decided(offence, **felled(stock), **plants(trees)).conflicts
    assert conflict.chosen == chosen
    assert ground in conflict.ground


def test_the_charge_of_article_344_is_read_against_the_other_offence_that_was_stated() -> None:
    facts = {**felled("60"), **plants(2), "also_offence": "盗伐林木"}
    (conflict,) = decided("危害国家重点保护植物", **facts).conflicts
    assert [(r.offence, r.grade.value) for r in conflict.readings] == [
        ("危害国家重点保护植物", "达到入罪标准"),
        ("盗伐林木", "数量巨大"),
    ]
    assert conflict.chosen == "盗伐林木"


def test_nothing_is_chosen_while_one_grade_cannot_be_told() -> None:
    facts = plants(2) | {"class_1_trees": None}
    (conflict,) = decided("盗伐林木", **felled("60"), **{k: v for k, v in facts.items() if v is not None}).conflicts
    assert conflict.chosen is None or conflict.readings[1].grade.value is not None
    (missing,) = decided("盗伐林木", **{**felled("60"), "graded_stock_m3": None}, **plants(2)).conflicts
    assert missing.chosen is None
    assert says(missing.ground, NO_GRADE, offence="盗伐林木")


def test_under_the_old_text_the_conflict_has_its_own_article() -> None:
    (conflict,) = decided("盗伐林木", datetime.date(2022, 1, 1), **felled("60"), **plants(2)).conflicts
    assert conflict.basis == "法释〔2000〕36号第八条"


@pytest.mark.parametrize("facts", [{}, plants(0), plants(3) | {"wild_or_cultivated": "人工培育"}])
def test_there_is_no_conflict_where_no_rule_says_so(facts: dict[str, Any]) -> None:
    assert decided("盗伐林木", **felled("60"), **facts).conflicts == ()


def test_cultivated_plants_leave_the_other_offence_alone() -> None:
    facts = felled("60") | {"wild_or_cultivated": "人工培育", "also_offence": "盗伐林木"}
    (conflict,) = decided("危害国家重点保护植物", **facts).conflicts
    assert (conflict.kind, conflict.chosen) == ("罪名的适用", "盗伐林木")
    assert says(conflict.ground, NOT_AS_CHARGED, basis="法释〔2020〕2号第二条", offence="危害国家重点保护植物")
    assert [(r.offence, r.grade.value) for r in conflict.readings] == [
        ("危害国家重点保护植物", None),
        ("盗伐林木", "数量巨大"),
    ]


def test_another_offence_that_no_rule_weighs_is_left_to_the_judge_aloud() -> None:
    # 采矿 4 万元，不到 10 万；公益林地 6 亩，已过 5 亩（法释〔2023〕8号第一条）：另一罪名的档次也要看得到
    decision = decided(
        "非法采矿",
        mineral_value_cny="40000",
        resource_damage_cny="0",
        restricted_zone=False,
        mining_penalties=0,
        also_offence="非法占用农用地",
        public_land_mu="6",
        commercial_land_mu="0",
    )
    (conflict,) = decision.conflicts
    assert [(one.offence, one.grade.value) for one in conflict.readings] == [
        ("非法采矿", "未达情节严重"),
        ("非法占用农用地", "达到入罪标准"),
    ]
    assert (conflict.chosen, conflict.basis) == (None, NO_RULE)
    assert any(says(warning, NOT_WEIGHED, offence="非法采矿") for warning in decision.warnings)


def test_a_rule_about_protected_plants_weighs_no_other_offence_that_is_stated() -> None:
    # 盗伐 60 m³（数量巨大）中有野生二级保护植物 2 株，又写明同时符合非法占用农用地：第二条第一款只说保护植物
    decision = decided("盗伐林木", **felled("60"), **plants(2), also_offence="非法占用农用地")
    found = {conflict.readings[1].offence: conflict for conflict in decision.conflicts}
    assert {other: one.chosen for other, one in found.items()} == {
        "危害国家重点保护植物": "盗伐林木",
        "非法占用农用地": None,
    }
    assert [warning for warning in decision.warnings if says(warning, NOT_WEIGHED, also="非法占用农用地")]


def test_two_offences_that_the_law_weighs_are_not_said_to_be_unweighed() -> None:
    weighed = decided("盗伐林木", **felled("60"), **plants(2), also_offence="危害国家重点保护植物")
    assert not any(says(warning, NOT_WEIGHED) for warning in weighed.warnings)


def test_a_conflict_never_says_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    told = str(decided("盗伐林木", **felled("250"), **plants(10)).as_json()["conflicts"])
    for word in ("有期徒刑", "拘役", "年以", "个月"):
        assert word not in told


def test_every_tier_belongs_to_a_grade_that_some_rule_can_reach() -> None:
    book = load_lawbook()
    reached = {
        (o, rule.then["offence_grade"][0]) for rule in book.rules if rule.stage == "grade" for o in rule.offences
    }
    assert {(tier.offence, tier.grade) for tier in book.tiers} <= reached
    assert len({(t.offence, t.grade, t.in_force) for t in book.tiers}) == len(book.tiers)


GOOD = (
    "- {tier: 甲, grade: 数量较大, basis: {text: 新法, article: 第一条}, in_force: {from: 2010-01-01},"
    " most: 3, least: 0, fine: 并处罚金}"
)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("text: 新法", "text: 某法"), "basis：依据 某法 不在 texts.yaml 中"),
        (("article: 第一条", "article: ''"), "basis.article：不能为空"),
        (("most: 3", "most: 0"), "most 应大于"),
        (("fine: 并处罚金", "fine: 很多"), "fine：应为 没有罚金、"),
        (("fine: 并处罚金", "odd: 并处罚金"), "fine：缺少必填项"),
    ],
)
def test_a_bad_tier_is_refused_with_file_line_and_reason(tmp_path: Path, change: tuple[str, str], reason: str) -> None:
    write(tmp_path, texts=TEXTS)
    (tmp_path / "tiers.yaml").write_text(GOOD, encoding="utf-8")
    assert len(load(tmp_path).tiers) == 1
    (tmp_path / "tiers.yaml").write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(LawError) as caught:
        load(tmp_path)
    assert {(m.file, m.line) for m in caught.value.mistakes} == {("tiers.yaml", 1)}
    assert any(reason in m.reason for m in caught.value.mistakes)
