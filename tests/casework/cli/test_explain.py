"""``flask --app wsgi explain``: every rule with its article and reason, to read or as one object; exit 0 or 2."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from click import Command
from click.testing import CliRunner, Result

from casework.cli.assess import NOTHING_RELIABLE, assess_command
from casework.cli.explain import LEFT_OUT, explain_command
from rules.deciding.book import Stage
from rules.deciding.book.conditions import Values
from rules.deciding.decide import DISAGREEMENT
from rules.deciding.durable_engine import Engine
from rules.deciding.explain import FOUND
from rules.deciding.missing_told import NEVER, STEP
from rules.deciding.prose import (
    ADVISES,
    CLOSED_ROUTE,
    NO_GRADE,
    NO_SINGLE_CHANGE,
    OPEN_ROUTE,
    OPENED_BY,
    ROUTE,
    paragraphs,
)
from rules.record.deciding import NOT_KNOWN, ConflictRecord, GradeRecord, PersonRecord, RouteRecord, RuleRecord
from tests.casework.cli.test_assess import CASE
from tests.told import says


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
            assert NO_SINGLE_CHANGE not in found[0], "what several facts do together is named"
            key = f"{rule['id']}@{rule['in_force']['from']}" + (f"/{rule['at']}" if rule["at"] else "")
            (change,) = [one for one in data["least_changes"] if one["rule"] == key]
            assert all(step["label"] in found[0] for step in change["steps"])
            assert change["steps"] or says(found[0].partition("本条不适用。")[2], NEVER)


def test_a_grade_between_both_ends_of_the_range_is_told_with_them() -> None:
    first = told()["text"][0]
    assert says(first, NO_GRADE, under="（法释〔2000〕36号）")
    assert "（幅度下限）为数量较大" in first
    assert "（幅度上限）为未达数量较大" in first


def test_a_grade_that_is_chosen_names_its_article_and_what_was_not_chosen() -> None:
    result = run("--on", "2024-06-01", "--json", text=f'{CASE}value_cny: "9000"\n')
    data = json.loads(result.stdout)
    assert data["on"] == "2024-06-01"
    assert data["text"][0].startswith("数量档次为未达数量较大，依据法释〔2023〕8号第六条")
    assert "按行为时的法释〔2000〕36号（幅度下限）为数量较大" in data["text"][0]


def test_closed_and_open_routes_and_the_limits_of_the_text_are_told() -> None:
    text = told()["text"]
    assert [p for p in text if says(p, ROUTE, route="认购碳汇", state=CLOSED_ROUTE)]
    assert text[-1] == ADVISES


def test_each_closed_route_is_told_with_what_it_still_lacks() -> None:
    data = told()
    closed = [route["route"] for route in data["routes"] if not route["open"]]
    assert closed
    assert [one["route"] for one in data["missing"]] == closed
    for one in data["missing"]:
        opening = ROUTE.partition("{")[0] + f"“{one['route']}”".removeprefix("“")
        (paragraph,) = [p for p in data["text"] if p.startswith(opening)]
        for step in (step for way in one["ways"] for step in way):
            assert STEP.partition("：")[2].format(**step) in paragraph


def test_the_text_to_read_holds_the_same_paragraphs() -> None:
    data = told()
    shown = run().stdout
    assert "案由 滥伐林木" in shown
    assert all(paragraph in shown for paragraph in data["text"])
    assert all(warning in shown for warning in data["warnings"])


def test_the_paragraphs_say_nothing_of_a_sentence() -> None:
    said = "".join(told()["text"])
    assert not [word for word in ("有期徒刑", "拘役", "缓刑", "罚金", "%") if word in said]


@dataclass(frozen=True)
class _Told:
    grade: GradeRecord
    conflicts: tuple[ConflictRecord, ...]
    rules: tuple[RuleRecord, ...]
    routes: tuple[RouteRecord, ...]
    persons: tuple[PersonRecord, ...] = ()


def test_an_open_route_is_told_as_such() -> None:
    route = RouteRecord(route="赔偿金", open=True, reasons=("尚需法官裁判",))
    grade = GradeRecord(value=None, law=None, article=None, reason="未收录", alternatives=())
    told = paragraphs(_Told(grade, (), (), (route,)))
    assert told[:2] == [
        NO_GRADE.format(untold=NOT_KNOWN, under="", reason="未收录。"),
        ROUTE.format(route="赔偿金", state=OPEN_ROUTE, reasons="尚需法官裁判。"),
    ]


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_a_mistake_is_told_with_its_path_and_exit_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments, text=CASE.replace("滥伐林木", "偷树"))
    assert result.exit_code == 2
    if arguments:
        assert [error["path"] for error in json.loads(result.stdout)["errors"]] == ["case.offence"]
    else:
        assert result.stdout == ""
        assert "case.offence" in result.stderr


@pytest.fixture
def differing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that misses the last rule of each stage."""
    sound = Engine.fired

    def misses(self: Engine, stage: Stage, known: Values) -> frozenset[int]:
        return frozenset(sorted(sound(self, stage, known))[:-1])

    monkeypatch.setattr(Engine, "fired", misses)


@pytest.mark.usefixtures("differing")
@pytest.mark.parametrize("command", [assess_command, explain_command])
def test_where_the_evaluators_differ_nothing_is_told_but_why(command: Command) -> None:
    result = CliRunner().invoke(command, ["-"], input=CASE.encode(), catch_exceptions=False)
    assert (result.exit_code, result.stdout) == (3, "")
    assert says(result.stderr, NOTHING_RELIABLE)
    assert says(result.stderr, DISAGREEMENT)
    told = CliRunner().invoke(command, ["-", "--json"], input=CASE.encode(), catch_exceptions=False)
    assert told.exit_code == 3
    (error,) = json.loads(told.stdout)["errors"]
    assert error["path"] == ""
    assert "felling.article" in error["message"]


def test_two_readings_of_one_act_are_told_to_a_program_too() -> None:
    plants = "particulars: {protected_plants: {wild_or_cultivated: 野生, class_2_trees: 3, class_2_stock_m3: '3'}}"
    data = json.loads(run("--json", text=f"{CASE}\n{plants}\n").stdout)
    assert [conflict["kind"] for conflict in data["conflicts"]] == ["罪名竞合"]


def test_a_closed_route_says_what_single_change_would_open_it() -> None:
    text = json.loads(run("--json", text=f"{CASE}\nrestoration: {{ordered: 管护}}\n").stdout)["text"]
    (labour,) = [p for p in text if says(p, ROUTE, route="劳务代偿", state=CLOSED_ROUTE)]
    assert says(labour, OPENED_BY)
    assert says(labour.partition(OPENED_BY.partition("{")[0])[2], FOUND, fact="当事人请求劳务代偿", is_so="")


def test_no_carbon_lost_is_said_as_the_reason_why_no_credits_may_be_bought() -> None:
    hunting = "{case: {offence: 非法狩猎, conduct: {from: 2024-01-01}}, request: {credits: true}}"
    text = json.loads(run("--json", text=hunting).stdout)["text"]
    (credits,) = [p for p in text if says(p, ROUTE, route="认购碳汇", state=CLOSED_ROUTE)]
    assert "碳汇损失：无损失，须为有损失" in credits


def test_what_no_rule_holds_is_told_for_the_offence_at_hand() -> None:
    matters = {one["matter"]: one for one in told()["left_out"]}
    assert all(one["basis"] and one["says"] and one["why"] for one in matters.values())
    assert "追诉时效" in matters
    assert "竹林" in matters  # of illegal felling
    assert "盗窃数额减半与没有数额要求的情形" not in matters
    text = run().stdout
    assert LEFT_OUT in text
    assert all(f"  · {matter}（" in text for matter in matters)
