"""``flask --app wsgi assess``: one object on standard output, exit 0 or 2, no database."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from casework.cli.assess import assess_command
from casework.cli.io import INPUT_TOO_LARGE
from casework.cli.terminal import IN_MONEY
from casework.wording import chinese_unit, equations_named
from rules.carbon.uncertainty import CHANCE_ALONE
from rules.carbon.workbook.book import cell_of
from tests.rules.workbook.spreadsheet import Book

ROOT = Path(__file__).resolve().parents[3]

CASE = """
case:
  offence: 滥伐林木
  conduct: {from: 2021-12-01, to: 2022-01-20}
parties:
  - {name: 张某泉, role: 被告人}
stands:
  - id: A
    species: 硬阔类
    damage: {type: 采伐}
    standing_stock_m3: "18.6493"
    saplings: 0
options: {method: national-default, on: 2022-11-08}
"""

CONTRACT = {
    "method", "loss_tco2e", "loss_range", "required_credits_t", "amount_cny", "grade", "routes", "worksheet", "rules",
    "stands", "published", "warnings", "hash",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What a run said and how it ended."""

    returncode: int
    stdout: bytes
    stderr: bytes


def run(*arguments: str, stdin: bytes | None = None) -> Told:
    """The command in this process, without application or database."""
    result = CliRunner().invoke(assess_command, list(arguments), input=stdin, catch_exceptions=False)
    return Told(result.exit_code, result.stdout_bytes, result.stderr_bytes)


def run_apart(*arguments: str) -> Told:
    """The command as a person calls it, with a database address that nothing can answer."""
    environment = {**os.environ, "DATABASE_URL": "postgresql://nowhere.invalid/none", "PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "assess", *arguments],
        capture_output=True,
        cwd=ROOT,
        env=environment,
        timeout=60,
    )
    return Told(result.returncode, result.stdout, result.stderr)


def write(tmp_path: Path, content: str | bytes) -> str:
    path = tmp_path / "case.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def errors(result: Told) -> dict[str, str]:
    """The mistakes told, by path, of a run that must have refused and printed nothing else."""
    assert result.returncode == 2, result.stdout.decode() + result.stderr.decode()
    told = json.loads(result.stdout)
    assert list(told) == ["errors"]
    return {error["path"]: error["message"] for error in told["errors"]}


def test_one_json_object_carries_every_key_of_the_contract_and_needs_no_database(tmp_path: Path) -> None:
    result = run_apart(write(tmp_path, CASE), "--json")
    assert result.returncode == 0, result.stderr.decode()
    told = json.loads(result.stdout)
    assert told.keys() >= CONTRACT
    assert told["loss_tco2e"] == "42.90"
    assert {"low", "high", "level"} <= told["loss_range"].keys()
    # The errors of the factors are borrowed; that of the stock is not stated, and the range says so.
    assert float(told["loss_range"]["low"]) < float(told["loss_tco2e"]) < float(told["loss_range"]["high"])
    assert any(item["path"] == "stands[0].standing_stock_m3" for item in told["loss_range"]["not_covered"])
    assert {"id", "edition", "parameter_set", "status"} <= told["method"].keys()
    for line in told["worksheet"]:
        assert {"no", "symbol", "formula", "values", "unit", "rounding", "result", "source"} <= line.keys()


def test_json_input_gives_the_same_assessment_as_yaml(tmp_path: Path) -> None:
    from rules.casefile import load

    as_json = json.dumps(load(CASE.encode()).as_json(), ensure_ascii=False).encode()
    first = json.loads(run(write(tmp_path, CASE), "--json").stdout)
    second = json.loads(run("-", "--json", stdin=as_json).stdout)
    assert first["hash"] == second["hash"]


def test_without_json_a_worksheet_to_read_is_printed(tmp_path: Path) -> None:
    result = run(write(tmp_path, CASE))
    text = result.stdout.decode()
    assert result.returncode == 0
    assert "18.6493 × 1.674 × 0.598" in text
    assert "42.90 tCO₂e" in text
    assert "待核" in text


def test_why_this_edition_of_the_method_counts_is_printed_with_its_day(tmp_path: Path) -> None:
    file = write(tmp_path, CASE)
    ground = json.loads(run(file, "--json").stdout)["method"]["edition_ground"]
    assert "2022-11-08" in ground
    assert ground in run(file).stdout.decode()


def test_a_range_says_what_is_not_in_it(tmp_path: Path) -> None:
    file = write(tmp_path, CASE)
    notes = json.loads(run(file, "--json").stdout)["loss_range"]["notes"]
    assert CHANCE_ALONE in notes
    printed = run(file).stdout.decode()
    assert [note for note in notes if equations_named(note) not in printed] == []


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('"18.6493"', '"-18.6493"', "stands[0].standing_stock_m3"),
        ("硬阔类", "火星松", "stands[0].species"),
        ("to: 2022-01-20", "to: 2020-01-20", "case.conduct.to"),
        ("滥伐林木", "砍树", "case.offence"),
        ("national-default", "no-such-method", "options.method"),
        (
            'standing_stock_m3: "18.6493"',
            'standing_stock_m3: "18.6493"\n    timber_volume_m3: "10"\n    outturn_rate: "0.65"',
            "stands[0].outturn_rate",
        ),
        ("damage: {type: 采伐}", "damage: {type: 采伐}\n    colour: green", "stands[0].colour"),
    ],
)
def test_bad_input_names_the_field_and_the_reason(tmp_path: Path, old: str, new: str, path: str) -> None:
    told = errors(run(write(tmp_path, CASE.replace(old, new)), "--json"))
    assert list(told) == [path]
    assert told[path]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"x" * 10_000_000, "过大"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "空"),
        (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "锚点"),
        (b"case: !!python/object/apply:os.system ['true']", "标签"),
        (b"case: [1, 2", "语法"),
        (b'{"case": ', "语法"),
        (b"[" * 5000, "嵌套"),
        (b"- 1\n- 2", "映射"),
    ],
)
def test_a_file_that_is_no_case_file_is_refused_with_one_clear_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    told = errors(run(write(tmp_path, content), "--json"))
    assert len(told) == 1
    assert reason in told[""]


def test_a_refusal_as_a_person_gets_it_is_one_json_object_and_exit_2(tmp_path: Path) -> None:
    told = errors(run_apart(write(tmp_path, CASE.replace('"18.6493"', '"-18.6493"')), "--json"))
    assert list(told) == ["stands[0].standing_stock_m3"]


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    assert "找不到" in errors(run(str(tmp_path / "none.yaml"), "--json"))[""]
    assert "文件夹" in errors(run(str(tmp_path), "--json"))[""]


def test_without_json_mistakes_go_to_standard_error_and_nothing_to_standard_output(tmp_path: Path) -> None:
    result = run(write(tmp_path, CASE.replace('"18.6493"', '"-1"')))
    assert result.returncode == 2
    assert result.stdout == b""
    assert "stands[0].standing_stock_m3" in result.stderr.decode()


def test_a_conduct_that_has_not_ended_on_the_day_of_decision_is_refused(tmp_path: Path) -> None:
    future = CASE.replace("to: 2022-01-20", "to: 2099-01-20").replace(", on: 2022-11-08", "")
    assert "case.conduct" in errors(run(write(tmp_path, future), "--json"))


def test_what_could_not_be_computed_is_said_beside_what_was_published() -> None:
    result = run(str(ROOT / "examples" / "2025-fujian-changting-cheng.yaml"))
    assert result.returncode == 0
    told = result.stdout.decode()
    assert "公布 4504，本次 不能得出，未能复现" in told
    assert "None" not in told


def test_too_much_on_standard_input_is_refused_without_a_size_that_nobody_knows() -> None:
    result = run("-", "--json", stdin=b"a" * 10_000_000)
    assert result.returncode == 2
    assert errors(result) == {"": INPUT_TOO_LARGE.format(most=2_097_152)}


def test_a_number_beyond_all_bounds_is_refused_at_its_field_as_a_person_would_call_it(tmp_path: Path) -> None:
    text = json.dumps(
        {
            "case": {"offence": "滥伐林木", "conduct": {"from": "2021-12-01"}},
            "stands": [{"id": "A", "species": "杉木", "damage": {"type": "采伐"}, "standing_stock_m3": "VOLUME"}],
        }
    )
    result = run(write(tmp_path, text.replace('"VOLUME"', "1e99999999999999999999")), "--json")
    assert result.returncode == 2
    assert list(errors(result)) == ["stands[0].standing_stock_m3"]


STATED = """
case:
  offence: 滥伐林木
  conduct: {from: 2021-12-01, to: 2022-01-20}
stands:
  - {id: A, species: 硬阔类, damage: {type: 采伐}}
stated_loss: {VALUES, by: 某法院, method: 价值评估, date: 2022-03-01, paper: 某文书}
options: {on: 2022-11-08}
"""


@pytest.mark.parametrize(
    ("values", "tonnes"), [('cny: "3344"', IN_MONEY), ('tonnes: "37.0173", cny: "3344"', "37.0173 tCO₂e")]
)
def test_a_loss_that_was_found_in_money_is_a_result(values: str, tonnes: str) -> None:
    told = run("-", stdin=STATED.replace("VALUES", values).encode())
    assert told.returncode == 0
    lines = told.stdout.decode().splitlines()
    result = {line.split()[0]: line.split(maxsplit=1)[1] for line in lines if line.startswith("  碳汇损失")}
    assert result["碳汇损失量"] == tonnes
    assert any(told.startswith("3,344.00 ") for told in result.values())


TALLIED = """
case:
  offence: 滥伐林木
  conduct: {from: 2021-12-01, to: 2022-01-20}
stands:
  - id: A
    species: 马尾松
    damage: {type: 采伐}
    area_mu: "3"
    tally:
      basis: dbh
      volume_equation: FJ-1823-masson
      rows: [{species: 马尾松, dbh_cm: "20", height_m: "15", count: 3}]
options: {method: fujian-trial-2022, on: 2022-11-08}
"""


def test_an_equation_is_told_by_its_name_and_units_as_on_pages_and_papers() -> None:
    told = run("-", stdin=TALLIED.encode()).stdout.decode()
    name = equations_named("FJ-1823-masson")
    assert name in told
    assert "FJ-1823-masson" not in told.replace(name, "")
    assert f" = 3 {chinese_unit('tree')} " in told
    assert not re.search(r"\b(mu|tree|m3)\b", told.partition("\n\n规则\n")[0])


def test_the_worksheet_is_also_written_as_a_workbook_and_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    out = tmp_path / "out.xlsx"
    arguments = [str(tmp_path / "case.yaml"), "--json", "--xlsx", str(out)]
    done = CliRunner().invoke(assess_command, arguments)
    assert done.exit_code == 0
    worksheet = json.loads(done.stdout)["worksheet"]
    book = Book(out.read_bytes())
    assert [float(book.value(cell_of(line["no"]))) for line in worksheet if "/" not in line["result"]] == [
        pytest.approx(float(line["result"]), rel=1e-12) for line in worksheet if "/" not in line["result"]
    ]
    for extra in ([], ["--json"]):
        nowhere = CliRunner().invoke(assess_command, [*arguments[:1], *extra, "--xlsx", str(tmp_path)])
        assert nowhere.exit_code == 2
        assert str(tmp_path) in nowhere.output
