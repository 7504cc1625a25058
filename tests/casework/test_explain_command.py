"""``flask --app wsgi explain``: every rule with its article and reason, to read or as one object; exit 0 or 2."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from casework.explain_command import explain_command
from rules.deciding.prose import paragraphs
from tests.casework.test_assess_command import CASE


def run(*arguments: str, text: str = CASE) -> Result:
    return CliRunner().invoke(explain_command, ["-", *arguments], input=text.encode(), catch_exceptions=False)


def told() -> dict[str, Any]:
    result = run("--json")
    assert result.exit_code == 0
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def test_every_rule_is_told_with_its_article_and_whether_it_applies() -> None:
    data = told()
    for rule in data["rules"]:
        cited = f"{rule['basis']['text']}{rule['basis']['article']}"
        found = [p for p in data["text"] if p.startswith(cited) and rule["says"] in p]
        assert len(found) == 1, rule["id"]
        assert ("本条适用。" in found[0]) is bool(rule["fired"])
        assert all(reason["text"].rstrip("。") in found[0] for reason in rule["decided_by"])
        assert rule["would_fire_if"] is None or rule["would_fire_if"] in found[0]
        if not rule["fired"] and rule["would_fire_if"] is None:
            assert "没有找到单独变更" in found[0]


def test_a_grade_between_both_ends_of_the_range_is_told_with_them() -> None:
    first = told()["text"][0]
    assert first.startswith("数量档次不能确定（法释〔2000〕36号）")
    assert "（幅度下限）为数量较大" in first
    assert "（幅度上限）为未达数量较大" in first


def test_a_grade_that_is_chosen_names_its_article_and_what_was_not_chosen() -> None:
    result = run("--on", "2024-06-01", "--json")
    data = json.loads(result.stdout)
    assert data["on"] == "2024-06-01"
    assert data["text"][0].startswith("数量档次为未达数量较大，依据法释〔2023〕8号第六条")
    assert "按行为时的法释〔2000〕36号（幅度下限）为数量较大" in data["text"][0]


def test_closed_and_open_routes_and_the_limits_of_the_text_are_told() -> None:
    text = told()["text"]
    assert [p for p in text if p.startswith("赔偿方式“认购碳汇”目前不能采用：")]
    assert "不是量刑建议" in text[-1]


def test_the_text_to_read_holds_the_same_paragraphs() -> None:
    data = told()
    shown = run().stdout
    assert "案由 滥伐林木" in shown
    assert all(paragraph in shown for paragraph in data["text"])
    assert all(warning in shown for warning in data["warnings"])


def test_the_paragraphs_say_nothing_of_a_sentence() -> None:
    said = "".join(told()["text"])
    assert not [word for word in ("有期徒刑", "拘役", "缓刑", "罚金", "%") if word in said]


def test_an_open_route_is_told_as_such() -> None:
    route = {"route": "赔偿金", "open": True, "reasons": ["尚需法官裁判"]}
    grade = {"value": None, "law": None, "article": None, "reason": "未收录", "alternatives": []}
    told = paragraphs({"grade": grade, "rules": [], "routes": [route]})
    assert told[:2] == ["数量档次不能确定：未收录。", "赔偿方式“赔偿金”可以考虑：尚需法官裁判。"]


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_a_mistake_is_told_with_its_path_and_exit_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments, text=CASE.replace("滥伐林木", "偷树"))
    assert result.exit_code == 2
    if arguments:
        assert [error["path"] for error in json.loads(result.stdout)["errors"]] == ["case.offence"]
    else:
        assert result.stdout == ""
        assert "case.offence" in result.stderr
