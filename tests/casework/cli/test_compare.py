"""``compare``: two case files on the command line."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from casework.cli.compare import compare_command

CASE = """
case: {{offence: 滥伐林木, conduct: {{from: 2021-12-01}}}}
stands: [{{id: A, species: {species}, damage: {{type: 采伐}}, standing_stock_m3: "{stock}"}}]
"""


@pytest.fixture
def sides(tmp_path: Path) -> tuple[str, str]:
    files = []
    for name, species, stock in (("a", "马尾松", "20"), ("b", "杉木", "15.5")):
        file = tmp_path / f"{name}.yaml"
        file.write_text(CASE.format(species=species, stock=stock), encoding="utf-8")
        files.append(str(file))
    return files[0], files[1]


def test_json_shares_the_difference_out_and_adds_up(sides: tuple[str, str]) -> None:
    done = CliRunner().invoke(compare_command, [*sides, "--json"])
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert {change["name"] for change in told["changes"]} == {"地块 A：树种组成", "地块 A：立木蓄积"}
    assert sum(Decimal(change["attributed_tco2e"]) for change in told["changes"]) == Decimal(told["difference_tco2e"])
    assert Decimal(told["after"]["loss_tco2e"]) - Decimal(told["before"]["loss_tco2e"]) == Decimal(
        told["difference_tco2e"]
    )


def test_the_text_names_both_sides_and_what_each_says(sides: tuple[str, str]) -> None:
    done = CliRunner().invoke(compare_command, list(sides))
    assert "甲方" in done.stdout
    assert "立木蓄积：20 → 15.5" in done.stdout


def test_one_case_file_by_two_methods(sides: tuple[str, str]) -> None:
    done = CliRunner().invoke(compare_command, [sides[0], "--method", "storage-expansion", "--json"])
    told = json.loads(done.stdout)
    assert (told["before"]["method"], told["after"]["method"]) == ("national-default", "storage-expansion")
    assert sum(Decimal(change["attributed_tco2e"]) for change in told["changes"]) == Decimal(told["difference_tco2e"])


@pytest.mark.parametrize("wanted", [[], ["none.yaml"], ["--method", "none"]])
def test_bad_input_exits_2_with_the_mistake_and_nothing_else(sides: tuple[str, str], wanted: list[str]) -> None:
    done = CliRunner().invoke(compare_command, [sides[0], *wanted, "--json"])
    assert done.exit_code == 2
    assert json.loads(done.stdout)["errors"]
