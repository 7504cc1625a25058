"""The decision as a whole: what it holds, what it refuses, and that no sentence is in it."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.casefile.offences import OFFENCES
from rules.deciding.book import LawBook, load_lawbook
from rules.deciding.book.left_out import left_out
from rules.deciding.decide import BEFORE_CONDUCT, NO_PENALTY, RuleEngine, decide, rule_engine
from rules.deciding.evaluator import LawConflict
from rules.reading.errors import InputError
from tests.rules.law.randomfiles import random_files
from tests.rules.law.small import lawbook
from tests.told import says, told

DAY = datetime.date(2022, 11, 8)
CONDUCT = datetime.date(2022, 1, 20)
FACTS: dict[str, Any] = {
    "offence": "滥伐林木",
    "graded_stock_m3": Decimal("31.6064"),
    "saplings": 0,
    "value_cny": Decimal("4960.72"),
    "loss_tco2e": Decimal("42.90"),
    "site_checked": True,
    "replanting_in_place_possible": False,
    "replanting_elsewhere_possible": False,
    "credits_requested": True,
    "requested_by_party": True,
    "credit_type": "FFCER",
    "opinions_complete": True,
}


def test_the_decision_is_plain_data_and_the_same_each_time() -> None:
    first = decide(FACTS, conduct=CONDUCT, on=DAY).as_json()
    text = json.dumps(first, ensure_ascii=False, allow_nan=False)
    assert text == json.dumps(decide(FACTS, conduct=CONDUCT, on=DAY).as_json(), ensure_ascii=False)
    assert set(first) == {"grade", "routes", "rules", "conclusions", "conflicts", "warnings", "law"}
    assert [route["route"] for route in first["routes"]] == [
        "原地补植",
        "异地补植",
        "认购碳汇",
        "赔偿金",
        "劳务代偿",
        "管护",
    ]


def test_every_rule_is_told_with_its_article_whether_it_fired_and_why() -> None:
    for rule in decide(FACTS, conduct=CONDUCT, on=DAY).as_json()["rules"]:
        assert rule["basis"]["text"], rule
        assert rule["basis"]["article"], rule
        assert rule["decided_by"], rule["id"]
        assert all(turned["met"] is rule["fired"] for turned in rule["decided_by"])
        assert rule["would_fire_if"] is None or not rule["fired"]


def test_what_a_caller_does_with_the_data_changes_no_later_decision() -> None:
    data = decide(FACTS, conduct=CONDUCT, on=DAY).as_json()
    before = json.dumps(data, ensure_ascii=False)
    for rule in data["rules"]:
        rule["basis"].clear()
        rule["in_force"].clear()
        rule["decided_by"].clear()
    assert json.dumps(decide(FACTS, conduct=CONDUCT, on=DAY).as_json(), ensure_ascii=False) == before


def test_the_deciding_fact_stands_beside_what_is_needed() -> None:
    rules = {rule["id"]: rule for rule in decide(FACTS, conduct=CONDUCT, on=DAY).as_json()["rules"]}
    (turned,) = rules["felling.grade-2.stock/low"]["decided_by"]
    assert turned == {
        "fact": "graded_stock_m3",
        "label": "认定的立木蓄积",
        "actual": "31.6064立方米",
        "needed": "达到50立方米",
        "met": False,
        "text": "认定的立木蓄积：31.6064立方米，须达到50立方米",
    }


def test_rules_about_other_offences_are_not_told() -> None:
    charged = [rule.outcome.rule.offences for rule in decide(FACTS, conduct=CONDUCT, on=DAY).rules]
    assert {"滥伐林木"} in charged
    assert all(not offences or "滥伐林木" in offences for offences in charged)


def test_no_sentence_and_no_discount_is_ever_said() -> None:
    said = json.dumps(decide(FACTS, conduct=CONDUCT, on=DAY).as_json(), ensure_ascii=False)
    for word in ("有期徒刑", "拘役", "缓刑", "罚金", "个月", "%", "％"):
        assert word not in said


@pytest.mark.parametrize(
    ("facts", "name", "reason"),
    [
        ({"moon": True}, "moon", "词汇表中没有"),
        ({"graded_stock_m3": 5.0}, "graded_stock_m3", "不得用浮点数"),
        ({"graded_stock_m3": "5"}, "graded_stock_m3", "十进制数"),
        ({"graded_stock_m3": True}, "graded_stock_m3", "十进制数"),
        ({"graded_stock_m3": Decimal("-1")}, "graded_stock_m3", "不得为负"),
        ({"graded_stock_m3": Decimal("NaN")}, "graded_stock_m3", "十进制数"),
        ({"graded_stock_m3": Decimal("Infinity")}, "graded_stock_m3", "十进制数"),
        ({"graded_stock_m3": Decimal("1e99")}, "graded_stock_m3", "位数过多"),
        ({"saplings": Decimal("1.5")}, "saplings", "应为整数"),
        ({"saplings": 10**70}, "saplings", "位数过多"),
        ({"saplings": -1}, "saplings", "不得为负"),
        ({"offence": 5}, "offence", "应为非空文字"),
        ({"restoration_ordered": "是"}, "restoration_ordered", "应为是或否"),
        ({"restoration_ordered": 1}, "restoration_ordered", "应为是或否"),
        ({"conduct_from": "2022-01-01"}, "conduct_from", "应为日期"),
        ({"conduct_from": datetime.datetime(2022, 1, 1)}, "conduct_from", "应为日期"),
        ({"theft_fold": Decimal(1)}, "theft_fold", "由其他事实推算"),
    ],
)
def test_an_unusable_fact_is_refused_by_name(facts: dict[str, Any], name: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        decide(facts, conduct=CONDUCT, on=DAY)
    assert [error.path for error in caught.value.errors] == [name]
    assert reason in caught.value.errors[0].message


def test_all_unusable_facts_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        decide({"moon": True, "saplings": -1}, conduct=CONDUCT, on=DAY)
    assert [error.path for error in caught.value.errors] == ["moon", "saplings"]


def test_a_decision_before_the_conduct_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        decide(FACTS, conduct=DAY, on=CONDUCT)
    (error,) = caught.value.errors
    assert error.path == "on"
    assert told(error.message, BEFORE_CONDUCT, on=CONDUCT, conduct=DAY)


def test_a_fact_given_as_none_or_empty_is_not_known() -> None:
    left_out = {name: value for name, value in FACTS.items() if name != "credit_type"}
    expected = decide(left_out, conduct=CONDUCT, on=DAY).as_json()
    assert decide(FACTS | {"credit_type": None}, conduct=CONDUCT, on=DAY).as_json() == expected
    assert decide(FACTS | {"credit_type": ""}, conduct=CONDUCT, on=DAY).as_json() == expected


def test_the_fold_is_exact_to_the_last_digit() -> None:
    book = load_lawbook().book
    # a tree of 1e-50 m³ beside 10^50 saplings: 2e-51 + 5e47, which needs a hundred digits
    known = book.derive(book.normalise({"graded_stock_m3": Decimal("1e-50"), "saplings": 10**50}))
    assert str(known["theft_fold"]) == "5" + "0" * 47 + "." + "0" * 50 + "2"


def test_rules_that_contradict_each_other_in_one_case_stop_the_decision(tmp_path: Path) -> None:
    rules = "".join(
        f"""
    - id: {name}
      says: {name}
      basis: {{text: 新法, article: 第一条}}
      in_force: {{from: 2010-01-01}}
      stage: loss_gate
      when: {{fact: trees, at_least: {mark}}}
      then: {{verdict: {verdict}}}
"""
        for name, mark, verdict in (("few", 1, "否"), ("many", 10, "是"))
    )
    book = lawbook(tmp_path, rules)
    assert decide({"trees": 5}, conduct=DAY, on=DAY, lawbook=book).conclusions == {"verdict": "否"}
    with pytest.raises(LawConflict, match="many 与 few"):
        decide({"trees": 10}, conduct=DAY, on=DAY, lawbook=book)


def test_what_a_stage_draws_is_no_ground_of_its_own_rules(tmp_path: Path) -> None:
    # 二 is drawn only by a rule that asks for it itself, so no stage before it ever saw it
    def rule(name: str, stage: str, when: str, then: str, more: str = "") -> str:
        return f"""
    - id: {name}
      says: {name}
      basis: {{text: 新法, article: 第一条}}
      in_force: {{from: 2010-01-01}}
      stage: {stage}
      selected_by: conduct
      when: {when}
      then: {then}{more}
"""

    rules = (
        rule("first", "loss_gate", "{fact: wild, is: true}", "{heads: 一}")
        + rule("itself", "civil_heads", "{fact: heads, includes: 二}", "{heads: 二}")
        + rule(
            "route",
            "routing",
            "{all: [{fact: heads, includes: 二}, {fact: trees, at_least: 1}]}",
            "{routes: 原地补植}",
            "\n      approval: 法官审查",
        )
    )
    found = decide({"wild": True, "trees": 5}, conduct=DAY, on=DAY, lawbook=lawbook(tmp_path, rules))
    (route,) = found.routes
    assert not route.open
    (reason,) = route.reasons
    assert "二" in reason
    assert found.conclusions == {"heads": frozenset({"一"})}


def test_the_edition_of_the_law_is_named_by_a_hash_of_its_content(tmp_path: Path) -> None:
    rule = """
    - id: r
      says: {says}
      basis: {{text: 新法, article: 第一条}}
      in_force: {{from: 2010-01-01}}
      stage: loss_gate
      when: {{fact: trees, at_least: {mark}}}
      then: {{verdict: 是}}
"""

    def law(says: str, mark: int) -> str:
        return decide({}, conduct=DAY, on=DAY, lawbook=lawbook(tmp_path, rule.format(says=says, mark=mark))).law

    assert law("一", 5) == law("一", 5)
    assert len({law("一", 5), law("一", 6), law("二", 5)}) == 3


def test_one_edition_serves_all_days_between_two_changes_of_the_law() -> None:
    book = load_lawbook()
    days = [datetime.date(2026, 3, 15) + datetime.timedelta(days=days) for days in range(153)]
    editions = {id(book.edition(day, day)) for day in days}
    assert len(editions) == 1
    assert book.edition(days[0], datetime.date(2026, 8, 14)) is not book.edition(days[0], datetime.date(2026, 8, 15))


def test_a_lawbook_has_one_court() -> None:
    assert rule_engine() is rule_engine(load_lawbook())
    assert isinstance(rule_engine(), RuleEngine)
    assert isinstance(rule_engine().lawbook, LawBook)


def test_a_route_already_ordered_says_what_is_still_due_of_it() -> None:
    nowhere = {
        "site_checked": True,
        "replanting_in_place_possible": False,
        "replanting_elsewhere_possible": False,
    }
    for kind, due in ((None, "尚需法官准许替代性修复"), ("管护", "修复义务已确定，尚需法官核定履行要求")):
        facts = {**nowhere, "offence": "滥伐林木", "restoration_ordered": kind is not None, "restoration_kind": kind}
        decision = decide(facts, conduct=DAY, on=DAY)
        (route,) = [one for one in decision.routes if one.route == "管护"]
        assert (route.open, route.approval, route.reasons[-1]) == (True, due, due)


def test_every_open_route_names_the_decision_still_due_and_every_closed_one_what_is_missing() -> None:
    for case in random_files(400, seed=7):
        for route in case.decide().routes:
            assert route.reasons
            assert (route.approval in route.reasons) if route.open else route.approval is None


def test_what_is_held_beside_a_condition_is_not_told_with_it() -> None:
    facts: dict[str, Any] = {
        "loss_tco2e": Decimal("10"),
        "restoration_ordered": True,
        "credits_requested": True,
        "requested_by_party": True,
        "credit_type": "FFCER",
        "opinions_complete": True,
    }
    (rule,) = [one for one in decide(facts, conduct=DAY, on=DAY).rules if one.id == "routing.credits"]
    assert "第二十条的要件：包括当事人请求" in [reason.text for reason in rule.decided_by]
    (old,) = [one for one in decide(facts, conduct=DAY, on=DAY).rules if one.id == "credits.type-unissued"]
    assert [reason.text for reason in old.decided_by] == ["碳汇品种：FFCER，须为未签发碳汇、碳汇造林之一"]


def test_what_is_left_out_names_offences_that_exist_and_each_matter_once() -> None:
    assert {offence for one in left_out() for offence in one.offences} <= set(OFFENCES)
    assert len({one.matter for one in left_out()}) == len(left_out())
    assert set(left_out("失火")) < set(left_out())
    assert all(not one.offences or "失火" in one.offences for one in left_out("失火"))


# 森林法第七十六条第二款 is in force from 2020-07-01; no earlier text on the planting and fine of 滥伐 is on record.
@pytest.mark.parametrize(
    ("day", "prosecuted", "said"),
    [("2020-06-30", False, True), ("2020-07-01", False, False), ("2020-06-30", True, False)],
)
def test_a_wrong_of_which_the_law_of_its_day_is_not_on_record_is_said_to_be_unchecked(
    day: str, prosecuted: bool, said: bool
) -> None:
    facts = FACTS | {"not_prosecuted": not prosecuted, "admin_act": "滥伐林木", "replanting_multiple": Decimal(5)}
    decision = decide(facts, conduct=datetime.date.fromisoformat(day), on=datetime.date(2020, 12, 1))
    assert any(says(one, NO_PENALTY, act="滥伐林木", conduct=day) for one in decision.warnings) is said
    assert ("administrative" in decision.conclusions) is (day == "2020-07-01")
