"""A file of deadlines that is wrong does not load, and says file, line and reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rules.deadlines.book import LAW, DeadlineBook, load_book, read_book
from rules.lawbook.located import LawError

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
        ("  basis: {text: 刑事诉讼法, article: 第二百三十条}\n", "", "缺少 basis"),
        ("article: 第二百三十条", "article: ''", "没有依据"),
        ("text: 刑事诉讼法", "text: 某法", "某法 不在 texts.yaml 中"),
        ("from: 2018-10-26", "from: 1997-01-01", "超出 刑事诉讼法 的施行期间"),
        ("starts: [开庭]", "starts: [开幕]", "没有程序事项 开幕"),
        ("starts: [开庭]", "after: none.such", "没有可以接续的期限 none.such"),
        ("starts: [开庭]", "who2: x", "不认识的键 who2"),
        ("kind: limit", "kind: wait", "wait 应写明 bars"),
        ("kind: limit", "kind: soon", "kind 应为"),
        ("counting: 刑事期间", "counting: 估计", "没有这种计算方法 估计"),
        ("length: {days: 10}", "length: {days: -1}", "不小于 0 的整数"),
        ("length: {days: 10}", "length: {days: 1.5}", "不小于 0 的整数"),
        ("length: {days: 10}", "length: {working_days: 1, days: 2}", "工作日不与其他单位并用"),
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
        ("events.yaml", "- {event: 某事, group: 审判, by: [clerk]}", "by 应在"),
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
            "缺少 basis",
        ),
        (
            "bars.yaml",
            "- {id: x, says: 某, basis: {text: 刑事诉讼法, article: 某条}, in_force: {from: 2018-10-26}}",
            "应写明 when，或者 event",
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


def test_every_text_that_was_not_read_marks_the_rules_that_rest_on_it() -> None:
    for rule in load_book().rules:
        text = load_book().texts[rule.basis.text]
        assert rule.basis.confidence == text.confidence
