"""``ranking``: what moves a loss, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from casework.cli.ranking import ranking_command

EXAMPLE = str(Path(__file__).parents[3] / "examples" / "2022-fujian-nanjing-zhang.yaml")


def test_json_has_the_rows_widest_first() -> None:
    done = CliRunner().invoke(ranking_command, [EXAMPLE, "--json"])
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    # The factors by their borrowed errors, the stock, which states none, by a tenth.
    assert {row["path"] for row in told["by_error"]} == {f"阔叶混.{symbol}" for symbol in ("BEF", "D", "R", "CF")}
    assert [row["path"] for row in told["by_tenth"]] == ["stands[0].standing_stock_m3"]
    swings = [float(row["swing"]) for row in told["by_error"]]
    assert swings == sorted(swings, reverse=True)


def test_the_text_names_each_value_and_what_it_was_changed_to() -> None:
    done = CliRunner().invoke(ranking_command, [EXAMPLE])
    assert "立木蓄积（18.6493 改为 16.78437、20.51423）" in done.stdout


def test_a_missing_file_exits_2() -> None:
    done = CliRunner().invoke(ranking_command, ["none.yaml", "--json"])
    assert done.exit_code == 2
    assert json.loads(done.stdout)["errors"]
