"""Which text grades: 从旧兼从轻, and what a missing provincial figure leaves open."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from rules.deciding.book import LAW, LawBook, load
from rules.deciding.decide import decide
from rules.deciding.grading import (
    NO_FIGURE,
    NO_PLACE,
    NO_PROVINCE,
    NO_RULES,
    NO_TEXT,
    NOT_CARRIED,
    NOT_COLLECTED,
    NOT_COMPARED,
)
from tests.rules.law.small import lawbook
from tests.told import says

OLD, NEW = datetime.date(2005, 1, 1), datetime.date(2015, 1, 1)
BEFORE = datetime.date(1999, 1, 1)


def rule(grade: str, at_least: str, text: str, ident: str) -> str:
    period = "{from: 2000-01-01, to: 2009-12-31}" if text == "旧法" else "{from: 2010-01-01}"
    return f"""
    - id: {ident}
      says: {grade}
      basis: {{text: {text}, article: 第一条第一款}}
      in_force: {period}
      stage: grade
      when: {{all: [{{fact: offence, is: 盗伐林木}}, {{fact: stock, at_least: {at_least}}}]}}
      then: {{offence_grade: {grade}}}
"""


def two_texts(folder: Path, old: tuple[str, str], new: tuple[str, str]) -> LawBook:
    """Marks for 数量较大 and 数量巨大 under the old and the new text."""
    return lawbook(
        folder,
        rule("数量较大", old[0], "旧法", "large")
        + rule("数量巨大", old[1], "旧法", "huge")
        + rule("数量较大", new[0], "新法", "large")
        + rule("数量巨大", new[1], "新法", "huge"),
        facts="""
    - {fact: offence, type: string, label: 罪名, fixed: true}
    - {fact: stock, type: decimal, decimals: 4, unit: 立方米, label: 蓄积}
    - {fact: graded_stock_m3, type: decimal, decimals: 4, unit: 立方米, label: 认定的立木蓄积}
    - {conclusion: offence_grade, label: 档次, merge: max, values: [未达数量较大, 数量较大, 数量巨大]}
    - {conclusion: routes, label: 方式, merge: set, values: [原地补植]}
""",
    )


FIGURE = "{figure: start}"  # missing, between 2 and 5


@pytest.mark.parametrize(
    ("old", "new", "stock", "value", "law"),
    [
        (("10", "50"), ("20", "100"), "15", "未达数量较大", "新法"),  # the new text is lighter
        (("20", "100"), ("10", "50"), "15", "未达数量较大", "旧法"),  # the old text is lighter
        (("10", "50"), ("10", "50"), "15", "数量较大", "旧法"),  # alike: the old text
        (("10", "50"), ("20", "100"), "5", "未达数量较大", "旧法"),
        (("10", "50"), ("20", "100"), "60", "数量较大", "新法"),
        ((FIGURE, "50"), ("20", "100"), "1", "未达数量较大", "旧法"),  # the range does not matter
        ((FIGURE, "50"), ("20", "100"), "3", "未达数量较大", "新法"),  # nowhere in the range lighter than the new
        ((FIGURE, "50"), ("2", "100"), "3", None, None),  # lighter or not: it depends on the figure
        ((FIGURE, "50"), ("2", "3"), "4", None, None),  # old 未达 or 较大, new 巨大
        ((FIGURE, "50"), ("20", "100"), "60", "数量较大", "新法"),
        ((FIGURE, "4"), ("2", "100"), "5", "数量较大", "新法"),
        ((FIGURE, "4"), ("2", "4"), "5", "数量巨大", "旧法"),
    ],
)
def test_the_text_lighter_for_the_defendant_is_chosen(
    tmp_path: Path, old: tuple[str, str], new: tuple[str, str], stock: str, value: str | None, law: str | None
) -> None:
    book = two_texts(tmp_path, old, new)
    facts: dict[str, Any] = {"offence": "盗伐林木", "stock": Decimal(stock), "graded_stock_m3": Decimal(stock)}
    grade = decide(facts, conduct=OLD, on=NEW, lawbook=book).grade
    assert (grade.value, grade.law) == (value, law)
    assert {a["law"] for a in grade.alternatives} == {"旧法", "新法"}
    assert {a["law"] for a in grade.alternatives if a["chosen"]} == ({law} if law else set())
    assert all(a["ground"] for a in grade.alternatives)


FACTS: dict[str, Any] = {"offence": "滥伐林木", "graded_stock_m3": Decimal("18.6493"), "saplings": 0}


def test_where_the_place_is_not_known_no_province_is_named() -> None:
    facts = FACTS | {"value_cny": Decimal("4960.72")}
    grade = decide(facts, conduct=datetime.date(2022, 1, 20), on=datetime.date(2022, 11, 8)).grade
    assert grade.value is None
    assert says(grade.reason, NO_PLACE)
    assert "福建省" not in grade.reason


def test_a_missing_figure_is_told_with_both_ends_and_no_grade() -> None:
    facts = FACTS | {"value_cny": Decimal("4960.72"), "province": "福建省"}
    decision = decide(facts, conduct=datetime.date(2022, 1, 20), on=datetime.date(2022, 11, 8))
    grade = decision.grade
    assert grade.value is None
    assert [(a["law"], a["at"], a["value"], a["chosen"]) for a in grade.alternatives] == [
        ("法释〔2000〕36号", "幅度下限", "数量较大", False),
        ("法释〔2000〕36号", "幅度上限", "未达数量较大", False),
    ]
    assert [a["ground"] for a in grade.alternatives] == [
        NOT_CARRIED.format(value="数量较大"),
        NOT_CARRIED.format(value="未达数量较大"),
    ]
    assert says(grade.reason, NO_FIGURE, provinces="福建省")
    assert any(says(warning, NO_FIGURE, provinces="福建省") for warning in decision.warnings)
    assert "offence_grade" not in decision.conclusions
    assert (grade.law, grade.article) == ("法释〔2000〕36号", "第六条")  # every reading is of this one text


def test_a_rule_for_one_end_of_a_missing_figure_says_so_where_it_is_read() -> None:
    decision = decide(FACTS, conduct=datetime.date(2022, 1, 20), on=datetime.date(2022, 11, 8))
    told = {rule["id"]: rule for rule in decision.as_json()["rules"]}
    assert told["felling.grade-1.stock/low"]["fired"]
    assert told["felling.grade-1.stock/low"]["at"] == "幅度下限"
    assert told["felling.grade-1.stock/low"]["says"].endswith("（按幅度下限）")
    assert not told["felling.grade-1.stock/high"]["fired"]
    assert told["felling.grade-1.stock/high"]["says"].endswith("（按幅度上限）")
    assert told["felling.article"]["at"] is None
    assert "幅度" not in told["felling.article"]["says"]


@pytest.mark.parametrize(("figure", "value"), [("10", "数量较大"), ("18.6493", "数量较大"), ("18.65", "未达数量较大")])
def test_a_figure_entered_for_the_province_decides(tmp_path: Path, figure: str, value: str) -> None:
    folder = copytree(LAW, tmp_path / "law")
    figures = (folder / "figures.yaml").read_text(encoding="utf-8")
    entered = figures.replace(
        "range: [10, 20], province: 福建省, value: null", f"range: [10, 20], province: 福建省, value: {figure}"
    )
    assert entered != figures
    (folder / "figures.yaml").write_text(entered, encoding="utf-8")
    filled = load(folder)
    days = {"conduct": datetime.date(2022, 1, 20), "on": datetime.date(2022, 11, 8)}
    here, there, nowhere = (
        decide(FACTS | {"value_cny": Decimal(0), "province": place}, **days, lawbook=filled).grade
        for place in ("福建省", "安徽省", None)
    )
    assert (here.value, here.law) == (value, "法释〔2000〕36号")
    # a province's figure binds its own counties only
    assert (there.value, nowhere.value) == (None, None)
    assert says(there.reason, NO_FIGURE, provinces="安徽省", why=NOT_COLLECTED)
    assert says(nowhere.reason, NO_PLACE)


def test_where_no_offence_is_stated_there_is_no_grade() -> None:
    day = datetime.date(2024, 1, 1)
    decision = decide({"graded_stock_m3": Decimal(300)}, conduct=day, on=day)
    assert decision.grade.value is None
    assert decision.grade.alternatives == ()
    assert any(says(warning, NO_RULES, offence="罪名不明") for warning in decision.warnings)


def test_no_text_of_either_day_is_told() -> None:
    decision = decide(FACTS, conduct=BEFORE, on=BEFORE)
    assert decision.grade.value is None
    assert says(decision.grade.reason, NO_TEXT, offence="滥伐林木", conduct=BEFORE)


def test_without_the_standing_stock_no_grade_is_called_not_reached() -> None:
    day = datetime.date(2024, 1, 1)
    facts: dict[str, Any] = {"offence": "滥伐林木", "saplings": 10, "value_cny": Decimal(100)}
    grade = decide(facts, conduct=day, on=day).grade
    assert grade.value is None
    assert "认定的立木蓄积未查明" in grade.reason


def test_an_item_that_reaches_the_grade_counts_even_when_the_stock_is_not_known() -> None:
    day = datetime.date(2024, 1, 1)
    decision = decide({"offence": "滥伐林木", "saplings": 1000}, conduct=day, on=day)
    assert decision.grade.value == "数量较大"
    assert any("未查明：认定的立木蓄积、林木价值" in warning for warning in decision.warnings)


def test_a_grade_found_by_the_stock_says_that_the_value_is_not_known() -> None:
    day = datetime.date(2024, 1, 1)
    decision = decide(FACTS | {"graded_stock_m3": Decimal(20)}, conduct=day, on=day)
    assert decision.grade.value == "数量较大"
    assert any("未查明：林木价值" in warning for warning in decision.warnings)


def test_a_conduct_across_two_texts_is_pointed_out() -> None:
    decision = decide(
        FACTS | {"conduct_from": datetime.date(2023, 8, 1)},
        conduct=datetime.date(2023, 9, 1),
        on=datetime.date(2024, 1, 1),
    )
    assert any("跨越法释〔2023〕8号的施行日" in warning for warning in decision.warnings)


def test_a_conduct_within_one_text_is_not_pointed_out() -> None:
    decision = decide(
        FACTS | {"conduct_from": datetime.date(2023, 8, 15)},
        conduct=datetime.date(2023, 9, 1),
        on=datetime.date(2024, 1, 1),
    )
    assert not any("跨越" in warning for warning in decision.warnings)


def test_why_no_reading_is_chosen_is_told_of_each_end_and_of_the_later_text() -> None:
    # 盗伐 of 4 m³ in 2022: reached where a province began at 2, not where at 5; the later text is reached by the value
    facts: dict[str, Any] = {
        "offence": "盗伐林木",
        "graded_stock_m3": Decimal(4),
        "saplings": 0,
        "value_cny": Decimal(20000),
    }
    grade = decide(facts, conduct=datetime.date(2022, 1, 20), on=datetime.date(2024, 1, 1)).grade
    assert grade.value is None
    assert [(a["of"], a.get("at"), a["ground"]) for a in grade.alternatives] == [
        ("行为时", "幅度下限", NO_PROVINCE.format(value="数量较大")),
        ("行为时", "幅度上限", NO_PROVINCE.format(value="未达数量较大")),
        ("裁判时", None, NOT_COMPARED),
    ]
