"""Numbers, units, formulas and dates as they are written on screen and on paper."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from casework import wording
from casework.web import display
from casework.wording import equations_named, official, reason
from rules.carbon.tally.equations import volume_equations
from rules.casefile.offences import OFFENCES
from rules.deciding.deadlines.book import load_book
from rules.record.worksheet import LineRecord

TRANSLATIONS = Path(wording.__file__).parent / "translations"


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    app = Flask("display")
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"
    Babel(app)
    with app.app_context():
        yield


@pytest.mark.parametrize(
    ("symbol", "printed"),
    [
        ("m3", "m³"),
        ("tCO2e", "tCO₂e"),
        ("tCO2e/m3", "tCO₂e/m³"),
        ("t/(ha·a)", "t/(ha·a)"),
        ("CNY/tCO2e", "元/tCO₂e"),
        ("cm^2", "cm²"),
        ("1", ""),
        (None, ""),
    ],
)
def test_units_are_printed_as_on_paper(symbol: str | None, printed: str) -> None:
    assert wording.unit_text(symbol) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("1234567.1230", "1,234,567.1230"),
        (Decimal("18.6493"), "18.6493"),
        ("-1234", "−1,234"),
        ("123", "123"),
        (Decimal("1E+3"), "1,000"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_a_number_keeps_every_digit(value: Decimal | str | None, printed: str) -> None:
    assert wording.number(value) == printed


@pytest.mark.parametrize(("value", "printed"), [("3181.2", "3,181.20"), ("58.123", "58.123"), (None, "—")])
def test_money_has_two_places_and_is_never_rounded(value: str | None, printed: str) -> None:
    assert wording.money(value) == printed


@pytest.mark.parametrize(
    ("part", "printed"), [("0.9", "90 %"), ("0.010", "1.0 %"), ("0.036", "3.6 %"), ("1.000", "100.0 %")]
)
def test_a_part_of_one_is_printed_in_per_cent_with_its_own_digits(part: str, printed: str) -> None:
    assert wording.percent(part) == printed


def test_a_formula_names_the_line_of_each_value_and_sets_indices_low() -> None:
    markup = display.formula_markup("B_a × R", {"B_a": 6, "R": 4})
    assert "<var>B<sub>a</sub></var><a class='ref' href='#line-6'>〔6〕</a> × " in markup
    assert markup.endswith("<var>R</var><a class='ref' href='#line-4'>〔4〕</a>")


@pytest.mark.parametrize(
    ("formula", "values", "printed"),
    [
        ("V × BEF", {"V": "18.6493", "BEF": "1.514"}, "18.6493 × 1.514"),
        ("a*b/c", {"a": "1", "b": "2", "c": "3"}, "1 × 2 ÷ 3"),
        ("a - b", {"a": "1", "b": "-2"}, "1 − (−2)"),
        ("-a + b", {"a": "1", "b": "2"}, "−1 + 2"),
        ("(a + b) × c", {"a": "1", "b": "2", "c": "3"}, "(1 + 2) × 3"),
    ],
)
def test_values_stand_in_place_of_the_names(formula: str, values: dict[str, str], printed: str) -> None:
    plain = display.formula_markup(formula, None, values).striptags()
    assert plain == printed


def test_a_power_is_raised_and_functions_keep_their_names() -> None:
    assert display.formula_markup("exp(a) × D^b", None, {"a": "1", "b": "2.5", "D": "20"}).endswith(
        "<sup><span class='n'>2.5</span></sup>"
    )
    assert display.formula_markup("ln(D)**2").startswith("ln(<var>D</var>)<sup>2</sup>")


def test_what_stands_in_a_formula_is_escaped() -> None:
    assert "<script>" not in display.formula_markup("a < b", None, {"a": "<script>"})


def test_rounding_is_told_in_words_and_its_absence_too() -> None:
    assert wording.rounding_text("half_up 0.01") == "四舍五入，保留2位小数"
    assert wording.rounding_text(None) == wording.EXACT


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (datetime.date(2022, 11, 8), "2022年11月8日"),
        ("2022-11-08", "2022年11月8日"),
        # After 16:00 UTC it is the next day in Beijing.
        ("2022-11-08T17:00:00+00:00", "2022年11月9日"),
        (datetime.datetime(2022, 11, 8, 15, 59, tzinfo=datetime.UTC), "2022年11月8日"),
        (None, "—"),
    ],
)
def test_a_day_is_the_day_in_beijing(value: datetime.date | str | None, printed: str) -> None:
    assert wording.day(value) == printed


def test_a_moment_is_told_in_beijing_time() -> None:
    assert wording.moment("2022-11-08T17:05:00+00:00") == "2022-11-09 01:05"


def test_a_sentence_ends_once() -> None:
    assert [wording.sentence(text) for text in ("没有", "没有。", "有吗？")] == ["没有。", "没有。", "有吗？"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("没有写明认购倍数（options.multiplier），按一倍计", "没有写明认购倍数，按一倍计"),
        ("没有写明竹株数（culms）", "没有写明竹株数"),
        ("株数（culms 或 trees）", "株数"),
        ("公顷（area_ha）或亩（area_mu）", "公顷或亩"),
        ("缺少胸径（cm）", "缺少胸径（cm）"),
        ("第一代（湖南会同）", "第一代（湖南会同）"),
        ("参数集（national-default@2026-11）", "参数集（national-default@2026-11）"),
    ],
)
def test_keys_of_the_case_file_are_not_shown_and_units_are(text: str, shown: str) -> None:
    assert wording.without_keys(text) == shown


def line(**given: Any) -> LineRecord:
    return LineRecord.model_construct(**given)


def test_sections_keep_the_order_in_which_lines_were_written() -> None:
    lines = [line(no=1, section="A"), line(no=2, section="B"), line(no=3, section="A")]
    assert [(name, [item.no for item in group]) for name, group in display.sections(lines)] == [
        ("A", [1]),
        ("B", [2]),
        ("A", [3]),
    ]


def test_a_long_source_is_told_once_and_a_short_one_each_time() -> None:
    long = "《中国第二次国家信息通报》土地利用变化与林业清单"
    lines = [line(no=no, source=source) for no, source in ((1, long), (2, "案件文件"), (3, long), (4, "案件文件"))]
    assert display.same_source(lines) == {3: 1}


def test_an_equation_stands_by_its_name_with_the_id_behind_it_once() -> None:
    named = equations_named("参数 · FJ-1823-masson")
    title = volume_equations().shipped["FJ-1823-masson"].title
    assert named == f"参数 · {title.removesuffix('）')}，FJ-1823-masson）"
    assert equations_named(named) == named
    assert equations_named("FJ-1823-masson-2") == "FJ-1823-masson-2"


@pytest.mark.parametrize(("now", "asked"), [("否", "是"), ("不明", "是"), ("是", "否"), ("不明", "否")])
@pytest.mark.parametrize("detail", ["", "（尚缺：检察院）"])
def test_why_a_rule_does_not_apply_names_fact_and_detail_and_no_switch(now: str, asked: str, detail: str) -> None:
    stored = f"各方当事人意见已记录齐全：{now}{detail}，须为{asked}"
    shown = reason(stored)
    assert "“各方当事人意见已记录齐全”" in shown
    assert detail in shown
    assert f"：{now}" not in shown
    assert f"须为{asked}" not in shown


@pytest.mark.parametrize("text", ["立木蓄积：8立方米，须达到10立方米", "主体：单位，须为自然人", "已现场勘查：是"])
def test_any_other_reason_is_read_as_it_was_stored(text: str) -> None:
    assert reason(text) == text


def test_offences_and_periods_are_in_english_on_english_pages_with_the_official_word_beside() -> None:
    named = [*OFFENCES, *(rule.title for rule in load_book().rules)]
    assert [official(word) for word in named] == named
    app = Flask("display")
    app.config |= {"BABEL_DEFAULT_LOCALE": "en", "BABEL_TRANSLATION_DIRECTORIES": str(TRANSLATIONS)}
    Babel(app)
    with app.app_context():
        for word in named:
            english = official(word).removesuffix(f" ({word})") if len(word) > wording.SHORT else official(word)
            assert english.isascii(), word
        assert official("是").isascii()
        assert official("某村自定的名称") == "某村自定的名称"
