"""A file of deadlines that is wrong does not load, and says file, line and reason."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.deciding.book.base import LawError
from rules.deciding.deadlines.book import LAW, DeadlineBook, load_book, read_book
from rules.deciding.deadlines.types import DeadlineRule
from rules.reading.located import Mistake
from tests.testrun import examples

RULE = """
- id: extra.rule
  title: 某事
  says: 某事应当在十日以内完成
  basis: {text: 刑事诉讼法, article: 第二百三十条}
  in_force: {from: 2018-10-26}
  track: 刑事审判
  kind: limit
  counting: 刑事期间
  who: 人民法院
  starts: [开庭]
  ends: [二审宣判]
  length: {days: 10}
"""
BASED = ", basis: {text: 刑事诉讼法, article: 某条}, in_force: {from: 2018-10-26}}"


def with_file(folder: Path, text: str, name: str = "extra.yaml") -> DeadlineBook:
    copy = folder / "deadlines"
    shutil.copytree(LAW, copy)
    (copy / name).write_text(text, encoding="utf-8")
    return read_book(copy, LAW.parent / "texts.yaml")


def test_a_good_rule_more_is_read(tmp_path: Path) -> None:
    assert with_file(tmp_path, RULE).rule("extra.rule").length.days == 10


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("  basis: {text: 刑事诉讼法, article: 第二百三十条}\n", "", "basis：缺少必填项"),
        ("article: 第二百三十条", "article: ''", "basis.article：不能为空"),
        ("text: 刑事诉讼法", "text: 某法", "某法 不在 texts.yaml 中"),
        ("from: 2018-10-26", "from: 1997-01-01", "超出 刑事诉讼法 的施行期间"),
        ("starts: [开庭]", "starts: [开幕]", "没有程序事项 开幕"),
        ("starts: [开庭]", "after: none.such", "没有可以接续的期限 none.such"),
        ("starts: [开庭]", "who2: x", "who2：不认识的字段"),
        ("kind: limit", "kind: wait", "wait 应写明 bars"),
        ("kind: limit", "kind: soon", "kind：应为 limit、wait、custody 之一，现为 soon"),
        ("counting: 刑事期间", "counting: 估计", "没有这种计算方法 估计"),
        ("length: {days: 10}", "length: {days: -1}", "length.days：不能小于 0"),
        ("length: {days: 10}", "length: {days: 1.5}", "length.days：应为整数"),
        ("length: {days: 10}", "length: {working_days: 1, days: 2}", "工作日不与其他单位并用"),
        ("length: {days: 10}", "length: {months: 3}\n  at_latest: {months: 2}", "at_latest 应长于 length"),
        ("length: {days: 10}", "length: {months: 3}\n  at_latest: {months: 3}", "at_latest 应长于 length"),
        ("length: {days: 10}", "given: true", "given 并由有止日的事项给定"),
        ("length: {days: 10}", "length: {days: 10}\n  when: {program: [特快]}", "program 没有 特快"),
        ("id: extra.rule", "id: trial.fast", "trial.fast 重复"),
        (
            "who: 人民法院",
            "who: 人民法院\n  extensions: [{granted_by: 开庭, says: 某, basis: {text: 刑事诉讼法, article: 某条}}]",
            "add",
        ),
    ],
)
def test_a_wrong_rule_is_refused_with_file_and_reason(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in RULE
    with pytest.raises(LawError, match=r"(extra|trial)\.yaml 第 \d+ 行") as refused:
        with_file(tmp_path, RULE.replace(old, new))
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "events.yaml",
            "- {event: 某事, group: 审判, by: [clerk]}",
            "by[0]：应为 prosecutor、judge、forestry_officer 之一，现为 clerk",
        ),
        ("events.yaml", "- {event: 某事, group: 审判, by: [judge], sets: {program: 普通}}", "sets"),
        (
            "exclusions.yaml",
            "- {id: x, says: 某, event: 开庭, excluded: true, tracks: [刑事审判]" + BASED,
            "起止两日",
        ),
        (
            "exclusions.yaml",
            "- {id: x, says: 某, event: 中止审理, excluded: true, tracks: [某类]" + BASED,
            "没有哪个期限属于",
        ),
        (
            "exclusions.yaml",
            "- {id: x, says: 某, event: 中止审理, excluded: true, tracks: [刑事审判], in_force: {from: 2018-10-26}}",
            "basis：缺少必填项",
        ),
        (
            "bars.yaml",
            "- {id: x, says: 某, basis: {text: 刑事诉讼法, article: 某条}, in_force: {from: 2018-10-26}}",
            "应写明 when，或者 event",
        ),
        (
            "bars.yaml",
            "- {id: x, says: 某, when: {program: [普通]}" + BASED.replace("2018-10-26", "1997-01-01"),
            "x 的施行期间超出 刑事诉讼法 的施行期间",
        ),
        (
            "exclusions.yaml",
            "- {id: x, says: 某, event: 中止审理, excluded: true, tracks: [刑事审判]"
            + BASED.replace("2018-10-26", "1997-01-01"),
            "x 的施行期间超出 刑事诉讼法 的施行期间",
        ),
        (
            "texts.yaml",
            "- {text: 民法典, title: 某, in_force: {from: 2021-01-01}, source: 某, confidence: verified}",
            "民法典 重复",
        ),
    ],
)
def test_a_wrong_entry_beside_the_rules_is_refused(tmp_path: Path, name: str, text: str, reason: str) -> None:
    with pytest.raises(LawError) as refused:
        with_file(tmp_path, text, name)
    assert reason in str(refused.value)


FILES = {path.name: path.read_text(encoding="utf-8") for path in LAW.glob("*.yaml")}
PLAIN = [None, True, False, -3, 5, "", "开庭", "刑事期间", datetime.date(2020, 1, 1)]
KEYS = ["text", "article", "from", "to", "days", "months", "program", "granted_by", "says", "basis", "add"]
values: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(PLAIN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=examples(50, 500), deadline=None)
@given(st.data())
def test_whatever_stands_in_an_entry_the_book_loads_or_is_refused_with_file_line_and_reason(
    data: st.DataObject,
) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    entries = yaml.safe_load(FILES[name])
    entry = data.draw(st.sampled_from(entries))
    entry[data.draw(st.sampled_from(sorted(entry)))] = data.draw(values)
    with tempfile.TemporaryDirectory() as folder:
        mistakes: list[Mistake] = []
        rules: list[DeadlineRule] = []
        try:
            rules += with_file(Path(folder), yaml.safe_dump(entries, allow_unicode=True), name).rules
        except LawError as refused:
            mistakes += refused.mistakes
    assert bool(rules) is not bool(mistakes)
    assert all(mistake.file and mistake.line >= 1 and mistake.reason for mistake in mistakes)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("starts: [开庭]", "starts: 开庭", 11, "starts：应为列表"),
        ("kind: limit", "kind: limit\n  each: 是", 9, "each：应为 true 或 false"),
        ("kind: limit", "kind: limit\n  when: 普通", 9, "when：应为一组字段（映射）"),
        ("kind: limit", "kind: limit\n  extensions: 三个月", 9, "extensions：应为列表"),
        ("counting: 刑事期间", "counting: [刑事期间]", 9, "counting：应为文字"),
    ],
)
def test_a_value_of_another_shape_is_refused_on_its_line(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    with pytest.raises(LawError) as refused:
        with_file(tmp_path, RULE.replace(old, new))
    (mistake,) = refused.value.mistakes
    assert (mistake.file, mistake.line, mistake.reason) == ("extra.yaml", line, reason)


def test_every_text_that_was_not_read_marks_the_rules_that_rest_on_it() -> None:
    for rule in load_book().rules:
        text = load_book().texts[rule.basis.text]
        assert rule.basis.confidence == text.confidence
