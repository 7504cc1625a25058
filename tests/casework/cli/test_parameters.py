"""``flask parameters`` and ``assess --parameters``: without a database, every finding told, exit 0 or 2."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from casework.cli.assess import BOTH_FROM_INPUT, NOT_COMPUTED
from casework.cli.parameters import ACCEPTED, ACCEPTED_WITH_REASONS, OF_LEVEL, REFUSED, UNWRITABLE
from rules.carbon.methods.registry import NO_METHOD
from rules.carbon.parameter_forms.build import UNCHECKED
from rules.carbon.parameter_forms.check import check
from rules.carbon.parameter_forms.findings import MEANING, WORDS
from tests.conftest import make_app
from tests.rules.cases import case, stand
from tests.rules.parameter_forms.forms import TEACHING, as_workbook, as_yaml, changed, teaching
from tests.told import says

CASE = Path(__file__).resolve().parents[3] / "examples" / "2022-fujian-nanjing-zhang.yaml"


@pytest.fixture
def without_tables(tmp_path: Path) -> Flask:
    return make_app(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)


def run(app: Flask, *words: Any, **options: Any) -> Result:
    return app.test_cli_runner().invoke(args=[str(word) for word in words], **options)


def written(folder: Path, content: bytes, name: str = "set.yaml") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_set_that_can_be_imported_exits_with_zero_and_prints_its_hash(without_tables: Flask) -> None:
    result = run(without_tables, "parameters", "check", TEACHING)
    assert result.exit_code == 0
    form = check(TEACHING.read_bytes()).form
    assert form is not None
    assert form.sha256 in result.stdout
    assert ACCEPTED in result.stdout
    assert "缺项 1 处" in result.stdout


def test_errors_doubts_and_gaps_are_told_apart_and_exit_with_two(without_tables: Flask, tmp_path: Path) -> None:
    form = changed("杉木", "D", value="0.6")
    form["parameters"][4]["value"] = "99"
    file = written(tmp_path, as_workbook(form), "set.xlsx")
    result = run(without_tables, "parameters", "check", file)
    assert result.exit_code == 2
    for level in ("error", "doubt"):
        assert OF_LEVEL.format(level=WORDS[level], count=1, meaning=MEANING[level]) in result.stdout
    assert REFUSED in result.stdout
    told = json.loads(run(without_tables, "parameters", "check", file, "--json").stdout)
    assert told["importable"] is False
    assert told["sha256"] is None
    assert [error["path"] for error in told["errors"]] == ["第 11 行“数值”"]
    assert len(told["doubts"]) == 1
    assert told["gaps"]


def test_a_doubt_alone_does_not_stop_and_is_announced(without_tables: Flask, tmp_path: Path) -> None:
    result = run(without_tables, "parameters", "check", written(tmp_path, as_yaml(changed("杉木", "D", value="0.6"))))
    assert result.exit_code == 0
    assert ACCEPTED_WITH_REASONS in result.stdout


@pytest.mark.parametrize("json_wanted", [[], ["--json"]])
def test_a_file_that_is_not_there_exits_with_two(without_tables: Flask, tmp_path: Path, json_wanted: list[str]) -> None:
    result = run(without_tables, "parameters", "check", tmp_path / "none.yaml", *json_wanted)
    assert result.exit_code == 2
    assert "找不到文件" in result.stdout


def test_the_form_of_a_method_is_written_and_can_be_checked(without_tables: Flask, tmp_path: Path) -> None:
    for name in ("form.xlsx", "form.yaml"):
        assert (
            run(without_tables, "parameters", "template", "national-default", "--out", tmp_path / name).exit_code == 0
        )
        checked = run(without_tables, "parameters", "check", tmp_path / name)
        assert "“参数集编号”" in checked.stdout or "id：" in checked.stdout
    printed = run(without_tables, "parameters", "template", "fujian-trial-2022", "--yaml")
    assert "method: fujian-trial-2022@2026-11" in printed.stdout
    assert run(without_tables, "parameters", "template", "national-default").stdout_bytes.startswith(b"PK")


def test_the_form_of_an_unknown_method_or_an_unwritable_place_is_refused(without_tables: Flask, tmp_path: Path) -> None:
    refused = run(without_tables, "parameters", "template", "guess")
    assert refused.exit_code == 2
    assert says(refused.stderr, NO_METHOD, id="guess")
    refused = run(without_tables, "parameters", "template", "national-default", "--out", tmp_path / "no" / "x.xlsx")
    assert refused.exit_code == 2
    assert says(refused.stderr, UNWRITABLE)


def test_a_case_is_assessed_by_the_set_of_a_file_and_says_so(without_tables: Flask) -> None:
    told = json.loads(run(without_tables, "assess", CASE, "--parameters", TEACHING, "--json").stdout)
    # by hand: 18.6493 × 1.4 × 0.5 × 1.25 × 0.5 × 44 ÷ 12
    assert told["loss_tco2e"] == "29.92"
    assert told["method"]["parameter_set"]["provenance"] == "file"
    assert any(UNCHECKED in warning for warning in told["warnings"])
    assert UNCHECKED in run(without_tables, "assess", CASE, "--parameters", TEACHING).stdout


def test_a_wrong_set_stops_the_assessment_with_every_mistake(without_tables: Flask, tmp_path: Path) -> None:
    form = teaching()
    form["parameters"][4]["value"] = "99"
    form["parameters"][5]["unit"] = "kg"
    file = written(tmp_path, as_yaml(form))
    result = run(without_tables, "assess", CASE, "--parameters", file, "--json")
    assert result.exit_code == 2
    told = json.loads(result.stdout)
    assert [error["path"] for error in told["errors"]] == ["parameters", "parameters"]
    assert NOT_COMPUTED.format(about="参数集") in run(without_tables, "assess", CASE, "--parameters", file).stderr


def test_case_and_set_are_not_both_read_from_standard_input(without_tables: Flask) -> None:
    result = run(without_tables, "assess", "-", "--parameters", "-", "--json", input=CASE.read_bytes())
    assert result.exit_code == 2
    assert BOTH_FROM_INPUT in result.stdout


def test_the_rules_are_explained_by_the_loss_of_the_given_set(without_tables: Flask, tmp_path: Path) -> None:
    facts = case(stand(species="硬阔类", standing_stock_m3="18.6493"), on="2022-11-08")
    file = written(tmp_path, json.dumps(facts).encode(), "case.json")
    assert "碳汇损失量：42.9吨" in run(without_tables, "explain", file).stdout
    told = run(without_tables, "explain", file, "--parameters", TEACHING).stdout
    assert "碳汇损失量：38.46吨" in told
    assert UNCHECKED in told


def test_a_wrong_set_is_not_explained_by(without_tables: Flask, tmp_path: Path) -> None:
    file = written(tmp_path, b"parameters: [")
    result = run(without_tables, "explain", CASE, "--parameters", file, "--json")
    assert result.exit_code == 2
    assert {error["path"] for error in json.loads(result.stdout)["errors"]} == {"parameters"}
