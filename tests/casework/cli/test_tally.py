"""``assess`` and ``explain`` of a case file whose tally stands in a file beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casework.cli.assess import assess_command
from casework.cli.explain import explain_command

CASE = """
case: {offence: 滥伐林木, conduct: {from: 2021-12-01}}
stands:
  - id: A
    species: 杉木
    damage: {type: 采伐}
    tally: {basis: dbh, volume_equation: LY208-fir, file: NAME}
options: {method: national-default, on: 2022-11-08}
"""
# Printed table of LY 208-77 at H 6 m: 5 × 0.027 + 12 × 0.018 = 0.351 m³.
TREES = "序号,树种,胸径,树高(m),株数\n1,杉木,10,6,5\n2,杉木,8,6,12\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "检尺.csv").write_text(TREES, encoding="utf-8")
    (tmp_path / "secret.csv").write_text(TREES, encoding="utf-8")
    path = folder / "case.yaml"
    path.write_text(CASE.replace("NAME", "检尺.csv"), encoding="utf-8")
    return path


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(assess_command, list(arguments), input=stdin, catch_exceptions=False)


def refusal(result: Result) -> list[tuple[str, str]]:
    assert result.exit_code == 2, result.output
    return [(error["path"], error["message"]) for error in json.loads(result.stdout)["errors"]]


def test_a_tally_beside_the_case_file_is_measured(case: Path) -> None:
    result = run(str(case), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["stands"][0]["standing_stock_m3"] == "0.351"


def test_what_was_taken_for_granted_is_told_apart_from_the_result(case: Path) -> None:
    assert "检尺.csv：“胸径”列没有写单位，按 cm 读取" in run(str(case), "--json").stderr


def test_the_rules_of_such_a_case_are_explained(case: Path) -> None:
    result = CliRunner().invoke(explain_command, [str(case), "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "0.351" in json.dumps(json.loads(result.stdout)["rules"], ensure_ascii=False)


def test_every_mistake_of_the_tally_is_told_and_nothing_computed(case: Path) -> None:
    (case.parent / "检尺.csv").write_text(TREES + "3,铁树,10,6,5\n4,杉木,-1,6,\n", encoding="utf-8")
    told = refusal(run(str(case), "--json"))
    assert {path for path, _ in told} == {"stands[0].tally.file"}
    assert [message.split("：")[0] for _, message in told] == [
        "检尺.csv 第 4 行“树种”",
        "检尺.csv 第 5 行“株数”",
        "检尺.csv 第 5 行“胸径”",
    ]


@pytest.mark.parametrize(("name", "why"), [("../secret.csv", "同在一个文件夹"), ("none.csv", "无法读取文件 none.csv")])
def test_a_file_out_of_the_folder_or_missing_is_refused_at_its_field(case: Path, name: str, why: str) -> None:
    case.write_text(CASE.replace("NAME", name), encoding="utf-8")
    ((path, message),) = refusal(run(str(case), "--json"))
    assert path == "stands[0].tally.file"
    assert why in message


def test_from_standard_input_there_is_no_folder_and_it_is_said(case: Path) -> None:
    ((path, message),) = refusal(run("-", "--json", stdin=case.read_text(encoding="utf-8")))
    assert path == "stands[0].tally.file"
    assert "标准输入" in message
